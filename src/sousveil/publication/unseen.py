"""Characters that would act unseen, made visible: what is published shows all that a text holds."""

from __future__ import annotations

import re
from typing import TypeVar

from markupsafe import Markup

T = TypeVar("T")

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
"""Controls, and the marks that turn the direction of the text around them."""


def show_unseen(value: T) -> T:
    r"""Make characters visible that would act unseen; a quote keeps them in a form to read.

    >>> show_unseen("abc\u202edef")
    'abc[U+202E]def'
    """
    if isinstance(value, str) and not value.isprintable() and not isinstance(value, Markup):
        return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", value)  # type: ignore[return-value]
    return value
