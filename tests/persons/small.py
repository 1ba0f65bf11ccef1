"""Small deliveries of person rows for tests: rows as text, so that a case can be read like a table."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.persons import Options, PersonFiles, Rules, aggregate

HEADERS = {
    "population": "pnr;foed_dag;kom;ie_type;opr_land;adresse_id",
    "employment": "pnr;soc_status_kode;fuldtid",
    "education": "pnr;hfaudd;hf_kilde",
    "income": "pnr;perindkialt_13;omfang;socio13",
    "crime": "pnr;afg_afgoedto;afg_ger7;afg_afgtyp3",
    "addresses": "adresse_id;area_id;first_list_year;last_list_year",
    "hfaudd": "hfaudd;level",
}
NOBODY = "somebody;1950-06-01;101;1;5100;outside"  # lives in no area, so that the files are not empty
DEFAULTS = {
    "population": [NOBODY],
    "employment": ["somebody;131;1"],
    "education": ["somebody;2000;15"],
    "income": ["somebody;100;2;131"],
    "crime": ["somebody;2023-05-05;2110;111"],
    "addresses": ["home;A;2010;", "away;B;2010;"],
    "hfaudd": ["1000;10", "1500;15", "2000;30", "9000;90"],
}


def deliver(folder: Path, list_year: int = 2024, **rows: Any) -> PersonFiles:
    """CSV files with these rows; registers not named have one row of a person who lives in no area."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, header in HEADERS.items():
        lines = rows.get(name, DEFAULTS[name])
        (folder / f"{name}.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return files_in(folder, list_year)


def odd_persons(folder: Path) -> PersonFiles:
    """Some hundred persons, drawn so that every column has odd cells too."""
    draw = random.Random(7)
    keys = [f"K{number:011d}" for number in range(400)]
    day = [f"{draw.randint(1930, 2023)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}" for _ in keys]
    one = draw.choice
    rows: dict[str, Any] = {
        "population": [
            f"{key};{born};{one(('101', '751', '0851', '999', ''))};{one((1, 2, 3))};{one((5100, 5436, 5750, 0, ''))};"
            f"{one(('home', 'away', 'none', ''))}"
            for key, born in zip(keys, day, strict=True)
        ],
        "employment": [
            f"{key};{status};{draw.randint(0, 10**7) / 10**7}"
            for key in keys for status in draw.sample((131, 200, 318, 411, 999), 2)
        ],
        "education": [f"{key};{one((1000, 1500, 2000, 9000, 7777, ''))};{one((11, 15, 17, ''))}" for key in keys[40:]],
        "income": [
            f"{key};{str(draw.randint(-10**7, 10**8) / 1000).replace('.', ',')};{one((1, 1, 2))};{one((131, 310))}"
            for key in keys[:-60]
        ],
        "crime": [
            f"{one(keys)};2023-{draw.randint(1, 12):02d}-15;{one(('1252', '3210123', '2110', '34'))};{one((111, 514, 518))}"
            for _ in range(200)
        ],
    }  # fmt: skip
    return deliver(folder, **rows)


def files_in(folder: Path, list_year: int = 2024, suffix: str = ".csv") -> PersonFiles:
    """The files of a folder."""
    paths = {name: folder / f"{name}{suffix}" for name in HEADERS if name not in ("addresses", "hfaudd")}
    return PersonFiles(list_year, paths, addresses=folder / "addresses.csv", hfaudd=folder / "hfaudd.csv")


def options(folder: Path, **changes: Any) -> Options:
    """The default options, with temporary files beside the delivery."""
    return Options(**{"work": folder / "work", **changes})


def counted(
    folder: Path, register: str, code: str = "A", list_year: int = 2024, rules: Rules | None = None, **rows: Any
) -> dict[str, Any]:
    """The measures of one register for one code of the area grain."""
    files = deliver(folder, list_year, **rows)
    files = replace(files, registers={name: files.registers[name] for name in ("population", register)})
    frame = aggregate(files, options(folder, rules=rules or Rules()))[register]
    row = frame[frame["code"] == code].to_dict("records")[0]
    return {str(name): value for name, value in row.items() if name not in ("scope", "code", "register_year")}
