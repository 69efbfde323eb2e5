"""How far coders agree who decided on the same claims, blind to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen
from django.core.cache import cache
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sousveil.decisions.agreement import DECISION, AgreementRow
from sousveil.decisions.coefficients import FIRST_TWO_ALIKE, ONE_VALUE, TOO_FEW
from sousveil.pipeline.agreeing import measure_bench
from sousveil.server.pages.code_names import FIELD_NAMES, language_name
from sousveil.server.pages.register_names import RegisterNames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from sousveil.pipeline.workbench import Workbench
    from sousveil.server.requests import WorkRequest

_DAY_SECONDS: Final = 24 * 3600
_ALL, _LANGUAGE, _TECHNOLOGY = "all", "language", "technology"
_NOTES: Final[Mapping[str, object]] = {
    TOO_FEW: _("no claim"),
    ONE_VALUE: _("all alike"),
    FIRST_TWO_ALIKE: _("first two alike"),
}


@frozen(kw_only=True)
class ShownRow:
    """A measured variable with its name; ``percent`` is rounded to whole percents."""

    row: AgreementRow
    variable: object
    group: str
    percent: int | None
    note: object


@frozen(kw_only=True)
class ShownGroup:
    """The rows of all claims, of the languages or of the technologies."""

    heading: object
    group_label: object
    rows: list[ShownRow]


@require_safe
def show_agreement(request: WorkRequest) -> HttpResponse:
    """Show agreement on each variable, over all claims, by language and by technology."""
    bench = request.workbench
    rows = _measured(bench)
    names = RegisterNames(bench=bench)
    headings = {
        _ALL: (_("All claims"), None),
        _LANGUAGE: (_("By language of the source"), _("Language")),
        _TECHNOLOGY: (_("By technology"), _("Technology")),
    }
    context = {
        "groups": [
            ShownGroup(
                heading=heading,
                group_label=label,
                rows=[_shown(row, names) for row in rows if row.group_kind == kind],
            )
            for kind, (heading, label) in headings.items()
        ],
        "has_rows": bool(rows),
        "share": round(bench.double_coding.share * 100),
    }
    return render(request, "coding/agreement.html", context)


def _measured(bench: Workbench) -> tuple[AgreementRow, ...]:
    """Measure, or take what was measured of the same log under the same rules."""
    with bench.verdicts() as verdicts:
        head = verdicts.head
    codebook = bench.codebook
    rules = f"{codebook.codebook_id} {codebook.version} {codebook.double_coding.share}"
    key = f"agreement-{head.entry_hash}-{rules.encode().hex()}"
    found: tuple[AgreementRow, ...] | None = cache.get(key)
    if found is None:
        found = measure_bench(bench)
        cache.set(key, found, _DAY_SECONDS)
    return found


def _shown(row: AgreementRow, names: RegisterNames) -> ShownRow:
    group = row.group_value
    if row.group_kind == _LANGUAGE:
        group = language_name(row.group_value)
    elif row.group_kind == _TECHNOLOGY:
        group = names.technology(row.group_value)
    percent = row.percent_agreement
    return ShownRow(
        row=row,
        variable=_("Decision") if row.variable == DECISION else FIELD_NAMES[row.variable],
        group=group,
        percent=round(percent) if percent is not None else None,
        note=_NOTES.get(row.note, row.note) if row.note is not None else "",
    )
