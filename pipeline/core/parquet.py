"""How this project writes Parquet: the same content gives the same bytes.

Snappy, which every reader knows; docs/decisions/parquet-for-every-reader.md has the sizes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # pyarrow is slow to import
    import pyarrow as pa


def write_parquet(content: pa.Table, path: Path) -> None:
    """Write one Parquet file; nothing of the time or the machine is stored, so equal content gives equal bytes."""
    import pyarrow.parquet as pq

    pq.write_table(content, path, compression="snappy", store_schema=True)
