"""A drawn claim has a verdict when two coders agree, or when somebody adjudicates."""

from __future__ import annotations

from typing import Any

import pytest

from sousveil.decisions.verdicts import Standing, Verdicts, fold_verdicts
from sousveil.model.codebook import DoubleCoding
from sousveil.model.decision import GENESIS_HASH, Action, Decision, LogEntry, Stage

DRAWN, ALONE = "clm_" + "1" * 32, "clm_" + "e" * 32
HALF = DoubleCoding(share=0.5)
PLACE = (("place", "Nairobi"),)


def write(*said: tuple[Any, ...], claim_id: str = DRAWN) -> list[LogEntry]:
    """Make a log of (coder, action[, fields]) or, to take entry n back, (coder, n)."""
    log: list[LogEntry] = []
    for number, (coder, action, *more) in enumerate(said, start=1):
        fields: dict[str, Any] = {"action": action, **(more[0] if more else {})}
        if isinstance(action, int):
            fields = {"action": Action.WITHDRAW, "supersedes": log[action - 1].entry_hash}
        decision = Decision(
            claim_id=claim_id,
            coder=coder,
            reason="r",
            decided_at="2026-01-01T00:00:00Z",
            **fields,
        )
        previous = log[-1].entry_hash if log else GENESIS_HASH
        log.append(LogEntry.following(number, previous, decision))
    return log


ACCEPT, REJECT, UNSURE, RECODE = Action.ACCEPT, Action.REJECT, Action.UNSURE, Action.RECODE
SETTLED = {"stage": Stage.ADJUDICATION}
AT_PLACE = {"changes": PLACE}
WAITING = (Standing.AWAITING_SECOND, None)
DISPUTED = (Standing.AWAITING_ADJUDICATION, None)


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ((), (Standing.OPEN, None)),
        ((("ada", ACCEPT),), WAITING),
        ((("ada", UNSURE),), WAITING),
        ((("ada", ACCEPT), ("ada", REJECT)), WAITING),
        ((("ada", ACCEPT), ("ben", ACCEPT)), (Standing.DECIDED, ACCEPT)),
        ((("ada", REJECT), ("ben", REJECT)), (Standing.DECIDED, REJECT)),
        ((("ada", ACCEPT), ("ben", REJECT)), DISPUTED),
        ((("ada", ACCEPT), ("ben", UNSURE)), DISPUTED),
        ((("ada", UNSURE), ("ben", UNSURE)), DISPUTED),
        ((("ada", ACCEPT), ("ben", RECODE, AT_PLACE)), DISPUTED),
        ((("ada", RECODE, AT_PLACE), ("ben", RECODE, AT_PLACE)), (Standing.DECIDED, RECODE)),
        ((("ada", ACCEPT), ("ben", REJECT), ("ben", ACCEPT)), (Standing.DECIDED, ACCEPT)),
        ((("ada", ACCEPT), ("ben", REJECT), ("eve", ACCEPT)), DISPUTED),
        ((("ada", ACCEPT), ("ben", REJECT), ("eve", REJECT, SETTLED)), (Standing.DECIDED, REJECT)),
        ((("ada", ACCEPT), ("ben", REJECT), ("eve", UNSURE, SETTLED)), DISPUTED),
        ((("eve", REJECT, SETTLED), ("ada", ACCEPT), ("ben", ACCEPT)), (Standing.DECIDED, REJECT)),
    ],
)
def test_where_a_drawn_claim_stands(
    log: tuple[tuple[Any, ...], ...], expected: tuple[Standing, Action | None]
) -> None:
    verdicts = fold_verdicts(write(*log), HALF)
    verdict = verdicts.get(DRAWN)
    assert (verdicts.standing(DRAWN), verdict and verdict.action) == expected


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ((("ada", ACCEPT),), (Standing.DECIDED, ACCEPT)),
        ((("ada", UNSURE),), (Standing.OPEN, UNSURE)),
        ((("ada", UNSURE), ("ben", REJECT)), (Standing.DECIDED, REJECT)),
        ((("ada", ACCEPT), ("ada", 1)), (Standing.OPEN, None)),
        ((("ada", ACCEPT), ("ben", REJECT), ("ben", 2)), (Standing.DECIDED, ACCEPT)),
        ((("ada", ACCEPT), ("ben", REJECT), ("ada", 1)), (Standing.DECIDED, REJECT)),
    ],
)
def test_where_a_claim_stands_that_one_coder_decides_on(
    log: tuple[tuple[Any, ...], ...], expected: tuple[Standing, Action | None]
) -> None:
    verdicts = fold_verdicts(write(*log, claim_id=ALONE), HALF)
    verdict = verdicts.get(ALONE)
    assert (verdicts.standing(ALONE), verdict and verdict.action) == expected


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ((("ada", ACCEPT), ("ada", 1)), (Standing.OPEN, None)),
        ((("ada", ACCEPT), ("ben", REJECT), ("ben", 2)), WAITING),
        ((("ada", ACCEPT), ("ben", ACCEPT), ("ada", 1)), WAITING),
        (
            (("ada", ACCEPT), ("ada", REJECT), ("ada", 2), ("ben", ACCEPT)),
            (Standing.DECIDED, ACCEPT),
        ),
        ((("ada", ACCEPT), ("ben", REJECT), ("eve", REJECT, SETTLED), ("eve", 3)), DISPUTED),
        (
            (("ada", ACCEPT), ("ada", 1), ("ben", REJECT), ("eve", REJECT)),
            (Standing.DECIDED, REJECT),
        ),
    ],
)
def test_what_is_taken_back_was_never_said(
    log: tuple[tuple[Any, ...], ...], expected: tuple[Standing, Action | None]
) -> None:
    verdicts = fold_verdicts(write(*log), HALF)
    verdict = verdicts.get(DRAWN)
    assert (verdicts.standing(DRAWN), verdict and verdict.action) == expected


def test_what_a_table_took_over_is_not_drawn() -> None:
    verdicts = fold_verdicts(write(("import:t", ACCEPT)), HALF)
    assert verdicts.standing(DRAWN) is Standing.DECIDED
    contested = fold_verdicts(write(("import:t", ACCEPT), ("ada", REJECT)), HALF)
    verdict = contested.get(DRAWN)
    assert verdict is not None
    assert verdict.action is REJECT
    assert list(contested.first_codings()) == [(DRAWN, contested.codings_of(DRAWN)[1:])]


def test_a_verdict_of_two_names_the_entry_that_settled_it() -> None:
    log = write(("ada", RECODE, AT_PLACE), ("ben", RECODE, AT_PLACE))
    verdict = fold_verdicts(log, HALF).get(DRAWN)
    assert verdict is not None
    assert (verdict.coder, verdict.entry_number, verdict.changes) == ("ben", 2, PLACE)
    assert verdict.entry_hash == log[1].entry_hash


def test_the_codings_of_a_claim_are_the_last_of_each_coder_in_their_order() -> None:
    log = write(("ada", ACCEPT), ("ben", REJECT), ("ada", UNSURE), ("eve", REJECT, SETTLED))
    assert fold_verdicts(log, HALF).codings_of(DRAWN) == (log[1], log[2])
    assert fold_verdicts(log, HALF).codings_of(ALONE) == ()


def test_first_codings_are_what_each_coder_said_before_seeing_anything() -> None:
    log = write(
        ("ada", ACCEPT),
        ("ada", 1),
        ("ada", REJECT),
        ("ben", REJECT),
        ("eve", REJECT, SETTLED),
        ("zoe", ACCEPT),
    )
    ((claim_id, first),) = fold_verdicts(log, HALF).first_codings()
    assert (claim_id, first) == (DRAWN, (log[0], log[3]))
    assert list(fold_verdicts(log).first_codings()) == []


def test_without_double_coding_every_decision_is_a_verdict() -> None:
    verdicts = Verdicts()
    verdicts.apply(write(("ada", ACCEPT)))
    assert verdicts.standing(DRAWN) is Standing.DECIDED
