"""``sousveil account disable`` and ``enable``: two commands that differ in one word."""

import click

from sousveil.cli.server_extra import opening_accounts
from sousveil.settings import Settings


def _make_command(name: str, meaning: str, outcome: str, *, active: bool) -> click.Command:
    @click.command(name=name, help=meaning)
    @click.argument("name")
    @click.option("--reason", default="", help="Why, for the journal.")
    @click.pass_obj
    def command(settings: Settings, name: str, reason: str) -> None:
        with opening_accounts(settings):
            from sousveil.server.accounts import managing  # noqa: PLC0415  # an extra

            account = managing.find_account(name)
            actor = managing.COMMAND_LINE
            managing.set_active(account, active=active, actor=actor, reason=reason)
            click.echo(f"{account.name} can sign in {outcome}.")

    return command


disable = _make_command(
    "disable",
    "Let the account NAME sign in no more; its sessions and tokens end.",
    "no more",
    active=False,
)
enable = _make_command(
    "enable", "Let the disabled account NAME sign in again.", "again", active=True
)
