"""A chat completion as servers send it, read with distrust: what is wrong ends as a sentence."""

from __future__ import annotations

import json
import re
from typing import Any

from attrs import evolve, frozen

from sousveil.claims.llm.spending import Usage

_MOST_TOKENS = 10**9


@frozen(kw_only=True)
class Completion:
    """What the model said: a text, or the problem why there is none. ``is_cut`` at its limit."""

    text: str = ""
    is_cut: bool = False
    problem: str | None = None
    usage: Usage | None = None


def read_completion(body: bytes) -> Completion:
    """Read the body of a reply; nothing in it makes this raise."""
    record = _load(body)
    if not isinstance(record, dict):
        return Completion(problem="the reply is no JSON object")
    choices = record.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        read = Completion(problem="the reply has no choices")
    else:
        read = _read_choice(choices[0])
    return evolve(read, usage=_usage(record.get("usage")))


def error_name(body: bytes) -> str:
    """Return the error's code if it is a plain word; messages of servers may quote the key.

    >>> error_name(b'{"error": {"code": "context_length_exceeded", "message": "sk-1 ..."}}')
    'context_length_exceeded'
    """
    record = _load(body)
    error = record.get("error") if isinstance(record, dict) else None
    for name in ("code", "type"):
        value = error.get(name) if isinstance(error, dict) else None
        if isinstance(value, str) and re.fullmatch(r"[a-z]+(_[a-z]+){1,5}", value):
            return value
    return ""


def _read_choice(choice: dict[str, Any]) -> Completion:
    message = choice.get("message")
    ending = choice.get("finish_reason")
    if ending == "content_filter":
        return Completion(problem="the provider's content filter stopped the answer")
    if not isinstance(message, dict):
        return Completion(problem="the reply has no message")
    if message.get("refusal"):
        return Completion(problem="the model refused to answer")
    text = message.get("content")
    if isinstance(text, str) and text.strip():
        return Completion(text=text, is_cut=ending == "length")
    return Completion(problem=_why_silent(message, ending))


def _why_silent(message: dict[str, Any], ending: object) -> str:
    if ending == "length":
        return "the answer was cut off before its first word"
    if message.get("tool_calls") or message.get("function_call"):
        return "the model called a tool instead of answering"
    return "the message is empty"


def _load(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _usage(record: object) -> Usage | None:
    if not isinstance(record, dict):
        return None
    counts = [record.get("prompt_tokens"), record.get("completion_tokens")]
    if any(type(count) is not int or not 0 <= count <= _MOST_TOKENS for count in counts):
        return None
    return Usage(tokens_in=record["prompt_tokens"], tokens_out=record["completion_tokens"])
