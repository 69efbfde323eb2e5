"""Library items in BibTeX and BibLaTeX."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware, RemoveEnclosingMiddleware
from bibtexparser.model import DuplicateBlockKeyBlock, Entry, Field

from sousveil.errors import BadInput
from sousveil.sources.collectors.descriptions import clean_text
from sousveil.sources.collectors.quiet import quiet_logs
from sousveil.sources.collectors.zotero_item import BadItem, LibraryItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bibtexparser.model import Block

MAX_FIELD_CHARS = 20_000

# An @article may be of a journal or of a newspaper, so that its kind stays unknown unless
# BibLaTeX says which.
_TYPES = {
    "book": "book",
    "inbook": "bookSection",
    "incollection": "bookSection",
    "inproceedings": "conferencePaper",
    "conference": "conferencePaper",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "legislation": "statute",
    "jurisdiction": "case",
}
_SUBTYPES = {"newspaper": "newspaperArticle", "magazine": "magazineArticle"}
_ADDRESSES = ("url", "doi", "howpublished")
_ESCAPED = re.compile(r"\\([_%&#$~{}])(?:\{\})?")
_MARKUP = re.compile(r"[\\{}$~%`'-]")
_URL_COMMAND = re.compile(r"\\url\{([^{}]{1,8192})\}")


def read_bibtex(text: str) -> Iterator[LibraryItem | BadItem]:
    """Yield the entries of a BibTeX file; bytes that were no UTF-8 stand in it as surrogates.

    Comments, preambles and strings are not items; attached files are paths of the machine
    on which the library was kept, and are ignored.

    Raises:
        BadInput: the parser gives up on the whole file.
    """
    try:
        with quiet_logs("bibtexparser.splitter"):
            blocks = parse_string(text).blocks
    except Exception as error:  # the parser does not say what it raises
        raise BadInput(
            f"not readable as BibTeX: {type(error).__name__}: {error}",
            next_step="export the library again, or as Zotero RDF",
        ) from error
    for block in blocks:
        yield from _read_block(block)


def _read_block(block: Block) -> Iterator[LibraryItem | BadItem]:
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateBlockKeyBlock) and isinstance(block.ignore_error_block, Entry):
        # A key that occurs twice names two sources; the second was left unprocessed.
        block = RemoveEnclosingMiddleware().transform_entry(block.ignore_error_block, Library())
    if isinstance(block, Entry):
        yield _read_entry(block, f"line {line}, {block.key}")
    elif hasattr(block, "error"):
        reason = clean_text(str(block.error)) or "no entry"
        yield BadItem(locator=f"line {line}", reason=f"not BibTeX: {reason}")


def _read_entry(entry: Entry, locator: str) -> LibraryItem | BadItem:
    given = {field.key.lower(): str(field.value) for field in entry.fields}
    try:
        "".join([entry.key, entry.entry_type, *given.values()]).encode()
    except UnicodeEncodeError:
        return BadItem(locator=f"line {(entry.start_line or 0) + 1}", reason="not in UTF-8")
    if any(len(value) > MAX_FIELD_CHARS for value in given.values()):
        return BadItem(locator=locator, reason=f"a field of more than {MAX_FIELD_CHARS} characters")
    addresses = {name: _ESCAPED.sub(r"\1", given.get(name, "")) for name in _ADDRESSES}
    # Names are split while braces still keep 'Ministry of {Health and Labour}' together.
    authors = tuple(_decode(name) for name in _split_names(given.get("author", "")))
    fields = {name: _decode(value) for name, value in given.items() if name not in _ADDRESSES}
    entry_type = entry.entry_type.lower()
    return LibraryItem(
        locator=locator,
        item_type=_SUBTYPES.get(fields.get("entrysubtype", "").lower())
        or _TYPES.get(entry_type, entry_type),
        title=fields.get("title"),
        authors=tuple(author for author in authors if author),
        container_title=_first(fields, "journaltitle", "journal", "booktitle", "maintitle"),
        publisher_name=_first(fields, "publisher", "institution", "school", "organization"),
        published=_read_date(fields),
        language=_first(fields, "langid", "language"),
        url=addresses["url"] or _read_howpublished(given.get("howpublished", "")),
        doi=addresses["doi"] or None,
        key=entry.key or None,
        access_date=fields.get("urldate"),
        tags=tuple(tag.strip() for tag in fields.get("keywords", "").split(",") if tag.strip()),
    )


def _decode(value: str) -> str:
    """Return LaTeX as plain text; what cannot be decoded stays as it is."""
    if not _MARKUP.search(value):
        return value
    entry = Entry("misc", "", [Field("text", value)])
    decoded = _make_decoder().transform_entry(entry, Library())
    return str(decoded["text"]) if isinstance(decoded, Entry) else value


@cache
def _make_decoder() -> LatexDecodingMiddleware:
    return LatexDecodingMiddleware()  # its table of macros takes milliseconds to build


def _split_names(text: str) -> list[str]:
    """Split at 'and' outside of braces."""
    names, depth, words = [], 0, list[str]()
    for word in text.split():
        if word.lower() == "and" and depth <= 0:
            names.append(" ".join(words))
            words = []
        else:
            words.append(word)
            depth += word.count("{") - word.count("}")
    return [*names, " ".join(words)]


def _read_date(fields: dict[str, str]) -> str | None:
    year, month = fields.get("year"), fields.get("month")
    if fields.get("date") or not year or not month:
        return fields.get("date") or year
    return f"{year}-{month}" if month.isdecimal() else f"{month} {year}"


def _read_howpublished(text: str) -> str | None:
    match = _URL_COMMAND.search(text)
    return _ESCAPED.sub(r"\1", match[1]) if match is not None else None


def _first(fields: dict[str, str], *names: str) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)
