"""Who made a claim: a person, an extractor, or the import of a published table."""

from __future__ import annotations

from enum import StrEnum

EXTRACTORS = ("rules", "model", "llm")
"""The names that extractors sign claims with; no coder's pseudonym is among them."""

TABLE_MAKER = "published-table"
"""The name that the import of a published table signs claims with."""


class MakerKind(StrEnum):
    """What sort of maker a claim has; evidence rules can ask for some and not others."""

    PERSON = "person"
    EXTRACTOR = "extractor"
    PUBLISHED_TABLE = "published_table"


def kind_of_maker(made_by: str) -> MakerKind:
    """Return what sort of maker a name is of.

    >>> kind_of_maker("rules"), kind_of_maker("coder-7")
    (<MakerKind.EXTRACTOR: 'extractor'>, <MakerKind.PERSON: 'person'>)
    """
    if made_by in EXTRACTORS:
        return MakerKind.EXTRACTOR
    return MakerKind.PUBLISHED_TABLE if made_by == TABLE_MAKER else MakerKind.PERSON
