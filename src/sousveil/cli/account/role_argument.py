"""Roles as the command line takes them, named here so that help needs no server."""

import click

ROLES = click.Choice(["reader", "coder", "adjudicator", "editor", "administrator"])
