"""What the Tab key offers: areas, municipalities and list years of the raw root, also without Danish letters."""

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from commands.ghettolist import main

RAW = str(Path(__file__).parents[2] / "data" / "raw")


@pytest.mark.parametrize(
    ("words", "typed", "offered"),
    [
        (["explain", "--raw", RAW], "Mjo", ["Mjølnerparken"]),
        (["explain", "--raw", RAW], "blaag", ["Blågården"]),
        (["run", "--raw", RAW, "--municipality"], "aar", ["Aarhus"]),
        (["run", "--raw", RAW, "--list-year"], "202", ["2020", "2021", "2022", "2023", "2024"]),
        (["explain", "--raw", "nowhere"], "Mjo", []),
    ],
)
def test_the_names_of_the_raw_root_are_offered(words: list[str], typed: str, offered: list[str]) -> None:
    complete = ShellComplete(main, {}, "ghettolist", "_GHETTOLIST_COMPLETE")
    assert [item.value for item in complete.get_completions(words, typed)] == offered
