"""The catalogue of findings: statements with their SQL, bundled by codebook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.data import list_bundled, read_bundled
from sousveil.errors import NotFound
from sousveil.findings.statistics.registry import PROCEDURES
from sousveil.model.finding import FindingQuery
from sousveil.model.statistic import StatisticQuery
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen(kw_only=True)
class Catalogue:
    """The findings that are computed for editions of one codebook, counted and statistical."""

    findings: tuple[FindingQuery, ...] = ()
    statistics: tuple[StatisticQuery, ...] = ()

    @property
    def queries(self) -> tuple[FindingQuery | StatisticQuery, ...]:
        """All of them, those that count first."""
        return (*self.findings, *self.statistics)

    def problems(self) -> list[str]:
        """Say which ids stand twice, and which procedures are asked for what they do not know."""
        ids = [query.finding_id for query in self.queries]
        twice = [
            f"findings: {name} stands twice"
            for name in sorted({i for i in ids if ids.count(i) > 1})
        ]
        return [*twice, *(p for query in self.statistics for p in _query_problems(query))]

    def find(self, finding_id: str) -> FindingQuery | StatisticQuery:
        """Return one finding.

        Raises:
            NotFound: there is none of this id.
        """
        for query in self.queries:
            if query.finding_id == finding_id:
                return query
        raise NotFound(
            "no such finding",
            where=finding_id,
            next_step=f"use one of {', '.join(query.finding_id for query in self.queries)}",
        )


def load_catalogue(codebook_id: str) -> Catalogue:
    """Return the findings of a bundled codebook.

    Raises:
        NotFound: none are bundled for it.
    """
    known = list_bundled("findings", ".yaml")
    if codebook_id not in known:
        raise NotFound(
            "no findings are declared for this codebook",
            where=codebook_id,
            next_step=f"use an edition of {', '.join(known)}, or sousveil edition query",
        )
    text = read_bundled(f"findings/{codebook_id}.yaml").decode()
    return structure(text, Catalogue, where=f"findings/{codebook_id}.yaml", is_bundled=True)


def load_sql(query: str) -> str:
    """Return the SQL of a finding by the name of its file."""
    return read_bundled(f"findings/{query}.sql").decode()


def sql_of(query: FindingQuery) -> str | None:
    """Return the SQL that computes a finding, None for one that cannot be recomputed."""
    return query.sql if query.query is None else load_sql(query.query)


def load_table_sql(table: str) -> str:
    """Return the SQL that makes the input of a statistical finding."""
    return load_sql(f"tables/{table}")


def _query_problems(query: StatisticQuery) -> Iterator[str]:
    procedure = PROCEDURES.get(query.procedure)
    if procedure is None:
        yield f"{query.finding_id}: no procedure {query.procedure!r}, only {', '.join(PROCEDURES)}"
        return
    named = set(re.findall(r"\$(\w+)", load_table_sql(query.table)))
    for problem in procedure.problems(query.parameters, named):
        yield f"{query.finding_id}: {problem}"
