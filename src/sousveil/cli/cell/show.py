"""``sousveil cell show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sousveil.cli.rendering import Format, format_option, make_table, one_line, print_table
from sousveil.pipeline.cells import explain_workspace_cell
from sousveil.publication.evidence_view import say_place, say_reply
from sousveil.publication.wording import BLANK_TERMS, say_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.pipeline.cells import CellClaim, CellFile
    from sousveil.settings import Settings

_GROUPS = ("supporting", "contradicting", "other", "rejected")


@click.command(name="show")
@click.argument("country")
@click.argument("technology")
@click.option(
    "--edition",
    default="sousveil",
    show_default=True,
    metavar="NAME",
    help="A bundled codebook's edition, or the folder of a frozen one.",
)
@format_option
@click.pass_obj
def command(
    settings: Settings, country: str, technology: str, edition: str, output_format: str
) -> None:
    """Show what the cell of a COUNTRY (ISO3) and a TECHNOLOGY rests on, or why it is blank.

    A cell that is present lists the claims for and against it, each with its quotes, its
    decision and what the parties answered; its independent sources (a story that many sites
    carry counts once, where that is known); vendors and safeguards. A blank one says why:

    \b
      not searched              no search that names the country has read a document
      searched, nothing found   what was searched: languages, outlets, documents
      evidence rejected         which claims, and the reason of each decision
      evidence insufficient     the claims, and how many sources the codebook asks for

    \b
      sousveil cell show KEN facial_recognition
      sousveil cell show KEN smart_city --edition aigs-2019
      sousveil cell show BRA smart_policing --edition editions/mid-2026 --format json
    """
    cell = explain_workspace_cell(settings, edition, country.upper(), technology)
    in_table = output_format == Format.TABLE
    rows = [
        (part, name, one_line(value) if in_table and isinstance(value, str) else value)
        for part, name, value in _told(cell)
    ]
    title = f"{cell.edition_id}: {cell.unit.country_name}, {cell.technology.technology_name}"
    print_table(make_table(title, ("part", "about", "value"), rows), output_format)


def _told(cell: CellFile) -> Iterator[tuple[str, str, object]]:
    yield from _verdict(cell)
    for effort in cell.effort:
        languages = ", ".join(effort.languages) or "a language not recorded"
        told = f"{languages}: {effort.documents_read} documents in {effort.runs} runs"
        yield "searched", effort.outlet, f"{told}, last {effort.last_finished_at}"
    for group in _GROUPS:
        for one in getattr(cell, group):
            yield from _claim(group, one)
    for one in cell.over_time:
        yield "over time", cell.day_of(one) or "no date", one.claim.status
    for vendor in cell.vendors:
        yield "vendor", vendor.vendor_id, vendor.vendor_name
    for vendor in cell.other_vendors:
        yield "vendor, for what is not said", vendor.vendor_id, vendor.vendor_name
    for safeguard in cell.safeguards:
        held = "for all technologies" if safeguard.technology_code is None else "for this one"
        yield "safeguard", safeguard.kind.value, f"{safeguard.finding.value}, {held}"
    for one in cell.safeguard_claims:
        yield from _claim("safeguard", one)
    for source in cell.sources:
        said = (source.title, source.publisher, source.published_date, source.url)
        yield "source", source.source_id, source.citation or ", ".join(filter(None, said))


def _verdict(cell: CellFile) -> Iterator[tuple[str, str, object]]:
    if cell.cell.blank_reason is None:
        yield "verdict", "present", "accepted evidence meets the codebook's rule"
    else:
        term = BLANK_TERMS[cell.cell.blank_reason]
        yield "verdict", term.words, term.meaning
    yield "verdict", "independent_sources", cell.independent_sources
    yield "verdict", "sources_asked_for", cell.minimum_sources


def _claim(group: str, one: CellClaim) -> Iterator[tuple[str, str, object]]:
    claim = one.claim
    kind = claim.safeguard_kind and f"{say_code(claim.safeguard_kind)} {claim.safeguard_finding}"
    said = (kind or claim.status, claim.vendor_id, claim.agency, claim.place)
    left_out = "" if one.is_counted else " (not counted by the codebook)"
    yield group, claim.claim_id, ", ".join(filter(None, said)) + left_out
    for evidence in one.evidence:
        yield group, f"{evidence.source_id}, {say_place(evidence.locator)}", evidence.quote
    decided = f"{claim.verdict} by {claim.decided_by}: {claim.decision_reason}"
    yield group, f"decision {claim.decision_number}", decided
    for reply in one.replies:
        yield group, "reply", say_reply(reply)
