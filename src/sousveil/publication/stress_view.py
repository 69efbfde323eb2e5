"""The stress test of a finding as its page shows it: a verdict, why, and the plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil.findings.published import load_published
from sousveil.findings.stress.judging import explain_verdict
from sousveil.findings.stress.outcome import StressVerdict
from sousveil.publication.charts.stress_chart import StressRow, list_outcomes, stress_stem
from sousveil.publication.charts.stress_plot import draw_stress_test
from sousveil.publication.languages import N_

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection, PublishedEdition

VERDICTS = {
    StressVerdict.STANDS: N_("stands whatever is left out"),
    StressVerdict.HANGS_ON_ONE: N_("hangs on one source, vendor or country"),
    StressVerdict.DEPENDS: N_("depends on a kind of evidence"),
    StressVerdict.NOT_TESTED: N_("not tested"),
}


@frozen(kw_only=True)
class StressView:
    """A stress test: ``plot`` is a drawing (SVG), safe to stand in a page as it is.

    ``refusal`` says why a finding was not tested, in the words in which it was refused;
    ``because`` why it has its verdict otherwise, in the language of the page.
    """

    key: str
    verdict: str
    because: str | None
    refusal: str | None
    tried: int
    moving: int
    plot: str
    stem: str
    rows: tuple[StressRow, ...]


def view_stress(
    finding_id: str, edition: PublishedEdition, collection: Collection
) -> StressView | None:
    """Return the stress test of a finding, None where none was made."""
    test = edition.publication.stress
    tested = (one for one in test.findings if one.query.finding_id == finding_id) if test else ()
    stress = next(iter(tested), None)
    if test is None or stress is None:
        return None
    refusal = stress.baseline.refusal
    published = load_published(edition.index.codebook_id)
    return StressView(
        key=stress.verdict.name.lower().replace("_", "-"),
        verdict=collection.language.say(VERDICTS[stress.verdict]),
        because=None if refusal else explain_verdict(stress, collection.language.say),
        refusal=refusal,
        tried=stress.tried,
        moving=len(stress.moving),
        plot=draw_stress_test(evolve(test, findings=(stress,)), published, collection.language),
        stem=stress_stem(edition.index.codebook_id, finding_id),
        rows=list_outcomes(stress),
    )
