"""``sousveil source``: collect public records and media reports, keep the proof, read them."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "add": ("sousveil.cli.source.add", "Add a channel: a page, feed, folder, archive, ..."),
        "collect": ("sousveil.cli.source.collect", "Search the channels, archive and read."),
        "status": ("sousveil.cli.source.status", "Channels, their last runs, what failed and why."),
        "show": (
            "sousveil.cli.source.show",
            "A document's text, or the snapshot it was read from.",
        ),
        "list": ("sousveil.cli.source.list_documents", "The documents that were read."),
        "export": ("sousveil.cli.source.export", "The archive as one WACZ package."),
    },
)
def command() -> None:
    """Collect public records and media reports, keep the original bytes, read them.

    A channel is a place to search: a page, a feed, a folder, an archive. Each search is a
    run, recorded with what was searched, so that a blank cell can say so. Everything
    retrieved is written to WARC before anything parses it.
    """
