"""``sousveil source status``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.model.collection import ITEM_OUTCOMES
from sousveil.pipeline.workspace import open_workspace
from sousveil.settings import Settings
from sousveil.store.collection_store import CollectionStore


@click.command(name="status")
@click.option("--country", metavar="ISO3", help="Only channels that search this country.")
@format_option
@click.pass_obj
def command(settings: Settings, country: str | None, output_format: str) -> None:
    """Show every channel and each search of it: what was searched, found, refused, failed.

    This is the search effort behind a blank cell: with --country, what was searched for
    one country, in which languages, and how many documents were read.
    """
    rows = []
    with open_workspace(settings) as database, database.reading() as connection:
        store = CollectionStore(connection)
        runs = store.runs()
        for channel in store.channels():
            if country is not None and country.upper() not in channel.effort.countries:
                continue
            effort = (
                channel.channel_id,
                channel.kind,
                channel.location,
                channel.effort.query,
                ", ".join(channel.effort.languages),
                ", ".join(channel.effort.countries),
            )
            own = [run for run in runs if run.channel_id == channel.channel_id]
            for run in own:
                counts = store.count_outcomes(run.run_id)
                found = (counts.get(outcome, 0) for outcome in ITEM_OUTCOMES)
                ended = run.finished_at or "interrupted"
                rows.append((*effort, run.started_at, ended, *found, run.documents_read))
            if not own:
                rows.append((*effort, None, "not searched", *(0 for _ in ITEM_OUTCOMES), 0))
    columns = (
        *("channel", "kind", "location", "query", "languages", "countries", "started", "ended"),
        *(outcome.value for outcome in ITEM_OUTCOMES),
        "read",
    )
    print_table(make_table("Channels and searches", columns, rows), output_format)
