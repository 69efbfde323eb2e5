"""Any text at all in a quote, a place or a reason: kept to the letter, or refused at the door."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sousveil.editions.opening import Edition
from sousveil.errors import BadInput
from sousveil.model.claim import Claim
from sousveil.model.decision import Action, Decision
from sousveil.model.evidence import Evidence, TableCell, parse_locator

FreezeLog = Callable[..., Edition]

any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
nasty = st.text(st.sampled_from("\r\n\",';\\ \t\ufeff\u2028\x85\x1aא😀=+-@"), min_size=1)
texts = st.one_of(any_text, nasty)


def make_claim(quote: str = "q", **fields: Any) -> Claim:
    evidence = Evidence(source_id="s1", snapshot_sha256="0" * 64, locator="char=0,1", quote=quote)
    values: dict[str, Any] = {"technology_code": "smart_city"} | fields
    return Claim(
        country_iso3="KEN", made_by="coder", made_by_version="1", evidence=(evidence,), **values
    )


def accept(claim: Claim, reason: str = "r", coder: str = "c") -> Decision:
    return Decision(
        claim_id=claim.claim_id,
        action=Action.ACCEPT,
        coder=coder,
        reason=reason,
        decided_at="2026-01-01T00:00:00Z",
    )


@settings(derandomize=True, deadline=None, max_examples=40)
@given(
    rows=st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6, unique_by=lambda r: r[0])
)
@example(rows=[("a\rb", "\r", "\r\n"), ('"', '","', '""'), ("\\", "\n", "\u202eabc")])
@example(rows=[("NULL", "true", "0012"), (" x ", "\ufeff", "=1+1"), ("null", "nan", "1e5")])
def test_any_text_in_quote_place_and_reason_comes_back_to_the_letter(
    freeze_log: FreezeLog, rows: list[tuple[str, str, str]]
) -> None:
    claims = [make_claim(quote, place=place) for quote, place, _reason in rows]
    decisions = [accept(claim, row[2]) for claim, row in zip(claims, rows, strict=True)]
    edition = freeze_log(claims, decisions)
    expected = {claim.claim_id: row for claim, row in zip(claims, rows, strict=True)}
    quotes = {row["claim_id"]: row["quote"] for row in edition.rows("evidence")}
    read = {
        row["claim_id"]: (quotes[row["claim_id"]], row["place"], row["decision_reason"])
        for row in edition.rows("claims")
    }
    assert read == expected
    with edition.connect() as connection:
        sql = "SELECT claim_id, quote, place, decision_reason FROM claims JOIN evidence USING (claim_id)"
        assert {row[0]: row[1:] for row in connection.execute(sql).fetchall()} == expected


def test_a_carriage_return_in_a_quote_does_not_end_the_row(freeze_log: FreezeLog) -> None:
    claim = make_claim("old\rMac")
    edition = freeze_log([claim], [accept(claim)])
    with (edition.folder / "evidence.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    assert [row[-1] for row in rows] == ["quote", "old\rMac"]


@pytest.mark.parametrize("text", ["a\0b", "\0", "\ud800", "x\udfffy", ""])
def test_text_that_no_file_can_carry_is_refused_everywhere(text: str) -> None:
    claim = make_claim()
    attempts: list[Callable[[], object]] = [
        lambda: make_claim(text),
        lambda: make_claim(place=text),
        lambda: make_claim(agency=text),
        lambda: make_claim(vendor_id=text),
        lambda: accept(claim, reason=text),
        lambda: accept(claim, coder=text),
    ]
    if text:  # an empty value empties the field
        attempts.append(lambda: claim.recoded({"place": text}))
    for attempt in attempts:
        with pytest.raises(BadInput) as caught:
            attempt()
        assert caught.value.next_step


@settings(derandomize=True, deadline=None, max_examples=300)
@given(sheet=texts, row=st.integers(1, 10**6), column=texts)
@example(sheet="a;row=2", row=1, column="50%=x;")
def test_a_locator_is_read_back_as_it_was_written(sheet: str, row: int, column: str) -> None:
    cell = TableCell(sheet=sheet, row=row, column=column)
    assert parse_locator(str(cell)) == cell
