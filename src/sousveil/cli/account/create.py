"""``sousveil account create``."""

import click

from sousveil.cli.account.passwords import ask_for_password, generate_option, show_password
from sousveil.cli.account.role_argument import ROLES
from sousveil.cli.server_extra import opening_accounts
from sousveil.settings import Settings


@click.command(name="create")
@click.argument("name")
@click.option("--role", required=True, type=ROLES, help="What the account may do.")
@click.option("--pseudonym", help="What decisions are signed with, for ever.  [default: NAME]")
@generate_option
@click.pass_obj
def command(
    settings: Settings, *, name: str, role: str, pseudonym: str | None, generate: bool
) -> None:
    """Make an account that signs in as NAME.

    Each role includes the ones before: reader, coder, adjudicator, editor, administrator.
    """
    with opening_accounts(settings):
        from sousveil.server.accounts import managing  # noqa: PLC0415  # an extra
        from sousveil.server.accounts.roles import Role  # noqa: PLC0415

        password = ask_for_password(generate=generate)
        new = managing.NewAccount(name=name, pseudonym=pseudonym or name, role=Role(role))
        account = managing.create_account(new, actor=managing.COMMAND_LINE, password=password)
        click.echo(f"Made the account {account.name} ({account.role}).")
        show_password(password, generate=generate)
