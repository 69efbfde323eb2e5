"""Identifiers made from content, so that the same fact has the same name everywhere."""

from __future__ import annotations

import hashlib
from math import isfinite
from typing import Any

import orjson


def canonical_json(value: Any) -> str:
    """Write a value as the one JSON text that stands for it (sorted keys, no spaces).

    >>> canonical_json({"b": 1, "a": "é"})
    '{"a":"é","b":1}'

    Raises:
        ValueError: a number is infinite or none, or a text has half of a surrogate pair.
    """
    return canonical_bytes(value).decode()


def canonical_bytes(value: Any) -> bytes:
    """Write a value as the UTF-8 bytes of its canonical JSON; see ``canonical_json``."""
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"Out of range float: JSON has no {value}")
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise ValueError(str(error)) from error


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def content_id(prefix: str, value: Any) -> str:
    """Name a value by its content: ``prefix_`` and 32 hexadecimal digits (128 bits).

    >>> content_id("clm", {"country_iso3": "KEN"}) == content_id("clm", {"country_iso3": "KEN"})
    True
    """
    return f"{prefix}_{sha256_of(canonical_bytes(value))[:32]}"
