"""Editions on pages: the list, freezing once, the matrix, and a cell that explains itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sousveil.data import read_bundled
from sousveil.decisions.drawing import is_drawn
from sousveil.editions.manifest import read_manifest
from sousveil.model.decision import Action
from sousveil.model.evidence_rule import NotCounted
from sousveil.pipeline import kept_editions
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.kept_editions import list_kept_editions
from sousveil.server.pages.code_names import NOT_COUNTED_NAMES
from sousveil.store.decision_log import DecisionLog

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse
    from tests.servers.review_server import ReviewSite
    from tests.servers.review_workspace import ReviewWorkspace
    from tests.servers.site_copies import Sites

CELL = "/editions/sousveil/KEN/facial_recognition/"
PLANNED = "/editions/sousveil/SEN/facial_recognition/"
DIFFERS = "/editions/sousveil/ARM/facial_recognition/"


def test_an_editor_freezes_and_the_history_tells_who(made_living: ReviewWorkspace) -> None:
    site = made_living.site
    decided(made_living)
    editor = site.client("editor")
    assert "not frozen yet" in editor.get("/editions/").text
    assert "Freeze it now" in editor.get("/editions/sousveil/freeze/").text
    answer = freeze(editor)
    assert (answer.status_code, answer["Location"]) == (302, "/editions/sousveil/?frozen=yes")
    kept = {one.name: one for one in list_kept_editions(site.bench)}["sousveil"]
    page = editor.get(answer["Location"]).text
    assert "The edition was frozen." in page
    assert kept.edition_id in page
    history = editor.get("/history/", {"area": "edition"}).text
    assert (kept.edition_id in history, "<bdi>editor</bdi>" in history) == (True, True)


def test_a_form_sent_twice_freezes_once(made_living: ReviewWorkspace) -> None:
    site = made_living.site
    decided(made_living)
    editor = site.client("editor")
    assert [freeze(editor).status_code for _ in range(2)] == [302, 409]
    assert "It was frozen since you opened this page" in freeze(editor).text


def test_two_do_not_freeze_at_once(site: ReviewSite) -> None:
    editor = site.client("editor")
    with kept_editions._FREEZING:
        assert freeze(editor).status_code == 409
    assert freeze(editor).status_code == 302


def test_what_stands_in_the_way_of_freezing_is_said(made_living: ReviewWorkspace) -> None:
    made, site = made_living, made_living.site
    coding = Coding(
        action=Action.RECODE, reason="so", changes=[("technology_code", "border_control")]
    )
    decide(site.bench, made.claims["kenya"], coding, "amina")
    editor = site.client("editor")
    answer = freeze(editor)
    assert answer.status_code in {302, 422}
    assert freeze(editor, "nothing").status_code == 404
    assert editor.get("/editions/nothing/").status_code == 404
    assert editor.get("/editions/aigs-2019/").status_code == 404


def test_the_matrix_leads_to_every_cell(made_living: ReviewWorkspace) -> None:
    site = made_living.site
    decided(made_living)
    freeze(site.client("editor"))
    page = site.client("reader").get("/editions/sousveil/").text
    assert f'<a class="present" href="{CELL}">' in page
    assert 'class="blank" href="/editions/sousveil/SEN/facial_recognition/"' in page
    assert "evidence rejected" in page
    assert "not searched" in page


def test_a_present_cell_shows_its_claims_and_counts_a_story_once(
    made_living: ReviewWorkspace,
) -> None:
    site, made = made_living.site, decided(made_living)
    freeze(site.client("editor"))
    page = site.client("reader").get(CELL).text
    assert "Present." in page
    assert made["kenya"] in page
    assert made["kenya-copy"] in page
    assert "<dd>1 (the codebook asks for 1)</dd>" in page
    assert 'rel="noopener noreferrer nofollow"' in page


def test_a_rejected_cell_shows_which_claim_and_why(made_living: ReviewWorkspace) -> None:
    site, made = made_living.site, decided(made_living)
    freeze(site.client("editor"))
    page = site.client("reader").get("/editions/sousveil/SEN/facial_recognition/").text
    assert "Blank: evidence rejected." in page
    assert made["senegal"] in page
    assert "an opinion &lt;b&gt;only&lt;/b&gt;" in page


def test_an_accepted_claim_that_does_not_count_says_why_in_the_reader_s_language(
    made: ReviewWorkspace,
) -> None:
    decide(made.site.bench, made.claims["senegal"], Coding(action=Action.ACCEPT), "amina")
    freeze(made.site.client("editor"))
    reader = made.site.client("reader")
    page = reader.get(PLANNED).text
    assert "Blank: evidence insufficient." in page
    assert "or of a sort that the codebook does not count." in page
    assert "Not counted: the codebook does not count this status" in page
    french = reader.get(PLANNED, headers={"accept-language": "fr"}).text
    assert "Non comptée : le guide de codage ne compte pas cet état" in french


def test_a_claim_that_counts_has_no_reason_why_it_does_not(made: ReviewWorkspace) -> None:
    decide(made.site.bench, made.claims["kenya"], Coding(action=Action.ACCEPT), "amina")
    freeze(made.site.client("editor"))
    page = made.site.client("reader").get(CELL).text
    assert made.claims["kenya"] in page
    assert "Not counted" not in page
    assert "Contested" not in page
    assert "merged tables" not in page


def test_a_cell_tells_who_contests_a_claim_and_why(made: ReviewWorkspace) -> None:
    bench, doubt = made.site.bench, "is it <i>live</i>?"
    decide(bench, made.claims["kenya"], Coding(action=Action.UNSURE, reason=doubt), "badru")
    decide(bench, made.claims["kenya"], Coding(action=Action.ACCEPT), "amina")
    denial = Coding(
        action=Action.RECODE, reason="the minister denies it", changes=[("status", "denied")]
    )
    decide(bench, made.claims["kenya-copy"], denial, "amina")
    freeze(made.site.client("editor"))
    page = made.site.client("reader").get(CELL).text
    by_coder = "Contested by a coder: <bdi>is it &lt;i&gt;live&lt;/i&gt;?</bdi>"
    assert f'{by_coder} <span class="quiet">(<bdi>badru</bdi>, <code dir="ltr">' in page
    by_claim = "Contested by a claim that denies the use: <bdi>the minister denies it</bdi>"
    assert by_claim in page
    assert f'<code dir="ltr">{made.claims["kenya-copy"]}</code>)</span>' in page


def test_a_cell_on_which_merged_tables_differ_shows_what_each_says_and_what_stands(
    site: ReviewSite,
) -> None:
    freeze(site.client("editor"))
    reader = site.client("reader")
    page = reader.get(DIFFERS).text
    assert "Where the merged tables differ" in page
    assert "<bdi>aigs-2019</bdi>: ticks it." in page
    assert "<bdi>aigs-2022</bdi>: lists the country, and does not tick it." in page
    assert "What aigs-2019 says stands." in page
    french = reader.get(DIFFERS, headers={"accept-language": "fr"}).text
    assert "<bdi>aigs-2019</bdi>: le coche." in french
    assert "Ce que dit aigs-2019 tient." in french
    assert "plus coché" in french


def test_what_a_coder_rejected_of_an_older_table_does_not_stand(site: ReviewSite) -> None:
    editor = site.client("editor")
    freeze(editor)
    found = re.search(r'<code dir="ltr">(clm_[0-9a-f]+)</code></p>', editor.get(DIFFERS).text)
    assert found
    with site.bench.database.reading() as connection:
        accepted = DecisionLog(connection).entries_of(found[1])[-1].number
    rejection = Coding(action=Action.REJECT, reason="a plan")
    decide(site.bench, found[1], rejection, "amina", expected_head=accepted)
    seen = {one.name: one.edition_id for one in list_kept_editions(site.bench)}["sousveil"]
    assert freeze(editor, seen=seen).status_code == 302
    page = editor.get(DIFFERS).text
    assert "A coder rejected it: nothing stands." in page
    assert "Not counted: a decision rejected it" in page


def test_every_reason_not_to_count_has_words() -> None:
    assert set(NOT_COUNTED_NAMES) == set(NotCounted)


def test_hostile_evidence_does_no_harm_on_a_cell_s_page(made_living: ReviewWorkspace) -> None:
    made, site = made_living, made_living.site
    coding = Coding(action=Action.ACCEPT, reason="it says so")
    decide(site.bench, made.claims["hostile"], coding, "amina")
    freeze(site.client("editor"))
    edition = site.client("reader").get("/editions/sousveil/").text
    for code in ("smart_city", "facial_recognition", "smart_policing", "border_control"):
        address = f"/editions/sousveil/HUN/{code}/"
        if f'href="{address}"' in edition:
            page = site.client("reader").get(address).text
            assert "<script>alert" not in page
            assert "<img" not in page


@pytest.mark.parametrize(
    "address",
    [
        "/editions/sousveil/ZZZ/smart_city/",
        "/editions/sousveil/KEN/telepathy/",
        "/editions/x/KEN/y/",
    ],
)
def test_a_cell_that_is_none_is_not_found(site: ReviewSite, address: str) -> None:
    freeze(site.client("editor"))
    assert site.client("reader").get(address).status_code == 404


def test_a_changed_file_of_an_edition_is_no_page(site: ReviewSite) -> None:
    freeze(site.client("editor"))
    path = site.bench.settings.editions / "sousveil" / "cells.csv"
    path.write_text(path.read_text().replace("false", "true", 1))
    client = site.client("reader")
    client.raise_request_exception = False
    assert client.get("/editions/sousveil/").status_code == 500


def test_an_imported_edition_has_a_matrix(site: ReviewSite) -> None:
    editor = site.client("editor")
    assert freeze(editor, "aigs-2019").status_code == 302
    page = editor.get("/editions/aigs-2019/CHN/smart_city/").text
    assert "Present." in page
    matrix = editor.get("/editions/aigs-2019/").text
    blank = re.search(r'class="blank" href="(/editions/aigs-2019/[^"]+)"', matrix)
    assert blank
    assert "Blank: not ticked in the published table." in editor.get(blank[1]).text


@pytest.mark.parametrize("codebook_id", ["sousveil", "mine"])
def test_an_edition_is_frozen_under_the_codebook_that_claims_are_decided_under(
    sites: Sites, tmp_path: Path, codebook_id: str
) -> None:
    bundled = read_bundled("codebooks/sousveil.yaml").decode()
    path = tmp_path / "codebook.yaml"
    path.write_text(
        re.sub(r"(?m)^version:.*$", "version: '7.7'", bundled).replace(
            "codebook_id: sousveil", f"codebook_id: {codebook_id}"
        )
    )
    with sites.workspace(share=None, codebook_name=str(path)) as made:
        decided(made)
        read = path.read_text()
        path.write_text(bundled)  # what the file says later counts from the next start
        editor = made.site.client("editor")
        assert freeze(editor, codebook_id).status_code == 302
        kept = made.site.bench.settings.editions / codebook_id
        assert (kept / "codebook.yaml").read_text() == read
        manifest = read_manifest(kept)
        assert (manifest.codebook_id, manifest.codebook_version) == (codebook_id, "7.7")
        page = editor.get(f"/editions/{codebook_id}/KEN/facial_recognition/")
        assert "Present." in page.text
        assert f'href="/editions/{codebook_id}/freeze/"' in editor.get("/editions/").text


def decided(made: ReviewWorkspace) -> dict[str, str]:
    """Accept two copies of a story, reject another claim; return all claims by their keys.

    Of a claim that is drawn for two coders, a second one says the same.
    """
    bench = made.site.bench
    accepted = Coding(action=Action.ACCEPT, reason="it says so")
    rejected = Coding(action=Action.REJECT, reason="an opinion <b>only</b>")
    for key, coding in (("kenya", accepted), ("kenya-copy", accepted), ("senegal", rejected)):
        decide(bench, made.claims[key], coding, "amina")
        if is_drawn(made.claims[key], bench.double_coding.share):
            decide(bench, made.claims[key], coding, "badru")
    return made.claims


def freeze(editor: Client, name: str = "sousveil", *, seen: str = "") -> _MonkeyPatchedWSGIResponse:
    """Freeze as from a page on which nothing was frozen yet, or on which ``seen`` was."""
    return editor.post(f"/editions/{name}/freeze/", {"seen": seen})
