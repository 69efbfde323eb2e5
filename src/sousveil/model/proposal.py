"""Proposals: what an extractor says of a document, for people to decide on.

A claim is what is said; a proposal is who said it, how sure, and why. An extraction is the
search itself, so that a document in which nothing was found is known as searched.
"""

from __future__ import annotations

from attrs import field, frozen
from attrs.validators import and_, ge, le


@frozen(kw_only=True)
class Proposal:
    """A claim as one version of an extractor proposes it of one document.

    ``confidence`` is the calibrated chance that a coder would accept country and technology.
    ``vendor_names`` are names that stand where a vendor stands and that the register does not
    know; the claim's ``vendor_id`` is None then. ``reasons`` say what spoke for and against.
    """

    claim_id: str
    document_id: str
    extractor: str
    version: str
    confidence: float = field(validator=and_(ge(0.0), le(1.0)))
    vendor_names: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    proposed_at: str


@frozen(kw_only=True)
class Extraction:
    """One document searched to its end by one version of an extractor: how many claims it made."""

    document_id: str
    extractor: str
    version: str
    claims: int = field(validator=ge(0))
    searched_at: str
