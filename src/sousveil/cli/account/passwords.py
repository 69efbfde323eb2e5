"""Passwords at the command line: typed unseen, or made and shown once; never an argument."""

from __future__ import annotations

import click

generate_option = click.option(
    "--generate-password", "generate", is_flag=True, help="Make a password and show it, this once."
)


def ask_for_password(*, generate: bool) -> str:
    """Return a password that was typed twice, or a new one that nobody can guess."""
    from sousveil.server.accounts.managing import make_password  # noqa: PLC0415  # an extra

    if generate:
        return make_password()
    typed: str = click.prompt(
        "Password (12 characters at least)",
        hide_input=True,
        confirmation_prompt="The same once more",
        err=True,
    )
    return typed


def show_password(password: str, *, generate: bool) -> None:
    """Print a password that was made; one that was typed is known."""
    if generate:
        click.echo(f"Password, shown this once: {password}")
