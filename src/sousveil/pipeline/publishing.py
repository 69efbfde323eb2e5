"""Publish editions, and audit the tables that they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.data import list_bundled, read_bundled
from sousveil.editions.audit.plan import AuditPlan
from sousveil.editions.audit.run import AuditReference, audit_table
from sousveil.errors import NotFound
from sousveil.findings.replication import replicate
from sousveil.model.structuring import structure
from sousveil.pipeline.bundled import load_covariates, read_bundled_table
from sousveil.pipeline.freezing import find_edition, report_nothing
from sousveil.publication.collection import EditionPublication
from sousveil.publication.site import write_site
from sousveil.store import registers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sousveil.editions.audit.observation import Observation
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
    publications = []
    for name in names:
        edition = find_edition(settings, name, progress)
        if edition.manifest.codebook_id not in list_bundled("findings", ".yaml"):
            publications.append(EditionPublication(edition=edition))
            continue
        progress(f"recomputing the findings of {edition.manifest.edition_id}")
        publications.append(EditionPublication(edition=edition, replication=replicate(edition)))
    progress("writing the site")
    return write_site(publications, target)


def audit_table_by_id(table_id: str) -> tuple[Observation, ...]:
    """Audit a bundled published table against the reference covariates and the edition before.

    Raises:
        NotFound: no such table, or no audit is planned for it.
    """
    table, _layout = read_bundled_table(table_id)
    plan = _load_plan(table_id)
    earlier = read_bundled_table(plan.earlier.table_id)[0] if plan.earlier else None
    reference = AuditReference(
        countries=registers.load_countries(),
        vendors=registers.load_vendors(),
        covariates=load_covariates(registers.load_codebook(table_id).covariates),
        earlier=earlier,
    )
    return audit_table(table, plan, reference)


def _load_plan(table_id: str) -> AuditPlan:
    planned = list_bundled("audits", ".yaml")
    if table_id not in planned:
        raise NotFound(
            "no audit is planned for this table",
            where=table_id,
            next_step=f"use one of {', '.join(planned)}",
        )
    text = read_bundled(f"audits/{table_id}.yaml").decode()
    return structure(text, AuditPlan, where=f"audits/{table_id}.yaml")
