"""How far coders agreed who coded the same claims, as pages show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from collections.abc import Container

    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import AgreementRecord, EditionIndex

_DECISION = "decision"
_OF_TECHNOLOGY = "technology"


@frozen(kw_only=True)
class AgreementView:
    """Agreement on one variable in one group of claims; a figure is None where undefined."""

    group: str
    variable: str
    claims: int
    percent: str | None
    kappa: str | None
    interval: str | None
    note: str | None


def view_agreement(
    index: EditionIndex, collection: Collection, only: Container[str] | None = None
) -> tuple[AgreementView, ...]:
    """Return the agreement that an edition tells of.

    With ``only`` some technologies, it is that of the decisions on claims about those.
    """
    return tuple(
        _view(record, collection)
        for record in index.agreement
        if only is None
        or (
            record.variable == _DECISION
            and record.group_kind == _OF_TECHNOLOGY
            and record.group_value in only
        )
    )


def _view(record: AgreementRecord, collection: Collection) -> AgreementView:
    language = collection.language
    is_technology = record.group_kind == _OF_TECHNOLOGY
    return AgreementView(
        group=(
            collection.technology(record.group_value).text
            if is_technology
            else say_code(record.group_value, language)
        ),
        variable=say_code(record.variable, language),
        claims=record.claim_count,
        percent=_say(record.percent_agreement, 1, collection),
        kappa=_say(record.kappa, 2, collection),
        interval=(
            None
            if record.kappa_low is None or record.kappa_high is None
            else language.say(
                "{low} to {high}",
                low=_say(record.kappa_low, 2, collection),
                high=_say(record.kappa_high, 2, collection),
            )
        ),
        note=record.note,
    )


def _say(value: float | None, decimals: int, collection: Collection) -> str | None:
    return None if value is None else collection.language.number(round(value, decimals))
