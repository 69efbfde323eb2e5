"""The queue's table says of every claim what the log says, whatever was decided in which way.

It is held against a fold of the whole log, and against itself made anew from nothing (ADR 13).
"""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from sousveil.decisions.verdicts import Standing, fold_verdicts
from sousveil.errors import SousveilError
from sousveil.model.decision import Action, Decision, Stage
from sousveil.pipeline.coding import Coding, decide, undo
from sousveil.store import schema
from sousveil.store.decision_log import DecisionLog, append_decisions
from sousveil.store.queue_items import WAITS_FOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sousveil.model.claim import Claim
    from sousveil.pipeline.workbench import Workbench

CODERS = ("coder-1", "coder-2", "coder-3")
CODINGS = (
    Coding(action=Action.ACCEPT),
    Coding(action=Action.REJECT, reason="no"),
    Coding(action=Action.UNSURE, reason="?"),
    Coding(action=Action.RECODE, reason="so", changes=(("place", "the port"),)),
)
ROUNDS, STEPS = 8, 10


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_queue_stands_as_the_log_says_after_any_work(
    open_bench: Callable[..., AbstractContextManager[Workbench]],
    waiting: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
    share: float,
) -> None:
    chance = random.Random(f"{share}")  # noqa: S311  # no secret
    seen, stored = set(), 0
    with open_bench(share) as bench:
        for _round in range(ROUNDS):
            stored += sum(_step(bench, waiting, make_decision, chance) for _ in range(STEPS))
            kept = _rows(bench)
            assert kept == _rows_of_log(bench)
            seen |= {standing for _claim, standing, _whom in kept[0]}
        assert stored > ROUNDS * STEPS / 4
        assert len(seen) >= (2 if share == 0 else 4)
        with bench.database.writing() as connection:
            connection.execute(delete(schema.queue_state))
        assert _rows(bench) == kept


def _step(
    bench: Workbench,
    waiting: tuple[Claim, ...],
    make_decision: Callable[..., Decision],
    chance: random.Random,
) -> bool:
    """Do one thing that somebody may try; return whether it came into the log."""
    claim_id, coder = chance.choice(waiting).claim_id, chance.choice(CODERS)
    what = chance.random()
    with suppress(SousveilError):
        if what < 0.5:
            decide(bench, claim_id, chance.choice(CODINGS), coder)
        elif what < 0.7:
            decide(bench, claim_id, chance.choice(CODINGS), "judge", stage=Stage.ADJUDICATION)
        elif what < 0.9:
            undo(bench, claim_id, coder, "a slip")
        else:  # a decision that did not come by the pages, as from an import
            with bench.database.writing() as connection:
                append_decisions(connection, [make_decision(claim_id=claim_id, coder="import")])
        return True
    return False


def _rows(bench: Workbench) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Return what the table says: where each claim stands, and who coded those that wait."""
    item, coded = schema.queue_item.c, schema.queue_coder.c
    with bench.reading_queue() as connection:
        standings = connection.execute(select(item.claim_id, item.standing, item.waits_for)).all()
        coders = connection.execute(select(coded.claim_id, coded.coder)).all()
    return sorted(map(tuple, standings)), sorted(map(tuple, coders))


def _rows_of_log(bench: Workbench) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Return the same from the log alone."""
    with bench.database.reading() as connection:
        claim_ids = connection.execute(select(schema.claim.c.claim_id)).scalars().all()
        fold = fold_verdicts(DecisionLog(connection).read(), bench.double_coding)
    standings, coders = [], set()
    for claim_id in claim_ids:
        standing = fold.standing(claim_id)
        standings.append((claim_id, standing.value, WAITS_FOR[standing.value]))
        if standing is not Standing.DECIDED:
            coders |= {(claim_id, one.decision.coder) for one in fold.codings_of(claim_id)}
    return sorted(standings), sorted(coders)
