"""What the comparison of two editions says, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.editions.causes import Cause, ExplainedChange
from sousveil.editions.comparison import Change, Kind, Subject
from sousveil.publication.comparison_page import LINKED, compare_pair, view_change
from sousveil.publication.languages import sort_key

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection

BLANK = Change(
    subject=Subject.CELL,
    kind=Kind.CHANGED,
    country_iso3="KEN",
    subject_id="smart_city",
    before="not_searched",
    after="evidence_rejected",
)


def test_why_a_cell_was_blank_and_is_blank_is_said_in_words(collection: Collection) -> None:
    view = view_change(ExplainedChange(change=BLANK, causes=(Cause.SEARCH,)), collection)
    assert (view.before, view.after) == ("not searched", "evidence rejected")


def test_a_safeguard_is_said_in_words(collection: Collection) -> None:
    change = evolve(
        BLANK,
        subject=Subject.SAFEGUARD,
        subject_id="legal_basis absent for facial_recognition",
        before=None,
        after=None,
    )
    view = view_change(ExplainedChange(change=change, causes=()), collection)
    assert view.what == "legal basis, absent: Facial recognition"


def test_claims_behind_a_change_are_linked_and_those_of_no_page_are_not(
    collection: Collection,
) -> None:
    claims = collection.edition("aigs-2022").index.claims["KEN"]
    ids = ("clm_gone", *(claim.claim_id for claim in claims))
    view = view_change(ExplainedChange(change=BLANK, causes=(), claim_ids=ids), collection)
    assert [link.text for link in view.claims] == [claim.claim_id[:12] for claim in claims[:2]]
    assert view.claims_left_out == len(claims) + 1 - LINKED
    assert str(view.claims[0].path).startswith("countries/KEN.html#aigs-2022-clm_")


def test_countries_are_in_the_order_of_their_names_in_the_language(
    collection: Collection,
) -> None:
    page = compare_pair("aigs-2019", "aigs-2022", collection)
    (gains,) = (group for group in page.groups if group.anchor == "country")
    gained = [c.country.text for c in gains.changes if c.country and c.kind == "gained"]
    assert gained == sorted(gained, key=sort_key)
    assert len(gained) == gains.gained > 20
    kinds = [change.kind for change in gains.changes]
    assert kinds == sorted(kinds)  # gained, then lost
