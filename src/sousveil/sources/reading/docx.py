"""Read a DOCX file: its body in reading order, then what stands around it.

Headers, footers and notes come after the body, one line each, with a mark: a sentence of
the body is never cut in two by them. A note's mark also stands where the body refers to it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.parser import parse_xml
from docx.parts.story import StoryPart
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from sousveil.errors import BadInput
from sousveil.sources.reading.docx_text import DocxText, read_notes
from sousveil.sources.reading.reading import Reading, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.opc.part import Part
    from docx.parts.document import DocumentPart
    from lxml.etree import _Element as Element

LARGEST_UNPACKED = 128 * 1024 * 1024
MOST_MEMBERS = 5_000
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
# What stands around the body, by the last word of its relationship, in the order of reading.
MARGINS = ("header", "footer")
NOTES = {"footnotes": "", "endnotes": "e"}
"""The kinds of notes, and what their numbers begin with, so that [1] and [e1] differ."""


def read_docx(data: bytes, _charset: str | None = None) -> Reading:
    """Read text and title. Whose computer wrote the file and when says nothing of publication."""
    _check_archive(data)
    document = Document(io.BytesIO(data))
    body = DocxText(NOTES)
    body.read(document.element.body)
    around, unread = _read_around(document.part, body)
    return Reading(
        reader="docx",
        library="python-docx",
        text="\n".join([*body.lines, *([""] if around else []), *around]),
        reason=f"parts that are damaged and not read: {', '.join(unread)}" if unread else None,
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


def _read_around(document: DocumentPart, body: DocxText) -> tuple[list[str], list[str]]:
    """Give the marked lines around the body, and the kinds of parts that are damaged."""
    lines: dict[str, None] = {}  # a running header is one line, however many sections have it
    unread: list[str] = []
    for kind in (*MARGINS, *NOTES):
        for part in _find_parts(document, kind):
            try:
                root = _parse(part)
                found = read_notes(root, kind, body) if kind in NOTES else _read_margin(root, kind)
                lines |= dict.fromkeys(found)
            except DOCX_ERRORS:
                unread.append(kind)
    return list(lines), unread


def _read_margin(root: Element, kind: str) -> list[str]:
    margin = DocxText(NOTES)
    margin.read(root)
    lines = (line.replace("\n", " ").strip() for line in margin.lines)
    return [f"[{kind}] {line}" for line in lines if line]


def _find_parts(document: DocumentPart, kind: str) -> Iterator[Part]:
    """Yield the parts of a kind, each once, however many sections refer to it."""
    seen: set[str] = set()
    for relationship in document.rels.values():
        if relationship.is_external or relationship.reltype.rpartition("/")[2] != kind:
            continue
        part = relationship.target_part
        if part.partname not in seen:
            seen.add(part.partname)
            yield part


def _parse(part: Part) -> Element:
    return part.element if isinstance(part, StoryPart) else parse_xml(part.blob)
