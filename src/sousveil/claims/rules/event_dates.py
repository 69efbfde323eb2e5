"""The date of a claim's event: which of the dates that its sentences name.

For what is in use, bought or tried it is the date since which that is so; for a plan the date
planned, never that of its announcement; for what ended or was banned the date of the end.
A date nearer to words of another matter (a law, a report, a count of people) is none of the event.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sousveil.claims.rules.date_words import fold, load_date_languages
from sousveil.claims.rules.dates import DateRole, read_dates
from sousveil.claims.vocabulary.vocabulary import Cue
from sousveil.model.claim import ClaimStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sousveil.claims.rules.dates import DateMention
    from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence

_CLAUSE = re.compile(r"[,;:()،؛，；：、（）]| - ")
_PER_CLAUSE = 30
"""Characters that the end of a clause counts for, between a date and a word."""
_TECHNOLOGY = 15
"""Characters by which a word for the event is nearer to its date than the technology is."""
_ODD_ROLE = 60
_BESIDE = 5
"""Characters between 'launched' and its date: of what ended since, that date is the start."""
_FRONT = 16
"""A date that stands as far in front opens its sentence; the comma behind it ends no clause."""

_WORDS = {
    ClaimStatus.DEPLOYED: (Cue.USE, Cue.BUY, Cue.PILOT),
    ClaimStatus.PROCURED: (Cue.BUY, Cue.SUPPLY),
    ClaimStatus.PILOT: (Cue.PILOT, Cue.USE),
    ClaimStatus.PLANNED: (Cue.PLAN, Cue.USE, Cue.BUY),
    ClaimStatus.ENDED: (Cue.END,),
    ClaimStatus.BANNED: (Cue.BAN, Cue.END),
}
_BEGUN = {DateRole.AT: 0, DateRole.SINCE: 0}
_ROLES = {
    ClaimStatus.DEPLOYED: _BEGUN,
    ClaimStatus.PROCURED: _BEGUN,
    ClaimStatus.PILOT: _BEGUN,
    ClaimStatus.PLANNED: {DateRole.BY: 0, DateRole.AT: 0, DateRole.SINCE: 0},
    ClaimStatus.ENDED: {DateRole.AT: 0, DateRole.UNTIL: 0, DateRole.SINCE: _ODD_ROLE},
    ClaimStatus.BANNED: {DateRole.AT: 0, DateRole.SINCE: 0},
}
"""By status the roles that a date of the event can have, with characters that one counts for."""


_ENDS = frozenset({ClaimStatus.ENDED, ClaimStatus.BANNED})


def find_event_date(
    marked: MarkedDocument, sentences: Sequence[MarkedSentence], status: ClaimStatus
) -> str | None:
    """Return the date of the event in the first of a claim's sentences that tells one."""
    if status not in _WORDS:
        return None
    found = (_find_in(marked, sentence, status) for sentence in sentences)
    return next((one for one in found if one is not None), None)


def _find_in(marked: MarkedDocument, sentence: MarkedSentence, status: ClaimStatus) -> str | None:
    language = marked.vocabulary.language
    published = marked.document.published_date
    start = sentence.sentence.start
    text = marked.text_of(start, sentence.sentence.end)
    is_future = status is ClaimStatus.PLANNED
    dates = [
        one
        for one in read_dates(text, language, published=published, is_future=is_future)
        if one.role in _ROLES[status] and _is_in_time(one.date, published, is_future=is_future)
    ]
    if not dates:
        return None
    if status in _ENDS:
        begun = [hit.end - start for hit in sentence.of(Cue.USE, Cue.BUY, Cue.PILOT)]
        dates = [one for one in dates if not _is_start(one, begun)]
    folded = fold(text)
    words = [(hit.start - start, hit.end - start) for hit in sentence.of(*_WORDS[status])]
    technologies = [(hit.start - start, hit.end - start) for hit in sentence.technologies]
    pattern = load_date_languages().languages[language].other_matter
    others = [other.span() for other in pattern.finditer(folded)]
    costs = []
    for one in dates:
        outside = [word for word in words if word[1] <= one.start or one.end <= word[0]]
        near = min(
            _distance(folded, one, outside), _distance(folded, one, technologies) + _TECHNOLOGY
        )
        if near <= _distance(folded, one, others):
            costs.append((near + _ROLES[status][one.role], one.start, one.date))
    return min(costs)[2] if costs else None


def _is_start(one: DateMention, begun: Iterable[int]) -> bool:
    """Tell whether a word for a beginning ends right before a date that is of no end."""
    near = any(0 < one.start - end <= _BESIDE for end in begun)
    return one.role is not DateRole.UNTIL and near


def _is_in_time(written: str, published: str | None, *, is_future: bool) -> bool:
    """Tell whether a date is not before publication, for a plan; else whether it is not after."""
    if published is None:
        return True
    length = min(len(written), len(published))
    return (
        written[:length] >= published[:length]
        if is_future
        else written[:length] <= published[:length]
    )


def _distance(text: str, one: DateMention, places: Iterable[tuple[int, int]]) -> float:
    """Return the characters between a date and the nearest of places, more across clauses."""
    return min((_between(text, one, start, end) for start, end in places), default=float("inf"))


def _between(text: str, one: DateMention, start: int, end: int) -> int:
    left, right = (end, one.start) if end <= one.start else (one.end, start)
    between = text[left:right]
    if one.start < _FRONT and left == one.end:
        between = between.removeprefix(",")
    return max(0, right - left) + _PER_CLAUSE * len(_CLAUSE.findall(between))
