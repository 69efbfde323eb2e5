"""``sousveil account``: who may sign in to the review pages."""

import click

from sousveil.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "create": ("sousveil.cli.account.create", "Make an account; the first administrator, too."),
        "list": ("sousveil.cli.account.list_accounts", "All accounts, disabled ones too."),
        "role": ("sousveil.cli.account.role", "Give an account another role."),
        "disable": ("sousveil.cli.account.activity:disable", "Let an account sign in no more."),
        "enable": ("sousveil.cli.account.activity:enable", "Let a disabled account sign in again."),
        "reset-password": ("sousveil.cli.account.reset_password", "Give an account a password."),
        "token": ("sousveil.cli.account.token", "Make or revoke tokens for the API."),
    },
)
def command() -> None:
    """Make and change accounts of the review pages; every change is journalled."""
