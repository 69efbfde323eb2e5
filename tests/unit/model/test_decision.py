"""An entry's hash covers its place and every word of it; a verdict says whether a claim counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve, fields

from sousveil.errors import BadInput
from sousveil.model.decision import (
    GENESIS_HASH,
    Action,
    Decision,
    LogEntry,
    LogHead,
    Stage,
    Verdict,
    hash_entry,
)

if TYPE_CHECKING:
    from collections.abc import Callable

OTHER: dict[str, Any] = {
    "claim_id": "clm_2",
    "action": Action.UNSURE,
    "coder": "coder-2",
    "reason": "another",
    "decided_at": "2026-01-02T00:00:01Z",
    "supersedes": "f" * 64,
    "stage": Stage.ADJUDICATION,
}


def test_every_field_and_the_place_are_in_the_hash(make_decision: Callable[..., Decision]) -> None:
    decision = make_decision(action=Action.RECODE)
    changed = [evolve(decision, **{name: value}) for name, value in OTHER.items()]
    changed.append(evolve(decision, changes=(("place", "x"),)))
    changed.append(evolve(decision, changes=(("place", "y"),)))
    assert {*OTHER, "changes"} == {field.name for field in fields(Decision)}
    hashes = {hash_entry(1, GENESIS_HASH, d) for d in (decision, *changed)}
    hashes |= {hash_entry(2, GENESIS_HASH, decision), hash_entry(1, "1" * 64, decision)}
    assert len(hashes) == len(changed) + 3


def test_a_hash_is_the_same_in_every_process_and_version(
    make_decision: Callable[..., Decision],
) -> None:
    decision = make_decision(
        action=Action.RECODE, reason="ünïcode 华为", changes=(("place", "x"),), supersedes="a" * 64
    )
    assert (
        hash_entry(7, "b" * 64, decision)
        == "d7c985e64a129b535506541d50abaada159407f02cda25d6c6fb3817c909cd10"
    )


def test_a_withdrawal_names_what_it_takes_back(make_decision: Callable[..., Decision]) -> None:
    with pytest.raises(BadInput, match="no entry that it is withdrawn"):
        make_decision(action=Action.WITHDRAW)
    assert make_decision(action=Action.WITHDRAW, supersedes="f" * 64).supersedes == "f" * 64


def test_an_import_is_told_by_its_name(make_decision: Callable[..., Decision]) -> None:
    assert make_decision(coder="import:aigs-2019").is_import
    assert not make_decision(coder="ada").is_import


def test_an_entry_follows_the_one_before_it(make_decision: Callable[..., Decision]) -> None:
    decision = make_decision()
    entry = LogEntry.following(3, "c" * 64, decision)
    assert (entry.number, entry.previous_hash, entry.decision) == (3, "c" * 64, decision)
    assert entry.entry_hash == hash_entry(3, "c" * 64, decision)


def test_a_log_without_entries_stands_at_the_genesis_hash() -> None:
    assert LogHead() == LogHead(count=0, entry_hash="0" * 64)


@pytest.mark.parametrize("action", [Action.ACCEPT, Action.REJECT, Action.UNSURE, Action.WITHDRAW])
def test_only_a_recode_changes_a_claim(
    make_decision: Callable[..., Decision], action: Action
) -> None:
    with pytest.raises(BadInput, match=f"a decision to {action.value} changes place") as caught:
        make_decision(action=action, changes=(("place", "x"),))
    assert caught.value.where == "decision on claim clm_1"


@pytest.mark.parametrize("name", ["coder", "reason"])
def test_a_decision_without_a_coder_or_a_reason_is_refused(
    make_decision: Callable[..., Decision], name: str
) -> None:
    with pytest.raises(BadInput):
        make_decision(**{name: ""})


def test_an_accepted_or_recoded_claim_counts_and_no_other() -> None:
    counting = {
        action
        for action in Action
        if Verdict(
            claim_id="clm_1",
            action=action,
            coder="c",
            reason="r",
            entry_number=1,
            entry_hash="f",
        ).is_accepted
    }
    assert counting == {Action.ACCEPT, Action.RECODE}
