"""Replaced text: names damaged by a search-and-replace that went through whole cells.

Someone expands the code ``ED`` to ``Electoral Democracy`` in one column; the editor, which
does not mind case, makes ``SwElectoral Democracyen`` of Sweden in another. Such a cell is in
no vocabulary, and it has a capital letter inside a word: there the inserted phrase begins.

For each such cell and each word of the vocabulary, the phrase is taken as a wildcard for one
to ``LONGEST_ORIGINAL`` letters. Where all the rest agrees, the cell may be that word, and
each wildcard is a possible damage: these letters were replaced by that phrase. One cell
alone proves little, since names such as ``BrainChip`` have capitals inside too. A damage is
believed for one of two reasons:

- the letters are the initials of the phrase (``ea``, ``Electoral Autocracy``): an
  abbreviation was expanded, and no name is built so by accident;
- two or more different cells become different words by the same damage, and the phrase is
  longer than the letters, as an expansion is.

Of several readings the one with the best supported damages is taken, then the one with the
fewest letters replaced. Believed damages are then tried on the cells that are left, where
the phrase may begin a word and so shows no capital inside one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.audit.list_cells import split_cell
from sousveil.editions.audit.observation import Confidence, Observation
from sousveil.model.published_table import Damage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sousveil.editions.audit.observation import RowKey
    from sousveil.editions.audit.plan import TextColumns
    from sousveil.model.published_table import PublishedTable

LONGEST_ORIGINAL = 4


@frozen(kw_only=True)
class RepairedCell:
    """A damaged text, the word of the vocabulary that it was, and the damages that made it."""

    cell: str
    word: str
    damages: tuple[Damage, ...]


def check_replaced_text(
    table: PublishedTable,
    keys: Mapping[int, RowKey],
    texts: TextColumns,
    vocabulary: Collection[str],
) -> tuple[Observation, ...]:
    """Report every text damaged by search-and-replace, with the word that it was."""
    entries = [
        (row, column, text)
        for row in table
        for column in texts.columns
        for text in split_cell(row[column], texts.separator)
    ]
    repairs = {r.cell: r for r in infer_repairs((text for _, _, text in entries), vocabulary)}
    if not repairs:
        return ()
    damages = dict.fromkeys(damage for repair in repairs.values() for damage in repair.damages)
    operations = ", ".join(f"{d.original!r} by {d.replacement!r}" for d in damages)
    rows = tuple(
        keys[row.number].affected(column=column, found=text, expected=repairs[text].word)
        for row, column, text in entries
        if text in repairs
    )
    return (
        Observation(
            check="replaced_text",
            summary=f"{len(rows)} texts are damaged by search-and-replace: {operations}",
            rows=rows,
            confidence=Confidence.INFERRED,
        ),
    )


def infer_damage(cells: Iterable[str], vocabulary: Collection[str]) -> tuple[Damage, ...]:
    """Return the replacements that turned words of the vocabulary into these cells, sorted.

    >>> infer_damage(["SwElectoral Democracyen", "BrainChip"], ["Sweden", "Brazil"])
    (Damage(original='ed', replacement='Electoral Democracy'),)
    """
    repairs = infer_repairs(cells, vocabulary)
    damages = {damage for repair in repairs for damage in repair.damages}
    return tuple(sorted(damages, key=lambda damage: (damage.replacement, damage.original)))


def infer_repairs(cells: Iterable[str], vocabulary: Collection[str]) -> tuple[RepairedCell, ...]:
    """Return every cell that a believed damage explains, with its word, in the cells' order."""
    words = {word.casefold(): word for word in vocabulary}
    unknown = [cell for cell in dict.fromkeys(cells) if cell.casefold() not in words]
    readings = {cell: tuple(_read_cell(cell, words.values())) for cell in unknown}
    support = _count_support(readings)
    repairs = {}
    for cell, candidates in readings.items():
        best = _choose(candidates, support)
        if best is not None:
            repairs[cell] = best
    believed = tuple(dict.fromkeys(d for repair in repairs.values() for d in repair.damages))
    for cell in unknown:
        if cell not in repairs and (repair := _undo(cell, words, believed)) is not None:
            repairs[cell] = repair
    return tuple(repairs[cell] for cell in unknown if cell in repairs)


def has_capital_inside(text: str) -> bool:
    """Whether a word has a capital letter inside, as where a phrase was put into it.

    >>> has_capital_inside("SwElectoral Democracyen"), has_capital_inside("New Zealand")
    (True, False)
    """
    return bool(_find_starts(text))


def _find_starts(text: str) -> list[int]:
    """Return where phrases may begin: at a capital after a small letter or a capital.

    After a capital (``VElectoral``) it must be followed by a small letter, so that the
    letters of an acronym are no beginnings.
    """
    return [
        i
        for i in range(1, len(text))
        if text[i].isupper()
        and (text[i - 1].islower() or (text[i - 1].isupper() and text[i + 1 : i + 2].islower()))
    ]


def _read_cell(cell: str, words: Iterable[str]) -> Iterator[RepairedCell]:
    """Give every way in which the cell is a word with a phrase at each capital inside."""
    starts = _find_starts(cell)
    if not starts:
        return
    pieces = [cell[a:b] for a, b in zip([0, *starts], [*starts, len(cell)], strict=True)]
    for word in words:
        if word.startswith(pieces[0]):
            for damages in _align(pieces[1:], word[len(pieces[0]) :]):
                yield RepairedCell(cell=cell, word=word, damages=damages)


def _align(pieces: Sequence[str], rest: str) -> Iterator[tuple[Damage, ...]]:
    """Give the damages that make the pieces of ``rest``.

    Each piece is a phrase and what follows it in the word; where one ends is not known, so
    every length of the original is tried, and what follows it must end the piece.
    """
    if not pieces:
        if not rest:
            yield ()
        return
    piece = pieces[0]
    for length in range(1, min(LONGEST_ORIGINAL, len(rest)) + 1):
        original, tail = rest[:length], rest[length:]
        if not original.isalpha():
            break
        ends = [len(tail)] if len(pieces) == 1 else range(len(tail) + 1)
        for end in ends:
            phrase = piece[: len(piece) - end]
            if phrase and piece.endswith(tail[:end]):
                for others in _align(pieces[1:], tail[end:]):
                    yield (Damage(original=original, replacement=phrase), *others)


def _count_support(readings: Mapping[str, Sequence[RepairedCell]]) -> dict[Damage, int]:
    """Count, for each damage, the different words that different cells become by it."""
    becomes: dict[Damage, dict[str, str]] = defaultdict(dict)
    for cell, candidates in readings.items():
        for reading in candidates:
            for damage in reading.damages:
                becomes[damage][cell] = reading.word
    return {damage: len(set(words.values())) for damage, words in becomes.items()}


def _choose(
    candidates: Sequence[RepairedCell], support: Mapping[Damage, int]
) -> RepairedCell | None:
    """Return the best reading of a cell all of whose damages are believed, if there is one."""

    def is_believed(damage: Damage) -> bool:
        is_expansion = len(damage.replacement) > len(damage.original)
        return _is_abbreviation(damage) or (is_expansion and support[damage] > 1)

    def order(reading: RepairedCell) -> tuple[bool, int, int, str]:
        return (
            not all(_is_abbreviation(damage) for damage in reading.damages),
            -min(support[damage] for damage in reading.damages),
            sum(len(damage.original) for damage in reading.damages),
            reading.word,
        )

    believed = [r for r in candidates if all(is_believed(damage) for damage in r.damages)]
    return min(believed, key=order, default=None)


def _is_abbreviation(damage: Damage) -> bool:
    """Whether the letters are the initials of the phrase's words, of which there are several."""
    initials = "".join(word[0] for word in damage.replacement.split())
    return len(initials) > 1 and initials.casefold() == damage.original.casefold()


def _undo(cell: str, words: Mapping[str, str], damages: Sequence[Damage]) -> RepairedCell | None:
    """Put the originals back, and return the word if that makes one."""
    used = [damage for damage in damages if damage.replacement in cell]
    text = cell
    for damage in sorted(used, key=lambda damage: -len(damage.replacement)):
        text = re.sub(re.escape(damage.replacement), damage.original, text)
    word = words.get(text.casefold())
    return (
        None
        if word is None or not used
        else RepairedCell(cell=cell, word=word, damages=tuple(used))
    )
