"""Of the dates that a sentence names, the one of the event is taken."""

from __future__ import annotations

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.event_dates import find_event_date
from sousveil.claims.rules.marking import mark_document
from sousveil.model.claim import ClaimStatus


def event_date(text: str, status: str, published: str | None = None) -> str | None:
    document = TextDocument(document_id="d", text=text, language="en", published_date=published)
    marked = mark_document(document)
    return find_event_date(marked, marked.sentences, ClaimStatus(status))


def test_a_plan_has_the_date_planned_and_not_that_of_its_announcement() -> None:
    text = "In March 2024 the city announced that it will install facial recognition by 2026."
    assert event_date(text, "planned") == "2026"
    assert event_date(text, "planned", "2024-03-09") == "2026"
    assert (
        event_date("The city will install facial recognition in 2023.", "planned", "2024") is None
    )


def test_what_is_in_use_has_no_date_to_come() -> None:
    text = "The police use facial recognition and will have 900 cameras by 2030."
    assert event_date(text, "deployed") is None
    assert event_date("Facial recognition was installed in 2025.", "deployed", "2024-05") is None


def test_what_ended_has_the_date_of_its_end() -> None:
    text = "The police of Fiji used facial recognition from 2017 until 2020, when they ended it."
    assert event_date(text, "ended") == "2020"
    assert event_date(text, "deployed") == "2017"
    text = "The city ends its facial recognition, installed in 2016."
    assert event_date(text, "ended") is None


@pytest.mark.parametrize(
    "text",
    [
        "Police use facial recognition, officials said in 2020.",
        "According to a report of May 2020 the police use facial recognition.",
        "Under the law of 2019 the police may use facial recognition.",
        "Police use facial recognition in a city with a population of two million in 2015.",
    ],
)
def test_a_date_of_another_matter_is_not_taken(text: str) -> None:
    assert event_date(text, "deployed") is None


def test_a_denial_has_no_date() -> None:
    assert event_date("In 2020 the police denied using facial recognition.", "denied") is None


def test_the_first_sentence_with_a_date_tells_it() -> None:
    text = "Police use facial recognition. They installed it in 2018. It was renewed in 2021."
    assert event_date(text, "deployed") == "2018"
