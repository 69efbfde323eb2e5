"""What extraction takes and gives: a text, and the claims proposed of it, each with its quote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen
from attrs.validators import and_, ge, le

from sousveil.errors import BadInput
from sousveil.model.claim import ClaimStatus, Financing

if TYPE_CHECKING:
    from collections.abc import Sequence


MAX_QUOTE = 200
"""Characters of a quote: enough to decide by, and no more of a text than that."""


@frozen(kw_only=True)
class TextDocument:
    """A document's canonical text; ``language`` is ISO 639-1, None to be found out.

    ``published_date`` is as precise as it is known: 2019, 2019-09 or 2019-09-17.
    """

    document_id: str
    text: str
    language: str | None = None
    title: str | None = None
    published_date: str | None = None


@frozen(kw_only=True)
class Candidate:
    """A claim proposed for review; characters ``start`` to ``end`` of the document are its quote.

    ``vendor_id`` is the register's id; ``vendor`` the name, also of a vendor that the register
    does not know. ``confidence`` is the calibrated chance that a careful coder would accept
    country and technology. ``reasons`` say which rules spoke for and against it.
    ``event_date`` is when the use began or is to begin, or when it ended.
    """

    country_iso3: str
    technology_code: str
    vendor_id: str | None = None
    vendor: str | None = None
    status: ClaimStatus = ClaimStatus.DEPLOYED
    place: str | None = None
    agency: str | None = None
    financing: Financing | None = None
    event_date: str | None = None
    quote: str
    start: int = field(validator=ge(0))
    end: int
    confidence: float = field(validator=and_(ge(0.0), le(1.0)))
    reasons: tuple[str, ...] = ()

    def check_quote(self, text: str) -> None:
        """Make sure that the quote is in the text, where the candidate says.

        Raises:
            BadInput: it is not.
        """
        if text[self.start : self.end] != self.quote or not self.quote:
            raise BadInput(
                "the quote is not in the document",
                where=f"characters {self.start} to {self.end}",
                next_step="reject the claim: an extractor must quote to the letter",
            )


class Extractor(Protocol):
    """Proposes claims of a text. ``name`` and ``version`` stand with every claim it makes."""

    @property
    def name(self) -> str:
        """Which extractor this is."""
        ...

    @property
    def version(self) -> str:
        """Its version: another version may propose other claims of the same text."""
        ...

    def extract(self, document: TextDocument) -> Sequence[Candidate]:
        """Return the claims proposed, the surest first; no text makes this raise."""
        ...
