"""``sousveil account token``."""

import click

from sousveil.cli.server_extra import opening_accounts
from sousveil.settings import Settings


@click.command(name="token")
@click.argument("name")
@click.argument("label")
@click.option(
    "--days",
    default=90,
    show_default=True,
    type=click.IntRange(1, 3650),
    help="How long the token is valid.",
)
@click.option("--revoke", is_flag=True, help="Make the tokens of this label invalid instead.")
@click.pass_obj
def command(settings: Settings, *, name: str, label: str, days: int, revoke: bool) -> None:
    """Make a token by which a program acts for the account NAME, and show it, this once.

    LABEL says what it is for, so that it can be revoked alone.
    """
    with opening_accounts(settings):
        from sousveil.server.accounts import managing, tokens  # noqa: PLC0415  # an extra

        account = managing.find_account(name)
        actor = managing.COMMAND_LINE
        if revoke:
            tokens.revoke_tokens(account, label=label, actor=actor)
            click.echo(f"{account.name} has no token called {label} any more.")
        else:
            token = tokens.issue_token(account, label=label, days=days, actor=actor)
            click.echo(f"Token, shown this once: {token}")
