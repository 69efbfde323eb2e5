"""Mark a document: in each sentence the technologies, cues, places and vendors it names."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from sousveil.claims.candidate import TextDocument
from sousveil.claims.places.index import PlaceMention, load_places
from sousveil.claims.rules.countries import CountryMention, find_countries
from sousveil.claims.text.composing import ComposedText, compose
from sousveil.claims.text.sentences import Sentence, split_sentences
from sousveil.claims.vendors.mentions import VendorMention, vendor_index
from sousveil.claims.vendors.proposing import propose_vendors
from sousveil.claims.vocabulary.terms import FoldedText, Hit, longest
from sousveil.claims.vocabulary.vocabulary import Cue, Vocabulary, list_languages, load_vocabulary
from sousveil.sources.reading.language import identify_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Protocol, TypeVar

    class _Placed(Protocol):
        @property
        def start(self) -> int: ...

    P = TypeVar("P", bound=_Placed)

FALLBACK = "en"
_SIBLINGS = {"ms": "id"}
"""Languages without a vocabulary that are near enough to one that has."""
_GAP = "..."
_ACTORS = frozenset({Cue.STATE_ACTOR.value, Cue.PRIVATE_ACTOR.value, Cue.ORIGIN_NOUN.value})
TITLE_LINES = 3
"""A heading among the first lines of a text is its title, or stands for it."""


@frozen(kw_only=True, slots=False)
class MarkedSentence:
    """A sentence and what it names; every place is in characters of the document."""

    number: int
    sentence: Sentence
    is_title: bool
    technologies: tuple[Hit, ...]
    cues: tuple[Hit, ...]
    places: tuple[PlaceMention, ...]
    vendors: tuple[VendorMention, ...]

    def has(self, cue: Cue) -> bool:
        """Tell whether the sentence has such a cue."""
        return cue in self.labels

    def of(self, *cues: Cue) -> list[Hit]:
        """Return the cues of these kinds."""
        return [hit for hit in self.cues if hit.label in cues]

    @cached_property
    def labels(self) -> frozenset[str]:
        """The kinds of its cues."""
        return frozenset(hit.label for hit in self.cues)


@frozen(kw_only=True, slots=False)
class MarkedDocument:
    """A document with its sentences marked; a line that repeats an earlier one is left out.

    ``document`` has the composed text, in whose characters all is told.
    """

    document: TextDocument
    composed: ComposedText
    folded: FoldedText
    language: str
    vocabulary: Vocabulary
    sentences: tuple[MarkedSentence, ...] = field(repr=False)

    def text_of(self, start: int, end: int) -> str:
        """Return characters of the document."""
        return self.document.text[start:end]

    def span_given(self, start: int, end: int, most: int) -> tuple[int, int]:
        """Return where characters of the document stand in the text as it came, cut to ``most``."""
        return self.composed.span_given(start, end, most)

    @cached_property
    def countries(self) -> tuple[CountryMention, ...]:
        """The countries that are named, each in its role."""
        return find_countries(self)

    @cached_property
    def title(self) -> tuple[MarkedSentence, ...]:
        """The sentences of the title."""
        return tuple(sentence for sentence in self.sentences if sentence.is_title)


def mark_document(document: TextDocument) -> MarkedDocument:
    """Mark a document with the vocabulary of its language (English where that is not known)."""
    composed = compose(document.text)
    if composed.text is not document.text:
        document = evolve(document, text=composed.text)
    folded = FoldedText.of(document.text)
    language = document.language or identify_language(document.text) or FALLBACK
    spoken = _SIBLINGS.get(language, language)
    vocabulary = load_vocabulary(spoken if spoken in list_languages() else FALLBACK)
    sentences = _without_repeats(document.text, split_sentences(document.text))
    technologies = _spread(sentences, _find_technologies(vocabulary, folded))
    cues = _spread(sentences, _without_nested(vocabulary.cue_matcher.find(folded)))
    vendors = _spread(sentences, vendor_index().find(folded))
    places = _spread(sentences, load_places((vocabulary.language,)).find(document.text))
    return MarkedDocument(
        document=document,
        composed=composed,
        folded=folded,
        language=language,
        vocabulary=vocabulary,
        sentences=tuple(
            MarkedSentence(
                number=number,
                sentence=sentence,
                is_title=_is_title(document, sentence, number),
                technologies=tuple(technologies[number]),
                cues=tuple(cues[number]),
                places=tuple(_outside(places[number], vendors[number])),
                vendors=tuple(vendors[number]) or _proposed(document.text, sentence, *found),
            )
            for number, sentence in enumerate(sentences)
            for found in [(technologies[number], cues[number], places[number])]
        ),
    )


def _proposed(
    text: str,
    sentence: Sentence,
    technologies: Sequence[Hit],
    cues: Sequence[Hit],
    places: Sequence[PlaceMention],
) -> tuple[VendorMention, ...]:
    """Return names that the register does not know, where a technology and no known vendor is named."""
    if not technologies:
        return ()
    named: list[Hit | PlaceMention] = [*technologies, *places]
    taken = ((one.start, one.end) for one in named)
    return tuple(propose_vendors(text, sentence, cues, taken))


def _find_technologies(vocabulary: Vocabulary, folded: FoldedText) -> list[Hit]:
    """Find the technologies of the language, and the strong terms of English in any language."""
    hits = vocabulary.technology_matcher.find(folded)
    if vocabulary.language != FALLBACK:
        english = load_vocabulary(FALLBACK).technology_matcher.find(folded)
        hits = [*hits, *(hit for hit in english if not hit.label.endswith("?"))]
    return _untangle(hits)


def _untangle(hits: Sequence[Hit]) -> list[Hit]:
    """Keep the longest hits of each technology, and none inside another's unless that has a gap.

    'AI ... cameras' may stand around 'facial recognition'; 'border facial recognition' is one term.
    """
    by_code: dict[str, list[Hit]] = {}
    for hit in hits:
        by_code.setdefault(hit.label.rstrip("?"), []).append(hit)
    kept = [hit for found in by_code.values() for hit in _strong_first(found)]
    solid = [hit for hit in kept if _GAP not in hit.term]
    outside = _outside_longer(kept, solid)
    return sorted(
        (hit for hit in outside if hit.label != "-"), key=lambda hit: (hit.start, hit.end)
    )


def _strong_first(hits: Sequence[Hit]) -> list[Hit]:
    """Return the longest strong hits of a technology, and the weak ones that overlap none of them."""
    strong = longest([hit for hit in hits if not hit.label.endswith("?")])
    weak = longest([hit for hit in hits if hit.label.endswith("?")])
    return [
        *strong,
        *(
            hit
            for hit in weak
            if all(hit.end <= other.start or other.end <= hit.start for other in strong)
        ),
    ]


def _without_nested(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Leave out actors inside the names of longer ones: no company in 'metro company of the city'."""
    actors = [hit for hit in hits if hit.label in _ACTORS]
    kept = {id(hit) for hit in _outside_longer(actors, actors)}
    return [hit for hit in hits if hit.label not in _ACTORS or id(hit) in kept]


def _outside_longer(hits: Iterable[Hit], others: Iterable[Hit]) -> list[Hit]:
    """Leave out hits that lie inside a longer one of others, in one sweep: a text can have many."""
    coming = deque(sorted(others, key=_by_place))
    furthest = (-1, 0)
    kept = []
    for hit in sorted(hits, key=_by_place):
        while coming and _by_place(coming[0]) <= _by_place(hit):
            other = coming.popleft()
            furthest = max(furthest, (other.end, -other.start))
        if furthest <= (hit.end, -hit.start):
            kept.append(hit)
    return kept


def _by_place(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _outside(
    places: Iterable[PlaceMention], vendors: Sequence[VendorMention]
) -> Iterator[PlaceMention]:
    """Leave out places that are part of a vendor's name."""
    for place in places:
        if not any(v.start <= place.start and place.end <= v.end for v in vendors):
            yield place


def _without_repeats(text: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    seen: set[str] = set()
    kept = []
    for sentence in sentences:
        written = text[sentence.start : sentence.end].strip("# ").casefold()
        if written not in seen:
            seen.add(written)
            kept.append(sentence)
    return tuple(kept)


def _is_title(document: TextDocument, sentence: Sentence, number: int) -> bool:
    written = document.text[sentence.start : sentence.end]
    if document.title is not None and written.strip() == document.title.strip():
        return True
    return number == 0 or (sentence.is_heading and sentence.line < TITLE_LINES)


def _spread(sentences: Sequence[Sentence], found: Iterable[P]) -> list[list[P]]:
    """Give each sentence what begins in it."""
    starts = [sentence.start for sentence in sentences]
    spread: list[list[P]] = [[] for _ in sentences]
    for one in found:
        number = bisect_right(starts, one.start) - 1
        if number >= 0 and one.start < sentences[number].end:
            spread[number].append(one)
    return spread
