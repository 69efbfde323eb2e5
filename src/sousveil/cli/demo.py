"""``sousveil demo``."""

from pathlib import Path

import click

from sousveil.cli.finding.verify import replication_table
from sousveil.cli.progress import showing_bars, showing_progress
from sousveil.cli.rendering import make_table, print_table
from sousveil.editions.comparison import Subject, compare_editions
from sousveil.editions.opening import Edition, open_edition
from sousveil.findings.replication import replicate
from sousveil.pipeline import audit_table_by_id, freeze, import_table, publish
from sousveil.settings import read_settings

BUNDLED = ("aigs-2019", "aigs-2022")
EDITIONS = (*BUNDLED, "sousveil")


@click.command(name="demo")
@click.option(
    "--to",
    "target",
    default="demo",
    show_default=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the workspace, the editions and the site go.",
)
def command(target: Path) -> None:
    """Go the whole way on the bundled tables: editions, replication, audit, site, data packages.

    Builds both published editions of the AI Global Surveillance Index and the living one that
    merges them, recomputes every finding, audits both tables and writes the site. No network,
    no server.
    """
    settings = read_settings({}, home=str(target / "workspace"))
    folders = [target / "editions" / name for name in EDITIONS]
    with showing_progress() as progress:
        for name in BUNDLED:
            progress(f"importing {name}")
            import_table(settings, name)
        for name, folder in zip(EDITIONS, folders, strict=True):
            progress(f"freezing {name}")
            freeze(settings, name, folder)
    editions = [open_edition(folder) for folder in folders]
    for edition in editions:
        _print_replication(edition)
    for name in BUNDLED:
        _print_audit(name)
    _print_countries(editions[0], editions[1])
    with showing_bars() as report:
        summary = publish(settings, tuple(map(str, folders)), target / "site", report)
    click.echo(f"site       {target / 'site' / 'index.html'} ({summary.pages} pages)")
    click.echo(f"data       {target / 'site' / 'downloads'}")
    for folder in folders:
        click.echo(f"edition    {folder}")


def _print_replication(edition: Edition) -> None:
    results = replicate(edition)
    table = replication_table(edition.manifest.edition_id, results, with_statements=False)
    print_table(table, "table")


def _print_audit(table_id: str) -> None:
    observations = audit_table_by_id(table_id)
    rows = [(o.check, o.confidence.value, len(o.rows), o.summary) for o in observations]
    columns = ("check", "confidence", "rows", "summary")
    print_table(make_table(f"Audit of {table_id}", columns, rows), "table")


def _print_countries(before: Edition, after: Edition) -> None:
    names = {row["country_iso3"]: row["country_name"] for row in after.rows("units")}
    changes = [c for c in compare_editions(before, after) if c.subject is Subject.COUNTRY]
    rows = [
        (kind, ", ".join(names[c.country_iso3 or ""] for c in changes if c.kind == kind))
        for kind in ("gained", "lost")
    ]
    title = f"Countries from {before.manifest.codebook_id} to {after.manifest.codebook_id}"
    print_table(make_table(title, ("change", "countries"), rows), "table")
