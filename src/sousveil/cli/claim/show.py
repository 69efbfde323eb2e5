"""``sousveil claim show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sousveil.cli.rendering import (
    Format,
    as_of_option,
    format_option,
    make_table,
    one_line,
    print_table,
)
from sousveil.model.decision import Stage
from sousveil.pipeline.reviewing import open_claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.pipeline.citing import Citation
    from sousveil.pipeline.reviewing import ClaimFile
    from sousveil.settings import Settings

_AROUND = frozenset({"before", "quote", "after"})
"""Fields that a table to be read leaves to the quote below it."""

_STAGES = {Stage.CODING: "", Stage.ADJUDICATION: "adjudicated: "}


@click.command(name="show")
@click.argument("claim")
@as_of_option
@format_option
@click.pass_obj
def command(settings: Settings, claim: str, as_of: str | None, output_format: str) -> None:
    """Show one claim with all that it takes to decide on it.

    What it says; its source, and the snapshot that proves it; who made it, how sure, and
    why; what was decided so far; how many copies of the story there are (one wire story on
    many sites is one piece of evidence); and the quote, marked within its document.

    \b
      sousveil claim show clm_4f0c2a91b3de...
      sousveil source show doc_9f2c11aa07be --snapshot    # the bytes behind the quote
    """
    opened = open_claim(settings, claim, as_of=as_of)
    in_table = output_format == Format.TABLE
    rows = [
        (name, one_line(value) if in_table and isinstance(value, str) else value)
        for name, value in _facts(opened)
        if value not in {None, ""} and not (in_table and name in _AROUND)
    ]
    print_table(make_table(claim, ("field", "value"), rows), output_format)
    if in_table:
        for citation in opened.citations:
            click.echo(_quoted(citation))


def _facts(opened: ClaimFile) -> Iterator[tuple[str, object]]:
    record = opened.claim.as_record()
    del record["evidence"]
    yield from record.items()
    newest = opened.proposals[0] if opened.proposals else None
    if newest is not None:
        yield "new_vendors", "; ".join(newest.vendor_names)
    for proposal in opened.proposals:
        who = f"{proposal.extractor} {proposal.version}, {proposal.proposed_at}"
        yield "proposed_by", f"{who}: confidence {proposal.confidence:.3f}"
    if newest is not None:
        yield "reasons", "; ".join(newest.reasons)
        yield "document", newest.document_id
    for citation in opened.citations:
        yield from _cited(citation)
    if newest is not None:
        yield "copies_of_story", len(opened.cluster.document_ids) if opened.cluster else 1
    if opened.cluster is not None:
        yield "syndication_cluster", opened.cluster.cluster_id
    for entry in opened.decisions:
        said = entry.decision
        recoded = "".join(f", {name} = {value or 'empty'}" for name, value in said.changes)
        action = f"{_STAGES[said.stage]}{said.action.value}{recoded}"
        told = f"{action} by {said.coder}, {said.decided_at}: {said.reason}"
        yield f"decision {entry.number}", told
    if not opened.decisions:
        yield "decisions", "none: undecided, and in no edition"
    else:
        yield "standing", opened.standing.value


def _cited(citation: Citation) -> Iterator[tuple[str, object]]:
    evidence, source, snapshot = citation.evidence, citation.source, citation.snapshot
    if source is not None:
        yield "source", source.title
        yield "source_kind", source.kind.value
        yield "publisher", source.publisher
        yield "published_date", source.published_date
        yield "language", source.language
        yield "url", source.url
    if snapshot is not None:
        yield "retrieved_at", snapshot.retrieved_at
    yield "snapshot_sha256", evidence.snapshot_sha256
    yield "locator", evidence.locator
    yield "before", citation.before
    yield "quote", evidence.quote
    yield "after", citation.after


def _quoted(citation: Citation) -> str:
    """Mark the quote by brackets, and in bold type where there is any, within what surrounds it."""
    quote = click.style(f"[{one_line(citation.evidence.quote)}]", bold=True)
    parts = (one_line(citation.before or ""), quote, one_line(citation.after or ""))
    return " ".join(part for part in parts if part)
