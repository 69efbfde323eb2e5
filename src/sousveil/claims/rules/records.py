"""Structured records (incident registers, notices): lines of ``field: value``, read by their fields.

A record says in so many words who deploys, who supplies and where; sentences and weights are
for prose.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.candidate import MAX_QUOTE, Candidate, TextDocument
from sousveil.claims.rules.event_dates import find_event_date
from sousveil.claims.rules.financing import find_financing
from sousveil.claims.rules.marking import MarkedDocument, MarkedSentence, mark_document
from sousveil.claims.vendors.mentions import vendor_index
from sousveil.claims.vocabulary.terms import FoldedText
from sousveil.claims.vocabulary.vocabulary import (
    Cue,
    RecordRole,
    list_languages,
    load_vocabulary,
)
from sousveil.errors import BadInput
from sousveil.model.claim import ClaimStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.claims.rules.countries import CountryMention
    from sousveil.claims.vocabulary.terms import Hit

_LOGGER = logging.getLogger(__name__)
_FIELD = re.compile(
    r"^[ \t#*>-]*([^\W\d_][\w /()-]{0,40}?)[^\S\n]*[:：][^\S\n]*(\S(?:.*\S)?)", re.MULTILINE
)
_LEAST = 4
_SHARE = 0.6
_MOST_VENDORS = 3
_MOST_COUNTRIES = 3
_STRONG, _WEAK = 0.85, 0.6
_READ_FOR_TECHNOLOGY = (
    RecordRole.TECHNOLOGY,
    RecordRole.SYSTEM,
    RecordRole.HEADLINE,
    RecordRole.PURPOSE,
)
_TELLS = (RecordRole.HEADLINE, RecordRole.STATUS, RecordRole.PURPOSE, RecordRole.SYSTEM)
_SAYS = (
    (Cue.BAN, ClaimStatus.BANNED),
    (Cue.END, ClaimStatus.ENDED),
    (Cue.DENY, ClaimStatus.DENIED),
    (Cue.PILOT, ClaimStatus.PILOT),
    (Cue.PLAN, ClaimStatus.PLANNED),
    (Cue.BUY, ClaimStatus.PROCURED),
)


@frozen(kw_only=True)
class RecordField:
    """The value of a field, at characters ``start`` to ``end`` of the document."""

    role: RecordRole
    start: int
    end: int


def read_record(document: TextDocument) -> list[Candidate] | None:
    """Return the claims of a structured record; None where the text is none."""
    fields = _find_fields(document.text)
    if fields is None:
        return None
    marked = mark_document(document)
    technology = _find_technology(marked, fields)
    if technology is None or not _is_public(marked, fields):
        return []
    hit, quoted = technology
    confidence = _WEAK if hit.label.endswith("?") else _STRONG
    start, end = quoted.start, min(quoted.end, quoted.start + MAX_QUOTE)
    status = _tell_status(marked, fields)
    telling = _find_telling(marked, fields)
    return [
        Candidate(
            country_iso3=iso3,
            technology_code=hit.label.rstrip("?"),
            vendor_id=vendor_id,
            vendor=vendor,
            status=status,
            financing=find_financing(marked, telling, iso3),
            event_date=find_event_date(marked, telling, status),
            quote=document.text[start:end],
            start=start,
            end=end,
            confidence=confidence,
            reasons=("a record's fields name country, deployer and technology",),
        )
        for iso3 in _find_countries(marked, fields)
        for vendor_id, vendor in _find_vendors(document.text, fields) or [(None, None)]
    ]


def _find_fields(text: str) -> tuple[RecordField, ...] | None:
    if text.count(":") + text.count("：") < _LEAST:
        return None
    lines = [line for line in text.splitlines() if line.strip()]
    found = list(_FIELD.finditer(text))
    if len(found) < max(_LEAST, _SHARE * len(lines)):
        return None
    names = _field_names()
    fields = tuple(
        RecordField(role=names[key], start=match.start(2), end=match.end(2))
        for match in found
        if (key := match[1].strip().casefold()) in names
    )
    return fields if len({one.role for one in fields}) >= _LEAST else None


@lru_cache(maxsize=1)
def _field_names() -> dict[str, RecordRole]:
    """Return what fields are called in any language; a vocabulary that is broken is named, once."""
    names: dict[str, RecordRole] = {}
    for language in list_languages():
        try:
            vocabulary = load_vocabulary(language)
        except BadInput as error:
            _LOGGER.warning("records in this language are not read as such\n%s", error)
            continue
        for role, written in vocabulary.record_fields.items():
            names |= {name.casefold(): role for name in written}
    return names


def _of(fields: tuple[RecordField, ...], *roles: RecordRole) -> list[RecordField]:
    return [one for role in roles for one in fields if one.role is role]


def _find_technology(
    marked: MarkedDocument, fields: tuple[RecordField, ...]
) -> tuple[Hit, RecordField] | None:
    """Return the first technology by the order of the fields, strong terms before weak ones."""
    met = [
        (hit, one)
        for one in _of(fields, *_READ_FOR_TECHNOLOGY)
        for sentence in marked.sentences
        for hit in sentence.technologies
        if one.start <= hit.start < one.end
    ]
    strong = [pair for pair in met if not pair[0].label.endswith("?")]
    indexed = [pair for pair in strong if pair[0].label != "other"]
    chosen = next(iter([*indexed, *strong, *met]), None)
    if chosen is None:
        return None
    headline = _of(fields, RecordRole.HEADLINE)
    return chosen[0], headline[0] if headline else chosen[1]


def _is_public(marked: MarkedDocument, fields: tuple[RecordField, ...]) -> bool:
    """Tell whether an authority deploys it: by the deployer or the sector."""
    places = _of(fields, RecordRole.DEPLOYER, RecordRole.SECTOR)
    spans = [(one.start, one.end) for one in places]
    for sentence in marked.sentences:
        actors = [hit.start for hit in sentence.of(Cue.STATE_ACTOR)]
        agencies = [
            p.start for p in sentence.places if any(c.kind == "agency" for c in p.candidates)
        ]
        if any(start <= place < end for place in (*actors, *agencies) for start, end in spans):
            return True
    return False


def _find_countries(marked: MarkedDocument, fields: tuple[RecordField, ...]) -> list[str]:
    mentions = marked.countries
    for roles in ((RecordRole.JURISDICTION,), (RecordRole.DEPLOYER,), (RecordRole.HEADLINE,)):
        found = list(dict.fromkeys(_inside(mentions, _of(fields, *roles))))
        if found:
            return found[:_MOST_COUNTRIES]
    return []


def _inside(mentions: tuple[CountryMention, ...], fields: list[RecordField]) -> Iterator[str]:
    for mention in mentions:
        if any(one.start <= mention.start < one.end for one in fields):
            yield mention.iso3


def _find_telling(marked: MarkedDocument, fields: tuple[RecordField, ...]) -> list[MarkedSentence]:
    """Return the sentences of the fields that tell in words what happened, the headline's first."""
    return [
        sentence
        for one in _of(fields, *_TELLS)
        for sentence in marked.sentences
        if sentence.sentence.start < one.end and one.start < sentence.sentence.end
    ]


def _find_vendors(
    text: str, fields: tuple[RecordField, ...]
) -> list[tuple[str | None, str | None]]:
    deployers = {
        name.casefold() for one in _of(fields, RecordRole.DEPLOYER) for name in _names(text, one)
    }
    found: dict[str, tuple[str | None, str | None]] = {}
    for one in _of(fields, RecordRole.DEVELOPER):
        for name in _names(text, one):
            if name.casefold() in deployers:
                continue
            known = vendor_index().find(FoldedText.of(name))
            vendor = known[0] if known else None
            canonical = vendor.name if vendor else name
            found.setdefault(canonical, (vendor.vendor_id if vendor else None, canonical))
    return list(found.values())[:_MOST_VENDORS]


def _names(text: str, field: RecordField) -> list[str]:
    return [
        name.strip() for name in re.split(r"[;；|]", text[field.start : field.end]) if name.strip()
    ]


def _tell_status(marked: MarkedDocument, fields: tuple[RecordField, ...]) -> ClaimStatus:
    spans = [(one.start, one.end) for one in _of(fields, RecordRole.HEADLINE, RecordRole.STATUS)]
    named = {
        hit.label
        for sentence in marked.sentences
        for hit in sentence.cues
        if any(start <= hit.start < end for start, end in spans)
    }
    return next((status for cue, status in _SAYS if cue.value in named), ClaimStatus.DEPLOYED)
