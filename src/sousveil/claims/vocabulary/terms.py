"""Terms as people write them in a vocabulary, matched as the language inflects them.

The notation is small enough to be edited without knowing the program:

* a term in lower case matches in any case; one with a capital letter matches as written;
* ``*`` at the end of a word stands for up to eight more letters (an inflected ending), ``**`` for
  up to sixteen (a compound);
* ``...`` stands for up to four words between, or eight characters where words are not parted;
* ``(a|b)`` is either, ``(a|)`` is optional;
* a space also matches a hyphen or a line end. Marks on letters do not matter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick
from attrs import frozen

from sousveil.claims.text.folding import lower, strip_marks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol, TypeVar

    class _Span(Protocol):
        @property
        def start(self) -> int: ...

        @property
        def end(self) -> int: ...

    S = TypeVar("S", bound=_Span)

_GROUP = re.compile(r"\(([^()]*\|[^()]*)\)")
_GAP = r"(?:[^\w\n.!?]{1,3}\w+){0,4}?[^\w\n.!?]{1,3}"
_WIDE_GAP = r"[^\s。！？!?]{0,8}?"
_BETWEEN_WORDS = r"[\s\-]{1,3}"
_SCRIPTS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
"""Those that write words without a space between them, or particles onto them."""
_UNBOUNDED = re.compile(f"[{_SCRIPTS}]")
_END = r"(?!\w)"
_END_AMONG_WIDE = rf"(?![^\W{_SCRIPTS}])"
_ARABIC = re.compile("[\u0600-\u06ff]")
_PROCLITIC = re.compile("(?<![\u0621-\u06ff])[وف]?[بلك]?(?:ال|ل)?$")
_MAX_EXPANSION = 64


@frozen(kw_only=True)
class Hit:
    """A term found at characters ``start`` to ``end``; ``label`` says what it stands for."""

    start: int
    end: int
    label: str
    term: str


@frozen(kw_only=True)
class FoldedText:
    """A text and its two foldings, all of one length."""

    text: str
    unmarked: str
    low: str

    @classmethod
    def of(cls, text: str) -> FoldedText:
        """Fold a text."""
        unmarked = strip_marks(text)
        return cls(text=text, unmarked=unmarked, low=lower(unmarked))


@frozen(kw_only=True, slots=False)
class _Form:
    """A term without alternatives; its pattern is made when a text first has its beginning."""

    label: str
    term: str
    written: str
    is_cased: bool

    def match(self, folded: FoldedText, start: int, is_wide: bool) -> re.Match[str] | None:
        """Match the form from ``start`` on; ``is_wide`` tells whether the text has wide letters."""
        pattern = self._among_wide if is_wide else self._among_spaced
        return pattern.match(folded.unmarked if self.is_cased else folded.low, start)

    @cached_property
    def _among_spaced(self) -> re.Pattern[str]:
        """The same as the other where no wide letter is, and fifteen times as fast to make."""
        return re.compile(_regex_of(self.written, _END))

    @cached_property
    def _among_wide(self) -> re.Pattern[str]:
        return re.compile(_regex_of(self.written, _END_AMONG_WIDE))


@frozen(kw_only=True, slots=False)
class _Group:
    """The forms that begin alike; many begin with a word that is in every sentence."""

    forms: tuple[_Form, ...]

    def can_match(self, low: str, start: int) -> bool:
        """Tell by one look whether any form may match: never a false no."""
        return self._opening is None or self._opening.match(low, start) is not None

    @cached_property
    def _opening(self) -> re.Pattern[str] | None:
        """Every form's beginning up to its first gap, in lower case; None for a form on its own."""
        if len(self.forms) == 1:
            return None
        return re.compile(_union_of({_opening_of(form.written) for form in self.forms}))


@frozen(kw_only=True, slots=False)
class TermMatcher:
    """Finds many terms at once: by how they begin, then each to its end.

    ``terms`` are (label, term).
    """

    terms: tuple[tuple[str, str], ...]

    def find(self, folded: FoldedText) -> list[Hit]:
        """Return every hit, overlapping ones too, ordered by start, the longer first."""
        matches = self._automaton.find_matches_as_indexes(folded.low, overlapping=True)
        is_wide = _UNBOUNDED.search(folded.low) is not None
        found = {
            (start, -match.end(), form.label, form.term)
            for index, start, _ in matches
            if begins_word(folded.low, start) and self._groups[index].can_match(folded.low, start)
            for form in self._groups[index].forms
            if (match := form.match(folded, start, is_wide)) is not None
        }
        return [
            Hit(start=start, end=-end, label=label, term=term)
            for start, end, label, term in sorted(found)
        ]

    @cached_property
    def _groups(self) -> tuple[_Group, ...]:
        return tuple(_Group(forms=tuple(forms)) for forms in self._forms.values())

    @cached_property
    def _forms(self) -> dict[str, list[_Form]]:
        forms: dict[str, list[_Form]] = {}
        for label, term in self.terms:
            for plain in expand(term):
                written = strip_marks(plain)
                form = _Form(
                    label=label, term=term, written=written, is_cased=lower(written) != written
                )
                forms.setdefault(lower(_prefix_of(written)), []).append(form)
        return forms

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(list(self._forms))


def begins_word(text: str, start: int) -> bool:
    """Tell whether a word may begin here: at a boundary, after an Arabic proclitic, or anywhere in CJK.

    >>> begins_word("a cat", 2), begins_word("tomcat", 3)
    (True, False)
    """
    if start == 0 or not text[start - 1].isalnum() or _UNBOUNDED.match(text[start]):
        return True
    if _ARABIC.match(text[start]):
        return _PROCLITIC.search(text, max(0, start - 5), start) is not None and _is_clitic(
            text, start
        )
    return _UNBOUNDED.match(text[start - 1]) is not None


def _is_clitic(text: str, start: int) -> bool:
    begin = start
    while begin > 0 and text[begin - 1].isalpha():
        begin -= 1
    return re.fullmatch("[وف]?[بلك]?(?:ال|ل)?", text[begin:start]) is not None


def term_problems(term: str) -> list[str]:
    """Say what is wrong with a term: nothing to begin with, brackets that do not close."""
    plain = _GROUP.sub(lambda match: match[1].split("|")[0], term)
    if re.search(r"[()|\[\]\\+?^$]", plain):
        return [f"{term!r}: brackets hold alternatives, as in (a|b), and do not nest"]
    found = []
    for one in expand(term):
        prefix = _prefix_of(one)
        if len(prefix) < (1 if _UNBOUNDED.match(prefix or "a") else 2):
            found.append(f"{term!r}: begins with too little to look for")
    return found


def expand(term: str) -> list[str]:
    """Write out the alternatives of a term.

    >>> expand("face (scan*|recognition)")
    ['face scan*', 'face recognition']
    """
    found = [term]
    while any(_GROUP.search(one) for one in found):
        found = [
            " ".join(one.replace(match[0], choice, 1).split())
            for one in found
            for match in [_GROUP.search(one)]
            if match is not None
            for choice in match[1].split("|")
        ] + [one for one in found if not _GROUP.search(one)]
        if len(found) > _MAX_EXPANSION:
            return found[:_MAX_EXPANSION]
    return found


def _prefix_of(term: str) -> str:
    """Return what every match begins with."""
    return re.split(r"[*\s]|\.\.\.|(?<=..)-", term, maxsplit=1)[0]


def _regex_of(term: str, end: str) -> str:
    is_wide = _UNBOUNDED.search(term) is not None
    parts = []
    for piece in re.split(r"(\s*\.\.\.\s*|\*|\s+|-)", term):
        if not piece:
            continue
        if piece.strip() == "...":
            parts.append(_WIDE_GAP if is_wide else _GAP)
        elif piece == "*":
            parts.append(r"\w{0,8}")
        elif piece.isspace() or piece == "-":
            parts.append(_BETWEEN_WORDS)
        else:
            parts.append(re.escape(piece))
    return "".join(parts) + ("" if _UNBOUNDED.match(term[-1]) else end)


def _opening_of(term: str) -> tuple[str, ...]:
    """Return the words of a term before its first gap; the last may be a part of one.

    A capital sigma has two small letters, so none is in an opening.

    >>> _opening_of("face recogni* ... police"), _opening_of("Body-worn camera")
    (('face', 'recogni'), ('body', 'worn', 'camera'))
    """
    opening = re.split(r"\s*\.\.\.|\*|\u03a3", term, maxsplit=1)[0]
    return tuple(re.split(r"\s+|-", lower(opening)))


def _union_of(openings: Iterable[tuple[str, ...]]) -> str:
    r"""Return a pattern of any of these words in turn; what they begin with alike is looked at once.

    >>> _union_of([("in", "the", "air"), ("in", "a"), ("in", "the")])
    'in[\\s\\-]{1,3}(?:a|the)'
    """
    followed: dict[str, set[tuple[str, ...]]] = {}
    for first, *others in openings:
        followed.setdefault(first, set()).add(tuple(others))
    branches = [
        re.escape(first) + ("" if () in others else _BETWEEN_WORDS + _union_of(others))
        for first, others in sorted(followed.items())
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def longest(hits: Iterable[S]) -> list[S]:
    """Return the hits without those that lie inside, or overlap, a longer one before them.

    >>> a = Hit(start=0, end=9, label="x", term="safe city")
    >>> b = Hit(start=5, end=9, label="y", term="city")
    >>> longest([a, b]) == [a]
    True
    """
    starts: list[int] = []
    kept: list[S] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        place = bisect_right(starts, hit.start)
        is_after = place == 0 or kept[place - 1].end <= hit.start
        if is_after and (place == len(kept) or kept[place].start >= hit.end):
            starts.insert(place, hit.start)
            kept.insert(place, hit)
    return kept
