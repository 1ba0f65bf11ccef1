"""The subjects, by their name in the table. Each is imported only in the process that measures it."""

from __future__ import annotations

SUBJECTS = {
    "floor": "plain pyarrow decoding of the needed columns",
    "ours": "pipeline.persons.aggregate (Polars)",
    "ours_1gib": "the same with a memory limit of 1 GiB",
    "ours_spark": "pipeline.persons.aggregate (Spark, local, cold)",
    "polars_by_hand": "hand-written Polars",
    "duckdb_by_hand": "hand-written DuckDB SQL",
    "pandas_naive": "naive pandas",
    "count_and_profile": "pipeline.persons.aggregate_and_profile (Polars)",
    "command": "ghettolist, the whole command",
}
HEAVIEST = {
    "narwhals_polars": "Narwhals on Polars",
    "ibis_duckdb": "Ibis on DuckDB",
    "ibis_polars": "Ibis on Polars",
    "narwhals_spark": "Narwhals on Spark (local, cold)",
    "ibis_spark": "Ibis on Spark (local, cold)",
}
