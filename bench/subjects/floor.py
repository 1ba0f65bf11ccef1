"""The lower bound: decode the needed columns with pyarrow and do nothing with them."""

from __future__ import annotations

import pyarrow.csv
import pyarrow.parquet as pq

from bench.method import COLUMNS, REGISTERS, Country


def answer(country: Country) -> None:
    """Decode file by file, releasing each."""
    for register in REGISTERS:
        path, columns = country.file(register), list(COLUMNS[register])
        if path.suffix == ".parquet":
            pq.read_table(path, columns=columns)
        else:
            options = pyarrow.csv.ConvertOptions(include_columns=columns)
            pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(delimiter=";"), convert_options=options)
