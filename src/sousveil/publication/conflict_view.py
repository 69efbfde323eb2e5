"""Where the published tables that an edition merges disagree on a country, as pages show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from sousveil.model.edition import ConflictRow
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import EditionIndex


@frozen(kw_only=True)
class ConflictView:
    """What an older table says and the newest does not; ``stands`` is None where neither does."""

    what: str
    earlier_table: str
    earlier_says: str
    later_table: str
    later_says: str
    rule: str
    stands: str | None


def view_conflicts(
    country_iso3: str, index: EditionIndex, collection: Collection
) -> tuple[ConflictView, ...]:
    """Return the conflicts of a country in an edition's order."""
    return tuple(
        ConflictView(
            what=_name(record, collection),
            earlier_table=record.earlier_table,
            earlier_says=record.earlier_says,
            later_table=record.later_table,
            later_says=record.later_says,
            rule=say_code(record.rule, collection.language),
            stands=record.stands,
        )
        for record in index.conflicts.get(country_iso3, ())
    )


def _name(record: ConflictRow, collection: Collection) -> str:
    if record.technology_code:
        return collection.technology(record.technology_code).text
    if record.vendor_id:
        return collection.vendor(record.vendor_id).text
    if record.supplier_iso3:
        return collection.country(record.supplier_iso3).text
    return say_code(record.subject, collection.language)
