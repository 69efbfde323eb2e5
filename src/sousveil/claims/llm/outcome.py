"""What became of documents: claims, claims turned away and why, failures, and what it cost."""

from __future__ import annotations

from enum import StrEnum

from attrs import Factory, frozen

from sousveil.claims.candidate import Candidate, TextDocument
from sousveil.claims.llm.spending import Spent


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
    """What a document came to. With a ``failure`` it was not read to the end, and has no claims."""

    document: TextDocument
    candidates: tuple[Candidate, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    failure: str | None = None


@frozen(kw_only=True)
class Report:
    """A run until now. ``rejected`` counts by fault, ``failures`` are (document, reason)."""

    documents: int = 0
    claims: int = 0
    rejected: tuple[tuple[Fault, int], ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    repairs: int = 0
    cache_hits: int = 0
    spent: Spent = Factory(Spent)

    def sentences(self) -> list[str]:
        """Say it in lines to print; every failure has its own."""
        spent = self.spent
        usage = spent.usage
        lines = [
            f"{self.documents} documents, {self.claims} claims, {len(self.failures)} not read",
            f"{spent.requests} requests ({self.repairs} repairs), {self.cache_hits} cache hits",
            f"{usage.tokens_in} tokens in, {usage.tokens_out} out",
        ]
        if spent.tokens_assumed:
            lines[-1] += f"; {spent.tokens_assumed} of them upper bounds, the server told nothing"
        if spent.cost_usd is not None:
            lines.append(f"cost {spent.cost_usd:.4f} USD")
        lines.extend(f"turned away: {count} with {fault}" for fault, count in self.rejected)
        lines.extend(f"not read: {name}: {reason}" for name, reason in self.failures)
        return lines
