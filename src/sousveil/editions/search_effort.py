"""Search effort in an edition: the finished runs, and what they let a blank cell say.

What covers a country is said once, in ``FinishedRun.covered_countries``; the cells are coded
by it, and the sentence is told from the edition's own table by the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import asdict, frozen

from sousveil.model.collection import FinishedRun, SearchEffort
from sousveil.model.identifiers import canonical_bytes, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sousveil.model.codebook import Codebook

_SEPARATOR = ";"


def select_runs(runs: Iterable[FinishedRun], codebook: Codebook) -> tuple[FinishedRun, ...]:
    """Return the runs that an edition under a codebook tells of, the first to end first.

    An edition of an imported table tells of none: what a workspace searches says nothing of
    how somebody else's table was made, and the edition is the same in every workspace.
    """
    if not codebook.counts_searches:
        return ()
    return tuple(sorted(runs, key=lambda run: (run.finished_at, run.run_id)))


def covered_by(runs: Iterable[FinishedRun]) -> frozenset[str]:
    """Return the countries that at least one of some runs covers."""
    return frozenset[str]().union(*(run.covered_countries for run in runs))


def hash_search_effort(runs: Iterable[FinishedRun]) -> str:
    """Return the SHA-256 that pins some runs in a manifest."""
    return sha256_of(canonical_bytes([asdict(run) for run in runs]))


def to_row(run: FinishedRun) -> tuple[str | int | None, ...]:
    """Return a run as a row of the table ``search_effort``."""
    effort = run.effort
    return (
        run.run_id,
        run.channel_kind,
        run.channel_name,
        effort.query,
        _SEPARATOR.join(effort.languages),
        effort.outlet,
        _SEPARATOR.join(effort.countries),
        effort.from_date,
        effort.to_date,
        run.documents_read,
        run.finished_at,
    )


def from_row(row: Mapping[str, Any]) -> FinishedRun:
    """Return the run that a row of the table ``search_effort`` tells of."""
    return FinishedRun(
        run_id=row["run_id"],
        channel_kind=row["channel_kind"],
        channel_name=row["channel_name"],
        effort=SearchEffort(
            query=row["query"],
            outlet=row["outlet"],
            languages=_split(row["languages"]),
            countries=_split(row["countries"]),
            from_date=row["from_date"],
            to_date=row["to_date"],
        ),
        documents_read=row["documents_read"],
        finished_at=row["finished_at"],
    )


@frozen(kw_only=True)
class Searched:
    """What was searched for a country: in which languages, and how many documents were read.

    ``is_partly_known`` says that a run did not record its languages.
    """

    languages: tuple[str, ...]
    is_partly_known: bool
    documents: int


def sum_up_searches(country_iso3: str, runs: Iterable[FinishedRun]) -> Searched | None:
    """Return what some runs searched for a country, None if none of them covers it."""
    covering = [run for run in runs if country_iso3 in run.covered_countries]
    if not covering:
        return None
    return Searched(
        languages=tuple(sorted({code for run in covering for code in run.effort.languages})),
        is_partly_known=any(not run.effort.languages for run in covering),
        documents=sum(run.documents_read for run in covering),
    )


def say_nothing_found(country_iso3: str, runs: Iterable[FinishedRun]) -> str:
    """Return what a blank says of a country where the searches found nothing.

    >>> run = FinishedRun(
    ...     run_id="run_1", channel_kind="folder", channel_name="reports", documents_read=412,
    ...     effort=SearchEffort(languages=("es", "pt"), countries=("BRA",)),
    ...     finished_at="2026-01-01T00:00:00Z",
    ... )
    >>> say_nothing_found("BRA", [run]), say_nothing_found("KEN", [run])
    ('searched in es, pt; 412 documents; nothing found', 'not searched')
    """
    searched = sum_up_searches(country_iso3, runs)
    if searched is None:
        return "not searched"
    unknown = ["a language not recorded"] if searched.is_partly_known else []
    noun = "document" if searched.documents == 1 else "documents"
    languages = ", ".join([*searched.languages, *unknown])
    return f"searched in {languages}; {searched.documents:,} {noun}; nothing found"


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(_SEPARATOR)) if text else ()
