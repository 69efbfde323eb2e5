"""What coders decided in a workspace, and how far they agree."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.decisions.verdicts import fold_verdicts
from sousveil.editions.double_codings import DoubleCodings
from sousveil.model.decision import Action, Stage
from sousveil.pipeline.workspace import open_workspace
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog
from sousveil.store.registers import load_codebook

if TYPE_CHECKING:
    from sousveil.decisions.agreement import AgreementRow
    from sousveil.model.codebook import Codebook
    from sousveil.model.decision import Decision, LogEntry
    from sousveil.pipeline.workbench import Workbench
    from sousveil.settings import Settings
    from sousveil.store.database import Database


@frozen(kw_only=True)
class DecisionFilter:
    """Which decisions to list; None asks for nothing."""

    claim_id: str | None = None
    coder: str | None = None
    action: Action | None = None
    stage: Stage | None = None

    def wants(self, decision: Decision) -> bool:
        """Say whether a decision is asked for."""
        return (
            self.claim_id in {None, decision.claim_id}
            and self.coder in {None, decision.coder}
            and self.action in {None, decision.action}
            and self.stage in {None, decision.stage}
        )


def measure_coders(
    settings: Settings, codebook_name: str, *, as_of: str | None = None
) -> tuple[AgreementRow, ...]:
    """Measure agreement on the claims that a codebook draws for two coders, as an edition does.

    Raises:
        NotFound: there is no such codebook.
        BadInput: ``as_of`` is no day and no time.
    """
    codebook = load_codebook(codebook_name)
    with open_workspace(settings) as database:
        return _measure(database, codebook, as_of)


def measure_bench(bench: Workbench) -> tuple[AgreementRow, ...]:
    """Measure agreement on the claims of an open workspace, under the codebook it works by."""
    return _measure(bench.database, bench.codebook, None)


def list_decisions(
    settings: Settings, wanted: DecisionFilter, *, last: int, as_of: str | None = None
) -> tuple[LogEntry, ...]:
    """Return the last entries of the log that are wanted, in its order; the chain is verified.

    Raises:
        BadInput: ``as_of`` is no day and no time.
    """
    with open_workspace(settings) as database, database.reading() as connection:
        entries = DecisionLog(connection).read_as_of(as_of)
        return tuple(deque((e for e in entries if wanted.wants(e.decision)), maxlen=last))


def _measure(database: Database, codebook: Codebook, as_of: str | None) -> tuple[AgreementRow, ...]:
    with database.reading() as connection:
        entries = DecisionLog(connection).read_as_of(as_of)
        verdicts = fold_verdicts(entries, codebook.double_coding)
        store = ClaimStore(connection)
        coded = DoubleCodings(verdicts, codebook)
        for _claim in coded.noting(store.read_claims()):
            pass
        return coded.measure(store.read_sources())
