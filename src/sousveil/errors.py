"""Every error that Sousveil raises on purpose: a code, where it is, and what to do next.

The name of the class is the code that people search for and scripts match on;
``exit_status`` is what the command line returns (``docs/reference/exit-codes.md``).
Nothing else in the program prints an error or picks an exit status.
"""

from __future__ import annotations

from typing import ClassVar


class SousveilError(Exception):
    """A failure that a person can act on.

    Args:
        what: what is wrong, one sentence, without a full stop.
        where: file, row, column, claim or other place; empty if there is none.
        next_step: the command or the change that mends it.

    >>> print(SousveilError("no such edition", where="aigs-1999", next_step="sousveil edition list"))
    error SousveilError: aigs-1999
      no such edition
      next: sousveil edition list
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next_step = next_step

    @property
    def code(self) -> str:
        """The name by which documentation and scripts know this error."""
        return type(self).__name__

    def __str__(self) -> str:
        head = f"error {self.code}: {self.where}" if self.where else f"error {self.code}"
        lines = [head, *(f"  {line}" for line in self.what.splitlines())]
        if self.next_step:
            lines.append(f"  next: {self.next_step}")
        return "\n".join(lines)


class BadInput(SousveilError):
    """A document, workbook, table or setting from outside cannot be read as what it claims to be."""

    exit_status = 3


class InvalidData(BadInput):
    """One or more values break the rules; every failure is listed, not the first alone."""

    def __init__(self, problems: list[str], *, where: str, next_step: str) -> None:
        super().__init__("\n".join(problems), where=where, next_step=next_step)
        self.problems = tuple(problems)


class UnknownCountry(BadInput):
    """A country's name or code is in no register."""


class UnknownTechnology(BadInput):
    """A technology code is not in the codebook."""


class UnknownVendor(BadInput):
    """A vendor's name is not in the register."""


class QuoteNotFound(BadInput):
    """The quoted text is not where the evidence says it is."""


class NotFound(SousveilError):
    """What was asked for by name does not exist."""

    exit_status = 4


class LogCorrupt(SousveilError):
    """The decision log does not verify: an entry was changed, lost or moved."""

    exit_status = 5


class EditionCorrupt(SousveilError):
    """A file of a frozen edition is missing or is not the one in its manifest."""

    exit_status = 5


class CannotWrite(SousveilError):
    """The result could not be stored: disk full, no permission, target taken. Nothing is half-written."""

    exit_status = 6


class CannotConnect(SousveilError):
    """The database does not answer or is not one that this version can use."""

    exit_status = 6


class BudgetReached(SousveilError):
    """What a run may cost does not cover the next request; what was done until then is kept."""

    exit_status = 9


class Interrupted(SousveilError):
    """The user broke off a long piece of work; what was done until then is kept."""

    exit_status = 130


class QueryFailed(SousveilError):
    """A finding's SQL does not run on this edition."""

    exit_status = 7


class Conflict(SousveilError):
    """Somebody else was faster: a claim is in other hands, or was decided on since it was shown."""

    exit_status = 10


class NotAllowed(SousveilError):
    """This person may not do this as things stand."""

    exit_status = 10
