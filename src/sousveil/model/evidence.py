"""Evidence: the exact quote, in a snapshot, at a place that can be looked up."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote

from attrs import field, frozen
from attrs.validators import ge, optional

from sousveil.errors import BadInput


@frozen(kw_only=True)
class TextSpan:
    """Characters ``start`` (included) to ``end`` (excluded) of a document, on ``page`` if it has pages."""

    start: int = field(validator=ge(0))
    end: int = field(validator=ge(0))
    page: int | None = field(default=None, validator=optional(ge(1)))

    def __str__(self) -> str:
        page = f"page={self.page};" if self.page is not None else ""
        return f"{page}char={self.start},{self.end}"


@frozen(kw_only=True)
class TableCell:
    """A cell of a published table: the sheet, the row as it is numbered there, the column's title."""

    sheet: str
    row: int = field(validator=ge(1))
    column: str

    def __str__(self) -> str:
        return f"sheet={quote(self.sheet, safe=' ')};row={self.row};column={quote(self.column, safe=' ')}"


Locator = TextSpan | TableCell


def parse_locator(text: str) -> Locator:
    """Read a locator back from its text.

    >>> parse_locator("sheet=AIGS 2022;row=2;column=Smart Policing")
    TableCell(sheet='AIGS 2022', row=2, column='Smart Policing')
    >>> str(parse_locator("page=14;char=120,188"))
    'page=14;char=120,188'

    Raises:
        BadInput: the text is no locator.
    """
    try:
        fields = dict(part.split("=", 1) for part in text.split(";"))
        if "char" in fields:
            start, end = fields["char"].split(",")
            page = int(fields["page"]) if "page" in fields else None
            return TextSpan(start=int(start), end=int(end), page=page)
        return TableCell(
            sheet=unquote(fields["sheet"]), row=int(fields["row"]), column=unquote(fields["column"])
        )
    except (KeyError, ValueError) as error:
        raise BadInput(
            f"{text!r} does not say where a quote stands",
            next_step="write 'char=START,END', 'page=N;char=START,END' or 'sheet=..;row=..;column=..'",
        ) from error


@frozen(kw_only=True)
class Evidence:
    """What a claim rests on: a source, the snapshot of it, the locator there and the exact quote."""

    source_id: str
    snapshot_sha256: str
    locator: str
    quote: str

    def __attrs_post_init__(self) -> None:
        if not self.quote or not self.locator:
            raise BadInput(
                "evidence without a quote or a locator",
                where=f"snapshot sha256:{self.snapshot_sha256[:12]}",
                next_step="give the exact words and where they stand",
            )
        check_text(self.quote, self.locator, where=f"snapshot sha256:{self.snapshot_sha256[:12]}")

    def as_record(self) -> dict[str, Any]:
        """Return the evidence as plain values, in the form that a claim's id is made from."""
        return {
            "source_id": self.source_id,
            "snapshot_sha256": self.snapshot_sha256,
            "locator": self.locator,
            "quote": self.quote,
        }


def check_text(*texts: str | None, where: str) -> None:
    """Make sure that every database and file format can carry the texts to the letter.

    Neither a NUL character nor half of a surrogate pair is text, and an empty one would
    come back from CSV as missing.

    Raises:
        BadInput: one of them cannot be carried.
    """
    given = [text for text in texts if text is not None]
    if "" not in given and not _NO_TEXT.search("".join(given)):
        return
    text = next(text for text in given if not text or _NO_TEXT.search(text))
    raise BadInput(
        f"{text!r} is empty, or has a NUL character or half of a surrogate pair in it",
        where=where,
        next_step="leave out what is empty; read the source again with its own encoding",
    )


_NO_TEXT = re.compile("[\0\ud800-\udfff]")
