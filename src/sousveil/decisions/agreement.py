"""Agreement: how far coders agreed who decided on the same claims, blind to each other.

What counts is what each of them said first: afterwards they may see what others said. A
variable of a claim counts if at least two coders accepted the claim, as it is or recoded;
who rejects it, or is unsure, says nothing of its fields. Places, agencies and dates are not
measured: two ways to write one place are no disagreement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.evaluation.bootstrap import Resampling
from sousveil.decisions.coefficients import measure
from sousveil.model.claim import Claim
from sousveil.model.decision import Action, Decision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


DECISION = "decision"
FIELDS = (
    "country_iso3",
    "technology_code",
    "vendor_id",
    "supplier_iso3",
    "status",
    "safeguard_kind",
    "safeguard_finding",
)
"""The fields that are measured, by the names under which a decision recodes them."""
_RESAMPLING = Resampling()
_DIGITS = 4
_NONE = "none"
_UNKNOWN = "unknown"
_ALL = "all"


@frozen(kw_only=True)
class CodedClaim:
    """A claim with the first coding of each of its coders; ``language`` is that of its source."""

    claim: Claim
    language: str | None
    codings: tuple[Decision, ...]


@frozen(kw_only=True)
class AgreementRow:
    """How far coders agreed on one variable, over all claims or those of one group.

    Rounded to four decimals, so that it is the same on every machine. What is undefined is
    None, and ``note`` says why.
    """

    variable: str
    group_kind: str
    group_value: str
    claim_count: int
    coder_count: int
    percent_agreement: float | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    note: str | None


def measure_agreement(
    coded: Iterable[CodedClaim], resampling: Resampling = _RESAMPLING
) -> tuple[AgreementRow, ...]:
    """Measure agreement on each variable: over all claims, by language and by technology.

    The technology of a claim is the one that was proposed, which all coders saw. There is a
    row for every variable over all claims; of a group, for what two coders said something of.
    Without claims that two coders coded there is no row.
    """
    twice = sorted(
        (one for one in coded if len(one.codings) > 1), key=lambda one: one.claim.claim_id
    )
    rows = []
    for kind, value, members in _groups(twice):
        for variable in (DECISION, *FIELDS):
            row = _measure_variable(variable, (kind, value), members, resampling)
            if row.claim_count or kind == _ALL:
                rows.append(row)
    return tuple(rows)


def join_codings(
    first_codings: Mapping[str, Sequence[Decision]],
    claims: Iterable[Claim],
    languages: Mapping[str, str | None],
) -> Iterator[CodedClaim]:
    """Put claims, and the languages of their sources, to what coders first made of them."""
    for claim in claims:
        codings = first_codings.get(claim.claim_id)
        if codings is not None:
            language = languages.get(claim.evidence[0].source_id)
            yield CodedClaim(claim=claim, language=language, codings=tuple(codings))


def _groups(coded: list[CodedClaim]) -> Iterator[tuple[str, str, list[CodedClaim]]]:
    if not coded:
        return
    yield _ALL, _ALL, coded
    named: tuple[tuple[str, Callable[[CodedClaim], str]], ...] = (
        ("language", lambda one: one.language or _UNKNOWN),
        ("technology", lambda one: one.claim.technology_code or _NONE),
    )
    for kind, value_of in named:
        members: dict[str, list[CodedClaim]] = {}
        for one in coded:
            members.setdefault(value_of(one), []).append(one)
        for value in sorted(members):
            yield kind, value, members[value]


def _measure_variable(
    variable: str, group: tuple[str, str], coded: list[CodedClaim], resampling: Resampling
) -> AgreementRow:
    said = [[_value(variable, one.claim, coding) for coding in one.codings] for one in coded]
    measured = measure(said, resampling)
    coders = {
        coding.coder
        for one, values in zip(coded, said, strict=True)
        if sum(value is not None for value in values) > 1
        for coding, value in zip(one.codings, values, strict=True)
        if value is not None
    }
    kappa_low, kappa_high = measured.kappa_interval or (None, None)
    alpha_low, alpha_high = measured.alpha_interval or (None, None)
    return AgreementRow(
        variable=variable,
        group_kind=group[0],
        group_value=group[1],
        claim_count=measured.claim_count,
        coder_count=len(coders),
        percent_agreement=_rounded(measured.percent_agreement),
        kappa=_rounded(measured.kappa),
        kappa_low=_rounded(kappa_low),
        kappa_high=_rounded(kappa_high),
        alpha=_rounded(measured.alpha),
        alpha_low=_rounded(alpha_low),
        alpha_high=_rounded(alpha_high),
        note=measured.note,
    )


def _value(variable: str, claim: Claim, coding: Decision) -> str | None:
    """Return what a coder said of a variable, None for nothing."""
    is_accepted = coding.action in {Action.ACCEPT, Action.RECODE}
    if variable == DECISION:
        return Action.ACCEPT.value if is_accepted else coding.action.value
    if not is_accepted:
        return None
    coded = claim.recoded(dict(coding.changes)) if coding.changes else claim
    return coded.as_record().get(variable) or _NONE


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS) + 0.0
