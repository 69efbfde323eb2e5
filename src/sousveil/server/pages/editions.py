"""Editions: which are kept, one frozen anew, its matrix of cells, and one cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sousveil.errors import BadInput, Conflict, NotFound
from sousveil.model.edition import BlankReason
from sousveil.pipeline.kept_editions import (
    explain_kept_cell,
    freeze_kept_edition,
    list_kept_editions,
    open_kept_edition,
)
from sousveil.server.accounts.roles import Role
from sousveil.server.pages.blank_names import BLANK_MEANINGS, BLANK_NAMES, BLANK_SIGNS
from sousveil.server.pages.cells import tell_cell
from sousveil.server.pages.register_names import RegisterNames, by_name, technology_name
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.editions.opening import Edition
    from sousveil.pipeline.kept_editions import KeptEdition
    from sousveil.server.requests import WorkRequest


@frozen(kw_only=True)
class _MatrixCell:
    technology_code: str
    is_present: bool
    sign: str
    words: object


@require_safe
def show_editions(request: WorkRequest) -> HttpResponse:
    """List the editions that can be frozen by name, and those that are."""
    context = {
        "editions": list_kept_editions(request.workbench),
        "may_freeze": account_of(request).may(Role.EDITOR),
    }
    return render(request, "editions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: WorkRequest, name: str) -> HttpResponse:
    """Say what freezing does, or do it."""
    bench = request.workbench
    kept = _find(request, name)
    if request.method != "POST":
        return render(request, "editions/freeze.html", {"kept": kept})
    actor = account_of(request).pseudonym
    try:
        freeze_kept_edition(bench, name, actor, seen=request.POST.get("seen", ""))
    except Conflict:
        return _refuse(request, name, status=409)
    except BadInput as error:
        return _refuse(request, name, status=422, problem=error.what)
    return HttpResponseRedirect(f"{reverse('edition', args=[name])}?frozen=yes")


@require_safe
def show_edition(request: WorkRequest, name: str) -> HttpResponse:
    """Show the matrix of an edition's cells."""
    edition = open_kept_edition(request.workbench, name)
    context = {
        "name": name,
        "kept": _find(request, name),
        "was_frozen": request.GET.get("frozen") == "yes",
        "manifest": edition.manifest,
        "technologies": [technology_name(one.name) for one in edition.codebook.coded_technologies],
        "rows": _matrix(edition, RegisterNames(bench=request.workbench)),
        "legend": [
            (BLANK_SIGNS[reason], BLANK_NAMES[reason], BLANK_MEANINGS[reason])
            for reason in sorted({row["blank_reason"] for row in edition.rows("cells")} - {None})
        ],
    }
    return render(request, "editions/matrix.html", context)


@require_safe
def show_cell(
    request: WorkRequest, name: str, country_iso3: str, technology_code: str
) -> HttpResponse:
    """Show one cell with all that it rests on, or why it is blank."""
    cell = explain_kept_cell(request.workbench, name, country_iso3, technology_code)
    names = RegisterNames(bench=request.workbench)
    return render(request, "editions/cell.html", {"name": name} | tell_cell(cell, names))


def _find(request: WorkRequest, name: str) -> KeptEdition:
    for kept in list_kept_editions(request.workbench):
        if kept.name == name:
            return kept
    raise NotFound("no edition of this name", where=name)


def _refuse(request: WorkRequest, name: str, *, status: int, problem: str = "") -> HttpResponse:
    context = {"kept": _find(request, name), "problem": problem, "was_faster": status == 409}
    return render(request, "editions/freeze.html", context, status=status)


def _matrix(edition: Edition, names: RegisterNames) -> list[tuple[str, str, list[_MatrixCell]]]:
    """Return (code, name, cells) of each unit by name, its cells in the codebook's order."""
    found: dict[str, list[_MatrixCell]] = {}
    for row in edition.rows("cells"):
        reason = BlankReason(row["blank_reason"]) if row["blank_reason"] else None
        cell = _MatrixCell(
            technology_code=row["technology_code"],
            is_present=row["is_present"],
            sign=BLANK_SIGNS[reason] if reason is not None else "●",
            words=BLANK_NAMES[reason] if reason is not None else "",
        )
        found.setdefault(row["country_iso3"], []).append(cell)
    named = by_name((code, names.country(code)) for code in found)
    return [(code, name, found[code]) for code, name in named]
