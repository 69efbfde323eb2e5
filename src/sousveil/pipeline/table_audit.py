"""Audit published tables: the bundled ones by name, any other by its file and a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.data import list_bundled, read_bundled
from sousveil.data.user_files import read_user_text
from sousveil.editions.audit.plan import AuditPlan
from sousveil.editions.audit.run import AuditReference, audit_table
from sousveil.errors import NotFound
from sousveil.model.structuring import structure
from sousveil.pipeline.bundled import load_covariates, read_bundled_table
from sousveil.sources.own_table import read_own_table
from sousveil.store import registers

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.audit.observation import Observation


def audit_table_by_id(table_id: str) -> tuple[Observation, ...]:
    """Audit a bundled published table against the reference covariates and the edition before.

    Raises:
        NotFound: no such table, or no audit is planned for it.
    """
    table, _layout = read_bundled_table(table_id)
    plan = _load_plan(table_id)
    earlier = read_bundled_table(plan.earlier.table_id)[0] if plan.earlier else None
    covariates = load_covariates(registers.load_codebook(table_id).covariates)
    return audit_table(table, plan, evolve(_registers(), covariates=covariates, earlier=earlier))


def audit_own_table(
    table: Path, plan_file: Path, earlier: Path | None = None
) -> tuple[Observation, ...]:
    """Audit a table of one's own by a plan of one's own.

    ``earlier`` is the file of the edition before; without one, what compares editions is
    not checked.

    Raises:
        BadInput: a file is not readable as what it should be.
        InvalidData: the plan is not of the form of one, or names columns that are not there.
        NotFound: no covariates of this name are bundled.
    """
    next_step = "give an audit plan in YAML, as docs/reference/audit.md describes it"
    text = read_user_text(plan_file, next_step=next_step)
    plan = structure(text, AuditPlan, where=str(plan_file))
    reference = evolve(
        _registers(),
        covariates=None if plan.covariates is None else load_covariates(plan.covariates),
        earlier=None if earlier is None else read_own_table(earlier),
    )
    return audit_table(read_own_table(table, plan.sheet), plan, reference)


def _registers() -> AuditReference:
    return AuditReference(countries=registers.load_countries(), vendors=registers.load_vendors())


def _load_plan(table_id: str) -> AuditPlan:
    planned = list_bundled("audits", ".yaml")
    if table_id not in planned:
        raise NotFound(
            "no audit is planned for this table",
            where=table_id,
            next_step=f"use one of {', '.join(planned)}, or give a file and --plan",
        )
    text = read_bundled(f"audits/{table_id}.yaml").decode()
    return structure(text, AuditPlan, where=f"audits/{table_id}.yaml")
