"""The words of WordprocessingML: paragraphs, tables, text boxes and notes, as lines.

Deleted and moved-away text of tracked changes is not read; inserted text is. Of a drawing
that is there in two ways, for newer and older programs, the first is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element as Element  # type: ignore[import-untyped]

DEEPEST = 20
"""Tables in cells and boxes in boxes beyond this depth are passed over."""

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"

_WRITTEN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PASSED_OVER = frozenset({"del", "moveFrom", "pPr", "rPr", "tblPr", "sectPr", "instrText"})
_REFERENCES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


class DocxText:
    """The lines of one story (body, header, note), gathered from its XML in document order.

    ``prefixes`` has the kinds of notes, and what their marks begin with. Notes are numbered
    as they are referred to, as a reader sees them numbered; the numbers in the file differ.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.lines: list[str] = []
        self._prefixes = prefixes
        self._numbers: dict[str, dict[str, int]] = {kind: {} for kind in prefixes}

    def read(self, story: Element, depth: int = 0) -> None:
        """Read the paragraphs and tables below an element."""
        for child in _live_children(story):
            name = _name(child)
            if name == "p":
                self._read_paragraph(child, depth)
            elif name == "tbl":
                self._read_table(child, depth)
            else:
                self.read(child, depth)

    def read_as_line(self, part: Element, depth: int = 0) -> str:
        """Give what is below an element, a cell or a note, on one line; a table in it too."""
        before, self.lines = self.lines, []
        self.read(part, depth)
        line = " ".join(line.replace("\n", " ") for line in self.lines)
        self.lines = before
        return line

    def mark(self, kind: str, note_id: str) -> str:
        """Give the mark of a note; one that was not met before gets the next number.

        >>> DocxText({"footnotes": "", "endnotes": "e"}).mark("endnotes", "7")
        '[e1]'
        """
        numbers = self._numbers[kind]
        return f"[{self._prefixes[kind]}{numbers.setdefault(note_id, len(numbers) + 1)}]"

    def order_of(self, kind: str, note_id: str) -> int:
        """Give a note's number; what nothing refers to comes after all others."""
        return self._numbers[kind].get(note_id, len(self._numbers[kind]) + 1)

    def _read_paragraph(self, paragraph: Element, depth: int) -> None:
        pieces: list[str] = []
        boxes: list[Element] = []
        self._read_inline(paragraph, pieces, boxes)
        self.lines.append("".join(pieces))
        if depth < DEEPEST:
            for box in boxes:
                self.read(box, depth + 1)

    def _read_inline(self, element: Element, pieces: list[str], boxes: list[Element]) -> None:
        for child in _live_children(element):
            name = _name(child)
            if name == "t":
                pieces.append((child.text or "").replace("\n", " "))
            elif name == "br" and _attribute(child, "type") in {"page", "column"}:
                continue
            elif name in _WRITTEN:
                pieces.append(_WRITTEN[name])
            elif name in _REFERENCES:
                pieces.append(self.mark(_REFERENCES[name], _attribute(child, "id")))
            elif name == "txbxContent":
                boxes.append(child)
            else:
                self._read_inline(child, pieces, boxes)

    def _read_table(self, table: Element, depth: int) -> None:
        if depth < DEEPEST:
            for row in _find(table, "tr"):
                cells = (self.read_as_line(cell, depth + 1) for cell in _find(row, "tc"))
                self.lines.append("\t".join(cells))


def read_notes(root: Element, kind: str, body: DocxText) -> list[str]:
    """Give the notes of a kind, each on a line with its mark, in the order of their marks."""
    notes = [
        note
        for note in _find(root, kind.removesuffix("s"))
        if _attribute(note, "type") in {"", "normal"}  # the others are rules that separate
    ]
    notes.sort(key=lambda note: body.order_of(kind, _attribute(note, "id")))
    return [
        f"{body.mark(kind, _attribute(note, 'id'))} {text}"
        for note in notes
        if (text := body.read_as_line(note).strip())
    ]


def _find(element: Element, wanted: str) -> Iterator[Element]:
    """Yield the children of a name, also those in wrappers such as content controls."""
    for child in _live_children(element):
        name = _name(child)
        if name == wanted:
            yield child
        elif name not in {"tr", "tc", "p", "tbl"}:
            yield from _find(child, wanted)


def _live_children(element: Element) -> Iterator[Element]:
    """Yield the children that show; of alternatives, what is in the first."""
    for child in element:
        if child.tag == _ALTERNATIVES:
            for alternative in child.iterchildren("{*}*"):
                yield from _live_children(alternative)
                break
        elif isinstance(child.tag, str) and _name(child) not in _PASSED_OVER:
            yield child


def _name(element: Element) -> str:
    """Give the name of an element of WordprocessingML; of other vocabularies, nothing."""
    tag: str = element.tag
    return tag[len(_MAIN) :] if tag.startswith(_MAIN) else ""


def _attribute(element: Element, name: str) -> str:
    value: str = element.get(_MAIN + name, "")
    return value
