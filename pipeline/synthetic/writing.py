"""Made-up arrays as DST's files: keys, columns, Parquet or CSV. What does not belong here: drawing values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from pipeline.synthetic import declared
from pipeline.synthetic.people import EDUCATION_CODES
from pipeline.synthetic.registers import LAST_SEVEN_DIGIT_YEAR, OFFENCES, OFFENCES_SEVEN, Batch

LETTERS = np.frombuffer(
    b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789", np.uint8
)  # no 0, 1, I, O: so a label with one of them or _ never equals a key
KEY_LENGTH = 12
KEY_BITS = 60
PERSON_MULTIPLIER, ADDRESS_MULTIPLIER = 0x9E3779B97F4A7C1, 0xC2B2AE3D27D4EB5  # odd, so that no two numbers share a key
SALT = 0x165667B19E3779F


class Keys:
    """Person and address keys of a seed: 12 letters and digits, or 64-bit whole numbers. Unlike CPR numbers."""

    def __init__(self, seed: int, as_text: bool) -> None:
        self.as_text = as_text
        self._salt = np.uint64((seed + 1) * SALT % 2**KEY_BITS)

    def codes(self, numbers: npt.NDArray[np.int64], multiplier: int) -> npt.NDArray[np.int64]:
        """The numbers mixed to 60 bits, one to one."""
        mixed = numbers.astype(np.uint64) * np.uint64(multiplier) + self._salt
        mixed ^= (mixed & np.uint64(2**KEY_BITS - 1)) >> np.uint64(31)
        return (mixed & np.uint64(2**KEY_BITS - 1)).astype(np.int64)

    def letters(self, codes: npt.NDArray[np.int64], labels: tuple[str, ...] | None = None) -> npt.NDArray[np.uint8]:
        """The keys' characters, one row per key; a label replaces the key."""
        places = np.arange(KEY_LENGTH, dtype=np.int64) * 5
        characters: npt.NDArray[np.uint8] = LETTERS[(codes[:, None] >> places) & 31]
        for row, label in enumerate(labels or ()):
            if label:
                characters[row] = np.frombuffer(label.ljust(KEY_LENGTH, "_").encode("ascii"), np.uint8)
        return characters


def text_array(characters: npt.NDArray[np.uint8]) -> pa.Array:
    """An Arrow string array from rows of characters of one length, without a Python object in between."""
    count, width = characters.shape
    offsets = np.arange(count + 1, dtype=np.int32) * width
    return pa.Array.from_buffers(
        pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(characters))]
    )


def _coded(codes: npt.NDArray[np.int8], words: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words)).cast(pa.string())


def tables(batch: Batch, keys: Keys, register_year: int) -> dict[str, pa.Table]:
    """The registers of a batch, with DST's column names."""
    people, residents = batch.people, batch.residents
    codes = keys.codes(people.number, PERSON_MULTIPLIER)
    keyed: npt.NDArray[Any] = keys.letters(codes, batch.labels) if keys.as_text else codes
    address_codes = keys.codes(people.address[:residents].astype(np.int64), ADDRESS_MULTIPLIER)

    def key(rows: npt.NDArray[np.int32] | slice) -> pa.Array:
        return text_array(keyed[rows]) if keys.as_text else pa.array(keyed[rows])

    here = slice(0, residents)
    offences = OFFENCES_SEVEN if register_year <= LAST_SEVEN_DIGIT_YEAR else OFFENCES
    columns: Mapping[str, dict[str, Any]] = {
        "population": {
            "pnr": key(here),
            "foed_dag": pa.array(people.birth[here]).cast(pa.date32()),
            "kom": people.municipality[here],
            "ie_type": people.ie_type[here],
            "opr_land": people.origin[here],
            "adresse_id": text_array(keys.letters(address_codes)) if keys.as_text else pa.array(address_codes),
        },
        "employment": {
            "pnr": key(batch.employment),
            "soc_status_kode": batch.status,
            "fuldtid": batch.hundredths / 100,
        },
        "education": {
            "pnr": key(batch.education),
            "hfaudd": _coded(batch.hfaudd, tuple(str(code) for code, _ in EDUCATION_CODES)),
            "hf_kilde": batch.hf_kilde,
        },
        "income": {
            "pnr": key(batch.income),
            "perindkialt_13": batch.ore / 100,
            "omfang": batch.omfang,
            "socio13": batch.socio13,
        },
        "crime": {
            "pnr": key(batch.crime),
            "afg_afgoedto": pa.array(batch.decided).cast(pa.date32()),
            "afg_ger7": _coded(batch.offence, offences),
            "afg_afgtyp3": batch.decision,
        },
    }
    found = {register: pa.table(values) for register, values in columns.items()}
    list_year = register_year + 1
    for name, register in declared.DECLARED.items():
        rows = declared.rows_of(people, residents, list_year, register)
        found[name] = pa.table({"pnr": key(rows), **declared.columns_of(people, rows, list_year, register)}).select(
            register.persons.names
        )
    return found


HIGH_ENTROPY = {"pnr", "adresse_id", "perindkialt_13"}  # dictionary encoding does not pay for these


class Writer:
    """One file, written batch by batch as row groups or lines."""

    def __init__(self, path: Path, file_format: str) -> None:
        self.path = path.with_suffix(f".{file_format}")
        self._format = file_format
        self._open: Any = None

    def write(self, table: pa.Table) -> None:
        """Append the rows."""
        if self._open is None and self._format == "parquet":
            coded = [name for name in table.column_names if name not in HIGH_ENTROPY]
            self._open = pq.ParquetWriter(self.path, table.schema, compression="snappy", use_dictionary=coded)
        elif self._open is None:
            options = pyarrow.csv.WriteOptions(delimiter=";", quoting_style="needed", quoting_header="none")
            self._open = pyarrow.csv.CSVWriter(self.path, table.schema, write_options=options)
        if self._format == "parquet":
            self._open.write_table(table, row_group_size=max(1, table.num_rows))
        else:
            self._open.write_table(table)

    def close(self) -> None:
        """Finish the file."""
        if self._open is not None:
            self._open.close()
