"""The words in which pages say codes and numbers; the same code reads the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.search_effort import say_nothing_found
from sousveil.model.edition import BlankReason
from sousveil.model.finding import Replication
from sousveil.model.source import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sousveil.editions.covariates import Number
    from sousveil.model.collection import FinishedRun


@frozen(kw_only=True)
class Term:
    """A code in words: a key for style classes, a sign for tables, the words, what they mean."""

    key: str
    words: str
    meaning: str
    sign: str = ""


BLANK_TERMS = {
    BlankReason.NOT_TICKED: Term(
        key="not-ticked",
        sign="·",
        words="not ticked in the published table",
        meaning="the index was taken over from a published table, which has no tick here; "
        "whether anyone searched, it does not say",
    ),
    BlankReason.NOT_SEARCHED: Term(
        key="not-searched",
        sign="?",
        words="not searched",
        meaning="no search that names this country among those in focus has read a document",
    ),
    BlankReason.NOTHING_FOUND: Term(
        key="nothing-found",
        sign="0",
        words="searched, nothing found",
        meaning="searches covered this country, and no claim of this technology has been decided "
        "on; that is not evidence of absence",
    ),
    BlankReason.EVIDENCE_REJECTED: Term(
        key="evidence-rejected",
        sign="×",
        words="evidence rejected",
        meaning="there are claims, and decisions rejected all of them",
    ),
    BlankReason.EVIDENCE_INSUFFICIENT: Term(
        key="evidence-insufficient",
        sign="–",
        words="evidence insufficient",
        meaning="claims were accepted, but from fewer sources than the codebook asks for",
    ),
}
SEVERAL_REASONS = Term(
    key="several-reasons",
    words="blank for several reasons",
    meaning="its technologies are blank, not all for the same reason",
)
NOT_A_UNIT = Term(
    key="not-a-unit",
    words="not a unit of the codebook",
    meaning="the edition does not code this place",
)

VERDICT_TERMS = {
    Replication.REPLICATES: Term(
        key="replicates",
        words="replicates",
        meaning="recomputing gives the published value, to the precision that was printed",
    ),
    Replication.DIFFERS: Term(
        key="differs",
        words="differs",
        meaning="recomputing gives another value; the reason is stated where it is known",
    ),
    Replication.CANNOT_BE_RECOMPUTED: Term(
        key="cannot",
        words="cannot be recomputed",
        meaning="what the statement rests on was not published",
    ),
    Replication.NOT_PUBLISHED: Term(
        key="unpublished",
        words="not published",
        meaning="the finding is computed here, and there is no published value to hold it against",
    ),
}

SOURCE_KINDS = {
    SourceKind.MEDIA_REPORT: "Media report",
    SourceKind.GOVERNMENT_RECORD: "Government record",
    SourceKind.PROCUREMENT_NOTICE: "Procurement notice",
    SourceKind.COURT_RECORD: "Court record",
    SourceKind.COMPANY_STATEMENT: "Company statement",
    SourceKind.NGO_REPORT: "NGO report",
    SourceKind.ACADEMIC_WORK: "Academic work",
}

_REGIONS = {
    "AF": "Sub-Saharan Africa",
    "EAP": "East Asia and the Pacific",
    "EUR": "Europe",
    "MENA": "Middle East and North Africa",
    "SCA": "South and Central Asia",
    "WHA": "Western Hemisphere",
}


def say_blank(reason: BlankReason, country_iso3: str, runs: Iterable[FinishedRun]) -> str:
    """Return in words why a cell is blank, with the search effort where that is the reason.

    ``runs`` are those of the cell's edition.
    """
    if reason is BlankReason.NOTHING_FOUND:
        return say_nothing_found(country_iso3, runs)
    return BLANK_TERMS[reason].words


def name_region(region_code: str) -> str:
    """Return the name of a region of the AIGS tables; another code stands for itself."""
    return _REGIONS.get(region_code, region_code)


def say_code(code: str) -> str:
    """Return a code such as ``soft_loan`` as words.

    >>> say_code("soft_loan")
    'soft loan'
    """
    return code.replace("_", " ")


def say_number(value: Number) -> str:
    """Return a value as it is, with thousands separated; nothing is rounded, missing is said.

    >>> say_number(198086263), say_number(0.367), say_number(69.0), say_number(None)
    ('198,086,263', '0.367', '69', 'no value')
    """
    if value is None:
        return "no value"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else f"{value:,}"


def say_amount(amount: float, currency: str | None) -> str:
    """Return an amount of money with the name of its currency, or its code.

    >>> say_amount(126e6, "USD"), say_amount(40e6, "EUR"), say_amount(1.5e9, "RUB")
    ('126,000,000 US dollars', '40,000,000 euros', 'RUB 1,500,000,000')
    """
    name = {"USD": "US dollars", "EUR": "euros"}.get(currency or "")
    return f"{say_number(amount)} {name}" if name else f"{currency} {say_number(amount)}"


def say_size(size_bytes: int) -> str:
    """Return a file's size for people.

    >>> say_size(812), say_size(90933), say_size(2_500_000)
    ('812 B', '91 kB', '2.5 MB')
    """
    if size_bytes < 1000:
        return f"{size_bytes} B"
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1000:.0f} kB"
    return f"{size_bytes / 1_000_000:.1f} MB"


def join_words(words: Sequence[str]) -> str:
    """Return words as an enumeration.

    >>> join_words(["a", "b", "c"]), join_words(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
