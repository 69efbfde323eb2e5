"""``sousveil serve``."""

import os

import click

from sousveil.cli.server_extra import require_server
from sousveil.errors import BadInput
from sousveil.settings import Settings

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_ANY = {"0.0.0.0", "::"}  # noqa: S104  # compared with what was asked for


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port to listen on; 0 takes a free one.",
)
@click.option(
    "--threads",
    default=8,
    show_default=True,
    type=click.IntRange(1, 256),
    help="How many requests are answered at once.",
)
@click.option(
    "--allowed-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    help="A name that browsers reach the site under; can be repeated.  "
    "[default: this machine's loopback names, and $SOUSVEIL_ALLOWED_HOSTS]",
)
@click.option(
    "--behind-proxy",
    "proxy",
    metavar="ADDRESS",
    help="The reverse proxy that ends TLS here and sets X-Forwarded-For and -Proto; "
    "an asterisk trusts whoever connects. Cookies then go by https alone.",
)
@click.option(
    "--codebook",
    default="sousveil",
    show_default=True,
    metavar="NAME",
    help="The codebook that claims are decided under.",
)
@click.pass_obj
def command(  # one for each option
    settings: Settings,
    *,
    host: str,
    port: int,
    threads: int,
    allowed_hosts: tuple[str, ...],
    proxy: str | None,
    codebook: str,
) -> None:
    """Serve the review pages and the API of this workspace until Ctrl-C.

    The first account is made by `sousveil account create NAME --role administrator`.
    For use by others than yourself see docs/how-to/run-the-review-server.md.
    """
    require_server()
    from sousveil.pipeline.workbench import open_workbench  # noqa: PLC0415  # heavy
    from sousveil.server.application import make_application  # noqa: PLC0415  # an extra
    from sousveil.server.options import read_server_options  # noqa: PLC0415
    from sousveil.server.serving import Listener, serve  # noqa: PLC0415

    options = read_server_options(
        os.environ, allowed_hosts=_names(host, allowed_hosts), proxy=proxy
    )
    if host not in _LOOPBACK and proxy is None:
        click.echo("Warning: without a proxy that ends TLS, passwords travel readable.", err=True)
    with open_workbench(settings, codebook) as bench:
        application = make_application(bench, options)
        serve(application, Listener(host=host, port=port, threads=threads), options, _announce)
    click.echo("Stopped.", err=True)


def _names(host: str, allowed_hosts: tuple[str, ...]) -> tuple[str, ...]:
    if host not in _ANY:
        return (*allowed_hosts, host)
    if not allowed_hosts and not os.environ.get("SOUSVEIL_ALLOWED_HOSTS"):
        raise BadInput(
            "under which name browsers will come is not known",
            where=f"--host {host}",
            next_step="name it: --allowed-host index.example.org",
        )
    return allowed_hosts


def _announce(address: str) -> None:
    from sousveil.server.accounts.managing import list_accounts  # noqa: PLC0415  # an extra

    click.echo(f"Sousveil serves this workspace at {address} (Ctrl-C stops it)")
    if not list_accounts():
        click.echo("There is no account yet. In another terminal, on the same workspace:")
        click.echo("  sousveil account create NAME --role administrator")
