"""Whatever coders say of claims, in whatever order: what holds of standings and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from sousveil.decisions.verdicts import Standing, Verdicts, fold_verdicts
from sousveil.model.codebook import DoubleCoding
from sousveil.model.decision import GENESIS_HASH, Action, Decision, LogEntry, Stage

if TYPE_CHECKING:
    from sousveil.model.decision import Verdict

CLAIMS = ("clm_" + "1" * 32, "clm_" + "9" * 32, "clm_" + "e" * 32)
SAYING = [action for action in Action if action is not Action.WITHDRAW]
TIME = "2026-01-01T00:00:00Z"
quickly = settings(derandomize=True, deadline=None, max_examples=200)
shares = st.sampled_from((0.0, 0.3, 0.7, 1.0)).map(lambda share: DoubleCoding(share=share))


class Said(NamedTuple):
    """What a coder says, or which earlier entry is taken back (counted from the last)."""

    claim_id: str
    coder: str
    action: Action
    stage: Stage
    takes_back: int | None


said = st.builds(
    Said,
    st.sampled_from(CLAIMS),
    st.sampled_from(("ada", "ben", "eve", "import:t")),
    st.sampled_from(list(Action)),
    st.sampled_from(list(Stage)),
    st.one_of(st.none(), st.integers(1, 4)),
)


def write(steps: list[Said]) -> list[LogEntry]:
    log: list[LogEntry] = []
    for step in steps:
        supersedes = None
        if step.takes_back is not None or step.action is Action.WITHDRAW:
            place = step.takes_back or 1
            supersedes = log[-place].entry_hash if place <= len(log) else "f" * 64
        place_recoded = (("place", "x"),) if step.action is Action.RECODE else ()
        append(log, step, changes=place_recoded, supersedes=supersedes)
    return log


def append(
    log: list[LogEntry],
    step: Said,
    changes: tuple[tuple[str, str], ...] = (),
    supersedes: str | None = None,
) -> None:
    decision = Decision(
        claim_id=step.claim_id,
        action=step.action,
        coder=step.coder,
        reason="r",
        decided_at=TIME,
        changes=changes,
        supersedes=supersedes,
        stage=step.stage,
    )
    previous = log[-1].entry_hash if log else GENESIS_HASH
    log.append(LogEntry.following(len(log) + 1, previous, decision))


logs = st.lists(said, max_size=12).map(write)


def states(verdicts: Verdicts) -> list[tuple[Verdict | None, Standing, tuple[LogEntry, ...]]]:
    return [(verdicts.get(c), verdicts.standing(c), verdicts.codings_of(c)) for c in CLAIMS]


@quickly
@given(logs, shares, st.data())
def test_any_batches_of_a_log_fold_as_the_whole(
    log: list[LogEntry], double_coding: DoubleCoding, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(log)), max_size=5)))
    folded = Verdicts(double_coding)
    for start, end in zip([0, *cuts], [*cuts, len(log)], strict=True):
        folded.apply(log[start:end])
    whole = fold_verdicts(log, double_coding)
    assert states(folded) == states(whole)
    assert list(folded.first_codings()) == list(whole.first_codings())
    assert folded.head == whole.head


@quickly
@given(logs, shares)
def test_a_claim_is_decided_exactly_if_it_has_a_verdict_that_is_sure(
    log: list[LogEntry], double_coding: DoubleCoding
) -> None:
    for verdict, standing, _ in states(fold_verdicts(log, double_coding)):
        is_sure = verdict is not None and verdict.action is not Action.UNSURE
        assert (standing is Standing.DECIDED) == is_sure
        assert verdict is None or verdict.action is not Action.WITHDRAW


@quickly
@given(st.lists(st.tuples(st.sampled_from(("ada", "ben")), st.sampled_from(SAYING)), max_size=8))
def test_the_order_of_two_coders_does_not_matter(steps: list[tuple[str, Action]]) -> None:
    def outcome(ordered: list[tuple[str, Action]]) -> tuple[Standing, object]:
        log = write([Said(CLAIMS[0], coder, a, Stage.CODING, None) for coder, a in ordered])
        verdicts = fold_verdicts(log, DoubleCoding(share=1.0))
        verdict = verdicts.get(CLAIMS[0])
        return verdicts.standing(CLAIMS[0]), verdict and (verdict.action, verdict.changes)

    by_ada = [step for step in steps if step[0] == "ada"]
    by_ben = [step for step in steps if step[0] == "ben"]
    assert outcome(by_ada + by_ben) == outcome(by_ben + by_ada) == outcome(steps)


coded = st.builds(
    Said,
    st.just(CLAIMS[0]),
    st.sampled_from(("ada", "ben", "eve")),
    st.sampled_from(SAYING),
    st.just(Stage.CODING),
    st.none(),
)


@quickly
@given(
    st.lists(coded, max_size=5),
    st.sampled_from((Action.ACCEPT, Action.REJECT)),
    st.lists(coded, max_size=5),
)
def test_an_adjudication_wins_over_all_that_was_and_will_be_coded(
    before: list[Said], action: Action, after: list[Said]
) -> None:
    settling = Said(CLAIMS[0], "adj", action, Stage.ADJUDICATION, None)
    verdicts = fold_verdicts(write([*before, settling, *after]), DoubleCoding(share=1.0))
    verdict = verdicts.get(CLAIMS[0])
    assert verdict is not None
    assert (verdict.coder, verdict.action) == ("adj", action)
    assert verdicts.standing(CLAIMS[0]) is Standing.DECIDED


@quickly
@given(logs, shares, said)
def test_to_take_back_the_last_entry_leaves_everything_as_before_it(
    log: list[LogEntry], double_coding: DoubleCoding, step: Said
) -> None:
    before = states(fold_verdicts(log, double_coding))
    again = list(log)
    action = Action.ACCEPT if step.action is Action.WITHDRAW else step.action
    append(again, step._replace(action=action))
    undo = step._replace(action=Action.WITHDRAW)
    append(again, undo, supersedes=again[-1].entry_hash)
    assert states(fold_verdicts(again, double_coding)) == before


@quickly
@given(logs)
def test_without_double_coding_the_last_word_in_force_is_the_verdict(log: list[LogEntry]) -> None:
    verdicts = fold_verdicts(log)
    for claim_id in CLAIMS:
        gone: set[str] = set()
        words = [entry for entry in log if entry.decision.claim_id == claim_id]
        for entry in words:
            gone.add(entry.decision.supersedes or "")
        words = [
            entry
            for entry in words
            if entry.entry_hash not in gone and entry.decision.action is not Action.WITHDRAW
        ]
        verdict = verdicts.get(claim_id)
        assert (verdict and verdict.entry_hash) == (words[-1].entry_hash if words else None)
