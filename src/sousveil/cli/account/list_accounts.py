"""``sousveil account list``."""

import click

from sousveil.cli.rendering import format_option, make_table, print_table
from sousveil.cli.server_extra import opening_accounts
from sousveil.settings import Settings


@click.command(name="list")
@format_option
@click.pass_obj
def command(settings: Settings, output_format: str) -> None:
    """List all accounts by name."""
    with opening_accounts(settings):
        from sousveil.server.accounts.managing import list_accounts  # noqa: PLC0415  # an extra

        rows = [
            (
                account.name,
                account.pseudonym,
                account.role,
                "active" if account.is_active else "disabled",
                account.last_login.isoformat(timespec="seconds") if account.last_login else None,
            )
            for account in list_accounts()
        ]
    columns = ("name", "pseudonym", "role", "access", "last_sign_in")
    print_table(make_table("Accounts", columns, rows), output_format)
