"""Untrusted JSON: parsed strictly, and read by key without trusting what stands there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn

from sousveil.errors import BadInput
from sousveil.sources.collectors.descriptions import clean_text

Json = Mapping[str, object]


def parse_json(data: bytes) -> object:
    """Parse one JSON value.

    Raises:
        BadInput: it is not JSON, not in its encoding, too deeply nested, or holds a
            number that JSON does not have.
    """
    try:
        return json.loads(data, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise _bad(f"not in the encoding of JSON (UTF-8): {error.reason}") from error
    except RecursionError as error:
        raise _bad("nested too deeply") from error
    except ValueError as error:
        raise _bad(f"not JSON: {error}") from error


def write_canonical(value: object) -> bytes:
    """Return a JSON value as bytes that are the same for the same value: UTF-8, keys sorted.

    Raises:
        BadInput: it holds text or numbers that JSON in UTF-8 does not have.
    """
    try:
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
        )
        return text.encode()
    except RecursionError as error:
        raise _bad("nested too deeply") from error
    except ValueError as error:
        raise _bad(f"cannot be written as JSON in UTF-8: {error}") from error


def object_at(value: Json, key: str) -> Json:
    """Return the object under a key; empty if there is none."""
    child = value.get(key)
    return child if isinstance(child, dict) else {}


def objects_at(value: Json, key: str) -> list[Json]:
    """Return the objects of the list under a key; what is no object there is left out."""
    return [child for child in list_at(value, key) if isinstance(child, dict)]


def list_at(value: Json, key: str) -> list[object]:
    """Return the list under a key; empty if there is none."""
    child = value.get(key)
    return child if isinstance(child, list) else []


def line_at(value: Json, key: str) -> str | None:
    """Return the text or number under a key as one line, or None."""
    child = value.get(key)
    return number_of(child) if isinstance(child, int | float) else clean_text(child)


def number_of(value: object) -> str | None:
    """Return a number in plain digits, or None if it is none.

    >>> number_of(1500000.5), number_of(1e16), number_of(True)
    ('1500000.5', '10000000000000000', None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return clean_text(format(Decimal(repr(value)), "f"))
    except ValueError:  # an integer of more digits than Python writes
        return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _bad(what: str) -> BadInput:
    return BadInput(what, next_step="ask the publisher for a valid file, or leave it out")
