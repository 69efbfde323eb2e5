"""Stress tests that a workspace keeps: run once for an edition, read again until anything changed.

A kept test holds for the key under which it was written: the hashes of the edition and of those
it is compared with, the findings, the grid, the program and its numeric packages. What cannot
be read, or is not what was written, is run again.
"""

from __future__ import annotations

import json
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from attrs import asdict, fields, frozen

from sousveil.data import hash_bundled
from sousveil.errors import InvalidData
from sousveil.findings.stress.grid import Tolerance, load_grid
from sousveil.findings.stress.outcome import FindingStress, GridResult, StressTest
from sousveil.findings.stress.running import stress_findings
from sousveil.findings.stress.variation import NotApplied
from sousveil.model.identifiers import sha256_of
from sousveil.model.progress import Stage
from sousveil.model.statistic import StatisticQuery
from sousveil.model.structuring import structure_record
from sousveil.publication.build_record import hash_sources, make_key
from sousveil.publication.site_paths import file_stem
from sousveil.staging import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sousveil.editions.opening import Edition
    from sousveil.findings.catalogue import Catalogue
    from sousveil.model.progress import Report
    from sousveil.settings import Settings

_COMPUTED_BY = ("sousveil.findings", "sousveil.editions", "sousveil.model")
_COMPUTED_WITH = (
    *("duckdb", "graspologic-native", "networkx", "numba"),
    *("numpy", "scipy", "statsmodels"),
)
_READ = ("findings", "findings/tables", "stress", "covariates")


@frozen(kw_only=True)
class _KeptFinding(GridResult):
    """What came of a finding, without its query, which the catalogue has."""

    finding_id: str


@frozen(kw_only=True)
class _KeptGroup:
    """A group of variations, and how many it has."""

    group: str
    size: int


@frozen(kw_only=True)
class _KeptTest:
    """A stress test as it is written."""

    findings: tuple[_KeptFinding, ...]
    groups: tuple[_KeptGroup, ...]
    not_applied: tuple[NotApplied, ...]
    tolerance: Tolerance


def stress_once(
    settings: Settings,
    edition: Edition,
    catalogue: Catalogue,
    find_edition: Callable[[str], Edition],
    report: Report,
) -> StressTest:
    """Return the stress test of an edition as the workspace keeps it, or run it and keep it.

    Raises:
        QueryFailed: the SQL of a finding does not run.
    """
    key = _make_key(edition, catalogue, find_edition)
    path = settings.home / "stress" / f"{file_stem(edition.manifest.edition_id)}.json"
    kept = _read(path, key)
    if kept is None:
        test = stress_findings(edition, catalogue, find_edition, load_grid(), report)
        kept = _write(path, key, test, report)
    queries = {query.finding_id: query for query in catalogue.queries}
    return StressTest(
        edition_id=edition.manifest.edition_id,
        findings=tuple(
            FindingStress(
                query=queries[one.finding_id],
                **{told.name: getattr(one, told.name) for told in fields(GridResult)},
            )
            for one in kept.findings
        ),
        groups=tuple((one.group, one.size) for one in kept.groups),
        not_applied=kept.not_applied,
        tolerance=kept.tolerance,
    )


def _make_key(
    edition: Edition, catalogue: Catalogue, find_edition: Callable[[str], Edition]
) -> str:
    earlier = {
        query.earlier
        for query in catalogue.queries
        if isinstance(query, StatisticQuery) and query.earlier
    }
    return make_key(
        repr(edition.manifest),
        *(repr(find_edition(name).manifest) for name in sorted(earlier)),
        repr(catalogue),
        hash_bundled(*_READ),
        *(hash_sources(package) for package in _COMPUTED_BY),
        *(f"{name} {_version(name)}" for name in _COMPUTED_WITH),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # an extra that is not installed
        return "none"


def _read(path: Path, key: str) -> _KeptTest | None:
    """Read a kept test, None if there is none that holds."""
    try:
        head, body = path.read_text(encoding="utf-8").splitlines()
        if json.loads(head) != {"key": key, "sha256": sha256_of(body.encode())}:
            return None
        return structure_record(json.loads(body), _KeptTest)
    except (OSError, ValueError, InvalidData):
        return None


def _write(path: Path, key: str, test: StressTest, report: Report) -> _KeptTest:
    """Write a test, and return it as it will be read, so that it is the same each time."""
    findings = [
        asdict(one, value_serializer=_plain) | {"finding_id": one.query.finding_id}
        for one in test.findings
    ]
    for one in findings:
        del one["query"]
    groups = [{"group": group, "size": size} for group, size in test.groups]
    whole = asdict(test, value_serializer=_plain) | {"findings": findings, "groups": groups}
    del whole["edition_id"]
    body = json.dumps(whole)
    head = json.dumps({"key": key, "sha256": sha256_of(body.encode())})
    try:
        write_whole(path, f"{head}\n{body}\n".encode())
    except OSError as error:  # the test is right all the same, and is run again the next time
        Stage(f"the stress test is not kept: {error}", report).tell()
    return structure_record(json.loads(body), _KeptTest)


def _plain(_instance: object, _field: object, value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return sorted(value) if isinstance(value, frozenset) else value
