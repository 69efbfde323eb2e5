"""Vendors are found under every spelling, and a spelling with other meanings only in context."""

from __future__ import annotations

import pytest

from sousveil.claims.vendors.mentions import VendorIndex, vendor_index
from sousveil.claims.vocabulary.terms import FoldedText
from sousveil.model.vendor import Vendor, VendorRegister


def names(text: str) -> list[str]:
    return [mention.name for mention in vendor_index().find(FoldedText.of(text))]


def written(text: str) -> list[str]:
    found = vendor_index().find(FoldedText.of(text))
    return [text[mention.start : mention.end] for mention in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Detectives ran the photo through Rekognition.", "Amazon"),
        ("The city stopped paying for ShotSpotter.", "SoundThinking"),
        ("Patrols follow the forecasts of Geolitica.", "PredPol"),
        ("Moscow bought FindFace licences.", "NtechLab"),
        ("Zurich forecasts burglaries with PRECOBS.", "IfmPt"),
        ("Faces are matched by Face++ at the gate.", "Megvii"),
        ("The shop is now served by Oosto.", "AnyVision"),
        ("摄像头由海康威视提供。", "Hikvision"),
        ("警察はファーウェイのカメラを使う。", "Huawei"),
        ("경찰은 화웨이의 카메라를 쓴다.", "Huawei"),
        ("Камеры поставил Ростелеком, фирма из Москвы.", "Rostelecom"),
        ("Датчики сделаны Ростехом.", "Rostec"),
        ("اشترت المدينة كاميرات من هواوي", "Huawei"),
        ("Cameras came from Hauwei.", "Huawei"),
    ],
)
def test_other_spellings_products_and_misprints_give_the_canonical_name(
    text: str, name: str
) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Hikvision-made cameras",
        "Hikvision's cameras",
        "Hikvision’s cameras",
        "the two Hikvisions on the mast",
        "HIKVISION cameras",
        "hikvision cameras",
        "(Hikvision)",
    ],
)
def test_a_name_is_found_in_every_form_that_a_sentence_gives_it(text: str) -> None:
    assert names(text) == ["Hikvision"]


def test_the_seat_and_the_legal_form_belong_to_the_mention() -> None:
    text = "Zhejiang Dahua Technology Co., Ltd. sold the cameras."
    assert written(text) == ["Zhejiang Dahua Technology Co., Ltd."]


def test_a_place_before_a_vendor_from_elsewhere_is_no_part_of_it() -> None:
    assert written("In Beijing Palantir has no office.") == ["Palantir"]


@pytest.mark.parametrize(
    "text",
    [
        "Write to sales@hikvision.com for offers.",
        "See https://www.hikvision.com/en for more.",
        "The parapalantirs are no company.",
    ],
)
def test_an_address_or_a_part_of_a_word_is_no_mention(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Drones watch loggers along the Amazon river.",
        "Sheriffs of Orange County use cameras.",
        "Axon terminals carry the signal of a nerve.",
        "An oracle foresaw the surveillance. Oracle of Delphi, they said.",
        "Indra Nooyi spoke about facial recognition.",
        "Thales of Miletus never saw a camera.",
        "The National Executive Committee (NEC) debated cameras. The NEC then rose.",
        "Google Maps shows where the cameras are.",
        "A flock of birds set off the camera. Flock after flock came.",
        "Leonardo da Vinci drew a camera.",
        "아마존 열대우림의 강",
        "亚马逊雨林",
    ],
)
def test_a_name_with_another_meaning_is_no_mention(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The firm Orange built the network.", "Orange"),
        ("Orange, a French telecoms company, built the network.", "Orange"),
        ("Police bought Axon body cameras.", "Axon"),
        ("The force signed a contract with Axon.", "Axon"),
        ("Indra, a Spanish firm, runs the gates.", "Indra"),
        ("Oracle Corp. sold the database.", "Oracle"),
        ("The system is supplied by NEC.", "NEC"),
        ("The contract goes to NEC Australia.", "NEC"),
        ("NECの顔認証を警察が使う。", "NEC"),
        ("亚马逊公司的人脸识别", "Amazon"),
    ],
)
def test_a_company_word_beside_a_name_settles_that_it_is_the_vendor(text: str, name: str) -> None:
    found = vendor_index().find(FoldedText.of(text))
    assert [(mention.name, mention.needs_context) for mention in found] == [(name, False)]


def test_a_name_that_only_its_sentence_speaks_for_still_needs_context() -> None:
    found = vendor_index().find(FoldedText.of("Residents asked how Flock uses licence plates."))
    assert [(mention.name, mention.needs_context) for mention in found] == [("Flock Safety", True)]


def test_a_sure_spelling_elsewhere_makes_the_short_one_sure() -> None:
    text = "Flock Safety sells cameras. The council likes Flock."
    found = vendor_index().find(FoldedText.of(text))
    assert [mention.needs_context for mention in found] == [False, False]


def test_a_name_that_is_the_whole_text_is_the_vendor() -> None:
    assert names("Amazon") == ["Amazon"]


def test_the_longest_spelling_wins_and_a_shorter_one_stands_in_where_it_fails() -> None:
    register = VendorRegister(
        version="1",
        notes="",
        vendors=(
            Vendor(vendor_id="a", name="Norda"),
            Vendor(vendor_id="b", name="Norda Eye"),
        ),
    )
    index = VendorIndex(register=register)
    for text, expected in [("Norda Eye sells", "b"), ("Norda Eyelid sells", "a")]:
        assert [one.vendor_id for one in index.find(FoldedText.of(text))] == [expected]
