"""TED: notices of eForms and TED_EXPORT, alone and in bundles, become content with metadata."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sousveil.errors import BadInput
from sousveil.model.collection import Content, Item, Rejected
from sousveil.model.source import SourceKind
from sousveil.sources.collectors import ted_bundle, unpacking
from sousveil.sources.collectors.ted import TedCollector
from sousveil.sources.collectors.ted_notice import render_notice

if TYPE_CHECKING:
    from collections.abc import Callable

    Collect = Callable[[bytes], list[Item]]
    TheContent = Callable[[bytes], Content]
    TheReason = Callable[[bytes], str]

LOCATION = "file:///in/notices"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
EFORMS = "http://data.europa.eu/p27/eforms-ubl-extension"


def eforms(kind: str = "ContractAwardNotice", *, extension: str = "", body: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{kind} xmlns="{UBL}{kind}-2" xmlns:cbc="{UBL}CommonBasicComponents-2"
  xmlns:cac="{UBL}CommonAggregateComponents-2" xmlns:ext="{UBL}CommonExtensionComponents-2"
  xmlns:efext="{EFORMS}s/1" xmlns:efac="{EFORMS}-aggregate-components/1"
  xmlns:efbc="{EFORMS}-basic-components/1">
 <ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>
  {extension}
  <efac:Organizations>
   <efac:Organization><efac:Company>
    <cac:PartyIdentification><cbc:ID>ORG-0001</cbc:ID></cac:PartyIdentification>
    <cac:PartyName><cbc:Name languageID="ENG">Invented City</cbc:Name></cac:PartyName>
    <cac:PartyName><cbc:Name languageID="FRA">Ville Inventée</cbc:Name></cac:PartyName>
    <cac:PostalAddress><cac:Country><cbc:IdentificationCode>FRA</cbc:IdentificationCode>
    </cac:Country></cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:CompanyID>FR 00 1</cbc:CompanyID></cac:PartyLegalEntity>
    <cac:Contact><cbc:Name>Private Person</cbc:Name></cac:Contact>
   </efac:Company></efac:Organization>
   <efac:Organization><efac:Company>
    <cac:PartyIdentification><cbc:ID>ORG-0002</cbc:ID></cac:PartyIdentification>
    <cac:PartyName><cbc:Name>Regard Fictif SA</cbc:Name></cac:PartyName>
    <cac:PartyLegalEntity><cbc:CompanyID>FR 99</cbc:CompanyID></cac:PartyLegalEntity>
   </efac:Company></efac:Organization>
   <efac:Organization><efac:Company>
    <cac:PartyIdentification><cbc:ID>ORG-0003</cbc:ID></cac:PartyIdentification>
    <cac:PartyName><cbc:Name>Perdant SARL</cbc:Name></cac:PartyName>
   </efac:Company></efac:Organization>
  </efac:Organizations>
  <efac:Publication>
   <efbc:NoticePublicationID>00123456-2024</efbc:NoticePublicationID>
   <efbc:PublicationDate>2024-03-05+01:00</efbc:PublicationDate>
  </efac:Publication>
 </efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>
 <cbc:ID schemeName="notice-id">0000-11</cbc:ID>
 <cbc:ContractFolderID>folder-7</cbc:ContractFolderID>
 <cbc:IssueDate>2024-03-01+01:00</cbc:IssueDate>
 <cbc:NoticeTypeCode>can-standard</cbc:NoticeTypeCode>
 <cbc:NoticeLanguageCode>FRA</cbc:NoticeLanguageCode>
 <cac:AdditionalNoticeLanguage><cbc:ID>ENG</cbc:ID></cac:AdditionalNoticeLanguage>
 <cac:ContractingParty><cac:Party>
  <cac:PartyIdentification><cbc:ID>ORG-0001</cbc:ID></cac:PartyIdentification>
 </cac:Party></cac:ContractingParty>
 <cac:TenderingProcess><cbc:ProcedureCode>open</cbc:ProcedureCode></cac:TenderingProcess>
 <cac:ProcurementProject>
  <cbc:Name languageID="ENG">Cameras</cbc:Name>
  <cbc:Name languageID="FRA">Caméras augmentées</cbc:Name>
  <cbc:Description languageID="FRA">Fourniture de caméras
à reconnaissance faciale</cbc:Description>
  <cac:RequestedTenderTotal><cbc:EstimatedOverallContractAmount currencyID="EUR">900000
  </cbc:EstimatedOverallContractAmount></cac:RequestedTenderTotal>
  <cac:MainCommodityClassification><cbc:ItemClassificationCode listName="cpv">35125300
  </cbc:ItemClassificationCode></cac:MainCommodityClassification>
  <cac:PlannedPeriod><cbc:StartDate>2024-06-01Z</cbc:StartDate></cac:PlannedPeriod>
 </cac:ProcurementProject>
 <cac:ProcurementProjectLot><cac:ProcurementProject>
  <cbc:Name languageID="FRA">Lot 1</cbc:Name>
  <cac:AdditionalCommodityClassification><cbc:ItemClassificationCode>48000000
  </cbc:ItemClassificationCode></cac:AdditionalCommodityClassification>
  <cac:MainCommodityClassification><cbc:ItemClassificationCode>35125300
  </cbc:ItemClassificationCode></cac:MainCommodityClassification>
 </cac:ProcurementProject></cac:ProcurementProjectLot>
 {body}
</{kind}>""".encode()


RESULT = """<efac:NoticeResult>
 <cbc:TotalAmount currencyID="EUR">850000.00</cbc:TotalAmount>
 <efac:LotResult><cbc:TenderResultCode>selec-w</cbc:TenderResultCode>
  <efac:LotTender><cbc:ID>TEN-1</cbc:ID></efac:LotTender>
  <efac:LotTender><cbc:ID>TEN-2</cbc:ID></efac:LotTender></efac:LotResult>
 <efac:LotTender><cbc:ID>TEN-1</cbc:ID>
  <cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="EUR">850000</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
  <efac:TenderingParty><cbc:ID>TPA-1</cbc:ID></efac:TenderingParty></efac:LotTender>
 <efac:LotTender><cbc:ID>TEN-2</cbc:ID>
  <efac:TenderingParty><cbc:ID>TPA-2</cbc:ID></efac:TenderingParty></efac:LotTender>
 <efac:SettledContract><cbc:AwardDate>2024-02-10+01:00</cbc:AwardDate>
  <cbc:IssueDate>2024-02-20+01:00</cbc:IssueDate>
  <efac:LotTender><cbc:ID>TEN-1</cbc:ID></efac:LotTender></efac:SettledContract>
 <efac:TenderingParty><cbc:ID>TPA-1</cbc:ID>
  <efac:Tenderer><cbc:ID>ORG-0002</cbc:ID></efac:Tenderer></efac:TenderingParty>
 <efac:TenderingParty><cbc:ID>TPA-2</cbc:ID>
  <efac:Tenderer><cbc:ID>ORG-0003</cbc:ID></efac:Tenderer></efac:TenderingParty>
</efac:NoticeResult>"""
PLACEHOLDER = "<cac:TenderResult><cbc:AwardDate>2000-01-01Z</cbc:AwardDate></cac:TenderResult>"
AWARD_NOTICE = eforms(extension=RESULT, body=PLACEHOLDER)


def export(version: str = "R2.0.9", form: str = "", *, coded: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TED_EXPORT xmlns="http://publications.europa.eu/resource/schema/ted/{version}/publication"
  VERSION="{version}.S03.E01" DOC_ID="000111-2019" EDITION="2019001">
 <CODED_DATA_SECTION>
  <REF_OJS><COLL_OJ>S</COLL_OJ><NO_OJ>1</NO_OJ><DATE_PUB>20190102</DATE_PUB></REF_OJS>
  <NOTICE_DATA><NO_DOC_OJS>2019/S 001-000111</NO_DOC_OJS><LG_ORIG>EL EN</LG_ORIG>
   <ORIGINAL_CPV CODE="32323500">Video-surveillance system</ORIGINAL_CPV></NOTICE_DATA>
  <CODIF_DATA><DS_DATE_DISPATCH>20181228</DS_DATE_DISPATCH>
   <TD_DOCUMENT_TYPE CODE="7">Contract award notice</TD_DOCUMENT_TYPE>
   <PR_PROC CODE="1">Open procedure</PR_PROC></CODIF_DATA>
  {coded}
 </CODED_DATA_SECTION>
 <FORM_SECTION>{form}</FORM_SECTION>
</TED_EXPORT>""".encode()


FORM = """
<F03_2014 CATEGORY="TRANSLATION" LG="EN"><OBJECT_CONTRACT><TITLE><P>Translated</P></TITLE>
</OBJECT_CONTRACT></F03_2014>
<F03_2014 CATEGORY="ORIGINAL" FORM="F03" LG="EL">
 <CONTRACTING_BODY><ADDRESS_CONTRACTING_BODY>
  <OFFICIALNAME>Φανταστικός Δήμος</OFFICIALNAME><NATIONALID>GR-1</NATIONALID>
  <COUNTRY VALUE="EL"/><CONTACT_POINT>Private Person</CONTACT_POINT>
 </ADDRESS_CONTRACTING_BODY></CONTRACTING_BODY>
 <OBJECT_CONTRACT>
  <TITLE><P>Κάμερες</P></TITLE><REFERENCE_NUMBER>REF-9</REFERENCE_NUMBER>
  <CPV_MAIN><CPV_CODE CODE="32323500"/></CPV_MAIN>
  <SHORT_DESCR><P>Πρώτη παράγραφος</P><P>Δεύτερη</P></SHORT_DESCR>
  <VAL_TOTAL CURRENCY="EUR">120000.00</VAL_TOTAL>
  <OBJECT_DESCR ITEM="1"><TITLE><P>Lot A</P></TITLE>
   <CPV_ADDITIONAL><CPV_CODE CODE="48000000"/></CPV_ADDITIONAL></OBJECT_DESCR>
 </OBJECT_CONTRACT>
 <AWARD_CONTRACT ITEM="1"><AWARDED_CONTRACT>
  <DATE_CONCLUSION_CONTRACT>2018-12-01</DATE_CONCLUSION_CONTRACT>
  <CONTRACTORS><CONTRACTOR><ADDRESS_CONTRACTOR><OFFICIALNAME>Made-Up Vision Ltd</OFFICIALNAME>
   <COUNTRY VALUE="UK"/></ADDRESS_CONTRACTOR></CONTRACTOR></CONTRACTORS>
  <VALUES><VAL_ESTIMATED_TOTAL CURRENCY="EUR">130000</VAL_ESTIMATED_TOTAL>
   <VAL_RANGE_TOTAL CURRENCY="EUR"><LOW>100000</LOW><HIGH>120000</HIGH></VAL_RANGE_TOTAL></VALUES>
 </AWARDED_CONTRACT></AWARD_CONTRACT>
 <AWARD_CONTRACT ITEM="2"><NO_AWARDED_CONTRACT/></AWARD_CONTRACT>
</F03_2014>"""
EXPORT_NOTICE = export(form=FORM)


@pytest.fixture(scope="module")
def collect(make_opener: Callable[..., Any], make_channel: Callable[..., Any]) -> Collect:
    """A function that collects the bytes of one file."""

    def run(data: bytes) -> list[Item]:
        opener = make_opener({LOCATION: data})
        return [*TedCollector().collect(make_channel("ted", LOCATION), opener)]

    return run


@pytest.fixture(scope="module")
def content(collect: Collect) -> TheContent:
    """A function that collects bytes that are one notice."""

    def run(data: bytes) -> Content:
        (item,) = collect(data)
        assert isinstance(item, Content), item
        return item

    return run


@pytest.fixture(scope="module")
def rejection(collect: Collect) -> TheReason:
    """A function that collects bytes that are rejected whole, and gives the reason."""

    def run(data: bytes) -> str:
        (item,) = collect(data)
        assert isinstance(item, Rejected), item
        assert item.name == LOCATION
        return item.reason

    return run


def zip_of(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.mkdir("day")
        for name, data in files.items():
            bundle.writestr(name.replace("_xml", ".xml").replace("_tar_gz", ".tar.gz"), data)
    return target.getvalue()


def tar_of(files: dict[str, bytes | None]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as bundle:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            if data is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/hosts"
                bundle.addfile(info)
            else:
                info.size = len(data)
                bundle.addfile(info, io.BytesIO(data))
    return target.getvalue()


def test_an_eforms_award_notice_is_kept_as_given_with_its_metadata(content: TheContent) -> None:
    item = content(AWARD_NOTICE)
    assert item.data == AWARD_NOTICE
    assert (item.name, item.media_type) == (LOCATION, "application/xml")
    description = item.description
    assert description.title == "Caméras augmentées"
    assert description.publisher == "Tenders Electronic Daily"
    assert description.language == "fr"
    assert description.kind is SourceKind.PROCUREMENT_NOTICE
    assert dict(description.extra) == {
        "notice_format": "eForms ContractAwardNotice",
        "notice_id": "0000-11",
        "notice_number": "00123456-2024",
        "notice_type": "can-standard",
        "procedure_id": "folder-7",
        "procurement_method": "open",
        "languages": "fr; en",
        "buyer_01_name": "Ville Inventée",
        "buyer_01_id": "FR 00 1",
        "buyer_01_country": "FRA",
        "supplier_01_name": "Regard Fictif SA",
        "supplier_01_id": "FR 99",
        "item_01_classification": "CPV 35125300",
        "item_02_classification": "CPV 48000000",
        "estimated_value_amount": "900000",
        "estimated_value_currency": "EUR",
        "total_value_amount": "850000.00",
        "total_value_currency": "EUR",
        "tender_01_value_amount": "850000",
        "tender_01_value_currency": "EUR",
    }


def test_publication_dispatch_and_award_are_three_dates_and_the_placeholder_is_none(
    content: TheContent,
) -> None:
    description = content(AWARD_NOTICE).description
    assert description.published_date == "2024-03-05"
    assert dict(description.event_dates) == {
        "dispatch": "2024-03-01",
        "contract_01_award": "2024-02-10",
        "contract_01_signed": "2024-02-20",
        "planned_start": "2024-06-01",
    }


def test_who_tendered_and_lost_is_no_supplier(content: TheContent) -> None:
    extra = dict(content(AWARD_NOTICE).description.extra)
    assert "Perdant SARL" not in extra.values()


def test_without_a_contract_the_sole_selected_tender_wins_and_of_two_none(
    content: TheContent,
) -> None:
    start, end = RESULT.index("<efac:SettledContract>"), RESULT.index("</efac:SettledContract>")
    of_two = RESULT[:start] + RESULT[end + len("</efac:SettledContract>") :]
    sole = of_two.replace("<efac:LotTender><cbc:ID>TEN-2</cbc:ID></efac:LotTender>", "")
    assert "supplier_01_name" not in dict(content(eforms(extension=of_two)).description.extra)
    extra = dict(content(eforms(extension=sole)).description.extra)
    assert extra["supplier_01_name"] == "Regard Fictif SA"


@pytest.mark.parametrize("kind", ["ContractNotice", "PriorInformationNotice"])
def test_other_eforms_notices_are_read(content: TheContent, kind: str) -> None:
    description = content(eforms(kind)).description
    assert dict(description.extra)["notice_format"] == f"eForms {kind}"
    assert dict(description.event_dates).keys() == {"dispatch", "planned_start"}


def test_an_unpublished_notice_has_no_date_of_publication(content: TheContent) -> None:
    data = AWARD_NOTICE.replace(b"PublicationDate>", b"OtherDate>")
    description = content(data).description
    assert description.published_date is None
    assert description.publisher is None


def test_a_ted_export_notice_is_read_in_its_original_language(content: TheContent) -> None:
    item = content(EXPORT_NOTICE)
    assert item.data == EXPORT_NOTICE
    description = item.description
    assert (description.title, description.language) == ("Κάμερες", "el")
    assert description.published_date == "2019-01-02"
    assert dict(description.event_dates) == {
        "dispatch": "2018-12-28",
        "contract_01_signed": "2018-12-01",
    }
    assert dict(description.extra) == {
        "notice_format": "TED_EXPORT R2.0.9",
        "notice_id": "000111-2019",
        "notice_number": "2019/S 001-000111",
        "notice_type": "Contract award notice",
        "procedure_id": "REF-9",
        "procurement_method": "Open procedure",
        "languages": "el; en",
        "buyer_01_name": "Φανταστικός Δήμος",
        "buyer_01_id": "GR-1",
        "buyer_01_country": "GRC",
        "supplier_01_name": "Made-Up Vision Ltd",
        "supplier_01_country": "GBR",
        "item_01_classification": "CPV 32323500 Video-surveillance system",
        "item_02_classification": "CPV 48000000",
        "total_value_amount": "120000.00",
        "total_value_currency": "EUR",
        "award_01_estimated_value_amount": "130000",
        "award_01_estimated_value_currency": "EUR",
        "award_01_low_value_amount": "100000",
        "award_01_low_value_currency": "EUR",
        "award_01_high_value_amount": "120000",
        "award_01_high_value_currency": "EUR",
    }


def test_a_ted_export_without_form_is_read_as_far_as_it_goes(content: TheContent) -> None:
    description = content(export()).description
    assert description.title is None
    assert description.published_date == "2019-01-02"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (export(version="R2.0.8"), "another schema than R2.0.9: R2.0.8"),
        (b"<html/>", "the root element is html"),
        (b"<ContractNotice/>", "the root element is ContractNotice"),
        (b"", "not well-formed"),
        (b"<a><b></a>", "not well-formed"),
        (b"<a>" * 5_000, "not well-formed"),
        (b"<a>" * 5_000 + b"</a>" * 5_000, "not well-formed"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "not well-formed"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>\xe9</a>', "not well-formed"),
    ],
)
def test_what_is_no_notice_is_rejected_with_the_reason(
    rejection: TheReason, data: bytes, reason: str
) -> None:
    assert reason in rejection(data)


def test_external_entities_and_entity_bombs_are_refused(rejection: TheReason) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    doctypes = [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        f'<!DOCTYPE a [<!ENTITY e0 "x">{bomb}]>',
        '<!DOCTYPE a SYSTEM "https://example.org/evil.dtd">',
    ]
    for doctype in doctypes:
        for reference in ("", "&x;", "&e11;"):
            data = EXPORT_NOTICE.replace(b"<TED_EXPORT", doctype.encode() + b"<TED_EXPORT", 1)
            data = data.replace(b"<P>Lot A</P>", f"<P>{reference}</P>".encode())
            reason = rejection(data)
            assert "document type" in reason or "not well-formed" in reason


def test_a_zip_gives_each_notice_by_its_name_and_goes_on_past_bad_ones(collect: Collect) -> None:
    found = collect(
        zip_of(
            a_xml=AWARD_NOTICE, bad_xml=b"<a>", readme=b"text", **{"../../x y_xml": EXPORT_NOTICE}
        )
    )
    names = [item.name for item in found if isinstance(item, Content)]
    assert names == [f"{LOCATION}#a.xml", f"{LOCATION}#../../x%20y.xml"]
    reasons = {item.name: item.reason for item in found if isinstance(item, Rejected)}
    assert reasons.keys() == {f"{LOCATION}#bad.xml", f"{LOCATION}#readme"}
    assert reasons[f"{LOCATION}#readme"] == "not an XML file by its name"


def test_a_tar_gz_gives_its_notices_and_follows_no_link(collect: Collect) -> None:
    found = collect(tar_of({"d/a.xml": AWARD_NOTICE, "link.xml": None, "b.xml": EXPORT_NOTICE}))
    assert [type(item) for item in found] == [Content, Rejected, Content]
    assert isinstance(found[1], Rejected)
    assert found[1].reason == "neither a file nor a folder"


def test_bundles_are_bounded(
    collect: Collect, rejection: TheReason, monkeypatch: pytest.MonkeyPatch
) -> None:
    members: dict[str, bytes | None] = {f"{n}.xml": AWARD_NOTICE for n in range(5)}
    zipped = zip_of(a_xml=AWARD_NOTICE, b_xml=AWARD_NOTICE, c_xml=AWARD_NOTICE)
    with monkeypatch.context() as patch:
        patch.setattr(ted_bundle, "MAX_MEMBERS", 2)
        assert "more than 2 files" in rejection(zipped)
        found = collect(tar_of(members))
        assert [type(item) for item in found] == [Content, Content, Rejected]
    with monkeypatch.context() as patch:
        patch.setattr(ted_bundle, "MAX_UNPACKED_BYTES", len(AWARD_NOTICE) + 1)
        assert [type(item) for item in collect(zipped)] == [Content, Rejected]
        assert isinstance(collect(tar_of(members))[-1], Rejected)
    with monkeypatch.context() as patch:
        patch.setattr(ted_bundle, "MAX_MEMBER_BYTES", 100)
        assert all(
            "larger than 100 bytes" in i.reason for i in collect(zipped) if isinstance(i, Rejected)
        )
        assert not any(isinstance(item, Content) for item in collect(zipped))
    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "MIN_ALLOWANCE_BYTES", 1000)
        assert "unpacks to more than" in rejection(gzip.compress(b"\0" * 10_000_000))


def packed(name: str, data: bytes) -> bytes:
    """The data in an archive of the kind that the name says."""
    if name.endswith(".zip"):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as bundle:
            bundle.writestr("d/a.xml", data)
        return target.getvalue()
    return tar_of({"d/a.xml": data}) if ".t" in name else gzip.compress(data)


@pytest.mark.parametrize(
    ("inner", "name"),
    [
        ("2024/05.tar.gz", "2024/05.tar.gz/d/a.xml"),
        ("05.TGZ", "05.TGZ/d/a.xml"),
        ("05.zip", "05.zip/d/a.xml"),
        ("05/a.xml.gz", "05/a.xml"),
    ],
)
def test_a_bundle_in_a_bundle_gives_its_notices_by_the_path_to_them(
    collect: Collect, inner: str, name: str
) -> None:
    data = packed(inner.lower(), AWARD_NOTICE)
    bundled = {inner: data, "z.xml": EXPORT_NOTICE}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as bundle:
        for member, content_of_member in bundled.items():
            bundle.writestr(member, content_of_member)
    for outer in (tar_of({**bundled}), target.getvalue()):
        found = collect(outer)
        assert [item.name for item in found if isinstance(item, Content)] == [
            f"{LOCATION}#{name}",
            f"{LOCATION}#z.xml",
        ]
        assert next(item.data for item in found if isinstance(item, Content)) == AWARD_NOTICE


def test_a_notice_that_is_gzipped_alone_is_read_as_if_it_were_not(
    collect: Collect, content: TheContent, rejection: TheReason
) -> None:
    assert collect(gzip.compress(AWARD_NOTICE)) == collect(AWARD_NOTICE)
    assert content(gzip.compress(b"\xef\xbb\xbf" + AWARD_NOTICE)).name == LOCATION
    assert "not well-formed" in rejection(gzip.compress(b"<a>"))


def test_bundles_in_bundles_end_at_a_depth(collect: Collect) -> None:
    data = AWARD_NOTICE
    for depth in range(5):
        data = tar_of({"a.xml" if depth == 0 else f"{depth}.tar.gz": data})
    reason = "a bundle that is more than 3 deep"
    assert collect(data) == [Rejected(name=f"{LOCATION}#4.tar.gz/3.tar.gz/2.tar.gz", reason=reason)]


def test_a_damaged_bundle_in_a_bundle_is_rejected_alone(collect: Collect) -> None:
    found = collect(
        tar_of(
            {
                "a.zip": b"PK\x03\x04nonsense",
                "b.tar.gz": gzip.compress(b"no tar archive"),
                "c.docx": packed("c.zip", AWARD_NOTICE),
                "d.xml": AWARD_NOTICE,
            }
        )
    )
    assert [type(item) for item in found] == [Rejected, Rejected, Rejected, Content]
    reasons = [item.reason for item in found if isinstance(item, Rejected)]
    assert ["damaged" in reason for reason in reasons] == [True, True, False]
    assert reasons[2] == "not an XML file by its name"


def test_bundles_in_a_bundle_share_its_bounds(
    collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tar_of({f"{n}.xml": AWARD_NOTICE for n in range(3)})
    outer = zip_of(a_tar_gz=inner, b_tar_gz=inner)
    assert len(collect(outer)) == 6
    with monkeypatch.context() as patch:
        patch.setattr(ted_bundle, "MAX_MEMBERS", 4)
        assert "more than 4 files" in getattr(collect(outer)[-1], "reason", "")
    with monkeypatch.context() as patch:
        unpacked = len(gzip.decompress(inner))
        patch.setattr(ted_bundle, "MAX_UNPACKED_BYTES", unpacked + len(inner) + 5_000)
        found = collect(outer)
        assert found[-1].name == LOCATION  # type: ignore[union-attr]
        assert "unpacks to more than" in getattr(found[-1], "reason", "")
        assert sum(isinstance(item, Content) for item in found) == 3
    with monkeypatch.context() as patch:
        patch.setattr(ted_bundle, "MAX_MEMBER_BYTES", 100)
        patch.setattr(ted_bundle, "MAX_NESTED_BYTES", 200)
        assert {getattr(item, "reason", "") for item in collect(outer)} == {"larger than 200 bytes"}


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])
def test_a_header_of_a_tar_archive_cannot_fill_the_memory(
    collect: Collect, kind: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ted_bundle, "MAX_HEADER_BYTES", 300_000)
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz", format=tarfile.USTAR_FORMAT) as bundle:
        for name, size in (("a.xml", len(AWARD_NOTICE)), ("long", 5_000_000)):
            info = tarfile.TarInfo(name)
            info.size, info.type = size, kind if name == "long" else tarfile.REGTYPE
            bundle.addfile(info, io.BytesIO(AWARD_NOTICE.ljust(size, b"x")))
    monkeypatch.setattr(unpacking, "MIN_ALLOWANCE_BYTES", 10_000_000)
    found = collect(target.getvalue())
    assert [type(item) for item in found] == [Content, Rejected]
    assert "unpacks to more than 300000 bytes" in getattr(found[1], "reason", "")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04nonsense",
        b"\x1f\x8bnonsense",
        gzip.compress(b"no tar archive", mtime=0),
        zip_of(a_xml=AWARD_NOTICE)[:-30],
    ],
)
def test_a_damaged_bundle_is_rejected(rejection: TheReason, data: bytes) -> None:
    assert "damaged" in rejection(data)


def test_a_tar_that_is_damaged_in_its_middle_says_so(collect: Collect) -> None:
    whole = bytearray(gzip.decompress(tar_of({f"{n}.xml": AWARD_NOTICE for n in range(3)})))
    place = whole.index(b"1.xml")
    whole[place : place + 512] = b"\xaa" * 512
    found = collect(gzip.compress(bytes(whole)))
    assert [type(item) for item in found] == [Content, Rejected]


def test_a_tar_that_is_cut_off_says_so(collect: Collect) -> None:
    whole = tar_of({f"{n}.xml": AWARD_NOTICE + bytes([n % 90 + 32]) * 9 for n in range(40)})
    assert isinstance(collect(whole[: len(whole) - 60])[-1], Rejected)


def test_one_member_whose_checksum_is_wrong_is_rejected_alone(collect: Collect) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        bundle.writestr("a.xml", EXPORT_NOTICE)
        bundle.writestr("b.xml", EXPORT_NOTICE)
    data = target.getvalue().replace(b"Made-Up", b"Made_Up", 1)
    found = collect(data)
    assert [type(item) for item in found] == [Rejected, Content]


def test_the_rendering_keeps_the_words_of_the_notice_and_no_private_names() -> None:
    text = render_notice(AWARD_NOTICE)
    assert "Subject: Caméras augmentées\n" in text
    assert "Fourniture de caméras\nà reconnaissance faciale" in text
    assert "Supplier: Regard Fictif SA\n" in text
    assert "Private Person" not in text + render_notice(EXPORT_NOTICE)
    assert "Description: Πρώτη παράγραφος\nΔεύτερη\n" in render_notice(EXPORT_NOTICE)
    assert render_notice(AWARD_NOTICE) == text
    with pytest.raises(BadInput):
        render_notice(b"<html/>")


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"<"]))
@settings(deadline=None)
def test_random_bytes_never_raise(collect: Collect, data: bytes, start: bytes) -> None:
    collect(start + data)


BUNDLES = (
    AWARD_NOTICE,
    EXPORT_NOTICE,
    zip_of(a_xml=AWARD_NOTICE, b_xml=EXPORT_NOTICE),
    tar_of({"a.xml": AWARD_NOTICE, "b.xml": EXPORT_NOTICE}),
    gzip.decompress(tar_of({"a.xml": AWARD_NOTICE})),
)


@given(st.data(), st.sampled_from(BUNDLES), st.booleans())
@settings(deadline=None, max_examples=200)
def test_mutated_notices_and_bundles_never_raise(
    collect: Collect, data: st.DataObject, whole: bytes, is_packed: bool
) -> None:
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    mutated = whole[:start] + data.draw(st.binary(max_size=10)) + whole[end:]
    collect(gzip.compress(mutated) if is_packed else mutated)
