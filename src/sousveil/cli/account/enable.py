"""``sousveil account enable``."""

import click

from sousveil.cli.server_extra import opening_accounts
from sousveil.settings import Settings


@click.command(name="enable")
@click.argument("name")
@click.option("--reason", default="", help="Why, for the journal.")
@click.pass_obj
def command(settings: Settings, name: str, reason: str) -> None:
    """Let the disabled account NAME sign in again."""
    with opening_accounts(settings):
        from sousveil.server.accounts import managing  # noqa: PLC0415  # an extra

        account = managing.find_account(name)
        managing.set_active(account, active=True, actor=managing.COMMAND_LINE, reason=reason)
        click.echo(f"{account.name} can sign in again.")
