"""Windows: a long document in overlapping parts that begin and end with sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.text.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.claims.text.sentences import Sentence


@frozen(kw_only=True)
class Window:
    """Characters ``start`` to ``end`` of a document."""

    start: int
    end: int


def split_windows(text: str, *, size: int, overlap: int) -> tuple[Window, ...]:
    """Return windows of at most ``size`` characters that hold every sentence whole.

    Neighbours share the last sentences of the first, as many as fit into ``overlap``
    characters. A text without a sentence has no window. A sentence longer than ``size`` has
    a window of its own.

    >>> text = "One is here. Two is there. Three is gone."
    >>> [text[w.start : w.end] for w in split_windows(text, size=28, overlap=14)]
    ['One is here. Two is there.', 'Two is there. Three is gone.']
    """
    sentences = split_sentences(text)
    windows: list[Window] = []
    first, end = 0, 0
    while end < len(sentences):
        end = max(end + 1, _last_within(sentences, first, size) + 1)
        windows.append(Window(start=sentences[first].start, end=sentences[end - 1].end))
        if end < len(sentences):
            first = _step_back(sentences, end, size=size, overlap=overlap)
    return tuple(windows)


def _last_within(sentences: Sequence[Sentence], first: int, size: int) -> int:
    """Return the last sentence that ends within ``size`` characters from the first one's start."""
    last = first
    while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= size:
        last += 1
    return last


def _step_back(sentences: Sequence[Sentence], end: int, *, size: int, overlap: int) -> int:
    """Return where the next window begins, so that it repeats a little and takes one more."""
    first = end
    while (
        first > 0
        and sentences[end - 1].end - sentences[first - 1].start <= overlap
        and sentences[end].end - sentences[first - 1].start <= size
    ):
        first -= 1
    return first
