"""Pages of an edition with claims of people: safeguards, denials, replies, dates, money, out of scope."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from sousveil.editions.freezing import Told, freeze_edition
from sousveil.editions.opening import open_edition
from sousveil.model.claim import Claim, ClaimStatus, Financing, FinancingKind
from sousveil.model.decision import Action, Decision
from sousveil.model.edition import PartyKind, ReplyRow
from sousveil.model.evidence import Evidence
from sousveil.model.identifiers import sha256_of
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.pipeline import load_rules, open_workspace
from sousveil.publication.collection import Collection, EditionPublication, collect_editions
from sousveil.publication.country_page import CountryPage, view_country
from sousveil.publication.languages import load_language
from sousveil.publication.page_sources import list_country_sources
from sousveil.publication.search_index import write_claims, write_names
from sousveil.publication.site import write_site
from sousveil.publication.vendor_page import view_vendor
from sousveil.settings import read_settings
from sousveil.store.claim_store import ClaimStore, add_claims, add_source
from sousveil.store.decision_log import DecisionLog, append_decisions

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.publication.claim_view import ClaimView

AT = "2026-01-05T00:00:00Z"
SOURCES = {
    "report": Source(
        source_id="report",
        kind=SourceKind.MEDIA_REPORT,
        title="Cameras in the capital",
        published_date="2025-03-12",
    ),
    "answer": Source(
        source_id="answer",
        kind=SourceKind.COMPANY_STATEMENT,
        title="What the company wrote back",
        published_date="2026-02-20",
    ),
    "letter": Source(
        source_id="letter", kind=SourceKind.COMPANY_STATEMENT, title="A letter that nobody cites"
    ),
}


def claim(source_id: str, quote: str, **fields: object) -> Claim:
    evidence = Evidence(
        source_id=source_id,
        snapshot_sha256=sha256_of(source_id.encode()),
        locator="page=2;char=0,9",
        quote=quote,
    )
    values = {"country_iso3": "KEN", "made_by": "coder-7", "made_by_version": "1"} | fields
    return Claim(evidence=(evidence,), **values)  # type: ignore[arg-type]


CLAIMS = {
    "undated": claim(
        "report", "the police has it", technology_code="facial_recognition", vendor_id="huawei"
    ),
    "dated": claim(
        "report",
        "since the spring",
        technology_code="facial_recognition",
        vendor_id="huawei",
        start_date="2025-03",
        financing=Financing(
            kind=FinancingKind.LOAN, lender_iso3="CHN", amount=1_000_000, currency="USD"
        ),
    ),
    "denied": claim(
        "answer",
        "we deny it",
        technology_code="facial_recognition",
        vendor_id="huawei",
        status=ClaimStatus.DENIED,
    ),
    "oversight": claim(
        "report",
        "a commissioner may inspect it",
        safeguard=Safeguard(kind=SafeguardKind.OVERSIGHT, finding=SafeguardFinding.PARTIAL),
    ),
    "out of scope": claim("report", "gates at the border", technology_code="border_control"),
    "own": claim("report", "made here", supplier_iso3="KEN", start_date="2024"),
}
REPLIES = (
    ReplyRow(
        claim_id=CLAIMS["undated"].claim_id,
        party="Huawei",
        kind=PartyKind.VENDOR,
        state="answered",
        asked_date="2026-02-01",
        answered_date="2026-02-20",
        source_id="answer",
    ),
    ReplyRow(
        claim_id=CLAIMS["own"].claim_id,
        party="a ministry",
        kind=PartyKind.AUTHORITY,
        state="answered",
        asked_date="2026-02-01",
        answered_date="2026-02-21",
        source_id="letter",
    ),
)


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> EditionPublication:
    home = tmp_path_factory.mktemp("living")
    rules = load_rules("sousveil")
    codebook = evolve(rules.codebook, double_coding=evolve(rules.codebook.double_coding, share=0.0))
    rules = evolve(rules, codebook=codebook)
    settings = read_settings({}, home=str(home / "home"))
    with open_workspace(settings) as database, database.writing() as connection:
        for source in SOURCES.values():
            snapshot = Snapshot(
                sha256=sha256_of(source.source_id.encode()),
                source_id=source.source_id,
                media_type="text/html",
                size_bytes=9,
                retrieved_at=AT,
            )
            add_source(connection, source, snapshot)
        add_claims(connection, CLAIMS.values())
        decisions = [
            Decision(
                claim_id=one.claim_id,
                action=Action.ACCEPT,
                coder="coder-3",
                reason="as it says",
                decided_at=AT,
            )
            for one in CLAIMS.values()
        ]
        append_decisions(connection, decisions)
    with open_workspace(settings) as database, database.reading() as connection:
        log, store = DecisionLog(connection).read(), ClaimStore(connection)
        freeze_edition(log, store, Told(replies=REPLIES), rules, home / "edition")
    return EditionPublication(edition=open_edition(home / "edition"))


@pytest.fixture(scope="module")
def living(publication: EditionPublication) -> Collection:
    return collect_editions([publication])


@pytest.fixture(scope="module")
def kenya(living: Collection) -> CountryPage:
    return view_country("KEN", living)


def shown(page: CountryPage, name: str) -> ClaimView:
    return next(c for c in page.sections[0].claims if c.claim_id == CLAIMS[name].claim_id)


def test_a_denial_and_a_safeguard_are_no_reports_of_use_in_a_timeline(kenya: CountryPage) -> None:
    told = {
        (entry.date, entry.what): [one.subject for one in entry.about]
        for entry in kenya.timeline.entries
    }
    assert told["2026-02-20", "reported, denied"] == ["Facial recognition, Huawei"]
    assert told["2025-03-12", "reported, safeguard: oversight partial"] == [""]
    assert told["2024", "deployed"] == ["supply from Kenya"]
    assert told["2025-03-12", "reported, deployed"] == [
        "Automated border control",
        "Facial recognition, Huawei",
    ]


def test_a_claim_on_a_safeguard_is_headed_by_it_and_has_no_status_of_use(
    kenya: CountryPage,
) -> None:
    assert shown(kenya, "oversight").safeguard == "safeguard: oversight partial"
    assert shown(kenya, "oversight").status is None
    assert shown(kenya, "dated").safeguard is None


def test_a_reply_leads_to_what_was_answered_even_if_no_claim_cites_it(kenya: CountryPage) -> None:
    answers = [shown(kenya, name).replies[0].answer for name in ("undated", "own")]
    assert [answer.text for answer in answers if answer] == ["answer", "letter"]
    cited = {source.anchor for source in kenya.sections[0].sources}
    assert {str(answer.path).rpartition("#")[2] for answer in answers if answer} <= cited


def test_a_denied_use_leads_to_the_claim_that_denies_it(kenya: CountryPage) -> None:
    (contest,) = shown(kenya, "undated").contests
    assert contest.text == "in reply, the use is denied by the claim"
    assert contest.claim is not None
    assert str(contest.claim.path).endswith(f"#{shown(kenya, 'denied').anchor}")


def test_a_claim_that_makes_no_cell_says_why_in_words(kenya: CountryPage) -> None:
    assert shown(kenya, "denied").not_counted == "its status makes no cell"
    assert (
        shown(kenya, "out of scope").not_counted == "the edition has no cells for this technology"
    )
    assert shown(kenya, "dated").not_counted is None
    assert re.fullmatch(r"accepted, decision \d+", shown(kenya, "dated").decision)


def test_a_technology_says_its_status_once_with_the_date_that_is_known(kenya: CountryPage) -> None:
    cells = {row.technology.text: row.cells[0] for row in kenya.technologies}
    assert cells["Facial recognition"].statuses == ("deployed since 2025-03",)


def test_money_leads_to_the_claim_that_tells_of_it(kenya: CountryPage) -> None:
    (financing,) = kenya.sections[0].financing
    assert financing.claim is not None
    assert str(financing.claim.path).endswith(f"#{shown(kenya, 'dated').anchor}")


def test_the_quotes_of_a_vendor_name_the_source_that_they_stand_in(living: Collection) -> None:
    (country,) = view_vendor("huawei", living).sections[0].countries
    assert {claim.source.text for claim in country.claims} == {"report", "answer"}


def test_measured_covariates_are_rounded_to_be_read_and_counts_are_not(kenya: CountryPage) -> None:
    values = {one.name: one.value for one in kenya.sections[0].covariates}
    assert values["digital_repression_2021"] == "-0.177776"
    assert values["military_expenditure_2018_usd"] == "1,097,458,153"


def test_such_an_edition_makes_pages_whose_links_all_lead_somewhere(
    publication: EditionPublication, tmp_path: Path
) -> None:
    write_site([publication], tmp_path / "site", languages=("en", "ar"))
    for folder in ("", "ar/"):
        text = (tmp_path / "site" / folder / "countries/KEN.html").read_text(encoding="utf-8")
        anchors = set(re.findall(r' id="([^"]+)"', text))
        asked = re.findall(r'href="(?:\.\./countries/KEN\.html)?#([^"]+)"', text)
        assert len(asked) > 20
        assert set(asked) <= anchors
    arabic = (tmp_path / "site/ar/countries/KEN.html").read_text(encoding="utf-8")
    assert load_language("ar").say("its status makes no cell") in arabic


def test_what_a_page_is_made_of_holds_the_sources_of_answers(living: Collection) -> None:
    assert "A letter that nobody cites" in repr(list_country_sources("KEN", living))


def test_a_claim_is_searched_by_its_safeguard_and_by_where_a_supply_is_from(
    living: Collection,
) -> None:
    names, claims = (
        json.loads(text.partition(" = ")[2].rstrip().removesuffix(";"))
        for text in (write_names(living), write_claims(0, living))
    )
    told = {row[6]: (names["statuses"][row[4]][0], row[7]) for row in claims}
    assert told["a commissioner may inspect it"][0] == "safeguard: oversight partial"
    assert told["we deny it"] == ("denied", -1)
    _status, supplier = told["made here"]
    assert names["countries"][supplier][2] == "KEN"
    assert names["supply"][0] == "supply from {}"
