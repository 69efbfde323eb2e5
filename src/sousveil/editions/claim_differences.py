"""The claims that two editions have differently: in one of them alone, or decided or counted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.editions.comparison import Kind, Subject, name_link, name_safeguard
from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.evidence import Evidence
from sousveil.model.maker import MakerKind
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from sousveil.editions.comparison import Change
    from sousveil.editions.opening import Edition, Row
    from sousveil.model.codebook import Codebook

_FIELDS = (
    *("country_iso3", "technology_code", "vendor_id", "supplier_iso3", "place", "agency"),
    *("status", "safeguard_kind", "safeguard_finding", "start_date", "end_date"),
)
_COMPARED = (*_FIELDS, "verdict", "decision_number", "is_counted")
_ACCEPTED = frozenset({"accept", "recode"})


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
    def countries(self) -> frozenset[str]:
        """The countries that it is about in either edition."""
        sides = (self.before, self.after)
        return frozenset(one.row["country_iso3"] for one in sides if one is not None)

    def is_behind(self, change: Change) -> bool:
        """Say whether the claim began or ceased to count towards what was gained or lost.

        A blank's reason hangs on claims that do not count, too.
        """
        is_reason = change.kind is Kind.CHANGED
        is_about = [
            one is not None and (is_reason or one.is_counted) and _is_about(one.row, change)
            for one in (self.before, self.after)
        ]
        return any(is_about) if is_reason else is_about[0] != is_about[1]


def read_differences(before: Edition, after: Edition) -> Iterator[ClaimDifference]:
    """Give the claims that two editions have differently, by id."""
    import duckdb  # noqa: PLC0415  # heavy, and only needed here

    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        for name, edition in (("old", before), ("new", after)):
            for table in ("claims", "evidence", "sources"):
                path = str(edition.folder.absolute() / f"{table}.parquet").replace("'", "''")
                connection.execute(
                    f"CREATE VIEW {name}_{table} AS SELECT * FROM read_parquet('{path}')"  # noqa: S608  # folders of ours
                )
        connection.execute(_DIFFERING)
        sides = [_read_side(connection, name) for name in ("old", "new")]
    for claim_id in sorted(sides[0].keys() | sides[1].keys()):
        yield ClaimDifference(
            claim_id=claim_id, before=sides[0].get(claim_id), after=sides[1].get(claim_id)
        )


_DIFFERING = f"""
CREATE TEMP TABLE differing AS
SELECT claim_id
FROM old_claims AS o
FULL JOIN new_claims AS n USING (claim_id)
WHERE o.verdict IS NULL OR n.verdict IS NULL
   OR {" OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in _COMPARED)}
"""  # noqa: S608  # names of ours


def _read_side(connection: DuckDBPyConnection, name: str) -> dict[str, ComparedClaim]:
    cited: dict[str, list[Source]] = {}
    found = connection.execute(
        f"SELECT DISTINCT claim_id, s.* FROM {name}_evidence JOIN differing USING (claim_id) "  # noqa: S608
        f"JOIN {name}_sources AS s USING (source_id) ORDER BY claim_id, source_id"
    )
    for row in _rows(found):
        source = Source(
            source_id=row["source_id"],
            kind=SourceKind(row["kind"]),
            title=row["title"],
            published_date=row["published_date"],
        )
        cited.setdefault(row["claim_id"], []).append(source)
    rows = connection.execute(f"SELECT * FROM {name}_claims JOIN differing USING (claim_id)")  # noqa: S608
    return {
        row["claim_id"]: ComparedClaim(row=row, sources=tuple(cited.get(row["claim_id"], ())))
        for row in _rows(rows)
    }


def _rows(found: DuckDBPyConnection) -> Iterator[Row]:
    names = [column[0] for column in found.description or ()]
    while batch := found.fetchmany(1_000):
        yield from (dict(zip(names, row, strict=True)) for row in batch)


def _is_about(row: Row, change: Change) -> bool:
    if row["country_iso3"] != change.country_iso3:
        return False
    if change.subject is Subject.SAFEGUARD:
        return row["safeguard_kind"] is not None and name_safeguard(row) == change.subject_id
    if row["safeguard_kind"] is not None:
        return False
    if change.subject is Subject.SUPPLY:
        return bool(row["vendor_id"] or row["supplier_iso3"]) and (
            name_link(row) == change.subject_id
        )
    if change.subject is Subject.CELL:
        return bool(row["technology_code"] == change.subject_id)
    return row["technology_code"] is not None


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
