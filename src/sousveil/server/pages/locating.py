"""Where the words that somebody copied from a document stand in it."""

from __future__ import annotations

import re

from attrs import frozen


@frozen(kw_only=True)
class QuotePlace:
    """Characters ``start`` to ``end``, or how often (0, or 2 for several times) a quote stands there."""

    start: int = 0
    end: int = 0
    count: int = 1


def locate_quote(text: str, quote: str, start: int | None = None) -> QuotePlace:
    """Return where a quote stands: at ``start``, or at the one place that has its words.

    Browsers change white space in what is copied or sent; words and their order count.

    >>> locate_quote("one two three", "two  three")
    QuotePlace(start=4, end=13, count=1)
    >>> locate_quote("one two one", "one").count, locate_quote("one", "two").count
    (2, 0)
    >>> locate_quote("one two one", "one", start=8)
    QuotePlace(start=8, end=11, count=1)
    """
    words = quote.split()
    if not words:
        return QuotePlace(count=0)
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    if start is not None and start >= 0:
        given = pattern.match(text, start + len(quote) - len(quote.lstrip()))
        if given is not None:
            return QuotePlace(start=given.start(), end=given.end())
    places = pattern.finditer(text)
    first = next(places, None)
    if first is None:
        return QuotePlace(count=0)
    if next(places, None) is not None:
        return QuotePlace(count=2)
    return QuotePlace(start=first.start(), end=first.end())
