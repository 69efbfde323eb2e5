"""How far a use has come: by the words nearest to the technology."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.marking import mark_document
from sousveil.claims.rules.status import load_status_weights, status_features
from sousveil.model.claim import ClaimStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.claims.candidate import Candidate

STAGES = [
    ("en", "Kenyan police plan to install facial recognition cameras in Nairobi.", "planned"),
    ("en", "Kenyan police are testing facial recognition in a pilot in Nairobi.", "pilot"),
    ("en", "Kenya's police use facial recognition cameras in Nairobi.", "deployed"),
    ("fr", "La police sénégalaise va se doter de caméras à reconnaissance faciale.", "planned"),
    ("fr", "La police belge teste la reconnaissance faciale à Bruxelles.", "pilot"),
    ("fr", "Le Maroc interdit la reconnaissance faciale à sa police.", "banned"),
    ("de", "Die Polizei in Wien will Kameras mit Gesichtserkennung einführen.", "planned"),
    ("es", "La policía de Bogotá usa cámaras de reconocimiento facial.", "deployed"),
]


@pytest.mark.parametrize(("language", "text", "status"), STAGES)
def test_a_plain_sentence_tells_its_stage(
    extract: Callable[..., list[Candidate]], language: str, text: str, status: str
) -> None:
    assert {one.status for one in extract(text, language)} == {ClaimStatus(status)}


def test_the_first_stage_and_the_nearest_are_told_apart() -> None:
    text = "Police plan a system; they use facial recognition."
    marked = mark_document(TextDocument(document_id="d", text=text, language="en"))
    found = status_features(marked.sentences, (), "facial_recognition")
    assert found["quoted: first is plan"] == 1.0
    assert found["quoted: nearest is use"] == 1.0


def test_every_status_has_weights() -> None:
    assert set(load_status_weights().weights) == set(ClaimStatus)
