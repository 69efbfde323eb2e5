"""eForms notices (UBL ContractNotice, ContractAwardNotice, PriorInformationNotice)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.sources.collectors.descriptions import clean_text, language_of
from sousveil.sources.collectors.notice import Notice, NoticeItem, Organisation, Value, number
from sousveil.sources.collectors.plain_text import passage_of
from sousveil.sources.collectors.xml_tree import first_line, lines_at, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element  # type: ignore[import-untyped]

ROOTS = frozenset({"ContractNotice", "ContractAwardNotice", "PriorInformationNotice"})
NAMESPACE_PREFIX = "urn:oasis:names:specification:ubl:schema:xsd:"

_EXTENSION = "{*}UBLExtensions/{*}UBLExtension/{*}ExtensionContent/{*}EformsExtension"
_RESULT = f"{_EXTENSION}/{{*}}NoticeResult"
_PARTY_ID = "{*}PartyIdentification/{*}ID"
_CPV = "{*}ItemClassificationCode"


def read_eforms(root: Element) -> Notice:
    """Read an eForms notice; what is not given stays None or empty."""
    language = first_line(root, "{*}NoticeLanguageCode")
    projects = [*root.iterfind("{*}ProcurementProject")]
    projects += root.iterfind("{*}ProcurementProjectLot/{*}ProcurementProject")
    published = first_line(root, f"{_EXTENSION}/{{*}}Publication/{{*}}PublicationDate")
    organisations = _read_organisations(root, language)
    titles = (_in_language(project, "{*}Name", language) for project in projects)
    return Notice(
        notice_format=f"eForms {local_name(root)}",
        identifiers=tuple(_read_identifiers(root)),
        title=clean_text(next((title for title in titles if title), None)),
        publisher="Tenders Electronic Daily" if published else None,
        published=published,
        language=language_of(language),
        buyers=_look_up(
            lines_at(root, f"{{*}}ContractingParty/{{*}}Party/{_PARTY_ID}"), organisations
        ),
        suppliers=_look_up(_read_winners(root), organisations),
        items=tuple(dict.fromkeys(_read_classes(projects))),
        values=tuple(_read_values(root, projects)),
        event_dates=tuple(_read_dates(root, projects)),
        texts=tuple(_read_texts(projects, language)),
    )


def _read_identifiers(root: Element) -> Iterator[tuple[str, str]]:
    languages = lines_at(root, "{*}NoticeLanguageCode")
    languages += lines_at(root, "{*}AdditionalNoticeLanguage/{*}ID")
    for name, value in (
        ("notice_id", first_line(root, "{*}ID")),
        ("procedure_id", first_line(root, "{*}ContractFolderID")),
        (
            "notice_number",
            first_line(root, f"{_EXTENSION}/{{*}}Publication/{{*}}NoticePublicationID"),
        ),
        ("notice_type", first_line(root, "{*}NoticeTypeCode")),
        ("notice_subtype", first_line(root, f"{_EXTENSION}/{{*}}NoticeSubType/{{*}}SubTypeCode")),
        ("procurement_method", first_line(root, "{*}TenderingProcess/{*}ProcedureCode")),
        ("languages", "; ".join(code for code in map(language_of, languages) if code)),
    ):
        if value:
            yield name, value


def _read_organisations(root: Element, language: str | None) -> dict[str, Organisation]:
    """Read the organisations by their id in the notice; contacts are left unread."""
    found = {}
    path = f"{_EXTENSION}/{{*}}Organizations/{{*}}Organization/{{*}}Company"
    for company in root.iterfind(path):
        key = first_line(company, _PARTY_ID)
        if key is not None:
            found[key] = Organisation(
                name=clean_text(_in_language(company, "{*}PartyName/{*}Name", language)),
                identifier=first_line(company, "{*}PartyLegalEntity/{*}CompanyID"),
                country=first_line(company, "{*}PostalAddress/{*}Country/{*}IdentificationCode"),
            )
    return found


def _look_up(ids: Iterable[str], found: dict[str, Organisation]) -> tuple[Organisation, ...]:
    """Return the organisations of these ids; of one that is not in the notice, the id."""
    return tuple(found.get(key, Organisation(identifier=key)) for key in dict.fromkeys(ids))


def _read_winners(root: Element) -> list[str]:
    """Return the ids of those whose tender became a contract.

    Result -> contract -> tender -> tendering party -> organisation. A result lists other
    tenders than the winning ones too, so that it counts only where no contract is given
    and its one tender was selected.
    """
    winners: list[str] = []
    for result in root.iterfind(_RESULT):
        tenders = lines_at(result, "{*}SettledContract/{*}LotTender/{*}ID") or _read_sole(result)
        chosen = set(tenders)
        parties = {
            party
            for tender in result.iterfind("{*}LotTender")
            if first_line(tender, "{*}ID") in chosen
            for party in lines_at(tender, "{*}TenderingParty/{*}ID")
        }
        for party in result.iterfind("{*}TenderingParty"):
            if first_line(party, "{*}ID") in parties:
                winners += lines_at(party, "{*}Tenderer/{*}ID")
    return winners


def _read_sole(result: Element) -> list[str]:
    sole: list[str] = []
    for lot in result.iterfind("{*}LotResult"):
        tenders = lines_at(lot, "{*}LotTender/{*}ID")
        if first_line(lot, "{*}TenderResultCode") == "selec-w" and len(tenders) == 1:
            sole += tenders
    return sole


def _read_classes(projects: list[Element]) -> Iterator[NoticeItem]:
    for project in projects:
        for sort in ("Main", "Additional"):
            for code in lines_at(project, f"{{*}}{sort}CommodityClassification/{_CPV}"):
                yield NoticeItem(classification=f"CPV {code}")


def _read_values(root: Element, projects: list[Element]) -> Iterator[Value]:
    for project in projects[:1]:
        yield from _values_at(
            project, "{*}RequestedTenderTotal/{*}EstimatedOverallContractAmount", "estimated"
        )
    yield from _values_at(root, f"{_RESULT}/{{*}}TotalAmount", "total")
    for position, tender in enumerate(root.iterfind(f"{_RESULT}/{{*}}LotTender"), start=1):
        stage = number("tender", position)
        yield from _values_at(tender, "{*}LegalMonetaryTotal/{*}PayableAmount", stage)


def _values_at(element: Element, path: str, stage: str) -> Iterator[Value]:
    found = element.find(path)
    amount = clean_text(found.text) if found is not None else None
    if found is not None and amount is not None:
        yield Value(stage=stage, amount=amount, currency=clean_text(found.get("currencyID")))


def _read_dates(root: Element, projects: list[Element]) -> Iterator[tuple[str, str]]:
    """Yield dispatch, award, signature and duration.

    ``TenderResult/AwardDate`` is ignored: UBL demands it, and eForms notices fill it with
    a date that means nothing. The decision's date stands with the contract.
    """
    found = [("dispatch", first_line(root, "{*}IssueDate"))]
    for position, contract in enumerate(root.iterfind(f"{_RESULT}/{{*}}SettledContract"), start=1):
        name = number("contract", position)
        found.append((f"{name}_award", first_line(contract, "{*}AwardDate")))
        found.append((f"{name}_signed", first_line(contract, "{*}IssueDate")))
    for project in projects[:1]:
        found.append(("planned_start", first_line(project, "{*}PlannedPeriod/{*}StartDate")))
        found.append(("planned_end", first_line(project, "{*}PlannedPeriod/{*}EndDate")))
    yield from ((name, given) for name, given in found if given is not None)


def _read_texts(projects: list[Element], language: str | None) -> Iterator[tuple[str, str]]:
    seen: set[str | None] = {None}
    for project in projects:
        for path, label in (("{*}Name", "Subject"), ("{*}Description", "Description")):
            text = passage_of(_in_language(project, path, language))
            if text is not None and text not in seen:
                seen.add(text)
                yield label, text


def _in_language(element: Element, path: str, language: str | None) -> str | None:
    """Return the text in the notice's own language, else the first."""
    found = [*element.iterfind(path)]
    own = [one for one in found if one.get("languageID") == language]
    return "".join((own or found)[0].itertext()) if found else None
