"""The claims of an edition that were coded twice, noted as claims stream by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.decisions.agreement import join_codings, measure_agreement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.decisions.agreement import AgreementRow
    from sousveil.decisions.verdicts import Verdicts
    from sousveil.model.claim import Claim
    from sousveil.model.codebook import Codebook
    from sousveil.model.source import Source


class DoubleCodings:
    """What coders first made of drawn claims, and those claims that the codebook admits.

    Claims that still wait for adjudication are among them: they are where coders differ.
    """

    def __init__(self, verdicts: Verdicts, codebook: Codebook) -> None:
        self._codings = {
            claim_id: [entry.decision for entry in entries]
            for claim_id, entries in verdicts.first_codings()
            if len(entries) > 1
        }
        self._rule = codebook.evidence
        self._claims: list[Claim] = []

    def noting(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """Give claims on, and keep those that were coded twice."""
        for claim in claims:
            if claim.claim_id in self._codings and self._rule.admits(claim):
                self._claims.append(claim)
            yield claim

    def measure(self, sources: Iterable[Source]) -> tuple[AgreementRow, ...]:
        """Measure agreement on the claims noted so far."""
        languages = {source.source_id: source.language for source in sources}
        return measure_agreement(join_codings(self._codings, self._claims, languages))
