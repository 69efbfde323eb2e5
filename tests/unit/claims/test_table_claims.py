"""Each tick, vendor and supplier of a table becomes a claim that cites its cell."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from sousveil.claims.table_claims import (
    Registers,
    TableClaims,
    check_quotes,
    extract_financing_claims,
    extract_table_claims,
)
from sousveil.errors import InvalidData, QuoteNotFound
from sousveil.model.claim import Claim, ClaimStatus, Financing, FinancingKind
from sousveil.model.country import Country, CountryRegister
from sousveil.model.edition import Severity
from sousveil.model.published_table import (
    Damage,
    FinancingTable,
    ImportDecision,
    PublishedTable,
    TableLayout,
    TableRow,
)
from sousveil.model.source import Source, SourceKind
from sousveil.model.vendor import Vendor, VendorRegister

SHA256 = "c" * 64
REGISTERS = Registers(
    countries=CountryRegister(
        countries=tuple(
            Country(country_iso3=iso3, name=name, region_code="AF")
            for iso3, name in (
                ("KEN", "Kenya"),
                ("SWE", "Sweden"),
                ("CHN", "China"),
                ("ISR", "Israel"),
            )
        )
    ),
    vendors=VendorRegister(
        version="1",
        notes="",
        vendors=(
            Vendor(vendor_id="huawei", name="Huawei", aliases=("华为",), misprints=("Hauwei",)),
            Vendor(vendor_id="nec", name="NEC"),
        ),
    ),
)
LAYOUT = TableLayout(
    table_id="t",
    file="t.csv",
    source=Source(source_id="t", kind=SourceKind.NGO_REPORT, title="T"),
    decision=ImportDecision(coder="import:t", reason="r", decided_at="2026-01-01T00:00:00Z"),
    sheet="Sheet 1",
    row_column="row",
    country="Country",
    technologies={"Smart City": "smart_city", "Faces": "facial_recognition"},
    suppliers={"China Tech": "CHN"},
    supplier_lists=("Others",),
    vendors=("Company 1", "Company 2"),
    vendor_separator=";",
    placeholders=("Mult",),
    yes=("x", "1"),
    no=("0",),
    ignored={"iso3": "looked up"},
    damage=(Damage(original="ed", replacement="Electoral Democracy"),),
)
FINANCING = FinancingTable(sheet="Text", file="f.csv", country="to", lender="from", kind="how")


def make_table(*rows: dict[str, str], untitled: tuple[str, ...] = ()) -> PublishedTable:
    return PublishedTable(
        sheet="Sheet 1",
        columns=LAYOUT.columns,
        rows=tuple(TableRow(number=n, cells=cells) for n, cells in enumerate(rows, start=2)),
        untitled=untitled,
    )


def extract(table: PublishedTable, layout: TableLayout = LAYOUT) -> TableClaims:
    return extract_table_claims(table, layout, REGISTERS, SHA256, where="t.xlsx")


def issues_of(*rows: dict[str, str], **table: Any) -> list[tuple[Any, ...]]:
    issues = extract(make_table(*rows, **table)).issues
    return [(i.row, i.column, i.rule, i.severity, i.found, i.made) for i in issues]


def test_a_tick_becomes_a_claim_that_cites_its_cell() -> None:
    (claim,) = extract(make_table({"Country": "Kenya", "Smart City": "x", "Faces": "0"})).claims
    assert (claim.country_iso3, claim.technology_code) == ("KEN", "smart_city")
    assert (claim.vendor_id, claim.supplier_iso3, claim.status) == (
        None,
        None,
        ClaimStatus.DEPLOYED,
    )
    assert (claim.made_by, claim.made_by_version) == ("published-table", "1")
    (evidence,) = claim.evidence
    assert (evidence.source_id, evidence.snapshot_sha256) == ("t", SHA256)
    assert (evidence.locator, evidence.quote) == ("sheet=Sheet 1;row=2;column=Smart City", "x")


def test_every_sort_of_column_becomes_its_sort_of_claim() -> None:
    row = {
        "Country": "Kenya",
        "Smart City": "1",
        "Faces": "x",
        "China Tech": "x",
        "Others": "Israel,  Sweden",
        "Company 1": "Huawei",
        "Company 2": "NEC",
    }
    claims = extract(make_table(row)).claims
    assert [
        (c.technology_code, c.supplier_iso3, c.vendor_id, c.evidence[0].quote) for c in claims
    ] == [
        ("smart_city", None, None, "1"),
        ("facial_recognition", None, None, "x"),
        (None, "CHN", None, "x"),
        (None, "ISR", None, "Israel"),
        (None, "SWE", None, "Sweden"),
        (None, None, "huawei", "Huawei"),
        (None, None, "nec", "NEC"),
    ]


def test_a_row_without_ticks_makes_no_claim() -> None:
    assert extract(make_table({"Country": "Kenya"})) == TableClaims(claims=(), issues=())


def test_vendors_in_one_cell_are_separated_if_the_layout_says_so() -> None:
    table = make_table({"Country": "Kenya", "Company 1": "Huawei; NEC;;"})
    assert [claim.vendor_id for claim in extract(table).claims] == ["huawei", "nec"]
    whole = extract(table, evolve(LAYOUT, vendor_separator=None))
    assert [claim.vendor_id for claim in whole.claims] == ["new-huawei-nec"]


def test_a_table_without_codes_says_that_each_was_looked_up() -> None:
    issues = extract(make_table({"Country": "Kenya"}), evolve(LAYOUT, ignored={})).issues
    assert [(i.rule, i.severity, i.made) for i in issues] == [
        ("iso3_from_name", Severity.REPAIRED, "KEN")
    ]


def test_damaged_country_names_are_repaired_also_in_lists() -> None:
    row = {"Country": "SwElectoral Democracyen", "Others": "Israel, SwElectoral Democracyen"}
    assert issues_of(row) == [
        (
            2,
            column,
            "undo_search_and_replace",
            Severity.REPAIRED,
            "SwElectoral Democracyen",
            "Sweden",
        )
        for column in ("Country", "Others")
    ]
    claims = extract(make_table(row)).claims
    assert [(c.country_iso3, c.supplier_iso3, c.evidence[0].quote) for c in claims] == [
        ("SWE", "ISR", "Israel"),
        ("SWE", "SWE", "SwElectoral Democracyen"),
    ]


@pytest.mark.parametrize(
    ("text", "rule", "made", "vendor_id"),
    [
        ("华为", "vendor_alias", "Huawei", "huawei"),
        ("Hauwei", "vendor_misprint", "Huawei", "huawei"),
        ("Acme", "unregistered_vendor", "new-acme", "new-acme"),
    ],
)
def test_other_spellings_of_vendors_are_reported_and_claimed(
    text: str, rule: str, made: str, vendor_id: str
) -> None:
    row = {"Country": "Kenya", "Company 2": text}
    severity = Severity.KEPT if rule == "unregistered_vendor" else Severity.REPAIRED
    assert issues_of(row) == [(2, "Company 2", rule, severity, text, made)]
    (claim,) = extract(make_table(row)).claims
    assert (claim.vendor_id, claim.evidence[0].quote) == (vendor_id, text)


def test_a_placeholder_is_left_out_and_reported() -> None:
    row = {"Country": "Kenya", "Company 1": "Mult"}
    assert issues_of(row) == [
        (2, "Company 1", "placeholder_vendor", Severity.LEFT_OUT, "Mult", None)
    ]
    assert extract(make_table(row)).claims == ()


def test_a_vendor_named_twice_in_a_row_is_claimed_once() -> None:
    row = {"Country": "Kenya", "Company 1": "Huawei; Huawei", "Company 2": "华为"}
    assert [issue[2:5] for issue in issues_of(row)] == [
        ("vendor_named_twice", Severity.LEFT_OUT, "Huawei"),
        ("vendor_alias", Severity.REPAIRED, "华为"),
        ("vendor_named_twice", Severity.LEFT_OUT, "华为"),
    ]
    assert len(extract(make_table(row)).claims) == 1
    assert len(extract(make_table(row, {"Country": "Sweden", "Company 1": "Huawei"})).claims) == 2


def test_a_supplier_named_twice_in_a_cell_is_claimed_once() -> None:
    row = {"Country": "Kenya", "Others": "Israel, China, Israel", "China Tech": "x"}
    assert issues_of(row) == [
        (2, "Others", "supplier_named_twice", Severity.LEFT_OUT, "Israel", None)
    ]
    suppliers = [claim.supplier_iso3 for claim in extract(make_table(row)).claims]
    assert suppliers == ["CHN", "ISR", "CHN"]


def test_cells_right_of_the_table_are_reported_and_not_claimed() -> None:
    rows = ({"Country": "Kenya", "Z": "stray"}, {"Country": "Sweden"})
    assert issues_of(*rows, untitled=("Z",)) == [
        (2, "Z", "outside_titled_columns", Severity.LEFT_OUT, "stray", None)
    ]
    assert extract(make_table(*rows, untitled=("Z",))).claims == ()


def test_all_mistakes_of_a_table_are_listed_with_row_and_column() -> None:
    table = make_table(
        {"Country": "Atlantis", "Smart City": "maybe"},
        {"Country": "Kenya", "Smart City": "X", "China Tech": "yes", "Others": "Mu, Israel, Lu"},
        {"Smart City": "x"},
    )
    with pytest.raises(InvalidData) as caught:
        extract(table)
    assert caught.value.problems == (
        "row 2, Country: unknown country 'Atlantis'",
        "row 3, Smart City: 'X' is neither yes nor no",
        "row 3, China Tech: 'yes' is neither yes nor no",
        "row 3, Others: unknown country 'Mu'",
        "row 3, Others: unknown country 'Lu'",
        "row 4, Country: unknown country ''",
    )
    assert caught.value.where == "t.xlsx, sheet 'Sheet 1'"


def financing_table(*rows: tuple[str, str, str]) -> PublishedTable:
    return PublishedTable(
        sheet="Text",
        columns=FINANCING.columns,
        rows=tuple(
            TableRow(number=n, cells=dict(zip(FINANCING.columns, row, strict=True)))
            for n, row in enumerate(rows, start=1)
        ),
    )


def test_a_row_of_financing_becomes_a_claim_on_the_lender() -> None:
    layout = evolve(LAYOUT, financing=FINANCING)
    table = financing_table(("Kenya", "China", "soft_loan"))
    (claim,) = extract_financing_claims(table, layout, REGISTERS, SHA256).claims
    assert (claim.country_iso3, claim.supplier_iso3) == ("KEN", "CHN")
    assert claim.financing == Financing(kind=FinancingKind.SOFT_LOAN, lender_iso3="CHN")
    assert claim.evidence[0].locator == "sheet=Text;row=1;column=how"
    assert claim.evidence[0].quote == "soft_loan"


def test_all_mistakes_of_a_financing_table_are_listed() -> None:
    layout = evolve(LAYOUT, financing=FINANCING)
    table = financing_table(
        ("Atlantis", "China", "loan"), ("Kenya", "China", "loan"), ("Kenya", "China", "gift")
    )
    with pytest.raises(InvalidData) as caught:
        extract_financing_claims(table, layout, REGISTERS, SHA256)
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["row 1", "row 3"]
    assert caught.value.where == "f.csv"


def test_a_layout_without_financing_gives_none() -> None:
    table = financing_table(("Kenya", "China", "loan"))
    assert extract_financing_claims(table, LAYOUT, REGISTERS, SHA256).claims == ()


@pytest.mark.parametrize(
    ("locator", "quote"),
    [
        ("sheet=Sheet 1;row=2;column=Smart City", "y"),
        ("sheet=Sheet 1;row=9;column=Smart City", "x"),
        ("sheet=Sheet 1;row=2;column=Faces", "x"),
        ("char=0,1", "x"),
    ],
    ids=["other words", "no such row", "an empty cell", "no cell"],
)
def test_a_quote_that_does_not_stand_in_its_cell_is_refused(locator: str, quote: str) -> None:
    table = make_table({"Country": "Kenya", "Smart City": "x"})
    (claim,) = extract(table).claims
    check_quotes([claim], table)
    wrong = evolve(claim, evidence=(evolve(claim.evidence[0], locator=locator, quote=quote),))
    with pytest.raises(QuoteNotFound) as caught:
        check_quotes([claim, wrong], table)
    assert caught.value.where == f"claim {wrong.claim_id}"
    assert locator in caught.value.what


def test_extracting_again_gives_the_same_claims() -> None:
    table = make_table({"Country": "Kenya", "Smart City": "x", "Company 1": "Huawei"})
    first, second = extract(table), extract(table)
    assert first == second
    assert len({claim.claim_id for claim in first.claims}) == 2
    assert all(isinstance(claim, Claim) for claim in first.claims)
