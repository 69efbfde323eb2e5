"""The rules extractor, and a function that gives what it proposes of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.extractor import RulesExtractor

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.claims.candidate import Candidate


@pytest.fixture
def extract() -> Callable[..., list[Candidate]]:
    """A function that gives the claims proposed of a text."""
    extractor = RulesExtractor()

    def call(text: str, language: str | None = None) -> list[Candidate]:
        return extractor.extract(TextDocument(document_id="d", text=text, language=language))

    return call
