"""``sousveil cell show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sousveil.cli.rendering import Format, format_option, make_table, one_line, print_table
from sousveil.model.evidence_rule import NotCounted
from sousveil.pipeline.cells import explain_workspace_cell
from sousveil.publication.evidence_view import say_place, say_reply
from sousveil.publication.wording import BLANK_TERMS, say_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.model.edition import ConflictRow
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
    decision, what the parties answered and what objects to it; its independent sources (a
    story that many sites carry counts once); statuses over time, vendors and safeguards. All
    is told from the edition. A blank one says why:

    \b
      not searched              no search that names the country has read a document
      searched, nothing found   what was searched: languages, outlets, documents
      evidence rejected         which claims, and the reason of each decision
      evidence insufficient     the claims, why each does not count, and what the rule asks for

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
    for one in cell.conflicts:
        said_by = f"{one.earlier_table} {one.earlier_says}, {one.later_table} {one.later_says}"
        yield "tables differ", one.rule, f"{said_by}; {_say_standing(one)}"
    for story in cell.independent:
        together = f"{', '.join(story.source_ids)}; {story.cluster_size} documents carry the story"
        yield (
            "independent source",
            story.cluster_id,
            together if story.is_cluster else "stands alone",
        )
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
    for name, asked in cell.rule_in_words:
        yield "rule", name, asked


def _claim(group: str, one: CellClaim) -> Iterator[tuple[str, str, object]]:
    claim = one.claim
    kind = claim.safeguard_kind and f"{say_code(claim.safeguard_kind)} {claim.safeguard_finding}"
    said = (kind or claim.status, claim.vendor_id, claim.agency, claim.place)
    why = claim.not_counted_because
    is_left_out = why is not None and why != NotCounted.REJECTED
    left_out = f" (not counted by the codebook: {say_code(why)})" if why and is_left_out else ""
    yield group, claim.claim_id, ", ".join(filter(None, said)) + left_out
    for evidence in one.evidence:
        yield group, f"{evidence.source_id}, {say_place(evidence.locator)}", evidence.quote
    reviewed = "" if claim.is_reviewed else " (no person)"
    decided = f"{claim.verdict} by {claim.decided_by}{reviewed}: {claim.decision_reason}"
    yield group, f"decision {claim.decision_number}", decided
    yield group, "made by", f"{claim.made_by} {claim.made_by_version}, {say_code(claim.maker_kind)}"
    for contest in one.contests:
        objection = f"{contest.objection} by {contest.objection_by}: {contest.reason}"
        yield group, f"contested by {contest.contest_kind}", objection
    for reply in one.replies:
        yield group, "reply", say_reply(reply)


def _say_standing(conflict: ConflictRow) -> str:
    return f"{conflict.stands} stands" if conflict.stands else "rejected by a coder"
