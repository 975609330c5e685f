"""Parquet: one file a table, of a fixed schema, with the credits in its metadata."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

from extract.registry.exports.tables import COLUMNS, Source, credits

_BATCH = 50_000


def write_parquet(source: Source, folder: Path) -> None:
    """The same rows give the same bytes (of one version of pyarrow)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    kinds: dict[type, Any] = {str: pa.string(), int: pa.int64()}
    said = json.dumps([c.model_dump() for c in credits()], ensure_ascii=False)
    about = {"credits": said, "naming": source.policy}
    for table, columns in COLUMNS.items():
        schema = pa.schema(
            [pa.field(name, kinds[kind]) for name, kind in columns.items()],
            metadata=about,
        )
        part = folder / f".{table}.parquet.part"
        with pq.ParquetWriter(part, schema, compression="zstd") as writer:
            rows = source.rows(table)
            while batch := list(islice(rows, _BATCH)):
                by_column = zip(*batch, strict=True)
                arrays = [pa.array(cells, field.type) for cells, field in zip(by_column, schema, strict=True)]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        part.replace(folder / f"{table}.parquet")
