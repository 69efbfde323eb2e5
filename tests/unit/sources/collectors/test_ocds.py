"""OCDS: packages, records and lines of both versions become notices; what is bad is named."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sousveil.errors import BadInput
from sousveil.model.collection import Content, Item, Reference, Rejected
from sousveil.model.source import SourceKind
from sousveil.sources.collectors import json_values, unpacking
from sousveil.sources.collectors.ocds import OcdsCollector
from sousveil.sources.collectors.ocds_notice import render_notice

if TYPE_CHECKING:
    from collections.abc import Callable

    Collect = Callable[[bytes], list[Item]]
    Contents = Callable[[bytes], list[Content]]
    Rejections = Callable[[bytes], list[tuple[str, str]]]

LOCATION = "file:///in/notices.json"


@pytest.fixture(scope="module")
def collect(make_opener: Callable[..., Any], make_channel: Callable[..., Any]) -> Collect:
    """A function that collects the bytes of one file."""

    def run(data: bytes) -> list[Item]:
        opener = make_opener({LOCATION: data})
        return [*OcdsCollector().collect(make_channel("ocds", LOCATION), opener)]

    return run


@pytest.fixture(scope="module")
def contents(collect: Collect) -> Contents:
    """A function that collects bytes of which everything can be taken."""

    def run(data: bytes) -> list[Content]:
        found = collect(data)
        assert all(isinstance(item, Content) for item in found), found
        return [item for item in found if isinstance(item, Content)]

    return run


@pytest.fixture(scope="module")
def rejections(collect: Collect) -> Rejections:
    """A function that collects bytes, and gives names and reasons of what was rejected."""
    return lambda data: [(r.name, r.reason) for r in collect(data) if isinstance(r, Rejected)]


def encode(value: object) -> bytes:
    return json.dumps(value).encode()


def release_1_0(**changes: Any) -> dict[str, Any]:
    return {
        "ocid": "ocds-abc123-77",
        "id": "77-award",
        "date": "2018-05-04T23:30:00-05:00",
        "tag": ["award", "contract"],
        "initiationType": "tender",
        "language": "es",
        "buyer": {
            "name": "Municipio de Villa Inventada",
            "identifier": {"scheme": "XI-MUN", "id": "0042"},
            "contactPoint": {"name": "Persona Privada", "email": "p@example.org"},
        },
        "tender": {
            "id": "T-77",
            "title": "Cámaras para la plaza",
            "description": "Suministro de 40 cámaras\ncon analítica de rostros",
            "procurementMethod": "limited",
            "value": {"amount": 250000, "currency": "XTS"},
            "tenderPeriod": {"startDate": "2018-02-01T00:00:00Z", "endDate": "2018-03-01"},
            "items": [
                {
                    "id": "1",
                    "description": "Cámara IP",
                    "classification": {
                        "scheme": "CPV", "id": "35125300", "description": "Security cameras",
                    },
                }
            ],
        },
        "awards": [
            {
                "id": "A1",
                "title": "Adjudicación",
                "date": "2018-04-20T00:00:00Z",
                "value": {"amount": 240000.5, "currency": "XTS"},
                "suppliers": [
                    {"name": "Ojo Imaginario S.A.", "identifier": {"scheme": "XI-RUC", "id": "9"}},
                    {"name": "Visión Ficticia"},
                ],
            }
        ],
        "contracts": [
            {
                "id": "C1",
                "awardID": "A1",
                "dateSigned": "2018-04-30T00:00:00Z",
                "period": {"startDate": "2018-06-01", "endDate": "2019-06-01"},
                "value": {"amount": 239000, "currency": "XTS"},
            }
        ],
        **changes,
    }  # fmt: skip


def release_1_1(**changes: Any) -> dict[str, Any]:
    return {
        "ocid": "ocds-xyz789-5",
        "id": "5-1",
        "date": "2021-09-09T08:00:00Z",
        "tag": ["tender"],
        "language": "en",
        "parties": [
            {
                "id": "P1",
                "name": "Ministry of Made-Up Affairs",
                "identifier": {"scheme": "XI-GOV", "id": "MMA"},
                "address": {"countryName": "Freedonia"},
                "roles": ["buyer", "procuringEntity"],
            },
            {"id": "P2", "name": "Panopt Systems", "roles": ["tenderer", "supplier"]},
        ],
        "buyer": {"id": "P1", "name": "MMA"},
        "tender": {"id": "T5", "title": "Number plate readers"},
        "awards": [{"id": "A5", "suppliers": [{"id": "P2", "name": "Panopt"}, {"id": "P9", "name": "Lost"}]}],
        **changes,
    }  # fmt: skip


def release_package(*releases: object, **changes: Any) -> dict[str, Any]:
    return {
        "uri": "https://data.example.org/p1",
        "publishedDate": "2022-01-01T00:00:00Z",
        "publisher": {"name": "Example Procurement Portal"},
        "releases": [*releases],
        **changes,
    }


def test_a_release_of_version_1_0_becomes_content_with_its_metadata(contents: Contents) -> None:
    (item,) = contents(encode(release_package(release_1_0())))
    assert item.name == f"{LOCATION}#ocds-abc123-77/77-award"
    assert item.media_type == "application/json"
    description = item.description
    assert description.title == "Cámaras para la plaza"
    assert description.publisher == "Example Procurement Portal"
    assert description.kind is SourceKind.PROCUREMENT_NOTICE
    assert description.language == "es"
    extra = dict(description.extra)
    assert extra == {
        "notice_format": "OCDS 1.0",
        "ocid": "ocds-abc123-77",
        "release_id": "77-award",
        "release_tags": "award; contract",
        "tender_id": "T-77",
        "procurement_method": "limited",
        "buyer_01_name": "Municipio de Villa Inventada",
        "buyer_01_id": "XI-MUN-0042",
        "supplier_01_name": "Ojo Imaginario S.A.",
        "supplier_01_id": "XI-RUC-9",
        "supplier_02_name": "Visión Ficticia",
        "item_01_description": "Cámara IP",
        "item_01_classification": "CPV 35125300 Security cameras",
        "tender_value_amount": "250000",
        "tender_value_currency": "XTS",
        "award_01_value_amount": "240000.5",
        "award_01_value_currency": "XTS",
        "contract_01_value_amount": "239000",
        "contract_01_value_currency": "XTS",
    }
    assert [name for name, _ in description.extra] == sorted(extra)


def test_the_day_of_publication_and_the_days_of_events_stay_apart(contents: Contents) -> None:
    (item,) = contents(encode(release_package(release_1_0())))
    assert item.description.published_date == "2018-05-04"
    assert dict(item.description.event_dates) == {
        "tender_start": "2018-02-01",
        "tender_end": "2018-03-01",
        "award_01_date": "2018-04-20",
        "contract_01_signed": "2018-04-30",
        "contract_01_start": "2018-06-01",
        "contract_01_end": "2019-06-01",
    }


def test_a_missing_date_stays_missing_though_the_package_has_one(contents: Contents) -> None:
    release = release_1_0()
    del release["date"]
    (item,) = contents(encode(release_package(release)))
    assert item.description.published_date is None


def test_a_date_that_is_none_is_kept_as_given_and_not_read(contents: Contents) -> None:
    (item,) = contents(encode(release_package(release_1_0(date="2018-02-31T00:00:00Z"))))
    assert item.description.published_date is None
    assert dict(item.description.extra)["published_date_as_given"] == "2018-02-31T00:00:00Z"


def test_references_of_version_1_1_are_looked_up_among_the_parties(contents: Contents) -> None:
    (item,) = contents(encode(release_package(release_1_1(), version="1.1")))
    extra = dict(item.description.extra)
    assert extra["notice_format"] == "OCDS 1.1"
    assert extra["buyer_01_name"] == "Ministry of Made-Up Affairs"
    assert extra["buyer_01_id"] == "XI-GOV-MMA"
    assert extra["buyer_01_country"] == "Freedonia"
    assert (extra["supplier_01_name"], extra["supplier_01_id"]) == ("Panopt Systems", "P2")
    assert (extra["supplier_02_name"], extra["supplier_02_id"]) == ("Lost", "P9")


def test_a_package_without_version_is_1_0_and_its_parties_are_not_looked_at(
    contents: Contents,
) -> None:
    (item,) = contents(encode(release_package(release_1_1())))
    extra = dict(item.description.extra)
    assert extra["notice_format"] == "OCDS 1.0"
    assert extra["buyer_01_name"] == "MMA"


def test_a_bare_release_with_parties_is_read_as_1_1(contents: Contents) -> None:
    (item,) = contents(encode(release_1_1()))
    assert dict(item.description.extra)["notice_format"] == "OCDS 1.1"


def test_the_procuring_entity_stands_in_for_a_missing_buyer(contents: Contents) -> None:
    release = release_1_0()
    release["tender"]["procuringEntity"] = release.pop("buyer")
    (item,) = contents(encode(release_package(release)))
    assert dict(item.description.extra)["buyer_01_id"] == "XI-MUN-0042"


@pytest.mark.parametrize("version", ["2.0", "0.9", "latest", 7])
def test_an_unknown_version_is_rejected(rejections: Rejections, version: object) -> None:
    ((name, reason),) = rejections(encode(release_package(release_1_1(), version=version)))
    assert name == f"{LOCATION}#release%201"
    assert "not supported" in reason


def test_the_title_of_an_award_stands_in_where_the_tender_has_none(contents: Contents) -> None:
    release = release_1_0()
    del release["tender"]["title"]
    (item,) = contents(encode(release_package(release)))
    assert item.description.title == "Adjudicación"


def test_a_record_gives_its_compiled_release(contents: Contents) -> None:
    compiled = release_1_1(id="compiled", tag=["compiled"])
    record = {"ocid": "ocds-xyz789-5", "releases": [release_1_1()], "compiledRelease": compiled}
    package = {"version": "1.1", "publisher": {"name": "Portal"}, "records": [record]}
    (item,) = contents(encode(package))
    assert item.name.endswith("/compiled")
    assert item.description.publisher == "Portal"


def test_a_record_without_compiled_release_gives_the_latest(contents: Contents) -> None:
    releases = [
        release_1_0(id="b", date="2020-01-01T23:00:00-05:00"),
        release_1_0(id="a", date="2020-01-02T01:00:00Z"),
        release_1_0(id="c", date="nonsense"),
    ]
    package = {"records": [{"ocid": "ocds-abc123-77", "releases": releases}]}
    (item,) = contents(encode(package))
    assert item.name.endswith("/b")


def test_linked_releases_are_rejected_as_such(rejections: Rejections) -> None:
    linked = {
        "url": "https://data.example.org/r1",
        "date": "2020-01-01T00:00:00Z",
        "tag": ["tender"],
    }
    records = [{"ocid": "ocds-1", "releases": [linked]}, {"ocid": "ocds-2", "releases": []}]
    assert rejections(encode({"version": "1.1", "records": records})) == [
        (f"{LOCATION}#record%201", "linked releases are not embedded"),
        (f"{LOCATION}#record%202", "no release in the record"),
    ]


def test_json_lines_of_releases_records_and_packages_are_read_line_by_line(
    collect: Collect,
) -> None:
    lines = [
        encode(release_1_1(id="one")),
        b"{broken",
        b"",
        encode({"ocid": "ocds-xyz789-5", "compiledRelease": release_1_1(id="two")}),
        encode(release_package(release_1_0(id="three"), release_1_0(id="four"))),
        b'{"ocid": "caf\xe9"}',
        b"17",
    ]
    found = collect(b"\n".join(lines))
    assert [i.name.rpartition("/")[2] for i in found if isinstance(i, Content)] == [
        "one", "two", "three", "four",
    ]  # fmt: skip
    rejected = {i.name.partition("#")[2]: i.reason for i in found if isinstance(i, Rejected)}
    assert rejected.keys() == {"line%202", "line%206", "line%207"}
    assert "UTF-8" in rejected["line%206"]
    assert rejected["line%207"] == "not an object"


def test_json_lines_whose_first_line_is_broken_are_still_lines(collect: Collect) -> None:
    found = collect(b"{broken\n" + encode(release_1_1(id="one")) + b"\n")
    assert [type(item) for item in found] == [Rejected, Content]


def test_a_pretty_printed_package_with_byte_order_mark_is_one_document(contents: Contents) -> None:
    text = json.dumps(release_package(release_1_0()), indent=2)
    assert len(contents(b"\xef\xbb\xbf" + text.encode())) == 1


def test_an_array_of_packages_and_releases_is_read(collect: Collect) -> None:
    entries = [release_package(release_1_0(id="a")), release_1_1(id="b"), [], 5]
    found = collect(encode(entries))
    names = [item.name for item in found if not isinstance(item, Reference)]
    assert [name.partition("#")[2] for name in names] == [
        "ocds-abc123-77/a", "ocds-xyz789-5/b", "entry%203", "entry%204",
    ]  # fmt: skip


def test_gzip_is_unpacked_and_a_bomb_is_not(
    contents: Contents, rejections: Rejections, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = b"".join(encode(release_1_1(id=str(n))) + b"\n" for n in range(3))
    assert len(contents(gzip.compress(lines))) == 3
    monkeypatch.setattr(unpacking, "MIN_ALLOWANCE_BYTES", 1000)
    monkeypatch.setattr(unpacking, "MAX_RATIO", 10)
    ((name, reason),) = rejections(gzip.compress(b" " * 1_000_000))
    assert name == LOCATION
    assert "unpacks to more than" in reason


def test_a_gzip_that_is_cut_off_gives_what_came_before_and_says_so(collect: Collect) -> None:
    # Each id is its own text, so that the lines do not all lie in the last block.
    lines = [
        encode(
            release_1_1(id=f"{n * 2654435761 % 2**32:x}"),
        )
        + b"\n"
        for n in range(20_000)
    ]
    whole = gzip.compress(b"".join(lines), compresslevel=1)
    found = collect(whole[: len(whole) // 2])
    assert isinstance(found[0], Content)
    assert isinstance(found[-1], Rejected)
    assert "damaged or cut off" in found[-1].reason


def test_a_value_beyond_the_bound_is_rejected_and_the_next_line_is_read(
    collect: Collect,
    rejections: Rejections,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_values, "MAX_VALUE_BYTES", 5_000)
    big = encode(release_1_1(id="big", padding="x" * 20_000))
    data = b"\n".join([encode(release_1_1(id="a")), big, encode(release_1_1(id="b"))])
    found = collect(data)
    assert [type(item) for item in found] == [Content, Rejected, Content]
    assert "more than 5000 bytes" in rejections(data)[0][1]
    assert "more than 5000 bytes" in rejections(b"[\n" + big + b"]")[0][1]


@pytest.mark.parametrize(
    ("release", "reason"),
    [
        ({"id": "1"}, "no ocid"),
        ({"ocid": 5.5, "id": ["x"], "date": {}, "buyer": [], "awards": {"suppliers": 1}}, None),
        ({"ocid": "o", "id": "\ud800"}, "UTF-8"),
        ({"ocid": "o", "awards": [{"suppliers": [None, 4, {"name": None}]}], "tag": [[]]}, None),
        ("not a release", "not an object"),
    ],
)
def test_a_release_of_the_wrong_shape_is_rejected_or_read_as_far_as_it_goes(
    collect: Collect, release: object, reason: str | None
) -> None:
    (item,) = collect(encode(release_package(release)))
    if reason is None:
        assert isinstance(item, Content)
    else:
        assert isinstance(item, Rejected)
        assert reason in item.reason


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" * 200_000,
        b'{"ocid":"o","x":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"ocid":"o","n":NaN}',
        b'{"ocid":"o","n":1e999}',
        b'{"ocid":"o","n":' + b"9" * 10_000 + b"}",
        b"\xff\xfe\x00",
        b'{"releases": 4}',
        b"\x1f\x8b\x08nonsense",
        "ÄÖ".encode("latin-1"),
    ],
)
def test_hostile_bytes_are_rejected(rejections: Rejections, data: bytes) -> None:
    assert rejections(data)


def test_a_name_never_holds_what_could_break_a_header(contents: Contents) -> None:
    (item,) = contents(encode(release_1_1(id="a\r\nWARC-Type: x #é")))
    assert item.name.startswith(f"{LOCATION}#ocds-xyz789-5/a%20WARC-Type:%20x%20%23")


def test_the_same_release_gives_the_same_bytes_whatever_the_order_of_its_keys(
    contents: Contents,
) -> None:
    release = release_1_0()
    turned = dict(reversed(release.items()))
    (one,), (two,) = contents(encode(release)), contents(encode(turned))
    assert one.data == two.data
    assert json.loads(one.data) == release
    assert "Cámara IP" in one.data.decode()


def test_what_is_beyond_the_listed_number_is_counted(contents: Contents) -> None:
    items = [{"description": f"Camera {n}"} for n in range(60)]
    release = release_1_0(tender={"title": "Many", "items": items})
    extra = dict(contents(encode(release))[0].description.extra)
    assert extra["items_omitted"] == "10"
    assert "item_51_description" not in extra


def test_a_release_without_id_is_named_by_its_place(contents: Contents) -> None:
    (item,) = contents(encode(release_package({"ocid": "ocds-1"})))
    assert item.name == f"{LOCATION}#ocds-1/release%201"


def test_the_rendering_keeps_the_words_of_the_release_and_no_private_names() -> None:
    text = render_notice(release_1_0())
    assert "Buyer: Municipio de Villa Inventada\n" in text
    assert "Supplier: Ojo Imaginario S.A.\n" in text
    assert "Suministro de 40 cámaras\ncon analítica de rostros" in text
    assert "Award 1 value: 240000.5 XTS\n" in text
    assert "Contract 1 signed: 2018-04-30T00:00:00Z\n" in text
    assert "Persona Privada" not in text
    assert render_notice(release_1_0()) == text


def test_the_rendering_names_why_it_is_bought_and_the_documents() -> None:
    tender = {"title": "T", "documents": [{"title": "Annex A: watchlists"}, {"url": "x"}, 5]}
    text = render_notice(release_1_1(tender=tender, planning={"rationale": "Safe squares"}))
    assert "Planning rationale: Safe squares\n" in text
    assert "Tender document: Annex A: watchlists\n" in text
    assert "Buyer country: Freedonia\n" in text


def test_a_location_that_cannot_be_read_raises(
    make_opener: Callable[..., Any], make_channel: Callable[..., Any]
) -> None:
    with pytest.raises(BadInput):
        list(OcdsCollector().collect(make_channel("ocds", LOCATION), make_opener({})))


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_random_bytes_never_raise(collect: Collect, data: bytes) -> None:
    collect(data)
    collect(b"\x1f\x8b\x08\x00" + data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["ocid", "id", "date", "tag", "buyer", "parties", "roles", "tender", "awards",
                 "contracts", "suppliers", "items", "classification", "value", "amount", "period",
                 "startDate", "releases", "records", "compiledRelease", "version", "planning",
                 "budget", "identifier", "documents", "title", "language"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)  # fmt: skip


@given(JSON, st.sampled_from(["", "release", "record"]))
@settings(deadline=None)
def test_json_of_any_shape_never_raises(collect: Collect, value: object, wrapped_in: str) -> None:
    collect(encode({f"{wrapped_in}s": [value], "version": "1.1"} if wrapped_in else value))


@given(st.data())
@settings(deadline=None)
def test_mutated_packages_never_raise(collect: Collect, data: st.DataObject) -> None:
    whole = encode(release_package(release_1_0(), release_1_1(), version="1.1"))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    collect(whole[:start] + data.draw(st.binary(max_size=10)) + whole[end:])
