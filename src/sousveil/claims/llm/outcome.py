"""What became of documents: claims, claims turned away and why, failures, and what it cost."""

from __future__ import annotations

from enum import StrEnum

from attrs import Factory, frozen

from sousveil.claims.candidate import Candidate, TextDocument
from sousveil.claims.llm.spending import Spent
from sousveil.errors import BudgetReached


class Fault(StrEnum):
    """Why a proposed claim does not come through."""

    NO_FORM = "not of the form asked for"
    COUNTRY = "unknown country code"
    TECHNOLOGY = "technology not in the codebook"
    STATUS = "unknown status"
    QUOTE_MISSING = "quote not in the document"
    QUOTE_SHORT = "quote too short to show anything"
    VENDOR_MISSING = "vendor not in the document"


@frozen(kw_only=True)
class Rejection:
    """A proposed claim that was turned away; ``told`` is what the model said at fault, shortened."""

    fault: Fault
    told: str = ""


@frozen(kw_only=True)
class Outcome:
    """What a document came to. With a ``failure`` it was not read to the end, and has no claims.

    ``is_out_of_budget`` tells that it was not read because of what the run may cost.
    """

    document: TextDocument
    candidates: tuple[Candidate, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    failure: str | None = None
    is_out_of_budget: bool = False


@frozen(kw_only=True)
class Report:
    """A run until now. ``rejected`` counts by fault, ``failures`` are (document, reason).

    ``shortage`` says what the budget did not cover, if the run ended for that.
    """

    documents: int = 0
    claims: int = 0
    rejected: tuple[tuple[Fault, int], ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    repairs: int = 0
    cache_hits: int = 0
    shortage: str | None = None
    spent: Spent = Factory(Spent)

    def sentences(self) -> list[str]:
        """Say it in lines to print; every failure has its own."""
        spent = self.spent
        usage = spent.usage
        asked_again = f"{spent.retries} retries, {self.repairs} repairs"
        lines = [
            f"{self.documents} documents, {self.claims} claims, {len(self.failures)} not read",
            f"{spent.requests} requests ({asked_again}), {self.cache_hits} cache hits",
            f"{usage.tokens_in} tokens in, {usage.tokens_out} out",
        ]
        if spent.tokens_assumed:
            lines[-1] += f"; {spent.tokens_assumed} of them upper bounds, the server told nothing"
        if spent.cost_usd is not None:
            lines.append(f"cost {spent.cost_usd:.4f} USD")
        lines.extend(f"turned away: {count} with {fault}" for fault, count in self.rejected)
        lines.extend(f"not read: {name}: {reason}" for name, reason in self.failures)
        return lines

    def check_budget(self) -> None:
        """See to it that the run did not end before its documents did.

        Raises:
            BudgetReached: it did, for what it may cost.
        """
        if self.shortage is not None:
            raise BudgetReached(
                self.shortage,
                where=f"after {self.documents - len(self.failures)} documents were read",
                next_step="give a greater --max-cost or --max-tokens, and run the command again:"
                " what was answered is kept and costs nothing",
            )
