"""Answers: the JSON of a model's text, found in whatever stands around it, as proposed claims."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from sousveil.claims.llm.completion import Completion

MOST_CLAIMS = 200
_BEGINS = re.compile(r'\{\s*"claims"\s*:')
_MOST_TRIES = 16


class BadAnswer(Exception):
    """The text is no answer of the form asked for."""


@frozen(kw_only=True)
class Answer:
    """The claims of an answer as plain values, not looked at yet."""

    claims: tuple[Any, ...]


def read_answer(completion: Completion) -> Answer:
    """Read what the model said.

    Models reason aloud, put the object in a fence or repeat the example before it: the last
    object with a list of claims counts.

    Raises:
        BadAnswer: there is none, it is cut off, or it lists more claims than a text can hold.
    """
    if completion.is_cut:
        raise BadAnswer("it was cut off at the greatest length")
    found: list[Any] | None = None
    for start in [match.start() for match in _BEGINS.finditer(completion.text)][-_MOST_TRIES:]:
        claims = _claims_at(completion.text, start)
        found = found if claims is None else claims
    if found is None:
        raise BadAnswer("it holds no whole JSON object with a list of claims")
    if len(found) > MOST_CLAIMS:
        raise BadAnswer(f"it lists more than {MOST_CLAIMS} claims")
    return Answer(claims=tuple(found))


def _claims_at(text: str, start: int) -> list[Any] | None:
    try:
        record, _ = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    claims = record["claims"]
    return claims if isinstance(claims, list) else None


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number of JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)
