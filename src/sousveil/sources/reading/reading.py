"""What a single reader gives, before the language is told and the version is added."""

from __future__ import annotations

from attrs import frozen

from sousveil.model.reading import ReadStatus


@frozen(kw_only=True)
class Reading:
    """A reader's text and metadata. ``library`` is the distribution that did the work.

    ``declared_language`` is what the document says of itself, in whatever notation;
    ``status`` is None where the text itself tells whether there is any. ``reason`` beside a
    text says what of the document is not in it.
    """

    reader: str
    library: str | None = None
    program: str | None = None
    text: str = ""
    status: ReadStatus | None = None
    reason: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_date: str | None = None
    declared_language: str | None = None
    page_starts: tuple[int, ...] = ()


def tidy(value: str | None, longest: int = 500) -> str | None:
    r"""Make one line of a title or name; None where nothing is left.

    >>> tidy("  Cameras\n for the  station ")
    'Cameras for the station'
    """
    line = " ".join((value or "").replace("\0", " ").split())[:longest]
    return line.encode("utf-8", "replace").decode("utf-8").strip() or None
