"""The stress test of a finding as files: the plot, and what each variation makes of the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.charts.chart_files import Chart
from sousveil.publication.charts.stress_plot import ROW_HEIGHT, TOP, WIDTH
from sousveil.publication.site_paths import file_stem, finding_path

if TYPE_CHECKING:
    from sousveil.findings.stress.outcome import FindingStress, Headline
    from sousveil.publication.collection import Collection

COLUMNS = ("variation", "left_out", "evidence_left_out", "value", "moves")


@frozen(kw_only=True)
class StressRow:
    """What a variation makes of a finding; the finding as it is has no variation."""

    group: str
    label: str
    size: int | None
    value: str
    moves: bool


def stress_stem(codebook_id: str, finding_id: str) -> str:
    """Return the name of the files of a stress test."""
    return f"stress-{file_stem(codebook_id)}-{file_stem(finding_id)}"


def list_outcomes(stress: FindingStress) -> tuple[StressRow, ...]:
    """Return the finding as it is, then every variation that changes its value."""
    return (
        StressRow(group="", label="", size=None, value=_say(stress.baseline), moves=False),
        *(
            StressRow(
                group=outcome.variation.group,
                label=outcome.variation.label,
                size=outcome.variation.size,
                value=_say(outcome.headline),
                moves=outcome.moves,
            )
            for outcome in stress.outcomes
        ),
    )


def chart_stress(codebook_id: str, stress: FindingStress, collection: Collection) -> Chart:
    """Return the plot of a finding's stress test, with its variations as a table."""
    finding_id = stress.query.finding_id
    return Chart(
        stem=stress_stem(codebook_id, finding_id),
        title=collection.language.say(
            "Stress test: {finding}", finding=collection.name(stress.query.statement)
        ),
        codebook_id=codebook_id,
        page=finding_path(codebook_id, finding_id),
        width=WIDTH,
        height=TOP + ROW_HEIGHT + 12,
        is_signed=False,
        columns=COLUMNS,
        rows=tuple(
            (row.group, row.label, row.size, row.value, "yes" if row.moves else "no")
            for row in list_outcomes(stress)
        ),
    )


def _say(headline: Headline) -> str:
    if headline.refusal is not None:
        return headline.refusal
    if headline.number is None:
        return ", ".join(headline.names)
    return f"{headline.number:.6g}"
