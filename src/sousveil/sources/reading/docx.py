"""Read a DOCX file: paragraphs and tables in the order of the document."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from sousveil.errors import BadInput
from sousveil.sources.reading.reading import Reading, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

LARGEST_UNPACKED = 128 * 1024 * 1024
MOST_MEMBERS = 5_000
DEEPEST_TABLE = 20
DOCX_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    OpcError,
    InvalidXmlError,
    LxmlError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,  # zipfile: an encrypted member
    OSError,
    EOFError,
)


def read_docx(data: bytes, _charset: str | None = None) -> Reading:
    """Read text and title. Whose computer wrote the file and when says nothing of publication."""
    _check_archive(data)
    document = Document(io.BytesIO(data))
    lines = [line for block in document.iter_inner_content() for line in _read_block(block, 0)]
    return Reading(
        reader="docx",
        library="python-docx",
        text="\n".join(lines),
        title=tidy(document.core_properties.title),
        declared_language=tidy(document.core_properties.language),
    )


def _check_archive(data: bytes) -> None:
    """Refuse a bomb by what the directory declares; zipfile unpacks no more than that."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or len(members) > MOST_MEMBERS:
        raise BadInput(
            f"the archive unpacks to {unpacked:,} bytes in {len(members):,} files; "
            f"at most {LARGEST_UNPACKED:,} and {MOST_MEMBERS:,} are read"
        )


def _read_block(block: Paragraph | Table, depth: int) -> Iterator[str]:
    if not isinstance(block, Table):
        yield block.text
    elif depth < DEEPEST_TABLE:
        for row in block.rows:
            yield "\t".join(_read_cell(cell, depth + 1) for cell in row.cells)


def _read_cell(cell: _Cell, depth: int) -> str:
    lines = (line for block in cell.iter_inner_content() for line in _read_block(block, depth))
    return " ".join(line.replace("\n", " ") for line in lines)
