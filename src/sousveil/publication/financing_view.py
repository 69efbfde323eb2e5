"""Financing as pages show it: how a supply is paid for, by whom, how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.evidence_view import claim_link
from sousveil.publication.site_paths import Link
from sousveil.publication.wording import say_amount, say_code

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import EditionIndex, FinancingRecord


@frozen(kw_only=True)
class FinancingView:
    """How a supply to a country is paid for; ``lender`` and ``amount`` are None where not said.

    ``claim`` leads to the claim that says so, if the edition has it.
    """

    country: Link
    claim: Link | None
    kind: str
    supplier: Link | None
    lender: str | None
    amount: str | None


def view_financing(
    record: FinancingRecord, index: EditionIndex, collection: Collection
) -> FinancingView:
    """Put a loan or a grant into the words and links of the site."""
    country = collection.country(record.lender_iso3).text if record.lender_iso3 else None
    claim = index.claims_by_id.get(record.claim_id)
    has_amount = record.amount is not None
    return FinancingView(
        country=collection.country(record.country_iso3),
        claim=claim_link(claim, index.codebook_id) if claim else None,
        kind=say_code(record.financing_kind, collection.language),
        supplier=collection.country(record.supplier_iso3) if record.supplier_iso3 else None,
        lender=", ".join(filter(None, (record.lender, country))) or None,
        amount=(
            say_amount(record.amount or 0, record.currency, collection.language)
            if has_amount
            else None
        ),
    )
