"""Safeguards: what a source says of the law and the oversight over a use, apart from the use.

What no claim tells of is unknown: absent is a finding that needs evidence as much as present.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class SafeguardKind(StrEnum):
    """What a source tells of: a rule, someone who watches, or what came out."""

    LEGAL_BASIS = "legal_basis"
    OVERSIGHT = "oversight"
    IMPACT_ASSESSMENT = "impact_assessment"
    RULING = "ruling"
    DOCUMENTED_MISUSE = "documented_misuse"
    BAN_OR_MORATORIUM = "ban_or_moratorium"


class SafeguardFinding(StrEnum):
    """What the source says of it."""

    PRESENT = "present"
    ABSENT = "absent"
    PARTIAL = "partial"


@frozen(kw_only=True)
class Safeguard:
    """That a safeguard is there, lacking or there in part, as one source says it."""

    kind: SafeguardKind
    finding: SafeguardFinding
