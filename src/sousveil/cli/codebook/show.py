"""``sousveil codebook show``."""

import click

from sousveil.store.registers import load_codebook, read_codebook_text


@click.command(name="show")
@click.argument("codebook")
def command(codebook: str) -> None:
    """Print a CODEBOOK, bundled or a YAML file of your own, after checking it.

    Every failure is reported with its line. To make your own, start from a bundled one:

    \b
      sousveil codebook show sousveil > mine.yaml
    """
    load_codebook(codebook)
    click.echo(read_codebook_text(codebook)[0], nl=False)
