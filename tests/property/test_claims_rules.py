"""Whatever a text holds: nothing raises, every quote is in it, and the same text gives the same claims."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sousveil.claims.candidate import MAX_QUOTE, TextDocument
from sousveil.claims.rules.explaining import explain
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.store.registers import load_codebook, load_countries

PIECES = (
    "Kenyan police use facial recognition cameras from Huawei in Nairobi",
    "China's Hikvision sold a safe city system to the interior ministry of Uganda",
    "La policía de México usa reconocimiento facial", "Полиция Москвы использует распознавание лиц",
    "警方在内罗毕使用人脸识别", "شرطة دبي تستخدم التعرف على الوجوه", "दिल्ली पुलिस",
    "Headline: Police match faces\n", "Deployer: Nairobi police\n", "Technology: Facial recognition\n",
    "Jurisdiction: Kenya\n", "Developer: ;;|\n", "Sector: Govt - police\n",
    ". ", "。", "\n", "\r\n", "\x0c", "\0", "\u2028", "\u200b", "\ufeff", "\u202e", "\ud800", "\u0301",
    "İ", "ﬁ", "(", ")", "[a|b]", "*", "\\", "'s ", "\"", ", ", " - ", ":", "# ", "\t", "x" * 300,
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.text(st.characters(), max_size=80),
)
languages = st.sampled_from([None, "en", "zh", "ar", "ru", "tr", "xx", ""])


@settings(derandomize=True, deadline=None, max_examples=250)
@given(text=texts, language=languages)
@example(text="\x0c\nKenyan police use facial recognition.\x0c", language=None)
@example(text="\ud800 Kenyan police use facial recognition in Nairobi now.", language=None)
@example(text="Headline:\nDeployer:\nTechnology:\nJurisdiction:\nSector:\n", language="en")
def test_nothing_raises_and_every_claim_holds_to_its_promises(
    text: str, language: str | None
) -> None:
    document = TextDocument(document_id="d", text=text, language=language)
    claims = RulesExtractor().extract(document)
    countries = load_countries().by_iso3
    technologies = {one.technology_code for one in load_codebook("sousveil").technologies}
    for claim in claims:
        claim.check_quote(text)
        assert 0 < claim.end - claim.start == len(claim.quote) <= MAX_QUOTE
        assert claim.quote == claim.quote.strip()
        assert 0.0 <= claim.confidence <= 1.0
        assert claim.country_iso3 in countries
        assert claim.technology_code in technologies
    assert len({(c.country_iso3, c.technology_code, c.vendor) for c in claims}) == len(claims)
    assert [c.confidence for c in claims] == sorted((c.confidence for c in claims), reverse=True)
    assert RulesExtractor().extract(document) == claims


@settings(derandomize=True, deadline=None, max_examples=60)
@given(text=texts)
def test_explaining_raises_for_no_text_and_tells_where_its_matches_are(text: str) -> None:
    for match in explain(TextDocument(document_id="d", text=text)).matches:
        assert text.startswith(match.written, match.start)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(text=texts, before=st.sampled_from(["\n", "\n\n\n", "\r\n", "\x0c\n", "\u200b\n"]))
def test_blank_lines_before_a_text_move_its_quotes_and_change_nothing_else(
    text: str, before: str
) -> None:
    def found(written: str) -> list[tuple[str, str, str | None, str]]:
        document = TextDocument(document_id="d", text=written, language="en", title="-")
        return [
            (one.country_iso3, one.technology_code, one.vendor, one.quote)
            for one in RulesExtractor().extract(document)
        ]

    text = "Kenyan police use facial recognition in Nairobi.\n" + text
    assert found(text)
    assert {row[:2] for row in found(text)} == {row[:2] for row in found(before + text)}


@pytest.mark.parametrize(
    "unit",
    [
        "police ", "facial recognition ", "Huawei ", "Nairobi ", "a: b\n", ". ", "A. ", "(", "'s ",
        "\n", "\0", "人脸识别", "شرطة ", "Kenyan police use facial recognition from Huawei. ",
        "Police: x" + " " * 500, "Acme Vision Works ",
    ],
)  # fmt: skip
def test_the_length_of_a_monotonous_text_does_not_keep_it_from_ending(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    for claim in RulesExtractor().extract(TextDocument(document_id="d", text=text)):
        claim.check_quote(text)


def test_claims_do_not_depend_on_what_was_read_before() -> None:
    documents = [TextDocument(document_id=str(n), text=t) for n, t in enumerate(PIECES[:6])]
    shared = RulesExtractor()
    alone = {one.document_id: RulesExtractor().extract(one) for one in documents}
    for order in (documents, documents[::-1], documents[3:] + documents[:3]):
        assert {one.document_id: shared.extract(one) for one in order} == alone
