"""``sousveil source add``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.model.collection import SearchEffort
from sousveil.model.source import SourceKind
from sousveil.pipeline.channels import add_channel_to
from sousveil.settings import Settings
from sousveil.sources.collectors.registry import list_kinds


@click.command(name="add")
@click.argument("kind")
@click.argument("location")
@click.option(
    "--source-kind",
    type=click.Choice([kind.value for kind in SourceKind]),
    default=SourceKind.MEDIA_REPORT.value,
    show_default=True,
    help="What sort of publication the channel carries, where an item does not say.",
)
@click.option("--query", help="What is searched for, as given to the channel.")
@click.option("--outlet", help="The outlet or body that publishes.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="ISO 639-1; repeat.")
@click.option("--country", "countries", multiple=True, metavar="ISO3", help="In focus; repeat.")
@click.option("--from", "from_date", metavar="DATE", help="Searched from this day on, ISO 8601.")
@click.option("--to", "to_date", metavar="DATE", help="Searched up to this day, ISO 8601.")
@click.option("--licence", help="Terms of what the channel carries.")
@format_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917  # the options of one channel
    settings: Settings,
    kind: str,
    location: str,
    source_kind: str,
    query: str | None,
    outlet: str | None,
    languages: tuple[str, ...],
    countries: tuple[str, ...],
    from_date: str | None,
    to_date: str | None,
    licence: str | None,
    output_format: str,
) -> None:
    """Add the channel of a KIND at a LOCATION: a URL, a path, or an fsspec URL.

    Kinds: page, list, feed, sitemap, folder, warc, warc_paths, gdelt, ocds, ted, zotero,
    and those of plug-ins (`sousveil source add --help` of an unknown kind lists them).
    What is searched is kept with each run. Archives (warc, warc_paths) may be http(s) addresses.

    \b
      sousveil source add feed https://example.org/feed.xml --outlet "The Example" --language en
      sousveil source add folder ./reports --source-kind ngo_report --country KEN
      sousveil source add warc https://example.org/archive.wacz
      sousveil source add ocds releases.jsonl --source-kind procurement_notice
    """
    effort = SearchEffort(
        query=query,
        outlet=outlet,
        languages=languages,
        countries=countries,
        from_date=from_date,
        to_date=to_date,
    )
    channel = add_channel_to(
        settings,
        kind=kind,
        location=location,
        source_kind=SourceKind(source_kind),
        effort=effort,
        licence=licence,
    )
    row = (channel.channel_id, channel.kind, channel.location, ", ".join(list_kinds()))
    columns = ("channel", "kind", "location", "known_kinds")
    print_table(make_table("Channel", columns, [row]), output_format)
