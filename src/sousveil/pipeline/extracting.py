"""Extract: find an extractor, explain what the rules make of a text, tell what a run came to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from attrs import frozen

from sousveil.claims.candidate import TextDocument
from sousveil.claims.candidate_claims import event_dates
from sousveil.errors import NotFound
from sousveil.model.maker import EXTRACTORS
from sousveil.settings import read_settings
from sousveil.store.registers import load_codebook

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from sousveil.claims.candidate import Candidate, Extractor
    from sousveil.claims.llm.outcome import Outcome, Report
    from sousveil.claims.rules.explaining import Explanation


@frozen(kw_only=True)
class Bounds:
    """What a run of an extractor that asks a server may cost; None leaves it to the environment."""

    max_cost_usd: float | None = None
    max_tokens: int | None = None


_NO_BOUNDS = Bounds()


def find_extractor(
    name: str, *, home: Path | None = None, bounds: Bounds = _NO_BOUNDS
) -> Extractor:
    """Return the extractor of a name.

    One that asks a server keeps answers in the workspace at ``home`` (the environment's, if
    none is given), and asks within ``bounds``.

    Raises:
        NotFound: there is none.
        InvalidData: its settings are missing or wrong.
    """
    if name == "rules":
        from sousveil.claims.rules.extractor import RulesExtractor  # noqa: PLC0415  # heavy

        return RulesExtractor()
    if name == "model":
        from sousveil.claims.reranking.extractor import ModelExtractor  # noqa: PLC0415  # heavy

        return ModelExtractor()
    if name == "llm":
        from sousveil.claims.llm.extractor import LlmExtractor  # noqa: PLC0415  # heavy
        from sousveil.claims.llm.settings import read_llm_settings  # noqa: PLC0415  # heavy

        settings = read_llm_settings(
            os.environ,
            home=home or read_settings(os.environ).home,
            max_cost_usd=bounds.max_cost_usd,
            max_tokens=bounds.max_tokens,
        )
        return LlmExtractor(settings, load_codebook("sousveil"))
    raise NotFound("no such extractor", where=name, next_step=f"use one of {', '.join(EXTRACTORS)}")


def tell_run(extractor: Extractor) -> list[str]:
    """Return what an extractor that asks a server says of its run: costs, rejections, failures."""
    return extractor.report.sentences() if isinstance(extractor, AsksServer) else []


def check_budget(extractor: Extractor) -> None:
    """See to it that an extractor that asks a server did not end before its documents did.

    Raises:
        BudgetReached: it did, for what the run may cost.
    """
    if isinstance(extractor, AsksServer):
        extractor.report.check_budget()


@runtime_checkable
class AsksServer(Protocol):
    """An extractor that waits for a server: several documents at once, under one budget."""

    @property
    def report(self) -> Report:
        """What the run was until now."""
        ...

    def read_many(self, documents: Iterable[TextDocument]) -> Generator[Outcome, None, None]:
        """Give what became of each document; one that failed has no claims."""
        ...


def explain_text(text: str, language: str | None) -> Explanation:
    """Say what the rules make of a text, and why."""
    from sousveil.claims.rules.explaining import explain  # noqa: PLC0415  # heavy

    return explain(TextDocument(document_id="text", text=text, language=language))


def candidate_record(document: TextDocument, candidate: Candidate) -> dict[str, object]:
    """Return a candidate as the plain values of one JSON line.

    The date of the event is ``end_date`` for what ended or was banned, else ``start_date``.
    """
    start_date, end_date = event_dates(candidate)
    financing = candidate.financing
    return {
        "id": document.document_id,
        "country": candidate.country_iso3,
        "technology": candidate.technology_code,
        "vendor": candidate.vendor,
        "status": candidate.status.value,
        "place": candidate.place,
        "agency": candidate.agency,
        "start_date": start_date,
        "end_date": end_date,
        "financing_kind": financing.kind.value if financing else None,
        "lender": financing.lender if financing else None,
        "lender_iso3": financing.lender_iso3 if financing else None,
        "amount": financing.amount if financing else None,
        "currency": financing.currency if financing else None,
        "quote": candidate.quote,
        "start": candidate.start,
        "end": candidate.end,
        "confidence": round(candidate.confidence, 4),
    }
