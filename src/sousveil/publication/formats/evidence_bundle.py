"""The bytes behind the evidence, where the terms of their sources let anybody pass them on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.formats.licences import find_licence

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition

EVIDENCE_PACKAGE = "evidence.wacz"


@frozen(kw_only=True)
class EvidenceBundle:
    """A WACZ file and the hashes of the snapshots in it; without a file it has none."""

    file: Path | None = None
    snapshots: frozenset[str] = frozenset()


NO_EVIDENCE = EvidenceBundle()


def list_redistributable(edition: Edition) -> tuple[str, ...]:
    """Return the hashes of the snapshots whose every source lets anybody pass it on, sorted."""
    allowed = {row["source_id"] for row in edition.rows("sources") if find_licence(row["licence"])}
    cited: set[str] = set()
    refused: set[str] = set()
    for row in edition.rows("evidence"):
        (cited if row["source_id"] in allowed else refused).add(row["snapshot_sha256"])
    return tuple(sorted(cited - refused))
