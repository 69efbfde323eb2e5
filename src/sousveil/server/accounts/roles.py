"""Roles: each includes the ones before it, so that a route names the least that it asks for."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an account may do; the order is the order of power."""

    READER = "reader"
    CODER = "coder"
    ADJUDICATOR = "adjudicator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    def includes(self, other: Role) -> bool:
        """Say whether this role may do all that the other may.

        >>> Role.EDITOR.includes(Role.CODER), Role.CODER.includes(Role.EDITOR)
        (True, False)
        """
        order = list(Role)
        return order.index(self) >= order.index(other)
