"""``sousveil claim list``."""

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
from sousveil.pipeline.reviewing import list_proposals
from sousveil.store.proposal_store import ProposalFilter

if TYPE_CHECKING:
    from sousveil.pipeline.reviewing import ProposedClaim
    from sousveil.settings import Settings

UNDECIDED = "undecided"
COLUMNS = (
    *("claim", "confidence", "verdict", "country", "technology", "vendor_id", "new_vendors"),
    *("status", "language", "extractor", "version", "document", "quote", "standing"),
)
_TO_READ = ("claim", "confidence", "verdict", "country", "technology", "vendor", "status", "quote")


@click.command(name="list")
@click.option("--country", metavar="ISO3", help="Only claims about one country.")
@click.option("--technology", metavar="CODE", help="Only claims of one technology.")
@click.option("--vendor", metavar="NAME", help="By id or any name; also one in no register.")
@click.option("--extractor", metavar="NAME", help="Only what one extractor proposed.")
@click.option(
    "--minimum",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out claims of less confidence.",
)
@click.option("--language", metavar="CODE", help="Only claims of sources in it, ISO 639-1.")
@as_of_option
@format_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917  # the filters of one list
    settings: Settings,
    country: str | None,
    technology: str | None,
    vendor: str | None,
    extractor: str | None,
    minimum: float,
    language: str | None,
    as_of: str | None,
    output_format: str,
) -> None:
    """List the claims that extractors proposed, the surest first, and where they stand.

    Confidence is the chance that a coder would accept country and technology. A vendor with
    a question mark is in no register. Undecided claims are in no edition; one that two coders
    decide on is undecided until they agree or somebody adjudicates. The claims of imported
    tables are not listed: nobody proposed them.

    \b
      sousveil claim list --country KEN --minimum 0.8
      sousveil claim list --vendor Huawei --format csv > huawei.csv
      sousveil claim show clm_4f0c2a91b3de
    """
    wanted = ProposalFilter(
        country_iso3=country.upper() if country else None,
        technology_code=technology,
        extractor=extractor,
        language=language,
        minimum_confidence=minimum,
    )
    found = list_proposals(settings, wanted, vendor=vendor, as_of=as_of)
    if output_format != Format.TABLE:
        print_table(make_table("Proposed claims", COLUMNS, map(_row, found)), output_format)
    elif found:
        print_table(
            make_table("Proposed claims", _TO_READ, map(_row_to_read, found)), output_format
        )
    else:
        click.echo("no such proposed claims; `sousveil claim extract` proposes them from documents")


def _row_to_read(found: ProposedClaim) -> tuple[object, ...]:
    one, proposal = found.listed, found.listed.proposal
    return (
        proposal.claim_id,
        f"{proposal.confidence:.3f}",
        found.verdict.action.value if found.verdict else UNDECIDED,
        one.country_iso3,
        one.technology_code,
        one.vendor_id or ", ".join(f"{one_line(name)}?" for name in proposal.vendor_names),
        one.status.value,
        one_line(one.quote),
    )


def _row(found: ProposedClaim) -> tuple[object, ...]:
    one, proposal = found.listed, found.listed.proposal
    return (
        proposal.claim_id,
        round(proposal.confidence, 4),
        found.verdict.action.value if found.verdict else UNDECIDED,
        one.country_iso3,
        one.technology_code,
        one.vendor_id,
        "; ".join(proposal.vendor_names) or None,
        one.status.value,
        one.language,
        proposal.extractor,
        proposal.version,
        proposal.document_id,
        one.quote,
        found.standing.value,
    )
