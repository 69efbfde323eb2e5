"""Run a stress test: every finding of an edition under every variation of a grid.

Nothing here knows what was published; the layer contract keeps it so. A variation that cannot
change what a finding reads is not run: the answer is that of the edition as it is.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.garbage import collector_paused
from sousveil.findings.catalogue import load_table_sql, sql_of
from sousveil.findings.statistics.computing import InputTables, join_tables, opened_tables
from sousveil.findings.stress.grid import Grid
from sousveil.findings.stress.headlines import StatisticReader, headline_of_finding
from sousveil.findings.stress.judging import judge_finding, judge_outcome
from sousveil.findings.stress.outcome import FindingStress, Headline, StressTest
from sousveil.findings.stress.reading import Reading
from sousveil.findings.stress.replay import AS_IT_IS, Replay, open_replay
from sousveil.findings.stress.variation import Variation
from sousveil.model.finding import FindingQuery
from sousveil.model.progress import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sousveil.editions.opening import Edition
    from sousveil.findings.catalogue import Catalogue
    from sousveil.findings.statistics.input_table import InputTable
    from sousveil.model.finding import Value
    from sousveil.model.progress import Report
    from sousveil.model.statistic import StatisticQuery

    Query = FindingQuery | StatisticQuery
    Read = Callable[[tuple[str, ...], Sequence[tuple[Value, ...]]], Headline]

ROWS_AT_ONCE = 4_000_000
"""How many rows are made at once, so that memory does not grow with the edition."""

UNCHANGED = Variation(
    number=AS_IT_IS, group="", thing="", label="the edition as it is", alone=False, size=0
)


@frozen(kw_only=True)
class _Task:
    """A finding that can be computed, with what its query reads and what may change that."""

    query: Query
    sql: str
    reading: Reading
    touching: tuple[Variation, ...]
    rows_each: int


@frozen(kw_only=True)
class _Begun:
    """A finding whose headline is known as the edition is, and how many rows that rests on."""

    task: _Task
    read: Read
    baseline: Headline
    rows: int


@collector_paused()
def stress_findings(
    edition: Edition,
    catalogue: Catalogue,
    find_edition: Callable[[str], Edition],
    grid: Grid,
    report: Report,
) -> StressTest:
    """Put every finding of a catalogue through every variation that applies to an edition.

    Args:
        edition: the edition.
        catalogue: of the edition's codebook.
        find_edition: gives an earlier edition by its codebook's name, where a finding
            compares two; that one stays as it is.
        grid: what to leave out, and how far a finding may move.
        report: told how many findings are done.

    Raises:
        QueryFailed: the SQL of a finding does not run.
        BadInput: a condition of the grid does not run.
    """
    Stage("counting what each variation leaves out", report).tell()
    with open_replay(edition, grid) as replay, opened_tables(edition, find_edition) as tables:
        test = _Test(replay=replay, grid=grid, tables=tables)
        tasks = sorted(
            (_plan(replay, query) for query in catalogue.queries if _sql(query) is not None),
            key=lambda task: (sorted(v.number for v in task.touching), task.reading.links or ()),
        )
        stage = Stage("stress tests", report)
        found: dict[str, FindingStress] = {}
        begun = [test.begin(task) for task in reversed(tasks)]
        for done, task in enumerate(tasks):
            stage.tell(done, len(tasks), "findings")
            found[task.query.finding_id] = test.run(begun.pop())
        stage.tell(len(tasks), len(tasks), "findings")
        ordered = (found.get(query.finding_id) for query in catalogue.queries)
        return StressTest(
            edition_id=edition.manifest.edition_id,
            findings=tuple(one for one in ordered if one is not None),
            groups=tuple(Counter(v.group for v in replay.variations).items()),
            not_applied=replay.not_applied,
            tolerance=grid.tolerance,
        )


def _sql(query: Query) -> str | None:
    return sql_of(query) if isinstance(query, FindingQuery) else load_table_sql(query.table)


def _plan(replay: Replay, query: Query) -> _Task:
    sql = _sql(query) or ""
    reading = replay.reading(sql)
    can_be_put = not reading.not_remade
    return _Task(
        query=query,
        sql=sql,
        reading=reading,
        touching=replay.touching(reading) if can_be_put else (),
        rows_each=replay.rows_under_each(reading) if can_be_put else 0,
    )


@frozen(kw_only=True)
class _Test:
    """A stress test under way."""

    replay: Replay
    grid: Grid
    tables: InputTables

    def begin(self, task: _Task) -> _Begun:
        """Read the headline of one finding as the edition is.

        This comes first for all of them: the tables that are made for it then serve all.
        """
        read = self._reader(task.query)
        if task.reading.not_remade:
            tables = ", ".join(task.reading.not_remade)
            reason = f"it reads {tables}, which variations do not make anew"
            nothing = Headline(quantity="", refusal=reason)
            return _Begun(task=task, read=read, baseline=nothing, rows=0)
        columns, answers = self._answer(task, [UNCHANGED])
        rows = answers.get(AS_IT_IS, [])
        return _Begun(task=task, read=read, baseline=read(columns, rows), rows=len(rows))

    def run(self, begun: _Begun) -> FindingStress:
        """Put one finding through all variations that may change it, within the budget."""
        task, baseline = begun.task, begun.baseline
        if task.reading.not_remade:
            return judge_finding(task.query, baseline, (), (0, 0))
        subject = set(task.query.parameters.values())
        touching = [v for v in task.touching if v.left_out or v.thing not in subject]
        others = sum(1 for v in self.replay.variations if v.left_out or v.thing not in subject)
        if baseline.refusal is not None:
            return judge_finding(task.query, baseline, (), (0, others))
        tried = sorted(
            touching[: self._budget(task, begun.rows)], key=lambda variation: variation.number
        )
        outcomes = (
            judge_outcome(task.query, baseline, headline, variation, self.grid.tolerance)
            for variation, headline in self._headlines(task, tried, begun.read)
        )
        untried = len(touching) - len(tried)
        return judge_finding(task.query, baseline, outcomes, (others - untried, untried))

    def _budget(self, task: _Task, rows_measured: int) -> int:
        """Say how many variations can be run: by the rows read, and of a statistic those measured."""
        budget = self.grid.budget
        most = budget.rows_of_queries // max(1, task.rows_each)
        if not isinstance(task.query, FindingQuery):
            most = min(most, budget.rows_of_procedures // max(1, rows_measured))
        return max(1, most)

    def _answer(
        self, task: _Task, variations: Sequence[Variation]
    ) -> tuple[tuple[str, ...], dict[int, list[tuple[Value, ...]]]]:
        query = task.query
        where = f"finding {query.finding_id}"
        return self.replay.answer(task.sql, query.parameters, task.reading, variations, where=where)

    def _headlines(
        self, task: _Task, variations: Sequence[Variation], read: Read
    ) -> Iterator[tuple[Variation, Headline]]:
        at_once = max(1, ROWS_AT_ONCE // max(1, task.rows_each))
        for start in range(0, len(variations), at_once):
            part = variations[start : start + at_once]
            columns, answers = self._answer(task, part)
            for variation in part:
                yield variation, read(columns, answers.get(variation.number, []))

    def _reader(self, query: Query) -> Read:
        if isinstance(query, FindingQuery):
            return lambda columns, rows: headline_of_finding(query, columns, rows)
        return StatisticReader(query, self._joiner(query)).read

    def _joiner(self, query: StatisticQuery) -> Callable[[InputTable], InputTable]:
        """Give what joins an earlier edition's table; a country left out is left out of both."""
        if query.earlier is None:
            return lambda table: table
        earlier = self.tables.make(query, of=query.earlier)
        return lambda table: join_tables(table, earlier, units=table.by_country)
