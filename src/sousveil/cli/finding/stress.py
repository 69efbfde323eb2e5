"""``sousveil finding stress``."""

from pathlib import Path

import click

from sousveil.cli.finding.stress_tables import left_out_table, summary_table, variation_table
from sousveil.cli.progress import showing_bars
from sousveil.cli.rendering import Format, format_option, print_table
from sousveil.editions.opening import Edition
from sousveil.errors import CannotWrite
from sousveil.findings.catalogue import Catalogue, load_catalogue
from sousveil.findings.published import PublishedValues, load_published
from sousveil.findings.stress.outcome import StressTest
from sousveil.model.finding import FindingQuery
from sousveil.model.progress import Progress
from sousveil.pipeline import find_edition
from sousveil.settings import Settings


@click.command(name="stress")
@click.argument("edition")
@click.argument("finding", required=False)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a plot of it, an SVG file.",
)
@click.option("--variations", is_flag=True, help="A line for each variation that changes a value.")
@format_option
@click.pass_obj
def command(
    settings: Settings,
    edition: str,
    finding: str | None,
    plot: Path | None,
    variations: bool,
    output_format: str,
) -> None:
    """Compute the findings of an EDITION again and again, each time with something left out.

    Which headlines stand, which hang on one source, vendor or country. With FINDING, that one
    alone, a line for each variation that changes its value.

    \b
      sousveil finding stress aigs-2019
      sousveil finding stress aigs-2022 vendor-home-ranking
      sousveil finding stress aigs-2022 --plot stress.svg
    """
    from sousveil.findings.stress.grid import load_grid  # noqa: PLC0415  # heavy, and seldom
    from sousveil.findings.stress.running import stress_findings  # noqa: PLC0415

    with showing_bars() as report:

        def find(name: str) -> Edition:
            return find_edition(settings, name, lambda step: report(Progress(stage=step)))

        found = find(edition)
        codebook_id = found.manifest.codebook_id
        catalogue = _only(load_catalogue(codebook_id), finding)
        test = stress_findings(found, catalogue, find, load_grid(), report)
    published = load_published(codebook_id)
    if plot is not None:
        _write(plot, test, published)
    is_table = output_format == Format.TABLE
    if is_table or not (variations or finding):
        print_table(summary_table(test, published, for_programs=not is_table), output_format)
    if variations or finding:
        title = "Variations that change a value"
        table = variation_table(title, test.findings, for_programs=not is_table)
        print_table(table, output_format)
    if is_table:
        print_table(left_out_table(test), output_format)


def _only(catalogue: Catalogue, finding: str | None) -> Catalogue:
    """Take one finding of a catalogue, or all."""
    if finding is None:
        return catalogue
    query = catalogue.find(finding)
    if isinstance(query, FindingQuery):
        return Catalogue(findings=(query,))
    return Catalogue(statistics=(query,))


def _write(path: Path, test: StressTest, published: PublishedValues) -> None:
    from sousveil.publication.charts.stress_plot import draw_stress_test  # noqa: PLC0415

    try:
        path.write_text(draw_stress_test(test, published), encoding="utf-8")
    except OSError as error:
        raise CannotWrite(
            f"the plot cannot be written: {error.strerror}",
            where=str(path),
            next_step="name a file in a folder that you may write to",
        ) from error
