"""The list of documents: a coder finds the one that a claim is missing from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sousveil.store.documents import DocumentStore

if TYPE_CHECKING:
    from tests.servers.review_server import ReviewSite
    from tests.servers.review_workspace import ReviewWorkspace


def test_all_documents_are_listed_the_one_published_last_first(made: ReviewWorkspace) -> None:
    keys = listed(made, "")
    assert keys[0] == "unclaimed"  # of October 2025
    assert len(keys) == len(set(keys)) == len(made.documents)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("words=minutes", {"unclaimed"}),
        ("words=COUNCIL+minutes", {"unclaimed"}),
        ("words=camaras", {"spanish"}),  # an accent is not asked for
        ("words=news.example/wire", {"wire"}),
        ("words=камеры", {"russian"}),
        ("words=no+such+thing", set()),
        ("words=%25", set()),
        ("language=fr", {"tender"}),
        ("country=KEN", {"wire", "copy", "reprint"}),
        ("country=KEN&words=faces", {"wire", "copy", "reprint"}),
        ("country=KEN&words=junctions", {"wire", "copy"}),
        ("country=FRA", set()),
    ],
)
def test_documents_are_found_by_words_language_and_country_of_their_claims(
    made: ReviewWorkspace, query: str, expected: set[str]
) -> None:
    assert set(listed(made, query)) == expected


def test_a_list_says_how_many_claims_a_document_has(made: ReviewWorkspace) -> None:
    page = made.site.client("coder").get("/documents/?words=frenar").text
    assert re.search(r"<li>3 claims</li>", page)
    page = made.site.client("coder").get("/documents/?words=minutes").text
    assert re.search(r"<li>0 claims</li>", page)


def test_a_page_after_the_last_is_the_last_and_filters_are_kept(
    made: ReviewWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sousveil.server.pages.documents.PER_PAGE", 2)
    page = made.site.client("coder").get("/documents/?country=KEN&page=99").text
    assert "Page 2 of 2" in page
    assert 'href="?country=KEN&amp;page=1"' in page


def test_a_document_that_was_read_again_is_listed_once(made: ReviewWorkspace) -> None:
    bench = made.site.bench
    document = bench.documents.get(made.documents["unclaimed"])
    assert document is not None
    with DocumentStore(bench.settings.home).writing("run_again") as writer:
        writer.write(document)
    assert listed(made, "words=minutes") == ["unclaimed"]


def test_a_filter_that_makes_no_sense_is_said_to(made: ReviewWorkspace) -> None:
    answer = made.site.client("coder").get("/documents/?language=klingon")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_an_empty_workspace_says_how_to_begin(site: ReviewSite) -> None:
    page = site.client("coder").get("/documents/").text
    assert "No document has been collected yet." in page


def listed(made: ReviewWorkspace, query: str) -> list[str]:
    """Return the keys of the documents that a page lists, in its order."""
    page = made.site.client("coder").get(f"/documents/?{query}").text
    keys = {document_id: key for key, document_id in made.documents.items()}
    return [keys[one] for one in re.findall(r'<h2><a href="/documents/(doc_\w+)/"', page)]
