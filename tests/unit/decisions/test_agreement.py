"""Agreement per variable, over all claims and by language and technology."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from attrs import astuple

from sousveil.decisions.agreement import (
    DECISION,
    FIELDS,
    AgreementRow,
    CodedClaim,
    join_codings,
    measure_agreement,
)
from sousveil.decisions.coefficients import ONE_VALUE, TOO_FEW
from sousveil.model.claim import RECODABLE
from sousveil.model.decision import Action, Decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.model.claim import Claim


@pytest.fixture
def code(
    make_claim: Callable[..., Claim], make_decision: Callable[..., Decision]
) -> Callable[..., CodedClaim]:
    """A function that makes a claim coded by (action, changes) of ada, ben, eve in this order."""

    def make(
        *said: Action | dict[str, str], language: str | None = "sw", **fields: Any
    ) -> CodedClaim:
        codings = []
        for coder, one in zip(("ada", "ben", "eve"), said, strict=False):
            action = one if isinstance(one, Action) else Action.RECODE
            changes = () if isinstance(one, Action) else tuple(sorted(one.items()))
            codings.append(make_decision(coder=coder, action=action, changes=changes))
        return CodedClaim(claim=make_claim(**fields), language=language, codings=tuple(codings))

    return make


def rows_of(*coded: CodedClaim) -> dict[tuple[str, str, str], AgreementRow]:
    rows = measure_agreement(coded)
    by_key = {(row.variable, row.group_kind, row.group_value): row for row in rows}
    assert len(by_key) == len(rows)
    return by_key


def test_without_claims_that_two_coders_coded_there_is_no_row(
    code: Callable[..., CodedClaim],
) -> None:
    assert measure_agreement([]) == ()
    assert measure_agreement([code(Action.ACCEPT)]) == ()


def test_every_variable_has_a_row_over_all_claims(code: Callable[..., CodedClaim]) -> None:
    rows = rows_of(code(Action.REJECT, Action.REJECT))
    assert {key[0] for key in rows if key[1] == "all"} == {DECISION, *FIELDS}
    assert set(FIELDS) <= RECODABLE
    silent = rows["vendor_id", "all", "all"]
    assert (silent.claim_count, silent.coder_count, silent.note) == (0, 0, TOO_FEW)
    decided = rows[DECISION, "all", "all"]
    assert (decided.claim_count, decided.percent_agreement) == (1, 100.0)
    assert (decided.kappa, decided.alpha, decided.note) == (None, None, ONE_VALUE)


def test_a_recoded_claim_is_accepted_and_its_fields_differ(
    code: Callable[..., CodedClaim],
) -> None:
    rows = rows_of(
        code(Action.ACCEPT, {"vendor_id": "nec", "status": "pilot"}),
        code(Action.ACCEPT, {"vendor_id": "nec"}, place="Kisumu"),
        code(Action.ACCEPT, Action.UNSURE, place="Mombasa"),
    )
    decided = rows[DECISION, "all", "all"]
    assert (decided.claim_count, decided.percent_agreement) == (3, 66.6667)
    vendor, status = (rows[name, "all", "all"] for name in ("vendor_id", "status"))
    assert (vendor.claim_count, vendor.percent_agreement) == (2, 0.0)
    assert (status.claim_count, status.percent_agreement) == (2, 50.0)
    assert vendor.kappa == 0.0
    assert vendor.alpha is not None
    assert vendor.alpha < 0


def test_an_emptied_field_is_another_value_than_the_one_proposed(
    code: Callable[..., CodedClaim],
) -> None:
    rows = rows_of(code(Action.ACCEPT, {"vendor_id": ""}, vendor_id="nec"))
    assert rows["vendor_id", "all", "all"].percent_agreement == 0.0


def test_groups_are_languages_of_sources_and_technologies_as_proposed(
    code: Callable[..., CodedClaim],
) -> None:
    rows = rows_of(
        code(Action.ACCEPT, Action.ACCEPT),
        code(
            Action.ACCEPT, {"technology_code": "smart_city"}, technology_code="facial_recognition"
        ),
        code(Action.ACCEPT, Action.REJECT, language=None, technology_code=None, vendor_id="nec"),
    )
    groups = {key[1:]: row.claim_count for key, row in rows.items() if key[0] == DECISION}
    assert groups == {
        ("all", "all"): 3,
        ("language", "sw"): 2,
        ("language", "unknown"): 1,
        ("technology", "facial_recognition"): 1,
        ("technology", "none"): 1,
        ("technology", "smart_city"): 1,
    }
    assert ("vendor_id", "technology", "none") not in rows
    assert rows["technology_code", "technology", "facial_recognition"].percent_agreement == 0.0


def test_coders_are_counted_who_said_something(code: Callable[..., CodedClaim]) -> None:
    rows = rows_of(code(Action.ACCEPT, Action.REJECT, Action.ACCEPT))
    assert rows[DECISION, "all", "all"].coder_count == 3
    assert rows["status", "all", "all"].coder_count == 2


def test_figures_are_rounded_and_never_no_number(code: Callable[..., CodedClaim]) -> None:
    coded = [
        code(*pair, place=str(number))
        for number, pair in enumerate(
            [(Action.ACCEPT, Action.REJECT), (Action.REJECT, Action.REJECT)] * 3
            + [(Action.ACCEPT, Action.ACCEPT)]
        )
    ]
    for row in measure_agreement(coded):
        for value in astuple(row):
            if isinstance(value, float):
                assert value == round(value, 4)


def test_the_order_in_which_claims_come_changes_nothing(code: Callable[..., CodedClaim]) -> None:
    coded = [
        code(Action.ACCEPT, (Action.ACCEPT, Action.REJECT)[number % 3 == 0], place=str(number))
        for number in range(9)
    ]
    assert measure_agreement(coded) == measure_agreement(coded[::-1])


def test_codings_are_joined_with_their_claims_and_the_language_of_the_first_source(
    make_claim: Callable[..., Claim], make_decision: Callable[..., Decision]
) -> None:
    coded, other = make_claim(), make_claim(place="Kisumu")
    codings = {coded.claim_id: [make_decision(coder="ada"), make_decision(coder="ben")]}
    (joined,) = join_codings(codings, [other, coded], {"aigs-2019": "en"})
    assert (joined.claim, joined.language) == (coded, "en")
    assert [coding.coder for coding in joined.codings] == ["ada", "ben"]
