"""``sousveil account reset-password``."""

import click

from sousveil.cli.account.passwords import ask_for_password, generate_option, show_password
from sousveil.cli.server_extra import opening_accounts
from sousveil.settings import Settings


@click.command(name="reset-password")
@click.argument("name")
@generate_option
@click.pass_obj
def command(settings: Settings, *, name: str, generate: bool) -> None:
    """Give the account NAME another password; its sessions end, and it may try again at once."""
    with opening_accounts(settings):
        from sousveil.server.accounts import managing  # noqa: PLC0415  # an extra

        account = managing.find_account(name)
        password = ask_for_password(generate=generate)
        managing.set_password(account, password, actor=managing.COMMAND_LINE)
        click.echo(f"{account.name} has a new password.")
        show_password(password, generate=generate)
