"""Who may decide on a claim as it stands, and what a decision may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from sousveil.decisions.drawing import is_drawn
from sousveil.decisions.verdicts import Standing
from sousveil.errors import BadInput, Conflict, InvalidData, NotAllowed
from sousveil.model.decision import Action, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sousveil.decisions.verdicts import Verdicts
    from sousveil.model.claim import Claim
    from sousveil.model.decision import LogEntry
    from sousveil.pipeline.workbench import Workbench


def _sorted_changes(given: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((str(name), str(value)) for name, value in given))


@frozen(kw_only=True)
class Coding:
    """What a coder says of a claim; ``changes`` are (field, value), for a recode alone.

    An empty value empties the field. To accept a claim needs no reason beyond its quote.
    """

    action: Action
    reason: str = field()
    changes: tuple[tuple[str, str], ...] = field(default=(), converter=_sorted_changes)

    @reason.default
    def _reason(self) -> str:
        return "the quote says so" if self.action is Action.ACCEPT else ""


def check_coding(bench: Workbench, claim: Claim, coding: Coding) -> None:
    """Make sure that a coding says something of a claim that codebook and registers know.

    Raises:
        InvalidData: it does not; all that is wrong is listed.
        BadInput: a field that cannot be recoded, or not to this value.
    """
    if coding.action is Action.WITHDRAW:
        raise BadInput("a withdrawal is no coding", where=_where(claim), next_step="use undo")
    if coding.action is not Action.RECODE:
        if coding.changes:
            raise BadInput(
                f"to {coding.action.value} a claim changes nothing of it",
                where=_where(claim),
                next_step="recode the claim, or leave the changes out",
            )
        return
    changes = dict(coding.changes)
    problems = find_unknown(bench, changes)
    if problems:
        raise InvalidData(problems, where=_where(claim), next_step="correct these fields")
    if len(changes) != len(coding.changes) or not changes or claim.recoded(changes) == claim:
        raise BadInput(
            "the recoding changes nothing, or one field twice",
            where=_where(claim),
            next_step="accept the claim as it is, or change a field",
        )


def find_unknown(bench: Workbench, said: Mapping[str, str]) -> list[str]:
    """Return what some fields of a claim say that codebook and registers do not know."""
    technologies = {one.technology_code for one in bench.codebook.technologies}
    known = {
        "country_iso3": (set(bench.codebook.units), "is no unit of the codebook"),
        "technology_code": (technologies, "is no technology of the codebook"),
        "vendor_id": (bench.vendors.by_id.keys(), "is not in the vendor register"),
        "supplier_iso3": (bench.countries.by_iso3.keys(), "is in no country register"),
    }
    return [
        f"{name}: {value!r} {known[name][1]}"
        for name, value in said.items()
        if name in known and value and value not in known[name][0]
    ]


def check_turn(
    bench: Workbench,
    claim: Claim,
    fold: Verdicts,
    coder: str,
    stage: Stage,
) -> None:
    """Make sure that it is for this coder to decide, as the claim stands.

    Raises:
        Conflict: the claim waits for adjudication, or for nothing.
        NotAllowed: who coded a claim does not adjudicate it.
    """
    standing = fold.standing(claim.claim_id)
    coders = {entry.decision.coder for entry in fold.codings_of(claim.claim_id)}
    if stage is Stage.ADJUDICATION:
        if standing in {Standing.OPEN, Standing.AWAITING_SECOND}:
            raise Conflict(
                "there is nothing to adjudicate: the claim still waits for a coder",
                where=_where(claim),
                next_step="wait until two coders have decided on it",
            )
        if coder in coders:
            raise NotAllowed(
                "who coded a claim does not adjudicate it",
                where=_where(claim),
                next_step="leave it to another adjudicator",
            )
        return
    is_theirs = coder in coders
    if standing is Standing.AWAITING_ADJUDICATION and not is_theirs:
        raise Conflict(
            "two coders have coded the claim; it waits for adjudication",
            where=_where(claim),
            next_step="take the next claim",
        )
    if (
        standing is Standing.DECIDED
        and not is_theirs
        and is_drawn(claim.claim_id, bench.double_coding.share)
    ):
        raise Conflict(
            "the claim is decided by two coders or by adjudication",
            where=_where(claim),
            next_step="ask an adjudicator to decide on it again",
        )


def visible_entries(
    bench: Workbench, entries: Iterable[LogEntry], coder: str | None, standing: Standing
) -> tuple[LogEntry, ...]:
    """Return the decisions on a claim that a coder may see; nobody (None) those on a decided one.

    While a drawn claim waits for coders, each sees their own; who has coded a claim that waits
    for adjudication still sees their own, and who has not, an adjudicator, all.
    """
    found = tuple(entries)
    if standing is Standing.DECIDED or not found:
        return found
    if coder is None:
        return ()
    if not is_drawn(found[0].decision.claim_id, bench.double_coding.share):
        return found
    own = tuple(entry for entry in found if entry.decision.coder == coder)
    is_blind = own or standing is not Standing.AWAITING_ADJUDICATION
    return own if is_blind else found


def _where(claim: Claim) -> str:
    return f"claim {claim.claim_id}"
