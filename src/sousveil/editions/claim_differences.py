"""The claims that two editions have differently: in one of them alone, or decided or counted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.editions.comparison import Subject, name_link, name_safeguard
from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.evidence import Evidence
from sousveil.model.maker import MakerKind
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from sousveil.editions.opening import Edition, Row
    from sousveil.model.codebook import Codebook

_FIELDS = (
    *("country_iso3", "technology_code", "vendor_id", "supplier_iso3", "place", "agency"),
    *("status", "safeguard_kind", "safeguard_finding", "start_date", "end_date"),
)
_COMPARED = (*_FIELDS, "verdict", "decision_number", "is_counted")
_READ = (*_COMPARED, "made_by", "made_by_version", "maker_kind", "is_reviewed")
_ACCEPTED = frozenset({"accept", "recode"})

AT_ONCE = 50_000
"""How many claims are held at once, so that memory does not grow with the editions."""

Topic = tuple[str, Subject, str | None]
"""What a change is about: country, subject and the subject's id."""


@frozen(kw_only=True)
class ComparedClaim:
    """A claim as one edition has it."""

    row: dict[str, Any]
    sources: tuple[Source, ...]

    @property
    def fields(self) -> tuple[Any, ...]:
        """What it says."""
        return tuple(self.row[name] for name in _FIELDS)

    @property
    def status(self) -> ClaimStatus:
        """How far the use has come."""
        return ClaimStatus(self.row["status"])

    @property
    def maker_kind(self) -> MakerKind:
        """Who made it."""
        return MakerKind(self.row["maker_kind"])

    @property
    def is_accepted(self) -> bool:
        """Whether it was accepted."""
        return self.row["verdict"] in _ACCEPTED

    @property
    def is_counted(self) -> bool:
        """Whether it counts in its edition."""
        return bool(self.row["is_counted"])

    @property
    def decision_number(self) -> int:
        """Where in the log it was decided; 0 if it was not."""
        return int(self.row["decision_number"])

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources that it cites."""
        return tuple(source.source_id for source in self.sources)

    def counts_under(self, codebook: Codebook) -> bool:
        """Say whether it would count, as it was decided, under a codebook."""
        if not self.is_accepted or self.row["country_iso3"] not in codebook.units:
            return False
        rule, row = codebook.evidence, self.row
        is_undecided = self.decision_number == 0
        if is_undecided and row["made_by"] not in rule.unreviewed_from:
            return False
        claim = _claim_of(row, self.source_ids)
        known = {source.source_id: source for source in self.sources}
        judged = rule.judge(claim, known, is_reviewed=row["is_reviewed"])
        return rule.admits(claim) and judged.not_counted is None


@frozen(kw_only=True)
class ClaimDifference:
    """A claim in two editions; None where an edition does not have it."""

    claim_id: str
    before: ComparedClaim | None
    after: ComparedClaim | None

    @property
    def counted_once(self) -> frozenset[Topic]:
        """What it counts towards in one of the editions alone: what that gained or lost by it."""
        counted = [
            frozenset(_topics_of(one.row)) if one is not None and one.is_counted else frozenset()
            for one in (self.before, self.after)
        ]
        return counted[0] ^ counted[1]

    @property
    def told_of(self) -> frozenset[Topic]:
        """What it is about in either edition, whether it counts or not, as a blank's reason is."""
        sides = (self.before, self.after)
        return frozenset(t for one in sides if one is not None for t in _topics_of(one.row))


def read_differences(before: Edition, after: Edition) -> Iterator[ClaimDifference]:
    """Give the claims that two editions have differently, by id; a part of them at a time."""
    import duckdb  # noqa: PLC0415  # heavy, and only needed here

    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        for name, edition in (("old", before), ("new", after)):
            for table in ("claims", "evidence", "sources"):
                path = str(edition.folder.absolute() / f"{table}.parquet").replace("'", "''")
                connection.execute(
                    f"CREATE VIEW {name}_{table} AS SELECT * FROM read_parquet('{path}')"  # noqa: S608  # folders of ours
                )
        connection.execute(_DIFFERING)
        ((count,),) = connection.execute("SELECT count(*) FROM differing").fetchall()
        sources = [_read_sources(connection, name) for name in ("old", "new")]
        for first in range(0, count, AT_ONCE):
            connection.execute(_PART, {"first": first, "end": first + AT_ONCE})
            old, new = (
                _read_side(connection, name, known)
                for name, known in zip(("old", "new"), sources, strict=True)
            )
            for claim_id in sorted(old.keys() | new.keys()):
                yield ClaimDifference(
                    claim_id=claim_id, before=old.get(claim_id), after=new.get(claim_id)
                )


_DIFFERING = f"""
CREATE TEMP TABLE differing AS
SELECT claim_id, row_number() OVER (ORDER BY claim_id) - 1 AS place
FROM old_claims AS o
FULL JOIN new_claims AS n USING (claim_id)
WHERE o.verdict IS NULL OR n.verdict IS NULL
   OR {" OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in _COMPARED)}
"""  # noqa: S608  # names of ours

_PART = """
CREATE OR REPLACE TEMP TABLE part AS
SELECT claim_id FROM differing WHERE place >= $first AND place < $end
"""


def _read_sources(connection: DuckDBPyConnection, name: str) -> dict[str, Source]:
    rows = connection.execute(
        f"SELECT source_id, kind, title, published_date FROM {name}_sources"  # noqa: S608  # names of ours
    ).fetchall()
    return {
        source_id: Source(
            source_id=source_id, kind=SourceKind(kind), title=title, published_date=day
        )
        for source_id, kind, title, day in rows
    }


def _read_side(
    connection: DuckDBPyConnection, name: str, known: dict[str, Source]
) -> dict[str, ComparedClaim]:
    cited: dict[str, list[Source]] = {}
    pieces = connection.execute(
        f"SELECT DISTINCT claim_id, source_id FROM {name}_evidence JOIN part USING (claim_id) "  # noqa: S608  # names of ours
        "ORDER BY claim_id, source_id"
    ).fetchall()
    for claim_id, source_id in pieces:
        if source_id in known:
            cited.setdefault(claim_id, []).append(known[source_id])
    rows = connection.execute(
        f"SELECT claim_id, {', '.join(_READ)} FROM {name}_claims JOIN part USING (claim_id)"  # noqa: S608  # names of ours
    ).fetchall()
    return {
        claim_id: ComparedClaim(
            row=dict(zip(_READ, row, strict=True)), sources=tuple(cited.get(claim_id, ()))
        )
        for claim_id, *row in rows
    }


def _topics_of(row: Row) -> Iterator[Topic]:
    """Name what a claim is about, as changes name it."""
    iso3 = row["country_iso3"]
    if row["safeguard_kind"] is not None:
        yield iso3, Subject.SAFEGUARD, name_safeguard(row)
        return
    if row["vendor_id"] or row["supplier_iso3"]:
        yield iso3, Subject.SUPPLY, name_link(row)
    if row["technology_code"] is not None:
        yield iso3, Subject.CELL, row["technology_code"]
        yield iso3, Subject.COUNTRY, None


def _claim_of(row: Row, source_ids: tuple[str, ...]) -> Claim:
    """Make a claim that a rule can be asked about; what is quoted is no matter to it."""
    safeguard = None
    if row["safeguard_kind"] is not None:
        safeguard = Safeguard(
            kind=SafeguardKind(row["safeguard_kind"]),
            finding=SafeguardFinding(row["safeguard_finding"]),
        )
    return Claim(
        country_iso3=row["country_iso3"],
        technology_code=row["technology_code"],
        vendor_id=row["vendor_id"],
        supplier_iso3=row["supplier_iso3"],
        status=ClaimStatus(row["status"]),
        safeguard=safeguard,
        start_date=row["start_date"],
        end_date=row["end_date"],
        made_by=row["made_by"],
        made_by_version=row["made_by_version"],
        evidence=tuple(
            Evidence(source_id=one, snapshot_sha256="0" * 64, locator="char=0,1", quote="-")
            for one in source_ids
        ),
    )
