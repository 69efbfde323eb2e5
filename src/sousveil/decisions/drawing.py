"""Which claims two coders decide on: drawn by the claim's id, the same for everybody.

Ids are hashes of content, so they spread evenly, nobody chooses them, and a claim that is
drawn at one share is drawn at every larger one.
"""

from __future__ import annotations

from math import ceil

_DIGITS = 32
_PREFIX = "clm_"


def is_drawn(claim_id: str, share: float) -> bool:
    """Say whether two coders decide on a claim, blind to each other.

    >>> is_drawn("clm_3fffffffffffffffffffffffffffffff", 0.25)
    True
    >>> is_drawn("clm_40000000000000000000000000000000", 0.25)
    False
    """
    return claim_id < draw_limit(share)


def draw_limit(share: float) -> str:
    """Return the text that the ids of exactly the drawn claims are less than, byte by byte.

    A database compares so too, if it is told to collate bytes (BINARY of SQLite, "C" of
    PostgreSQL).

    >>> draw_limit(0.5), draw_limit(1), draw_limit(0)
    ('clm_80000000000000000000000000000000', 'clm_g', '')
    """
    if share <= 0:
        return ""
    if share >= 1:
        return f"{_PREFIX}g"
    return f"{_PREFIX}{ceil(share * 16**_DIGITS):0{_DIGITS}x}"
