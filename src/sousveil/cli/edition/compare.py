"""``sousveil edition compare``."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import click
from attrs import astuple, fields

from sousveil.cli.progress import showing_progress
from sousveil.cli.rendering import Format, format_option, make_table, print_table
from sousveil.editions.causes import Cause, count_causes, explain_changes, say_causes
from sousveil.editions.comparison import Change, Subject, compare_editions, compare_explanations
from sousveil.pipeline import find_edition

if TYPE_CHECKING:
    from sousveil.editions.causes import ExplainedChange
    from sousveil.settings import Settings

_CLAIMS_SHOWN = 3


@click.command(name="compare")
@click.argument("before")
@click.argument("after")
@click.option(
    "--only",
    type=click.Choice([subject.value for subject in Subject]),
    help="Only changes of one sort.",
)
@click.option(
    "--cause",
    type=click.Choice([cause.value for cause in Cause]),
    help="Only changes of one cause.",
)
@format_option
@click.pass_obj
def command(
    settings: Settings,
    before: str,
    after: str,
    only: str | None,
    cause: str | None,
    output_format: str,
) -> None:
    """List all that was gained, lost or changed, by cause, with the claims behind each change.

    Causes are new evidence, correction (a decision was superseded), recode, retirement (a
    claim was withdrawn, or its use is over), codebook change, unit change, published table (a
    whole table came in or went out, which does not say why), syndication (sources turned out
    to carry one story), search and covariates. A covariate whose scale changed is not
    compared, and that is said. CSV and JSON name every claim.

    \b
      sousveil edition compare aigs-2019 aigs-2022 --only country
      sousveil edition compare editions/march editions/june --cause correction --format csv
    """
    with showing_progress() as progress:
        old, new = (find_edition(settings, name, progress) for name in (before, after))
        progress("comparing the editions")
        changes = (*compare_editions(old, new), *compare_explanations(old, new))
        explained = [
            one
            for one in explain_changes(old, new, changes)
            if only in (None, one.change.subject) and (cause is None or cause in one.causes)
        ]
    names = {
        row["country_iso3"]: row["country_name"] for e in (old, new) for row in e.rows("units")
    }
    in_table = output_format == Format.TABLE
    rows = [
        (
            *astuple(one.change),
            say_causes(one.causes),
            _say_claims(one) if in_table else ";".join(one.claim_ids),
            names.get(one.change.country_iso3),
        )
        for one in explained
    ]
    title = f"{old.manifest.edition_id} -> {new.manifest.edition_id}: {len(rows)} changes"
    columns = (*(f.name for f in fields(Change)), "cause", "claim_ids", "country_name")
    if in_table and rows:
        filled = [any(values) for values in zip(*rows, strict=True)]
        columns, *rows = (tuple(compress(row, filled)) for row in (columns, *rows))
    print_table(make_table(title, columns, rows), output_format)
    if in_table:
        counted = [(*key, number) for key, number in count_causes(explained).items()]
        summary = make_table("By cause", ("subject", "kind", "cause", "changes"), counted)
        print_table(summary, output_format)


def _say_claims(one: ExplainedChange) -> str:
    """Return the first claims of a change, short, and how many more there are."""
    shown = ", ".join(claim_id[:12] for claim_id in one.claim_ids[:_CLAIMS_SHOWN])
    more = len(one.claim_ids) - _CLAIMS_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
