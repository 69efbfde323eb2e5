"""Decide claims: what the log says of each, and what the codebook makes of that.

This is the one path into an edition: claims of an imported table take it, and so do
claims that people reviewed. What is accepted and does not count goes along with the reason,
so that an edition alone tells what speaks against a cell, and what it leaves out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import UnknownCountry, UnknownTechnology
from sousveil.model.claim import Claim
from sousveil.model.decision import CODEBOOK_PREFIX, GENESIS_HASH, Action, LogEntry, Verdict
from sousveil.model.evidence_rule import Judgement, NotCounted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sousveil.decisions.verdicts import Verdicts
    from sousveil.model.codebook import Codebook
    from sousveil.model.source import Source

_REJECTED = Judgement(not_counted=NotCounted.REJECTED)


@frozen(kw_only=True)
class DecidedClaim:
    """A claim as decided: recoded if the verdict says so, under the id it was made with.

    ``judgement`` says which of its sources count, or why it does not; ``objections`` are the
    codings by which coders rejected an accepted claim, or were unsure of it.
    """

    claim_id: str
    claim: Claim
    verdict: Verdict
    judgement: Judgement
    objections: tuple[LogEntry, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether it counts towards its cell, supply link or safeguard."""
        return self.judgement.not_counted is None


def decide_claims(
    claims: Iterable[Claim],
    verdicts: Verdicts,
    codebook: Codebook,
    sources: Mapping[str, Source],
) -> Iterator[DecidedClaim]:
    """Give the claims that the codebook admits and a verdict accepts or rejects, in their order.

    Of extractors that the codebook names, those too that nobody has decided on. A claim that
    does not count, and is about no unit or technology of the codebook, is left out.

    Raises:
        UnknownCountry, UnknownTechnology: a claim that counts is outside the codebook.
    """
    scope = _Scope(codebook)
    rule = codebook.evidence
    for claim in claims:
        verdict = verdicts.get(claim.claim_id) or _undecided(claim, verdicts, codebook)
        if verdict is None or verdict.action is Action.UNSURE or not rule.admits(claim):
            continue
        decided = claim.recoded(dict(verdict.changes)) if verdict.changes else claim
        if not verdict.is_accepted:
            judgement = _REJECTED
        else:
            judgement = rule.judge(decided, sources, is_reviewed=verdict.is_reviewed)
            if judgement.not_counted is None:
                scope.check(claim.claim_id, decided)
            elif not scope.has(decided):
                continue
        yield DecidedClaim(
            claim_id=claim.claim_id,
            claim=decided,
            verdict=verdict,
            judgement=judgement,
            objections=verdicts.objections_to(claim.claim_id) if verdict.is_accepted else (),
        )


def _undecided(claim: Claim, verdicts: Verdicts, codebook: Codebook) -> Verdict | None:
    """Return what a codebook says that counts an extractor's claims before anybody decides."""
    named = claim.made_by in codebook.evidence.unreviewed_from
    if not named or not verdicts.is_undecided(claim.claim_id):
        return None
    return Verdict(
        claim_id=claim.claim_id,
        action=Action.ACCEPT,
        coder=f"{CODEBOOK_PREFIX}{codebook.codebook_id}",
        reason=f"the codebook counts claims of {claim.made_by} that nobody has decided on",
        entry_number=0,
        entry_hash=GENESIS_HASH,
    )


class _Scope:
    """The units and technologies that a codebook knows."""

    def __init__(self, codebook: Codebook) -> None:
        self._units = frozenset(codebook.units)
        self._technologies = frozenset(t.technology_code for t in codebook.technologies)
        self._name = f"codebook {codebook.codebook_id}"

    def has(self, claim: Claim) -> bool:
        """Say whether a claim is within."""
        technology = claim.technology_code
        is_known = technology is None or technology in self._technologies
        return is_known and claim.country_iso3 in self._units

    def check(self, claim_id: str, claim: Claim) -> None:
        """Make sure that a claim is within."""
        if claim.country_iso3 not in self._units:
            raise UnknownCountry(
                f"country {claim.country_iso3} is no unit of {self._name}",
                where=f"claim {claim_id}",
                next_step="recode or reject the claim, or add the unit to the codebook",
            )
        if not self.has(claim):
            raise UnknownTechnology(
                f"technology {claim.technology_code} is not in {self._name}",
                where=f"claim {claim_id}",
                next_step="recode or reject the claim, or add the technology to the codebook",
            )
