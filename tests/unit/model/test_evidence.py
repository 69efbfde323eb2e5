"""Evidence has a quote and a place; a place survives being written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.errors import BadInput
from sousveil.model.evidence import Locator, TableCell, TextSpan, parse_locator

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.model.evidence import Evidence


@pytest.mark.parametrize(
    "locator",
    [
        TextSpan(start=0, end=0),
        TextSpan(start=120, end=188),
        TextSpan(start=120, end=188, page=1),
        TableCell(sheet="AIGS 2022", row=2, column="Smart Policing"),
        TableCell(sheet="a;row=3;column=b", row=1, column="c=d;e%3B f"),
        TableCell(sheet="Übersicht 2019", row=10_000, column="国家/地区"),
        TableCell(sheet=" ", row=1, column=""),
    ],
    ids=str,
)
def test_a_locator_comes_back_from_its_text(locator: Locator) -> None:
    assert parse_locator(str(locator)) == locator


@pytest.mark.parametrize(
    "text",
    [
        "",
        "page 3",
        "char=1",
        "char=1,2,3",
        "char=a,b",
        "char=-1,2",
        "page=0;char=1,2",
        "page=x;char=1,2",
        "sheet=S;row=0;column=C",
        "sheet=S;row=two;column=C",
        "sheet=S;row=2",
        "row=2;column=C",
        "sheet=S;row;column=C",
    ],
)
def test_what_is_no_locator_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_locator(text)
    assert repr(text) in caught.value.what
    assert "char=START,END" in caught.value.next_step


@pytest.mark.parametrize("name", ["quote", "locator"])
@pytest.mark.parametrize("text", ["", "a\0b", "half \ud800"])
def test_evidence_without_a_quote_or_a_place_is_refused(
    make_evidence: Callable[..., Evidence], name: str, text: str
) -> None:
    with pytest.raises(BadInput) as caught:
        make_evidence(**{name: text})
    assert caught.value.where == "snapshot sha256:abababababab"
    assert caught.value.next_step
