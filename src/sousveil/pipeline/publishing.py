"""Publish editions: their replication tables, their data packages and their site."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.data import list_bundled
from sousveil.findings.catalogue import load_catalogue
from sousveil.findings.replication import replicate
from sousveil.findings.statistics.computing import compute_statistics
from sousveil.model.progress import Stage, keep_silent
from sousveil.pipeline.bundling import bundle_evidence
from sousveil.pipeline.freezing import find_edition, report_nothing
from sousveil.pipeline.kept_stress import stress_once
from sousveil.pipeline.table_audit import audit_table_by_id
from sousveil.publication.collection import EditionPublication, check_publications
from sousveil.publication.languages import ALL_LANGUAGES
from sousveil.publication.package import write_data_package, write_stacked_package
from sousveil.publication.site import write_site
from sousveil.publication.site_paths import file_stem, stacked_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.editions.opening import Edition
    from sousveil.model.progress import Report
    from sousveil.publication.formats.evidence_bundle import EvidenceBundle
    from sousveil.publication.site import SiteSummary
    from sousveil.settings import Settings


def publish(
    settings: Settings,
    names: tuple[str, ...],
    target: Path,
    report: Report = keep_silent,
    languages: tuple[str, ...] = ALL_LANGUAGES,
    address: str | None = None,
) -> SiteSummary:
    """Write the site of some editions with their replication tables and data packages.

    An edition whose codebook declares no findings is published without a replication table.
    """
    publications = [gather_publication(settings, name, report) for name in names]
    progress = steps_of(report)
    with TemporaryDirectory(prefix="sousveil-evidence-") as folder:
        bundled = [
            evolve(one, evidence=_bundle(settings, one.edition, Path(folder), progress))
            for one in publications
        ]
        progress("writing the site")
        return write_site(bundled, target, languages, address)


def export_editions(
    settings: Settings,
    names: tuple[str, ...],
    target: Path,
    progress: Callable[[str], None] = report_nothing,
) -> tuple[Path, ...]:
    """Write the data package of each of some editions into a folder, and one of all together.

    Returns:
        The packages' folders, that of all together last.

    Raises:
        BadInput: two editions are of one codebook, whose folders would be one.
        CannotWrite: a folder is none that we made, or the disk does not take it.
    """
    editions = [find_edition(settings, name, progress) for name in names]
    check_publications([EditionPublication(edition=edition) for edition in editions])
    places = []
    for edition in editions:
        place = target / file_stem(edition.manifest.codebook_id)
        with TemporaryDirectory(prefix="sousveil-evidence-") as folder:
            evidence = _bundle(settings, edition, Path(folder), progress)
            progress(f"writing {place}")
            write_data_package(edition, place, evidence)
        places.append(place)
    together = target / PurePosixPath(stacked_path()).name
    write_stacked_package(editions, places, together)
    return (*places, together)


def gather_publication(
    settings: Settings, name: str, report: Report = keep_silent
) -> EditionPublication:
    """Find an edition and compute all that is published of it: findings, statistics, audit."""
    progress = steps_of(report)
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
    stress = stress_once(
        settings,
        edition,
        load_catalogue(codebook_id),
        lambda other: find_edition(settings, other, progress),
        report,
    )
    return EditionPublication(
        edition=edition,
        replication=replicate(edition),
        statistics=statistics,
        audit=audit,
        stress=stress,
    )


def steps_of(report: Report) -> Callable[[str], None]:
    """Return what tells of a mere step."""
    return lambda step: Stage(step, report).tell()


def _bundle(
    settings: Settings, edition: Edition, folder: Path, progress: Callable[[str], None]
) -> EvidenceBundle:
    """Bundle the evidence of an edition into a folder of its own."""
    edition_id = edition.manifest.edition_id
    progress(f"bundling the evidence of {edition_id}")
    own = folder / file_stem(edition_id)
    own.mkdir()
    return bundle_evidence(settings, edition, own)
