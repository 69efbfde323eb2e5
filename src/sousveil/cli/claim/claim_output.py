"""Where claims go that nobody stores: lines at once, a table at the end, or a file that is whole.

A file appears under its name when all of it is written; until then, what was there stays.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from sousveil.cli.rendering import Format, csv_line, make_table, print_table
from sousveil.errors import BadInput, CannotWrite

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator, Sequence

    from sousveil.engine.columns import Column

    Record = dict[str, Any]
    Put = Callable[[Record], None]

PARQUET = "parquet"
_TO_READ = ("id", "country", "technology", "vendor", "status", "confidence", "quote")
"""What a terminal has room for; the other formats have every field."""
FILE_FORMATS = (Format.JSONL.value, Format.JSON.value, Format.CSV.value, PARQUET)


@contextmanager
def printing_claims(columns: Sequence[Column], title: str, output_format: str) -> Iterator[Put]:
    """Give a function that prints a claim: JSON Lines and CSV at once, the others at the end."""
    names = [column.name for column in columns]
    if output_format == Format.JSONL:
        yield lambda record: click.echo(_json_line(names, record))
        return
    if output_format == Format.CSV:
        click.echo(csv_line(names), nl=False)
        yield lambda record: click.echo(csv_line([record[name] for name in names]), nl=False)
        return
    records: list[Record] = []
    yield records.append
    if output_format == Format.TABLE:
        names = list(_TO_READ)
        records = [one | {"confidence": f"{one['confidence']:.3f}"} for one in records]
    rows = ([record[name] for name in names] for record in records)
    print_table(make_table(title, names, rows), output_format)


@contextmanager
def writing_claims(columns: Sequence[Column], target: Path) -> Iterator[Put]:
    """Give a function that adds a claim to a file, which is there when the block has ended well.

    Raises:
        BadInput: the name of the file says no format.
        CannotWrite: the disk does not take it; what was there before stays.
    """
    file_format = target.suffix.lower().removeprefix(".")
    if file_format not in FILE_FORMATS:
        raise BadInput(
            "the name of the file says no format that is written",
            where=str(target),
            next_step=f"end it in one of .{', .'.join(FILE_FORMATS)}",
        )
    try:
        with TemporaryDirectory(dir=target.absolute().parent, prefix=".sousveil-new-") as folder:
            lines = Path(folder, "lines.jsonl")
            names = [column.name for column in columns]
            with lines.open("w", encoding="utf-8") as file:
                yield lambda record: _write(file, _json_line(names, record))
            made = _convert(lines, columns, file_format)
            with made.open("rb") as whole:
                os.fsync(whole.fileno())
            made.replace(target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CannotWrite(
            f"the claims could not be written: {error.strerror}",
            where=str(target),
            next_step="free some space or correct the folder and its permissions, then run it again",
        ) from error


def _write(file: io.TextIOBase, line: str) -> None:
    file.write(f"{line}\n")


def _convert(lines: Path, columns: Sequence[Column], file_format: str) -> Path:
    """Make the file of another format beside its lines."""
    if file_format == Format.JSONL:
        return lines
    made = lines.with_name(f"made.{file_format}")
    if file_format == PARQUET:
        from sousveil.engine.parquet import write_parquet  # noqa: PLC0415  # heavy

        write_parquet(lines, tuple(columns), made)
        return made
    with lines.open(encoding="utf-8") as read, made.open("w", encoding="utf-8") as file:
        if file_format == Format.CSV:
            file.write(csv_line([column.name for column in columns]))
            file.writelines(csv_line(json.loads(line).values()) for line in read)
        else:
            before = "[\n"
            for line in read:
                file.write(f"{before}  {line.rstrip()}")
                before = ",\n"
            file.write("\n]\n" if before.startswith(",") else "[]\n")
    return made


def _json_line(names: Sequence[str], record: Record) -> str:
    return json.dumps({name: record[name] for name in names}, ensure_ascii=False)
