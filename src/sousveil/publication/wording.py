"""The words in which pages say codes and numbers; the same code reads the same everywhere.

Terms are in English, marked for the catalogues, and translated where a page shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.search_effort import say_nothing_found, sum_up_searches
from sousveil.model.edition import BlankReason
from sousveil.model.finding import Replication
from sousveil.model.source import SourceKind
from sousveil.publication.languages import N_, SOURCE_LANGUAGE, load_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.editions.covariates import Number
    from sousveil.model.collection import FinishedRun
    from sousveil.publication.languages import Language


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
        words=N_("not ticked in the published table"),
        meaning=N_(
            "the index was taken over from a published table, which has no tick here; "
            "whether anyone searched, it does not say"
        ),
    ),
    BlankReason.NOT_SEARCHED: Term(
        key="not-searched",
        sign="?",
        words=N_("not searched"),
        meaning=N_("no search that names this country among those in focus has read a document"),
    ),
    BlankReason.NOTHING_FOUND: Term(
        key="nothing-found",
        sign="0",
        words=N_("searched, nothing found"),
        meaning=N_(
            "searches covered this country, and no claim of this technology has been decided "
            "on; that is not evidence of absence"
        ),
    ),
    BlankReason.EVIDENCE_REJECTED: Term(
        key="evidence-rejected",
        sign="×",
        words=N_("evidence rejected"),
        meaning=N_("there are claims, and decisions rejected all of them"),
    ),
    BlankReason.EVIDENCE_INSUFFICIENT: Term(
        key="evidence-insufficient",
        sign="–",
        words=N_("evidence insufficient"),
        meaning=N_(
            "claims were accepted, but from fewer sources than the codebook asks for, "
            "or of a sort that the codebook does not count"
        ),
    ),
}
SEVERAL_REASONS = Term(
    key="several-reasons",
    words=N_("blank for several reasons"),
    meaning=N_("its technologies are blank, not all for the same reason"),
)
NOT_A_UNIT = Term(
    key="not-a-unit",
    words=N_("not a unit of the codebook"),
    meaning=N_("the edition does not code this place"),
)

VERDICT_TERMS = {
    Replication.REPLICATES: Term(
        key="replicates",
        words=N_("replicates"),
        meaning=N_("recomputing gives the published value, to the precision that was printed"),
    ),
    Replication.DIFFERS: Term(
        key="differs",
        words=N_("differs"),
        meaning=N_("recomputing gives another value; the reason is stated where it is known"),
    ),
    Replication.CANNOT_BE_RECOMPUTED: Term(
        key="cannot",
        words=N_("cannot be recomputed"),
        meaning=N_("what the statement rests on was not published"),
    ),
    Replication.NOT_PUBLISHED: Term(
        key="unpublished",
        words=N_("not published"),
        meaning=N_(
            "the finding is computed here, and there is no published value to hold it against"
        ),
    ),
}

SOURCE_KINDS = {
    SourceKind.MEDIA_REPORT: N_("Media report"),
    SourceKind.GOVERNMENT_RECORD: N_("Government record"),
    SourceKind.PROCUREMENT_NOTICE: N_("Procurement notice"),
    SourceKind.COURT_RECORD: N_("Court record"),
    SourceKind.COMPANY_STATEMENT: N_("Company statement"),
    SourceKind.NGO_REPORT: N_("NGO report"),
    SourceKind.ACADEMIC_WORK: N_("Academic work"),
}

_REGIONS = {
    "AF": N_("Sub-Saharan Africa"),
    "EAP": N_("East Asia and the Pacific"),
    "EUR": N_("Europe"),
    "MENA": N_("Middle East and North Africa"),
    "SCA": N_("South and Central Asia"),
    "WHA": N_("Western Hemisphere"),
}


ENGLISH = load_language(SOURCE_LANGUAGE)


def say_blank(
    reason: BlankReason,
    country_iso3: str,
    runs: Iterable[FinishedRun],
    language: Language = ENGLISH,
) -> str:
    """Return in words why a cell is blank, with the search effort where that is the reason.

    ``runs`` are those of the cell's edition.
    """
    if reason is not BlankReason.NOTHING_FOUND:
        return language.say(BLANK_TERMS[reason].words)
    if language.is_source:
        return say_nothing_found(country_iso3, runs)
    searched = sum_up_searches(country_iso3, runs)
    if searched is None:
        return language.say(BLANK_TERMS[BlankReason.NOT_SEARCHED].words)
    unknown = [language.say("a language not recorded")] if searched.is_partly_known else []
    return language.say_many(
        "searched in {languages}; {count} document; nothing found",
        "searched in {languages}; {count} documents; nothing found",
        searched.documents,
        languages=", ".join([*searched.languages, *unknown]),
    )


def name_region(region_code: str, language: Language = ENGLISH) -> str:
    """Return the name of a region of the AIGS tables; another code stands for itself."""
    return language.say(_REGIONS.get(region_code, region_code))


def say_code(code: str, language: Language = ENGLISH) -> str:
    """Return a code such as ``soft_loan`` as words.

    >>> say_code("soft_loan")
    'soft loan'
    """
    words = code.replace("_", " ")
    return language.own(words) or words


def say_number(value: Number) -> str:
    """Return a value as it is, with thousands separated; nothing is rounded, missing is said.

    >>> say_number(198086263), say_number(0.367), say_number(69.0), say_number(None)
    ('198,086,263', '0.367', '69', 'no value')
    """
    return ENGLISH.number(value)


def say_amount(amount: float, currency: str | None, language: Language = ENGLISH) -> str:
    """Return an amount of money with the name of its currency, or its code.

    >>> say_amount(126e6, "USD"), say_amount(40e6, "EUR"), say_amount(1.5e9, "RUB")
    ('126,000,000 US dollars', '40,000,000 euros', 'RUB 1,500,000,000')
    """
    number = language.number(amount)
    if currency == "USD":
        return language.say("{amount} US dollars", amount=number)
    if currency == "EUR":
        return language.say("{amount} euros", amount=number)
    return f"{currency} {number}"


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
