"""Read JSON Lines strictly: every failure of every line is told, as ``line: reason``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_objects(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Give each line that is not blank with its number: its object, or why it is none.

    Lines end at line feeds alone: JSON may hold other separators within a text.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_once_each, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            yield number, f"not readable as JSON: {error}"
            continue
        yield number, value if isinstance(value, dict) else "not an object with fields"


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a field that stands twice, of which JSON readers would keep the last."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the field {key!r} stands twice")
        found[key] = value
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
