"""Zotero: libraries in four formats become references with what the library says of each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sousveil.model.collection import Content, Item, Reference, Rejected
from sousveil.model.source import SourceKind
from sousveil.sources.collectors import zotero_bibtex, zotero_ris
from sousveil.sources.collectors.partial_date import read_partial_date
from sousveil.sources.collectors.zotero import ZoteroCollector

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.model.collection import Description

    Collect = Callable[[bytes], list[Item]]
    References = Callable[[bytes], dict[str, Description]]
    Rejections = Callable[[bytes], dict[str, str]]

LOCATION = "file:///in/library"

RDF_HEAD = """<rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:bib="http://purl.org/net/biblio#"
 xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:link="http://purl.org/rss/1.0/modules/link/"
 xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">"""
NEWS = """
<bib:Article rdf:about="https://news.example.org/cameras">
  <z:itemType>newspaperArticle</z:itemType>
  <dcterms:isPartOf><bib:Part><dc:title>Business</dc:title>
    <dcterms:isPartOf><bib:Newspaper><dc:title>The Invented Post</dc:title></bib:Newspaper>
    </dcterms:isPartOf></bib:Part></dcterms:isPartOf>
  <bib:authors><rdf:Seq>
    <rdf:li><foaf:Person><foaf:surname>Writer</foaf:surname>
      <foaf:givenName>Ann</foaf:givenName></foaf:Person></rdf:li>
    <rdf:li><foaf:Person><foaf:surname>Staff Desk</foaf:surname></foaf:Person></rdf:li>
  </rdf:Seq></bib:authors>
  <link:link rdf:resource="#item_2"/>
  <dcterms:isReferencedBy rdf:resource="#item_3"/>
  <dc:subject>cameras</dc:subject>
  <dc:subject><z:AutomaticTag><rdf:value>borders</rdf:value></z:AutomaticTag></dc:subject>
  <dc:subject><dcterms:LCC><rdf:value>HV7936</rdf:value></dcterms:LCC></dc:subject>
  <dc:title>City buys cameras</dc:title>
  <dc:date>September 2018</dc:date>
  <dc:coverage>https://archive.example.org/1</dc:coverage>
  <z:language>en-GB</z:language>
  <dc:identifier><dcterms:URI><rdf:value>https://news.example.org/cameras</rdf:value>
  </dcterms:URI></dc:identifier>
  <dcterms:dateSubmitted>2019-03-04 11:22:33</dcterms:dateSubmitted>
</bib:Article>
<z:Attachment rdf:about="#item_2">
  <z:itemType>attachment</z:itemType>
  <rdf:resource rdf:resource="files/2/page.html"/>
  <dc:identifier><dcterms:URI><rdf:value>https://mirror.example.org/cameras</rdf:value>
  </dcterms:URI></dc:identifier>
  <dc:title>Snapshot</dc:title>
</z:Attachment>
<bib:Memo rdf:about="#item_3"><rdf:value>&lt;p&gt;my note&lt;/p&gt;</rdf:value></bib:Memo>
"""
REPORT = """
<bib:Report rdf:about="#item_10">
  <z:itemType>report</z:itemType>
  <dc:publisher><foaf:Organization><foaf:name>Institute of Made-Up Studies</foaf:name>
  </foaf:Organization></dc:publisher>
  <link:link rdf:resource="#item_11"/>
  <dc:title>On watching</dc:title>
  <dc:date>2019</dc:date>
</bib:Report>
<z:Attachment rdf:about="#item_11"><z:itemType>attachment</z:itemType>
  <dc:identifier><dcterms:URI><rdf:value>https://institute.example.org/report.pdf</rdf:value>
  </dcterms:URI></dc:identifier></z:Attachment>
"""
JOURNAL = """
<bib:Article rdf:about="#item_20">
  <z:itemType>journalArticle</z:itemType>
  <dcterms:isPartOf rdf:resource="urn:issn:0000-0000"/>
  <dc:title>Faces and places</dc:title>
  <dc:date>2019-13-45</dc:date>
</bib:Article>
<bib:Journal rdf:about="urn:issn:0000-0000"><dc:title>Journal of Nothing</dc:title>
  <dc:identifier>DOI 10.5555/nothing.(7)</dc:identifier>
  <dc:identifier>ISSN 0000-0000</dc:identifier></bib:Journal>
"""
NOWHERE = """
<bib:Document rdf:about="#item_30"><z:itemType>document</z:itemType><dc:title>Lost</dc:title>
</bib:Document>
<bib:Memo rdf:about="#item_31"><z:itemType>note</z:itemType><dc:title>Alone</dc:title></bib:Memo>
<z:Collection rdf:about="#collection_1"><dc:title>All</dc:title>
  <dcterms:hasPart rdf:resource="#item_30"/></z:Collection>
<bib:Document rdf:about="#item_32"><dc:title>Typeless</dc:title></bib:Document>
<z:Attachment rdf:about="#item_33"><z:itemType>attachment</z:itemType>
  <dc:identifier><dcterms:URI><rdf:value>https://alone.example.org/</rdf:value>
  </dcterms:URI></dc:identifier></z:Attachment>
"""


def rdf(*items: str) -> bytes:
    return (RDF_HEAD + "".join(items) + "</rdf:RDF>").encode()


LIBRARY = rdf(NEWS, REPORT, JOURNAL, NOWHERE)

CSL: list[Any] = [
    {
        "id": "http://zotero.org/users/1/items/ABCD2345",
        "type": "article-newspaper",
        "title": "Plates read",
        "container-title": "The Invented Post",
        "author": [
            {"family": "Berg", "given": "Bo", "non-dropping-particle": "van den"},
            {"literal": "News Desk"},
            {},
        ],
        "issued": {"date-parts": [["2019", 9, 17]]},
        "accessed": {"date-parts": [[2020, 1, 2]]},
        "URL": "https://news.example.org/plates?utm_source=x",
        "language": "English",
        "keyword": "plates, cities",
    },
    {"id": 2, "type": "book", "title": "A book", "DOI": "https://doi.org/10.5555/ABC",
     "publisher": "Press", "container-title": "Series", "issued": {"date-parts": [[2018, 5]]}},
    {"id": 3, "type": "report", "title": "No place"},
    "not an item",
    {"id": 5, "type": "legal_case", "URL": "file:///etc/hosts"},
    {"id": 6, "type": "webpage", "URL": "n/a", "DOI": "10.5555/web"},
    {"id": 7, "type": "bill", "URL": "https://law.example.org/7",
     "issued": {"date-parts": [[2019, 9], [2019, 10]]}},
    {"id": 8, "type": "thing", "URL": "https://news.example.org/plates"},
]  # fmt: skip

BIBTEX = r"""
@comment{nothing}
@article{writer_cameras,
  title = {City {Buys} cameras \& 50\% more},
  author = {Writer, Ann and {Ministry of Rights and Duties} and M{\"u}ller, J.},
  journal = {The Invented Post},
  year = {2018}, month = sep,
  url = {https://news.example.org/a%20b\_c?x=1},
  urldate = {2019-03-04},
  keywords = {cameras, cities},
  langid = {en},
}
@article{paper, title = {Newsprint}, entrysubtype = {newspaper}, date = {2019-02-03},
  url = {https://news.example.org/print}}
@phdthesis{thesis, title = {Thesis}, school = {Made-Up University}, year = 2017, doi = {10.5555/th\_1}}
@misc{how, title = {Elsewhere}, howpublished = {\url{https://how.example.org/x}}}
@misc{nowhere, title = {Nowhere}}
@article{paper, title = {Twice the same key}, url = {https://news.example.org/second}}
@article{broken, title = {Never closed
@book{after, title = {After}, url = {https://after.example.org/}}
"""

RIS = """TY  - NEWS\r
TI  - Plates read\r
AU  - Writer, Ann\r
AU  - Desk, News\r
T2  - The Invented Post\r
DA  - 2019/09/17/\r
PY  - 2019\r
UR  - https://news.example.org/plates;v=1\r
Y2  - 2020/01/02/10:11:12\r
LA  - de\r
KW  - plates\r
KW  - cities\r
ID  - K1\r
ER  - \r
\r
TY  - JOUR
T1  - Paper
PY  - 2018///
DO  - 10.5555/ris
ER  -
TY  - BLOG
TI  - Never ends
TY  - RPRT
TI  - Nowhere
PB  - Office
ER  -
TY  - HEAR
TI  - Hearing
UR  - https://parliament.example.org/1
ER  -
TY  - CASE
"""


@pytest.fixture(scope="module")
def collect(make_opener: Callable[..., Any], make_channel: Callable[..., Any]) -> Collect:
    """A function that collects the bytes of one library, which never gives content."""

    def run(data: bytes) -> list[Item]:
        opener = make_opener({LOCATION: data})
        found = [*ZoteroCollector().collect(make_channel("zotero", LOCATION), opener)]
        assert not any(isinstance(item, Content) for item in found)
        return found

    return run


@pytest.fixture(scope="module")
def references(collect: Collect) -> References:
    """A function that collects bytes, and gives what is said of each address."""
    return lambda data: {
        item.url: item.description for item in collect(data) if isinstance(item, Reference)
    }


@pytest.fixture(scope="module")
def rejections(collect: Collect) -> Rejections:
    """A function that collects bytes, and gives the reason by the place of what was rejected."""
    return lambda data: {
        item.name.removeprefix(LOCATION): item.reason
        for item in collect(data)
        if isinstance(item, Rejected)
    }


def test_rdf_items_are_referred_to_in_the_order_of_the_file(references: References) -> None:
    assert [*references(LIBRARY)] == [
        "https://news.example.org/cameras",
        "https://institute.example.org/report.pdf",
        "https://doi.org/10.5555/nothing.(7)",
        "https://alone.example.org/",
    ]


def test_an_rdf_article_keeps_what_the_library_says_of_it(references: References) -> None:
    description = references(LIBRARY)["https://news.example.org/cameras"]
    assert description.title == "City buys cameras"
    assert description.author == "Writer, Ann; Staff Desk"
    assert description.publisher == "The Invented Post"
    assert description.published_date == "2018-09"
    assert description.language == "en"
    assert description.kind is SourceKind.MEDIA_REPORT
    assert dict(description.extra) == {
        "access_date": "2019-03-04",
        "archive_url": "https://archive.example.org/1",
        "container_title": "The Invented Post",
        "item_type": "newspaperArticle",
        "tags": "borders; cameras",
        "zotero_key": "cameras",
    }


def test_a_report_has_its_institution_its_attachments_address_and_no_sure_kind(
    references: References,
) -> None:
    description = references(LIBRARY)["https://institute.example.org/report.pdf"]
    assert description.publisher == "Institute of Made-Up Studies"
    assert description.published_date == "2019"
    assert description.kind is None
    assert dict(description.extra)["zotero_key"] == "item_10"


def test_a_date_that_is_none_stays_missing_and_is_kept_as_given(references: References) -> None:
    description = references(LIBRARY)["https://doi.org/10.5555/nothing.(7)"]
    assert description.published_date is None
    assert description.publisher == "Journal of Nothing"
    assert description.kind is SourceKind.ACADEMIC_WORK
    extra = dict(description.extra)
    assert extra["published_date_as_given"] == "2019-13-45"
    assert extra["doi"] == "10.5555/nothing.(7)"


def test_items_without_address_or_type_are_rejected_and_notes_are_ignored(
    rejections: Rejections,
) -> None:
    assert rejections(LIBRARY) == {
        "#item_30": "no address",
        "#item_32": "no Zotero item type",
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html/>", "the root element is html"),
        (rdf("<bib:Article>"), "not well-formed"),
        (rdf("<rdf:li/>"), "not readable as RDF"),
        (b"<a>" * 5_000, "not well-formed"),
        (
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + rdf("&e;"),
            "document type declaration",
        ),
        (
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + rdf("&b;"),
            "document type declaration",
        ),
    ],
)
def test_rdf_that_is_not_safe_or_not_rdf_is_rejected_whole(
    rejections: Rejections, data: bytes, reason: str
) -> None:
    found = rejections(data)
    assert found.keys() == {""}
    assert reason in found[""]


def test_csl_items_become_references(references: References) -> None:
    found = references(json.dumps(CSL).encode())
    assert [*found] == [
        "https://news.example.org/plates",
        "https://doi.org/10.5555/ABC",
        "https://doi.org/10.5555/web",
        "https://law.example.org/7",
    ]
    news = found["https://news.example.org/plates"]
    assert news.author == "van den Berg, Bo; News Desk"
    assert news.published_date == "2019-09-17"
    assert news.language is None
    assert dict(news.extra) == {
        "access_date": "2020-01-02",
        "container_title": "The Invented Post",
        "item_type": "newspaperArticle",
        "language_as_given": "English",
        "tags": "plates; cities",
        "zotero_key": "ABCD2345",
    }
    book = found["https://doi.org/10.5555/ABC"]
    assert (book.publisher, book.published_date) == ("Press", "2018-05")
    assert book.kind is SourceKind.ACADEMIC_WORK


def test_a_range_of_months_is_no_date(references: References) -> None:
    bill = references(json.dumps(CSL).encode())["https://law.example.org/7"]
    assert bill.kind is SourceKind.GOVERNMENT_RECORD
    assert bill.published_date is None
    assert dict(bill.extra)["published_date_as_given"] == "2019-9/2019-10"


def test_bad_csl_items_are_rejected_by_their_place(rejections: Rejections) -> None:
    found = rejections(json.dumps(CSL).encode())
    assert found.keys() == {"#item%203", "#item%204", "#item%205"}
    assert found["#item%203"] == "no address"
    assert "not an address of the web" in found["#item%205"]


def test_one_csl_item_is_a_library_of_one_and_other_json_is_none(
    references: References, rejections: Rejections
) -> None:
    assert [*references(json.dumps(CSL[0]).encode())] == ["https://news.example.org/plates"]
    assert "not CSL-JSON" in rejections(b'{"items": []}')[""]
    assert "not JSON" in rejections(b"[1,")[""]
    assert "nested" in rejections(b"[" * 200_000)[""]


def test_bibtex_entries_become_references(references: References) -> None:
    found = references(BIBTEX.encode())
    assert [*found] == [
        "https://news.example.org/a%20b_c?x=1",
        "https://news.example.org/print",
        "https://doi.org/10.5555/th_1",
        "https://how.example.org/x",
        "https://news.example.org/second",
        "https://after.example.org/",
    ]
    article = found["https://news.example.org/a%20b_c?x=1"]
    assert article.title == "City Buys cameras & 50% more"
    assert article.author == "Writer, Ann; Ministry of Rights and Duties; Müller, J."
    assert article.published_date == "2018-09"
    assert article.kind is None
    assert dict(article.extra)["item_type"] == "article"
    assert dict(article.extra)["access_date"] == "2019-03-04"
    assert found["https://news.example.org/print"].kind is SourceKind.MEDIA_REPORT
    assert found["https://doi.org/10.5555/th_1"].publisher == "Made-Up University"


def test_bad_bibtex_entries_are_rejected_by_their_line(rejections: Rejections) -> None:
    found = rejections(BIBTEX.encode())
    assert found.pop("#line%2017,%20nowhere") == "no address"
    ((name, reason),) = found.items()
    assert name.startswith("#line%20")
    assert reason.startswith("not BibTeX")


def test_a_bibtex_entry_that_is_not_in_utf_8_is_rejected_alone(
    references: References, rejections: Rejections
) -> None:
    data = (
        b"@book{a, title={Caf\xe9}, url={https://a.example/}}\n@book{b, url={https://b.example/}}"
    )
    assert [*references(data)] == ["https://b.example/"]
    assert [*rejections(data).values()] == ["not in UTF-8"]


def test_a_bibtex_field_is_bounded(rejections: Rejections, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zotero_bibtex, "MAX_FIELD_CHARS", 10)
    assert (
        "more than 10 characters"
        in rejections(b"@book{a, title={" + b"x" * 11 + b"}}")["#line%201,%20a"]
    )


def test_latex_that_nests_too_deeply_stays_as_it_is(references: References) -> None:
    deep = "{" * 3_000 + "x" + "}" * 3_000
    data = f"@book{{a, title={{{deep}}}, url={{https://a.example/}}}}".encode()
    assert [*references(data)] == ["https://a.example/"]


def test_ris_records_become_references(references: References) -> None:
    found = references(RIS.encode())
    assert [*found] == [
        "https://news.example.org/plates;v=1",
        "https://doi.org/10.5555/ris",
        "https://parliament.example.org/1",
    ]
    news = found["https://news.example.org/plates;v=1"]
    assert news.author == "Writer, Ann; Desk, News"
    assert (news.publisher, news.published_date) == ("The Invented Post", "2019-09-17")
    assert news.language == "de"
    assert dict(news.extra) == {
        "access_date": "2020-01-02",
        "container_title": "The Invented Post",
        "item_type": "newspaperArticle",
        "tags": "plates; cities",
        "zotero_key": "K1",
    }
    assert found["https://doi.org/10.5555/ris"].published_date == "2018"
    assert found["https://parliament.example.org/1"].kind is SourceKind.GOVERNMENT_RECORD


def test_bad_ris_records_are_rejected_by_their_number(
    rejections: Rejections, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = "the record does not end (no ER line)"
    assert rejections(RIS.encode()) == {
        "#record%203": ends, "#record%204": "no address", "#record%206": ends,
    }  # fmt: skip
    latin = RIS.replace("News", "Né").encode("latin-1")
    assert rejections(latin)["#record%201"] == "not in UTF-8"
    monkeypatch.setattr(zotero_ris, "MAX_RECORD_LINES", 8)
    assert "more than 8 lines" in rejections(RIS.encode())["#record%201"]


def test_a_court_record_is_known_by_its_type(references: References) -> None:
    data = b"TY  - CASE\nUR  - https://court.example.org/\nER  - \n"
    assert references(data)["https://court.example.org/"].kind is SourceKind.COURT_RECORD


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_heeded(references: References, encoding: str) -> None:
    assert len(references(RIS.encode(encoding))) == 3
    assert len(references(json.dumps(CSL).encode(encoding))) == 4
    assert len(references(BIBTEX.encode(encoding))) == 6
    assert len(references(LIBRARY.decode().encode(encoding))) == 4


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00\xff\xfe", "Bücher".encode("latin-1")])
def test_what_is_no_library_is_rejected(rejections: Rejections, data: bytes) -> None:
    assert rejections(data) == {"": "neither Zotero RDF, CSL-JSON, BibTeX nor RIS"}


@pytest.mark.parametrize(
    ("given_date", "read"),
    [
        ("2019", "2019"),
        ("2019-09", "2019-09"),
        ("2019-09-17", "2019-09-17"),
        ("2019-9-7", "2019-09-07"),
        ("2019/09//", "2019-09"),
        ("2019-09-00", "2019-09"),
        ("20190917", "2019-09-17"),
        ("2019-09-17+02:00", "2019-09-17"),
        ("17 September 2019", "2019-09-17"),
        ("Sept. 17, 2019", "2019-09-17"),
        ("sep 2019", "2019-09"),
        ("17/09/2019", "2019"),
        ("2019-00-17", None),
        ("2019-2020", None),
        ("2019-09-17/2019-09-20", None),
        ("Spring 2019", None),
        ("Maybe 2019", None),
        ("circa 2019", None),
        ("0001-01-01", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_given(
    given_date: str | None, read: str | None
) -> None:
    assert read_partial_date(given_date) == read


STARTS = (b"", b"<", b"[", b"@book{", b"TY  - NEWS\n")


@given(st.binary(max_size=300), st.sampled_from(STARTS))
@settings(deadline=None)
def test_random_bytes_never_raise(collect: Collect, data: bytes, start: bytes) -> None:
    collect(start + data)


@given(st.text(max_size=300), st.sampled_from(STARTS))
@settings(deadline=None)
def test_random_text_never_raises(collect: Collect, text: str, start: bytes) -> None:
    collect(start + text.encode())


@given(st.text(alphabet='@{}",=#\\$%~&_ \nabTYERUR-and', max_size=200))
@settings(deadline=None, max_examples=300)
def test_text_that_looks_like_bibtex_or_ris_never_raises(collect: Collect, text: str) -> None:
    collect(b"@misc{a, title={" + text.encode() + b"}, url={https://a.example/}}")
    collect(b"TY  - NEWS\n" + text.encode() + b"\nER  - \n")


@given(
    st.data(),
    st.sampled_from([LIBRARY, json.dumps(CSL).encode(), BIBTEX.encode(), RIS.encode()]),
)
@settings(deadline=None, max_examples=200)
def test_mutated_libraries_never_raise(collect: Collect, data: st.DataObject, whole: bytes) -> None:
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    collect(whole[:start] + data.draw(st.binary(max_size=10)) + whole[end:])
