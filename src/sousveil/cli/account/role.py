"""``sousveil account role``."""

import click

from sousveil.cli.account.role_argument import ROLES
from sousveil.cli.server_extra import opening_accounts
from sousveil.settings import Settings


@click.command(name="role")
@click.argument("name")
@click.argument("role", type=ROLES)
@click.option("--reason", default="", help="Why, for the journal.")
@click.pass_obj
def command(settings: Settings, name: str, role: str, reason: str) -> None:
    """Give the account NAME another role."""
    with opening_accounts(settings):
        from sousveil.server.accounts import managing  # noqa: PLC0415  # an extra
        from sousveil.server.accounts.roles import Role  # noqa: PLC0415

        account = managing.find_account(name)
        managing.change_role(account, Role(role), actor=managing.COMMAND_LINE, reason=reason)
        click.echo(f"{account.name} is {role} now.")
