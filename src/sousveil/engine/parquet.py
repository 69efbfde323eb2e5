"""Turn rows that were kept as lines of JSON into a Parquet file."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.engine.columns import Column

_ROW_GROUP = 10_000
_LEAST_OBJECT_BYTES = 2 * 1024**2


def write_parquet(lines: Path, columns: tuple[Column, ...], target: Path) -> None:
    """Write rows in their order; the same rows give the same bytes, wherever they are written."""
    with lines.open("rb") as file:
        longest = max((len(line) for line in file), default=0)
    types = ", ".join(f"'{column.name}': '{column.kind}'" for column in columns)
    with closing(duckdb.connect(":memory:", config={"threads": 1})) as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_json('{_quoted(lines)}', "  # noqa: S608  # our own names
            f"format = 'newline_delimited', columns = {{{types}}}, "
            f"maximum_object_size = {max(longest + 1, _LEAST_OBJECT_BYTES)})) "
            f"TO '{_quoted(target)}' "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
