from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from sousveil import data
from sousveil.editions.opening import open_edition
from sousveil.errors import BadInput, InvalidData
from sousveil.findings import catalogue as catalogue_module
from sousveil.findings.catalogue import Catalogue, load_catalogue, load_sql, load_table_sql
from sousveil.findings.computing import run_sql
from sousveil.findings.published import load_published
from sousveil.findings.statistics.computing import compute_statistic
from sousveil.findings.statistics.input_table import InputTable
from sousveil.findings.statistics.registry import PROCEDURES
from sousveil.findings.stress.grid import Budget, Grid, VariationRule, load_grid
from sousveil.findings.stress.measures import MEASURES, measure_effect
from sousveil.findings.stress.outcome import FindingStress, StressTest, StressVerdict
from sousveil.findings.stress.replay import open_replay
from sousveil.findings.stress.running import stress_findings
from sousveil.model.finding import FindingQuery, Unit
from sousveil.model.structuring import structure
from sousveil.pipeline import freeze
from sousveil.publication.charts.stress_plot import draw_stress_test

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition
    from sousveil.model.progress import Progress
    from sousveil.settings import Settings


def no_other(name: str) -> Edition:
    raise AssertionError(f"{name} was asked for")


def run(edition: Edition, catalogue: Catalogue, grid: Grid | None = None) -> StressTest:
    return stress_findings(edition, catalogue, no_other, grid or load_grid(), lambda _: None)


@pytest.fixture(scope="module")
def test_2019(frozen_2019: Edition) -> StressTest:
    return run(frozen_2019, load_catalogue("aigs-2019"))


@pytest.fixture(scope="module")
def living(findings_settings: Settings) -> Edition:
    folder = findings_settings.home / "living"
    freeze(findings_settings, "sousveil", folder)
    return open_edition(folder)


def find(test: StressTest, finding_id: str) -> FindingStress:
    return next(f for f in test.findings if f.query.finding_id == finding_id)


def test_every_finding_of_2019_that_can_be_computed_gets_a_verdict(test_2019: StressTest) -> None:
    catalogue = load_catalogue("aigs-2019")
    expected = [q.finding_id for q in catalogue.queries if getattr(q, "why_not", None) is None]
    assert [f.query.finding_id for f in test_2019.findings] == expected
    assert {f.verdict for f in test_2019.findings} == {
        StressVerdict.STANDS,
        StressVerdict.HANGS_ON_ONE,
    }


def test_a_table_of_one_source_says_that_its_cells_cannot_be_told_apart_by_source(
    test_2019: StressTest,
) -> None:
    said = {one.group: one.reason for one in test_2019.not_applied}
    assert said["single-source cells"] == "every cell has one source, so that none would be left"
    assert said["source"] == "the whole edition rests on one source"
    assert dict(test_2019.groups) == {"vendor": 68, "country": 176}


def test_each_of_the_75_adopters_left_out_makes_74_and_that_is_no_news(
    test_2019: StressTest,
) -> None:
    adopters = find(test_2019, "any-ai-surveillance")
    assert adopters.baseline.number == 75
    assert [o.headline.number for o in adopters.outcomes] == [74] * 75
    assert {o.variation.group for o in adopters.outcomes} == {"country"}
    assert adopters.verdict is StressVerdict.STANDS


def test_japan_is_third_among_the_home_countries_by_one_vendor_alone(
    test_2019: StressTest,
) -> None:
    ranking = find(test_2019, "vendor-home-ranking")
    assert ranking.baseline.names[:3] == ("CHN", "USA", "JPN")
    assert [o.variation.label for o in ranking.moving] == ["NEC"]
    assert ranking.because == "on the vendor NEC alone"


def test_a_vendor_is_not_left_out_of_the_count_of_its_own_countries(
    test_2019: StressTest,
) -> None:
    huawei = find(test_2019, "huawei")
    assert huawei.tried == 68 + 176 - 1
    assert huawei.verdict is StressVerdict.STANDS


def test_a_merged_edition_says_which_headlines_hang_on_the_newer_table(living: Edition) -> None:
    catalogue = load_catalogue("sousveil")
    kept = [catalogue.find(name) for name in ("any-ai-surveillance", "nec")]
    counted = tuple(query for query in kept if isinstance(query, FindingQuery))
    adopters, nec = run(living, Catalogue(findings=counted)).findings
    assert adopters.verdict is StressVerdict.HANGS_ON_ONE
    assert adopters.because.startswith("on the source AI & Big Data")
    without = {o.variation.thing: o.headline.number for o in adopters.moving}
    assert without["aigs-2022"] == 75  # what the table of 2019 alone lists
    assert nec.verdict is StressVerdict.STANDS


def test_a_finding_over_tables_that_variations_lack_is_said_to_be_untested(
    living: Edition,
) -> None:
    query = FindingQuery(
        finding_id="f",
        statement="s",
        unit=Unit.COUNTRIES,
        sql="SELECT count(*) AS value FROM issues",
    )
    (found,) = run(living, Catalogue(findings=(query,))).findings
    assert found.verdict is StressVerdict.NOT_TESTED
    assert found.because == "it reads issues, which variations do not make anew"


def test_what_the_budget_leaves_out_is_counted(frozen_2019: Edition) -> None:
    catalogue = load_catalogue("aigs-2019")
    query = catalogue.find("smart-city")
    assert isinstance(query, FindingQuery)
    grid = evolve(load_grid(), budget=Budget(rows_of_queries=5280, rows_of_procedures=1))
    (found,) = run(frozen_2019, Catalogue(findings=(query,)), grid).findings
    assert found.untried == 176 - 10  # of 528 cells, 5280 rows are ten variations
    assert found.tried == 68 + 10


def test_the_rows_under_many_variations_at_once_are_those_under_each(frozen_2019: Edition) -> None:
    query = load_catalogue("aigs-2019").find("vendor-ranking")
    assert isinstance(query, FindingQuery)
    sql = load_sql("vendor_ranking")
    with open_replay(frozen_2019, load_grid()) as replay:
        reading = replay.reading(sql)
        assert reading.links == ("country_iso3", "vendor_id")
        some = replay.touching(reading)[::40]
        _, together = replay.answer(sql, {}, reading, some, where="test")
        for variation in some:
            _, alone = replay.answer(sql, {}, reading, [variation], where="test")
            assert sorted(alone[variation.number], key=str) == sorted(
                together[variation.number], key=str
            )


@pytest.mark.parametrize(
    ("sql", "as_set"),
    [
        ("SELECT count(DISTINCT vendor_id) AS value FROM supply", True),
        ("SELECT count(*) AS value FROM supply", False),
        ("SELECT count(*) AS value FROM (SELECT DISTINCT country_iso3 FROM supply) AS s", True),
        ("SELECT count(*) AS value FROM (SELECT country_iso3 FROM supply) AS s", False),
        ("SELECT sum(claim_count) AS value FROM supply", False),
        (
            """SELECT count(*) AS value
            FROM units
            WHERE country_iso3 IN (SELECT country_iso3 FROM supply)""",
            True,
        ),
        ("SELECT vendor_id FROM supply GROUP BY vendor_id HAVING count(*) > 2", False),
    ],
)
def test_links_are_put_together_only_where_the_query_cannot_count_them(
    frozen_2019: Edition, sql: str, as_set: bool
) -> None:
    with open_replay(frozen_2019, load_grid()) as replay:
        assert (replay.reading(sql).links is not None) == as_set


def test_every_procedure_has_a_measure_and_it_is_the_effect_of_the_procedure(
    frozen_2019: Edition,
) -> None:
    assert MEASURES.keys() == PROCEDURES.keys()
    for query in load_catalogue("aigs-2019").statistics:
        finding = compute_statistic(frozen_2019, query, no_other)
        with frozen_2019.connect() as connection:
            columns, rows = run_sql(
                connection, load_table_sql(query.table), query.parameters, where="test"
            )
        measure = measure_effect(InputTable(columns=columns, rows=rows, where="test"), query)
        result = finding.result
        assert result.effect is not None
        followed = result.estimates[0] if query.procedure == "vendor_network" else result.effect
        assert measure.name == followed.name
        assert measure.value == pytest.approx(followed.value)
        if measure.null is not None:
            low, high = followed.low, followed.high
            assert low is not None
            assert high is not None
            assert measure.told_apart == (not low <= measure.null <= high)


def test_a_stress_test_never_reads_what_was_published(
    frozen_2019: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = data.read_bundled

    def refuse_published(name: str) -> bytes:
        if name.startswith("published/"):
            raise AssertionError(f"{name} was read")
        return read(name)

    monkeypatch.setattr(data, "read_bundled", refuse_published)
    monkeypatch.setattr(catalogue_module, "read_bundled", refuse_published)
    catalogue = evolve(load_catalogue("aigs-2019"), statistics=())
    assert find(run(frozen_2019, catalogue), "huawei").baseline.number == 49


def test_a_condition_that_names_no_column_is_refused(frozen_2019: Edition) -> None:
    rule = VariationRule(group="g", says="s", if_none="n", if_all="a", where="colour = 'red'")
    grid = evolve(load_grid(), variations=(rule,))
    with pytest.raises(BadInput, match="colour"):
        run(frozen_2019, Catalogue(), grid)


def test_a_grid_that_contradicts_itself_is_refused_with_all_reasons() -> None:
    text = """
    variations:
      - {group: a, says: s, if_none: n, if_all: a}
      - {group: a, says: s, if_none: n, if_all: a, each: "x; y"}
    tolerance: {relative: 2, countries: 1, top: 0}
    budget: {rows_of_queries: 1, rows_of_procedures: 1}
    """
    with pytest.raises(InvalidData) as refused:
        structure(text, Grid, where="grid.yaml")
    said = str(refused.value)
    for reason in ("a stands twice", "where or each", "no name of a column", "relative", "top"):
        assert reason in said


def test_progress_is_told_finding_by_finding(frozen_2019: Edition) -> None:
    told: list[Progress] = []
    catalogue = evolve(load_catalogue("aigs-2019"), statistics=())
    stress_findings(frozen_2019, catalogue, no_other, load_grid(), told.append)
    counted = [p.done for p in told if p.unit == "findings"]
    assert counted == list(range(25))
    assert told[-1].total == 24


def test_the_plot_shows_each_finding_its_published_value_and_what_moves_it(
    test_2019: StressTest,
) -> None:
    drawn = draw_stress_test(test_2019, load_published("aigs-2019"))
    assert drawn.count("as it is</title>") == sum(
        1 for f in test_2019.findings if f.baseline.number is not None
    )
    assert "published: = 52" in drawn
    assert "without Huawei</title>" in drawn
    assert drawn == draw_stress_test(test_2019, load_published("aigs-2019"))


def test_names_in_the_plot_are_text_and_no_markup(test_2019: StressTest) -> None:
    first = test_2019.findings[0]
    hostile = evolve(first, query=evolve(first.query, statement="<script>alert(1)</script>"))
    drawn = draw_stress_test(evolve(test_2019, findings=(hostile,)), load_published("aigs-2019"))
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn
