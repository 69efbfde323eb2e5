"""Measure how long a large site takes: whole, again with nothing changed, after one new decision.

Run: python -m scripts.bench_site [--countries 200] [--vendors 500] [--claims 20000] [--editions 1]

The edition is made up: so many countries, vendors and claims with dates, quotes and sources,
frozen by the living codebook, but with no claim drawn for a second coder, so that each counts.
With two editions there is an earlier one too, frozen when a fifth of the claims had been decided
on, and so comparisons and feeds. A target that is missed is printed as missed; nothing fails for it.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml
from attrs import evolve

from sousveil.editions.freezing import Told, freeze_edition
from sousveil.editions.opening import open_edition
from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.codebook import DoubleCoding
from sousveil.model.country import Country, CountryRegister
from sousveil.model.decision import Action, Decision
from sousveil.model.evidence import Evidence, TextSpan
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.model.vendor import Vendor, VendorRegister
from sousveil.pipeline import load_rules, open_workspace
from sousveil.publication.collection import EditionPublication
from sousveil.publication.site import write_site
from sousveil.settings import read_settings
from sousveil.store.claim_store import ClaimStore, add_claims, add_source
from sousveil.store.decision_log import DecisionLog, append_decisions
from sousveil.store.registers import load_countries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.editions.freezing import Rules
    from sousveil.settings import Settings

CODEBOOK, EARLIER = "sousveil", "sousveil-before"
TECHNOLOGIES = ("smart_city", "facial_recognition", "smart_policing", "social_media_surveillance")
CLAIMS_PER_SOURCE = 8
DECIDED_AT = "2026-01-01T00:00:00Z"
WHOLE_SECONDS, CHANGED_SECONDS = 60, 5


class Size(NamedTuple):
    """How large the made-up edition is."""

    countries: int
    vendors: int
    claims: int


def main() -> None:
    """Make the edition, write its site three times, print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--countries", type=int, default=200)
    parser.add_argument("--vendors", type=int, default=500)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder to keep edition and site in")
    parser.add_argument("--editions", type=int, choices=(1, 2), default=1)
    given = parser.parse_args()
    size = Size(given.countries, given.vendors, given.claims)
    with tempfile.TemporaryDirectory(prefix="sousveil-bench-site-") as folder:
        _measure(size, given.keep or Path(folder), with_earlier=given.editions == 2)


def make_edition(size: Size, home: Path) -> Path:
    """Freeze a made-up edition of this size, after an earlier one, and return its folder."""
    settings = read_settings({}, home=str(home / "workspace"))
    rules = _make_rules(size)
    claims = list(_make_claims(size, rules))
    decisions = list(_decide(claims))
    fifth = len(decisions) // 5
    with open_workspace(settings) as database, database.writing() as connection:
        for number in range(-(-size.claims // CLAIMS_PER_SOURCE)):
            add_source(connection, *_make_source(number))
        add_claims(connection, claims)
        append_decisions(connection, decisions[:fifth])
    _freeze(settings, _rename(rules), home / "earlier")
    with open_workspace(settings) as database, database.writing() as connection:
        append_decisions(connection, decisions[fifth:])
    return _freeze(settings, rules, home / "edition")


def reject_one(size: Size, home: Path) -> Path:
    """Reject one claim of a made-up edition, freeze it again and return its folder."""
    settings = read_settings({}, home=str(home / "workspace"))
    rules = _make_rules(size)
    claim = next(_make_claims(size, rules))
    decision = Decision(
        claim_id=claim.claim_id,
        action=Action.REJECT,
        coder="coder-9",
        reason="the report was withdrawn",
        decided_at=DECIDED_AT,
    )
    with open_workspace(settings) as database, database.writing() as connection:
        append_decisions(connection, [decision])
    return _freeze(settings, rules, home / "changed")


def _measure(size: Size, home: Path, *, with_earlier: bool) -> None:
    edition, site = make_edition(size, home), home / "site"
    earlier = [home / "earlier"] if with_earlier else []
    for what, folder, most in (
        ("whole site", edition, WHOLE_SECONDS),
        ("again, nothing changed", edition, CHANGED_SECONDS),
        ("again, one claim rejected", reject_one(size, home), CHANGED_SECONDS),
    ):
        given = [EditionPublication(edition=open_edition(one)) for one in (*earlier, folder)]
        started, used = time.perf_counter(), _processor_seconds()
        summary = write_site(given, site)
        took, used = time.perf_counter() - started, _processor_seconds() - used
        verdict = "met" if took < most else "MISSED"
        print(
            f"{what}: {took:.1f} s (processors {used:.1f} s), {summary.written} files written, "
            f"{summary.pages} pages, {summary.size_bytes / 1e6:.0f} MB; < {most} s {verdict}"
        )


def _processor_seconds() -> float:
    import resource  # noqa: PLC0415  # not on every system

    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _freeze(settings: Settings, rules: Rules, target: Path) -> Path:
    with open_workspace(settings) as database, database.reading() as connection:
        entries = DecisionLog(connection).read()
        freeze_edition(entries, ClaimStore(connection), Told(), rules, target)
    return target


def _make_rules(size: Size) -> Rules:
    """Return the living codebook's rules with so many countries and vendors, each claim singly coded."""
    rules = load_rules(CODEBOOK)
    known = list(load_countries())[: size.countries]
    made = [
        Country(
            country_iso3=f"{chr(65 + n // 26)}Q{chr(65 + n % 26)}",
            name=f"Madeland {n}",
            region_code="EUR",
        )
        for n in range(size.countries - len(known))
    ]
    units = tuple(country.country_iso3 for country in (*known, *made))
    text = yaml.safe_load(rules.codebook_text) | {
        "units": list(units),
        "merges": [],
        "double_coding": {"share": 0.0},
    }
    homes = random.Random(500)
    vendors = tuple(
        Vendor(vendor_id=f"vendor-{n}", name=f"Vendor {n} Systems", home_iso3=homes.choice(units))
        for n in range(size.vendors)
    )
    return evolve(
        rules,
        codebook=evolve(rules.codebook, units=units, merges=(), double_coding=DoubleCoding()),
        codebook_text=yaml.safe_dump(text, sort_keys=False),
        countries=CountryRegister(countries=(*known, *made)),
        vendors=VendorRegister(version="0", notes="made up", vendors=vendors),
    )


def _rename(rules: Rules) -> Rules:
    """Return the same rules under the name of the earlier edition."""
    text = yaml.safe_load(rules.codebook_text) | {"codebook_id": EARLIER}
    return evolve(
        rules,
        codebook=evolve(rules.codebook, codebook_id=EARLIER),
        codebook_text=yaml.safe_dump(text, sort_keys=False),
    )


def _make_source(number: int) -> tuple[Source, Snapshot]:
    source = Source(
        source_id=f"report-{number}",
        kind=SourceKind.MEDIA_REPORT,
        title=f"Report {number} on cameras and the companies that sell them",
        publisher="The Daily Bench",
        published_date=f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}",
        language="en",
        licence="all rights reserved",
        url=f"https://bench.example/reports/{number}",
    )
    snapshot = Snapshot(
        sha256=_snapshot_of(number),
        source_id=source.source_id,
        retrieved_at=DECIDED_AT,
        media_type="text/plain",
        size_bytes=1,
    )
    return source, snapshot


def _make_claims(size: Size, rules: Rules) -> Iterator[Claim]:
    chance = random.Random(2019)
    units = rules.codebook.units
    for number in range(size.claims):
        country = chance.choice(units)
        technology = chance.choice(TECHNOLOGIES)
        vendor = f"vendor-{chance.randrange(size.vendors)}" if chance.random() < 0.7 else None
        source, place = divmod(number, CLAIMS_PER_SOURCE)
        quote = (
            f"Police in {country} said that project no. {number} by {vendor} runs, with cameras."
        )
        span = TextSpan(start=200 * place, end=200 * place + len(quote))
        yield Claim(
            country_iso3=country,
            technology_code=technology,
            vendor_id=vendor,
            status=chance.choice([ClaimStatus.DEPLOYED, ClaimStatus.PROCURED, ClaimStatus.PILOT]),
            start_date=f"20{10 + number % 15}-{1 + number % 12:02}"
            if chance.random() < 0.5
            else None,
            made_by="bench",
            made_by_version="1",
            evidence=(
                Evidence(
                    source_id=f"report-{source}",
                    snapshot_sha256=_snapshot_of(source),
                    locator=str(span),
                    quote=quote,
                ),
            ),
        )


def _decide(claims: list[Claim]) -> Iterator[Decision]:
    for number, claim in enumerate(claims):
        yield Decision(
            claim_id=claim.claim_id,
            action=Action.REJECT if number % 20 == 19 else Action.ACCEPT,
            coder=f"coder-{number % 7}",
            reason=f"read the report: the quote says so ({number % 50})",
            decided_at=DECIDED_AT,
        )


def _snapshot_of(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()
