"""Identifiers made from content, so that the same fact has the same name everywhere."""

from __future__ import annotations

import hashlib
import json
from typing import Any

_encode = json.JSONEncoder(
    sort_keys=True,
    separators=(",", ":"),
    ensure_ascii=False,
    allow_nan=False,
    check_circular=False,  # records are flat, and keeping watch takes a fifth of the time
).encode


def canonical_json(value: Any) -> str:
    """Write a value as the one JSON text that stands for it (sorted keys, no spaces).

    >>> canonical_json({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return _encode(value)


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def content_id(prefix: str, value: Any) -> str:
    """Name a value by its content: ``prefix_`` and 32 hexadecimal digits (128 bits).

    >>> content_id("clm", {"country_iso3": "KEN"}) == content_id("clm", {"country_iso3": "KEN"})
    True
    """
    return f"{prefix}_{sha256_of(canonical_json(value).encode())[:32]}"
