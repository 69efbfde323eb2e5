"""What the report of an edition says, as plain values for its template; figures are the site's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import asdict, frozen

from sousveil.publication.agreement_view import view_agreement
from sousveil.publication.edition_page import count_key_figures, view_countries
from sousveil.publication.evidence_view import view_source
from sousveil.publication.finding_page import count_verdicts, view_rows
from sousveil.publication.formats.reference import find_date
from sousveil.publication.languages import N_
from sousveil.publication.report.changes import report_changes
from sousveil.publication.report.charts import draw_charts
from sousveil.publication.report.map_drawing import draw_svg, draw_swatch
from sousveil.publication.report.words import say_headings, say_rules
from sousveil.publication.statistic_page import view_statistic_rows
from sousveil.publication.terms import LICENCE, cite_edition
from sousveil.publication.wording import BLANK_TERMS
from sousveil.publication.world_map import draw_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.publication.collection import Collection, PublishedEdition

PUBLISHER = "Sousveil"


@frozen(kw_only=True)
class Listing:
    """A table: its caption, its heads and its cells, all in words."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def describe_report(collection: Collection) -> dict[str, Any]:
    """Gather the report of the newest edition, compared to the one before it, if there is one."""
    edition = collection.newest_first[0]
    index, language = edition.index, collection.language
    manifest = index.edition.manifest
    return {
        "language": language.code,
        "publisher": PUBLISHER,
        "kicker": language.say("Edition report"),
        "title": index.edition.codebook.title,
        "edition_id": manifest.edition_id,
        "notes": index.edition.codebook.notes,
        "date": find_date(index.edition),
        "imprint": _imprint(edition, collection),
        "words": say_headings(language),
        "summary": _summarise(edition, collection),
        "map": _map(edition, collection),
        "charts": draw_charts(edition, collection),
        "replication": asdict(_replication(edition, collection)),
        "statistics": asdict(_statistics(edition, collection)),
        "countries": _countries(edition, collection),
        "changes": asdict(report_changes(collection)),
        "technologies": [
            {
                "name": collection.technology(technology.technology_code).text,
                "definition": language.own(technology.definition) or technology.definition,
            }
            for technology in index.technologies
        ],
        "rules": say_rules(index.edition.codebook, language),
        "blanks": [
            {"name": language.say(term.words), "definition": language.say(term.meaning)}
            for term in BLANK_TERMS.values()
        ],
        "covariates": asdict(_covariates(edition, collection)),
        "agreement": asdict(_agreement(edition, collection)),
        "sources": _sources(edition, collection),
        "files": asdict(_files(edition, collection)),
    }


def _imprint(edition: PublishedEdition, collection: Collection) -> list[dict[str, str]]:
    language, manifest = collection.language, edition.index.edition.manifest
    entries = (
        (language.say("Edition"), manifest.edition_id),
        (language.say("Codebook"), f"{manifest.codebook_id}, {manifest.codebook_version}"),
        (language.say("Log"), language.say("{count} decisions", count=manifest.log_count)),
        (language.say("Cite as"), cite_edition(edition.index.edition)),
        (language.say("Licence"), language.own(LICENCE["title"]) or LICENCE["title"]),
        (language.say("Made with"), manifest.made_with),
    )
    return [{"name": name, "value": value} for name, value in entries]


def _summarise(edition: PublishedEdition, collection: Collection) -> list[str]:
    figures, language = count_key_figures(edition, collection), collection.language
    lines = [
        language.say(
            "{users} of {units} countries use AI surveillance of at least one kind.",
            users=language.number(figures.users),
            units=language.number(figures.units),
        ),
        *(
            language.say(
                "{technology}: {count}",
                technology=technology.technology.text,
                count=language.say_many(
                    "{count} country", "{count} countries", technology.countries
                ),
            )
            for technology in figures.technologies
        ),
        language.say(
            "{vendors} vendors are named, and suppliers from {homes} countries.",
            vendors=language.number(figures.vendors),
            homes=language.number(figures.supplier_homes),
        ),
    ]
    verdicts = count_verdicts(edition)
    if verdicts:
        counted = [f"{language.say(v.verdict.words)} {v.count}" for v in verdicts]
        lines.append(language.say("Published findings: {verdicts}.", verdicts=", ".join(counted)))
    return lines


def _map(edition: PublishedEdition, collection: Collection) -> dict[str, Any]:
    language = collection.language
    world = draw_map(edition.index, collection)
    shades = [
        (shade.words, shade.countries, draw_swatch(shade.opacity, None)) for shade in world.shades
    ]
    blanks = [
        (language.say(blank.term.words), blank.countries, draw_swatch(None, blank.term.key))
        for blank in world.blanks
    ]
    return {
        "svg": draw_svg(world),
        "caption": world.title,
        "description": language.say(
            "A world map; the table of countries in this report says the same in words."
        ),
        "legend": [
            {"svg": swatch, "words": f"{words} ({language.number(count)})"}
            for words, count, swatch in (*shades, *blanks)
        ],
    }


def _replication(edition: PublishedEdition, collection: Collection) -> Listing:
    language = collection.language
    heads = (N_("Finding"), N_("Published"), N_("Recomputed"), N_("Verdict"), N_("Reason"))
    return Listing(
        caption=language.say("What was published, and what comes out of the edition"),
        heads=_say_all(heads, collection),
        rows=tuple(
            (
                row.finding.text,
                row.published,
                row.recomputed,
                language.say(row.verdict.words),
                row.reason,
            )
            for row in view_rows(edition, collection)
        ),
    )


def _statistics(edition: PublishedEdition, collection: Collection) -> Listing:
    heads = (N_("Finding"), N_("Estimate"), N_("Interval"), "p", N_("p, corrected"))
    return Listing(
        caption=collection.language.say("Estimates with their 95 % intervals"),
        heads=_say_all(heads, collection),
        rows=tuple(
            (row.finding.text, row.value, row.interval or "", row.p or "", row.corrected or "")
            for row in view_statistic_rows(edition, collection)
        ),
    )


def _countries(edition: PublishedEdition, collection: Collection) -> dict[str, Any]:
    language, index = collection.language, edition.index
    names = [collection.technology(t.technology_code).text for t in index.coded_technologies]
    rows = tuple(
        (
            row.country.text,
            *("✓" if mark is None else mark.sign for mark in row.marks),
            ", ".join(link.text for link in row.vendors),
        )
        for row in view_countries(edition, collection)
    )
    signs = [f"{term.sign} {language.say(term.words)}" for term in BLANK_TERMS.values()]
    listing = Listing(
        caption=language.say("Countries, technologies and vendors"),
        heads=(language.say("Country"), *names, language.say("Vendors named")),
        rows=rows,
    )
    key = language.say("✓ in use; blank cells: {signs}.", signs="; ".join(signs))
    return asdict(listing) | {"technologies": names, "key": key}


def _covariates(edition: PublishedEdition, collection: Collection) -> Listing:
    """List where the covariates are from, a source to a row, each with its terms."""
    taken: dict[tuple[str, str], list[str]] = {}
    for column in edition.index.edition.covariate_dictionary.columns:
        taken.setdefault((column.source, column.licence), []).append(column.meaning)
    return Listing(
        caption=collection.language.say("Facts about the units from elsewhere, with their terms"),
        heads=_say_all((N_("Source"), N_("Licence"), N_("Covariates")), collection),
        rows=tuple((*place, "; ".join(meanings)) for place, meanings in taken.items()),
    )


def _agreement(edition: PublishedEdition, collection: Collection) -> Listing:
    heads = (N_("Claims about"), N_("Variable"), N_("Claims"), N_("Agreement"), N_("Kappa"))
    return Listing(
        caption=collection.language.say(
            "Agreement of two coders who did not see each other's work"
        ),
        heads=_say_all(heads, collection),
        rows=tuple(
            (
                view.group,
                view.variable,
                collection.language.number(view.claims),
                view.percent or "",
                " ".join(
                    part
                    for part in (view.kappa, f"({view.interval})" if view.interval else None)
                    if part
                )
                or (view.note or ""),
            )
            for view in view_agreement(edition.index, collection)
        ),
    )


def _sources(edition: PublishedEdition, collection: Collection) -> list[dict[str, str | None]]:
    language = collection.language
    views = (view_source(name, edition.index, language) for name in edition.index.sources)
    return [
        {
            "citation": view.citation,
            "address": view.address,
            "note": (
                language.say_many("{count} document", "{count} documents", view.carried_by)
                if view.carried_by > 1
                else None
            ),
        }
        for view in sorted(views, key=lambda view: view.citation)
    ]


def _files(edition: PublishedEdition, collection: Collection) -> Listing:
    files = edition.index.edition.manifest.files
    return Listing(
        caption=collection.language.say("Files of the edition"),
        heads=_say_all((N_("File"), "SHA-256"), collection),
        rows=tuple((entry.path, entry.sha256) for entry in files),
    )


def _say_all(texts: Sequence[str], collection: Collection) -> tuple[str, ...]:
    return tuple(collection.language.say(text) for text in texts)
