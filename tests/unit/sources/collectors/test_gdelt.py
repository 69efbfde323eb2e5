from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sousveil.errors import BadInput
from sousveil.model.collection import Description, Reference, Rejected, SearchEffort
from sousveil.sources.collectors import gdelt as gdelt_module
from sousveil.sources.collectors.gdelt import GdeltCollector

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = "http://data.example/gdeltv2"
GKG = f"{ROOT}/20260304050000.gkg.csv.zip"
EXTRAS = (
    "<PAGE_LINKS>https://x.example/</PAGE_LINKS>"
    "<PAGE_PRECISEPUBTIMESTAMP>20260303221500</PAGE_PRECISEPUBTIMESTAMP>"
    "<PAGE_TITLE>Cameras &amp; gates &#x2013; harbour</PAGE_TITLE>"
)


def _gkg(url: str, **columns: str) -> bytes:
    row = [""] * 27
    row[0:5] = ["20260304050000-1", "20260304050000", "1", "harbour.example", url]
    for name, value in columns.items():
        row[int(name.removeprefix("c"))] = value
    return "\t".join(row).encode()


def _event(url: str, country: str = "") -> bytes:
    row = [""] * 61
    row[53], row[59], row[60] = country, "20260304050000", url
    return "\t".join(row).encode()


def _mention(url: str, kind: str = "1", translation: str = "") -> bytes:
    row = [""] * 16
    row[2:6] = ["20260304050000", kind, "harbour.example", url]
    row[14] = translation
    return "\t".join(row).encode()


def _zip(*rows: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", b"\n".join(rows) + b"\n")
    return file.getvalue()


def _list(*files: tuple[str, bytes]) -> bytes:
    lines = (f"{len(data)} {hashlib.md5(data).hexdigest()} {name}" for name, data in files)  # noqa: S324
    return "\n".join(lines).encode()


@pytest.fixture(scope="session")
def collect(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> Callable[..., list[Any]]:
    """A function that collects a location among files; search effort by name."""

    def run(location: str, files: dict[str, bytes], **effort: str) -> list[Any]:
        channel = make_channel("gdelt", location, SearchEffort(**effort))  # type: ignore[arg-type]
        return list(GdeltCollector().collect(channel, make_opener(files)))

    return run


def test_gkg_describes_each_document_once(collect: Callable[..., list[Any]]) -> None:
    data = _zip(
        _gkg("https://harbour.example/1?utm_source=g", c25="srclc:zho;eng:GT-ZHO 1.0", c26=EXTRAS),
        _gkg("https://harbour.example/1#again"),
        _gkg("https://harbour.example/2"),
    )
    first, second = collect(GKG, {GKG: data})
    assert first == Reference(
        url="https://harbour.example/1",
        description=Description(
            title="Cameras & gates – harbour",
            publisher="harbour.example",
            published_date="2026-03-03",
            language="zh",
            extra=(
                ("gdelt_seen_at", "2026-03-04T05:00:00Z"),
                ("gdelt_translation", "srclc:zho;eng:GT-ZHO 1.0"),
            ),
        ),
    )
    assert second.description.published_date is None  # when GDELT saw it is no publication
    assert second.description.language is None


def test_events_and_mentions_are_read_packed_or_not(collect: Callable[..., list[Any]]) -> None:
    events = b"\r\n".join([_event("https://a.example/1"), _event("https://a.example/1")])
    mentions = _zip(_mention("https://a.example/2", translation="srclc:fra;eng:Moses 2.1.1"))
    (event,) = collect("20260304050000.export.CSV", {"20260304050000.export.CSV": events})
    (mention,) = collect("x.CSV.zip", {"x.CSV.zip": mentions})
    assert event.url == "https://a.example/1"
    assert event.description == Description(extra=(("gdelt_seen_at", "2026-03-04T05:00:00Z"),))
    assert mention.description.language == "fr"
    assert mention.description.publisher == "harbour.example"


def test_bad_rows_are_rejected_with_their_numbers(collect: Callable[..., list[Any]]) -> None:
    data = b"\n".join(
        [
            _gkg("https://a.example/1"),
            b"a\tb",
            b"",
            _gkg("BBC Monitoring", c2="2"),
            _gkg("no address"),
            _gkg("https://a.example/2", c1="0", c25="srclc:\xff", c26="<PAGE_TITLE></PAGE_TITLE>"),
            _gkg("https://a.example/3").replace(b"example/3", b"example/\xff"),
        ]
    )
    name = "x.gkg.csv"
    items = collect(name, {name: data})
    bad = {item.name: item.reason for item in items if isinstance(item, Rejected)}
    assert list(bad) == [f"{name}:2", f"{name}:4", f"{name}:5"]
    assert bad[f"{name}:2"] == "line 2: 2 columns; GKG 2.1 has 27"
    assert "source collection '2'" in bad[f"{name}:4"]
    assert "line 5: not an address" in bad[f"{name}:5"]
    assert [item.url for item in items if isinstance(item, Reference)] == [
        "https://a.example/1",
        "https://a.example/2",
        "https://a.example/%EF%BF%BD",
    ]
    assert items[4].description.extra[0][0] == "gdelt_translation"  # a date of 0 is left out


def test_themes_and_countries_narrow_what_is_taken(collect: Callable[..., list[Any]]) -> None:
    place = "4#Kampala, Uganda#UG#UG37#0.31#32.5#-1"
    data = _zip(
        _gkg("https://a.example/both", c7="SURVEILLANCE;TAX_X;", c8="WB_1,55;", c9=place),
        _gkg(
            "https://a.example/other-country", c7="SURVEILLANCE;WB_1", c9=place.replace("UG", "KE")
        ),
        _gkg("https://a.example/one-theme", c7="SURVEILLANCE", c9=place),
        _gkg("https://a.example/part-of-a-name", c7="SURVEILLANCE_X;WB_1", c9=place),
    )

    def urls(query: str) -> list[str]:
        return [item.url.rpartition("/")[2] for item in collect(GKG, {GKG: data}, query=query)]

    assert urls("surveillance WB_1 country:ug") == ["both"]
    assert urls("SURVEILLANCE WB_1") == ["both", "other-country"]
    assert urls("country:UG country:KE SURVEILLANCE") == ["both", "other-country", "one-theme"]
    assert urls("") == ["both", "other-country", "one-theme", "part-of-a-name"]


def test_countries_of_events_can_be_asked_for_but_not_their_themes(
    collect: Callable[..., list[Any]],
) -> None:
    name = "x.export.CSV"
    files = {
        name: _event("https://a.example/1", "UG") + b"\n" + _event("https://a.example/2", "CH")
    }
    assert [item.url for item in collect(name, files, query="country:CH")] == [
        "https://a.example/2"
    ]
    (item,) = collect(name, files, query="SURVEILLANCE")
    assert item == Rejected(
        name=name,
        reason="Events 2.0 has no themes: use a GKG file, or take them out of the query",
    )
    name = "x.mentions.CSV"
    (item,) = collect(name, {name: _mention("https://a.example/1")}, query="country:CH")
    assert "Mentions 2.0 has no countries" in item.reason


def test_a_list_of_files_is_followed(collect: Callable[..., list[Any]]) -> None:
    data = {
        GKG: _zip(_gkg("https://a.example/1")),
        f"{ROOT}/20260304050000.export.CSV.zip": _zip(
            _event("https://a.example/1"), _event("https://a.example/2")
        ),
        f"{ROOT}/20260304050000.mentions.CSV.zip": _zip(_mention("https://a.example/3")),
    }
    gone, changed = f"{ROOT}/20260304051500.gkg.csv.zip", f"{ROOT}/20260304053000.gkg.csv.zip"
    listing = _list(*data.items(), (GKG, data[GKG]), (gone, b""), (changed, b"before"))
    listing += b"\n\n12 a line without an address\n1 2 file:///etc/hosts.gkg.csv"
    files = data | {"masterfilelist.txt": listing, changed: b"after"}
    items = collect("masterfilelist.txt", files)
    assert [item.url for item in items if isinstance(item, Reference)] == [
        "https://a.example/1",
        "https://a.example/2",
        "https://a.example/3",
    ]
    bad = {item.name: item.reason for item in items if isinstance(item, Rejected)}
    assert bad[gone] == "there is nothing there"
    assert "MD5 differs" in bad[changed]
    assert bad["masterfilelist.txt:8"] == "line 8 is not 'size MD5 address'"
    assert "masterfilelist.txt:9" in bad


def test_dates_and_themes_choose_files_of_a_list(
    make_channel: Callable[..., Any], make_opener: Callable[..., Any]
) -> None:
    names = [
        f"{ROOT}/{day}000000.{table}.zip"
        for day in ("20251231", "20260101", "20260228", "20260301")
        for table in ("gkg.csv", "export.CSV", "mentions.CSV")
    ]

    def asked(**effort: str) -> list[str]:
        opener = make_opener({"lastupdate.txt": _list(*((name, b"") for name in names))})
        channel = make_channel("gdelt", "lastupdate.txt", SearchEffort(**effort))  # type: ignore[arg-type]
        list(GdeltCollector().collect(channel, opener))
        return opener.asked[1:]  # type: ignore[no-any-return]

    assert len(asked()) == 12
    assert len(asked(from_date="2026-01-01")) == 9
    assert len(asked(from_date="2026", to_date="2026-02")) == 6
    assert asked(from_date="2026-01-01", to_date="2026-01-01", query="SURVEILLANCE") == [names[3]]
    assert len(asked(query="country:CH")) == 8


def test_files_of_a_list_are_bounded(
    collect: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdelt_module, "MAX_FILES", 1)
    names = [f"{ROOT}/2026030405{n}000.gkg.csv.zip" for n in range(3)]
    items = collect("a.txt", {"a.txt": _list(*((name, b"") for name in names))})
    assert [item.name for item in items] == [names[0], "a.txt:2"]
    assert "narrow the channel's dates" in items[1].reason


def test_rows_are_bounded(
    collect: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gdelt_module, "MAX_ROW_BYTES", 1_000)
    data = _gkg("https://a.example/1", c17="x" * 2_000) + b"\n" + _gkg("https://a.example/2")
    bad, good = collect("x.gkg.csv", {"x.gkg.csv": data})
    assert bad.name == "x.gkg.csv:1"
    assert good.url == "https://a.example/2"


def test_a_zip_bomb_or_a_damaged_archive_is_rejected(collect: Callable[..., list[Any]]) -> None:
    (bomb,) = collect(GKG, {GKG: _zip(bytes(50_000_000))})
    assert "packed more than 200 to 1" in bomb.reason
    sound = _zip(*(_gkg(f"https://a.example/{n}", c17=str(n) * 40) for n in range(500)))
    damaged = sound[:3_000] + bytes(50) + sound[3_050:]
    *_, last = collect(GKG, {GKG: damaged})
    assert last.name == GKG
    assert "damaged ZIP archive" in last.reason


def test_what_is_no_table_is_rejected_once(collect: Callable[..., list[Any]]) -> None:
    (item,) = collect("x.csv", {"x.csv": b"a,b\n" * 1_000})
    assert item.reason == "not a GDELT table: 1 columns, neither GKG 2.1, Events nor Mentions"


def test_a_file_that_is_not_there_is_an_error(collect: Callable[..., list[Any]]) -> None:
    with pytest.raises(BadInput):
        collect(GKG, {})


@given(
    st.binary(max_size=200),
    st.integers(0, 400),
    st.sampled_from(["x.csv", "x.gkg.csv", "x.export.CSV", "x.mentions.CSV.zip", "list.txt"]),
    st.text(max_size=30),
)
def test_any_bytes_can_be_read_as_a_table(
    collect: Callable[..., list[Any]], noise: bytes, place: int, name: str, query: str
) -> None:
    packed, row = _zip(_gkg("https://a.example/1", c26=EXTRAS)), _gkg("https://a.example/1")
    for data in (
        noise,
        noise.replace(b" ", b"\t"),
        _zip(noise),
        packed[:place] + noise + packed[place:],
        row[:place] + noise + row[place:],
        _mention("https://a.example/1") + noise,
    ):
        for item in collect(name, {name: data}, query=query):
            assert isinstance(item, Reference | Rejected)
