"""TED_EXPORT notices of schema R2.0.9, in which TED published until eForms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.errors import BadInput
from sousveil.sources.collectors.descriptions import clean_text, language_of
from sousveil.sources.collectors.notice import Notice, NoticeItem, Organisation, Value, number
from sousveil.sources.collectors.xml_tree import first_line, lines_at, local_name, passage_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element  # type: ignore[import-untyped]

ROOT = "TED_EXPORT"
VERSION = "R2.0.9"

_CODED = "{*}CODED_DATA_SECTION"
_NOTICE_DATA = f"{_CODED}/{{*}}NOTICE_DATA"
_CODIF = f"{_CODED}/{{*}}CODIF_DATA"
_OBJECT = "{*}OBJECT_CONTRACT"


def read_export(root: Element) -> Notice:
    """Read a TED_EXPORT notice in its original language; what is not given stays None.

    Raises:
        BadInput: it is of another version of the schema, whose forms are built otherwise.
    """
    version = clean_text(root.get("VERSION")) or root.tag.rpartition("}")[0]
    if VERSION not in version:
        raise BadInput(
            f"TED_EXPORT of another schema than {VERSION}: {version or 'no version'}",
            next_step=f"use notices of {VERSION} or eForms",
        )
    form = _choose_form(root)
    objects = [*form.iterfind(_OBJECT)] if form is not None else []
    return Notice(
        notice_format=f"TED_EXPORT {VERSION}",
        identifiers=tuple(_read_identifiers(root, form)),
        title=clean_text(next((t for one in objects if (t := passage_at(one, "{*}TITLE"))), None)),
        publisher="Tenders Electronic Daily",
        published=first_line(root, f"{_CODED}/{{*}}REF_OJS/{{*}}DATE_PUB"),
        language=language_of(form.get("LG") if form is not None else None),
        buyers=tuple(_read_addresses(form, ("ADDRESS_CONTRACTING_BODY",))),
        suppliers=tuple(_read_addresses(form, ("ADDRESS_CONTRACTOR", "ADDRESS_WINNER"))),
        items=tuple(dict.fromkeys(_read_classes(root, objects))),
        values=tuple(_read_values(form, objects)),
        event_dates=tuple(_read_dates(root, form)),
        texts=tuple(_read_texts(form, objects)),
    )


def _choose_form(root: Element) -> Element | None:
    """Choose the form in the original language; the others are translations of it."""
    forms = [
        form
        for form in root.iterfind("{*}FORM_SECTION/*")
        if local_name(form) != "NOTICE_UUID"  # a bare identifier beside the forms
    ]
    originals = [form for form in forms if form.get("CATEGORY") == "ORIGINAL"]
    return next(iter(originals or forms), None)


def _read_identifiers(root: Element, form: Element | None) -> Iterator[tuple[str, str]]:
    languages = (first_line(root, f"{_NOTICE_DATA}/{{*}}LG_ORIG") or "").split()
    reference = first_line(form, f"{_OBJECT}/{{*}}REFERENCE_NUMBER") if form is not None else None
    for name, value in (
        ("notice_number", first_line(root, f"{_NOTICE_DATA}/{{*}}NO_DOC_OJS")),
        ("notice_id", clean_text(root.get("DOC_ID"))),
        ("notice_type", first_line(root, f"{_CODIF}/{{*}}TD_DOCUMENT_TYPE")),
        ("procedure_id", reference),
        ("procurement_method", first_line(root, f"{_CODIF}/{{*}}PR_PROC")),
        ("languages", "; ".join(code for code in map(language_of, languages) if code)),
    ):
        if value:
            yield name, value


def _read_addresses(form: Element | None, names: tuple[str, ...]) -> Iterator[Organisation]:
    """Yield the organisations of these addresses, each once; contact points are left unread."""
    if form is None:
        return
    seen = set()
    for address in form.iter():
        if local_name(address) not in names:
            continue
        country = address.find("{*}COUNTRY")
        one = Organisation(
            name=first_line(address, "{*}OFFICIALNAME"),
            identifier=first_line(address, "{*}NATIONALID"),
            country=clean_text(country.get("VALUE")) if country is not None else None,
        )
        if one not in seen and (one.name or one.identifier):
            seen.add(one)
            yield one


def _read_classes(root: Element, objects: list[Element]) -> Iterator[NoticeItem]:
    named = {
        cpv.get("CODE"): clean_text(cpv.text)
        for cpv in root.iterfind(f"{_NOTICE_DATA}/{{*}}ORIGINAL_CPV")
    }
    codes = [cpv.get("CODE") for one in objects for cpv in one.iterfind(".//{*}CPV_CODE")]
    for code in dict.fromkeys([*codes, *named]):
        line = clean_text(code)
        if line is not None:
            words = named.get(code)
            yield NoticeItem(classification=f"CPV {line} {words}" if words else f"CPV {line}")


def _read_values(form: Element | None, objects: list[Element]) -> Iterator[Value]:
    for one in objects[:1]:
        yield from _values_at(one, "{*}VAL_ESTIMATED_TOTAL", "estimated")
        yield from _values_at(one, "{*}VAL_TOTAL", "total")
        yield from _ranges_at(one, "{*}VAL_RANGE_TOTAL", "total")
    for position, award in enumerate(_find_awards(form), start=1):
        name = number("award", position)
        yield from _values_at(award, ".//{*}VAL_ESTIMATED_TOTAL", f"{name}_estimated")
        yield from _values_at(award, ".//{*}VAL_TOTAL", name)
        yield from _ranges_at(award, ".//{*}VAL_RANGE_TOTAL", name)


def _values_at(element: Element, path: str, stage: str) -> Iterator[Value]:
    found = element.find(path)
    amount = clean_text(found.text) if found is not None else None
    if found is not None and amount is not None:
        yield Value(stage=stage, amount=amount, currency=clean_text(found.get("CURRENCY")))


def _ranges_at(element: Element, path: str, stage: str) -> Iterator[Value]:
    found = element.find(path)
    for end in ("LOW", "HIGH") if found is not None else ():
        for amount in lines_at(found, f"{{*}}{end}")[:1]:
            currency = clean_text(found.get("CURRENCY"))
            yield Value(stage=f"{stage}_{end.lower()}", amount=amount, currency=currency)


def _find_awards(form: Element | None) -> list[Element]:
    return [*form.iterfind("{*}AWARD_CONTRACT")] if form is not None else []


def _read_dates(root: Element, form: Element | None) -> Iterator[tuple[str, str]]:
    dispatch = first_line(root, f"{_CODIF}/{{*}}DS_DATE_DISPATCH")
    if dispatch is None and form is not None:
        dispatch = first_line(form, "{*}COMPLEMENTARY_INFO/{*}DATE_DISPATCH_NOTICE")
    found = [("dispatch", dispatch)]
    for position, award in enumerate(_find_awards(form), start=1):
        signed = first_line(award, ".//{*}DATE_CONCLUSION_CONTRACT")
        found.append((f"{number('contract', position)}_signed", signed))
    if form is not None:
        prefix = f"{_OBJECT}/{{*}}OBJECT_DESCR"
        found.append(("planned_start", first_line(form, f"{prefix}/{{*}}DATE_START")))
        found.append(("planned_end", first_line(form, f"{prefix}/{{*}}DATE_END")))
    yield from ((name, given) for name, given in found if given is not None)


def _read_texts(form: Element | None, objects: list[Element]) -> Iterator[tuple[str, str]]:
    seen: set[str | None] = {None}
    passages = []
    for one in objects:
        passages += [("Subject", one, "{*}TITLE"), ("Description", one, "{*}SHORT_DESCR")]
        for lot in one.iterfind("{*}OBJECT_DESCR"):
            passages += [("Lot", lot, "{*}TITLE"), ("Lot description", lot, "{*}SHORT_DESCR")]
    passages += [("Award", award, "{*}TITLE") for award in _find_awards(form)]
    for label, element, path in passages:
        text = passage_at(element, path)
        if text not in seen and text is not None:
            seen.add(text)
            yield label, text
