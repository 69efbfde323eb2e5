"""Publish editions: their replication tables, their data packages and their site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.data import list_bundled
from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.replication import replicate
from sousveil.findings.statistics.computing import compute_statistics
from sousveil.pipeline.freezing import find_edition, report_nothing
from sousveil.pipeline.table_audit import audit_table_by_id
from sousveil.publication.collection import EditionPublication
from sousveil.publication.site import write_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sousveil.publication.site import SiteSummary
    from sousveil.settings import Settings


def publish(
    settings: Settings,
    names: tuple[str, ...],
    target: Path,
    progress: Callable[[str], None] = report_nothing,
) -> SiteSummary:
    """Write the site of some editions with their replication tables and data packages.

    An edition whose codebook declares no findings is published without a replication table.
    """
    publications = [gather_publication(settings, name, progress) for name in names]
    progress("writing the site")
    return write_site(publications, target)


def gather_publication(
    settings: Settings, name: str, progress: Callable[[str], None] = report_nothing
) -> EditionPublication:
    """Find an edition and compute all that is published of it: findings, statistics, audit."""
    edition = find_edition(settings, name, progress)
    codebook_id = edition.manifest.codebook_id
    is_audited = codebook_id in list_bundled("audits", ".yaml")
    audit = audit_table_by_id(codebook_id) if is_audited else None
    if codebook_id not in list_bundled("findings", ".yaml"):
        return EditionPublication(edition=edition, audit=audit)
    progress(f"recomputing the findings of {edition.manifest.edition_id}")
    statistics = compute_statistics(
        edition, load_catalogue(codebook_id), lambda other: find_edition(settings, other, progress)
    )
    return EditionPublication(
        edition=edition, replication=replicate(edition), statistics=statistics, audit=audit
    )
