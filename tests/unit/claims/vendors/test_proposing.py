"""Names that stand where a vendor stands are proposed; agencies, people and media are not."""

from __future__ import annotations

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.marking import mark_document
from sousveil.claims.vendors.proposing import propose_vendors


def proposed(text: str) -> list[str]:
    marked = mark_document(TextDocument(document_id="doc", text=text, language=None))
    return [
        mention.name
        for one in marked.sentences
        for mention in propose_vendors(
            text, one.sentence, one.cues, [(place.start, place.end) for place in one.places]
        )
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The city bought its cameras from the startup Visionix.", "Visionix"),
        ("Visionix, a Danish firm, supplied the cameras.", "Visionix"),
        ("Visionix (a Danish start-up) runs the pilot.", "Visionix"),
        ("A company called Visionix installed the cameras.", "Visionix"),
        ("Odense-based Visionix AI won the tender.", "Visionix AI"),
        ("The cameras were supplied by Visionix Systems last year.", "Visionix Systems"),
        ("The ministry signed a contract with Visionix Ltd for cameras.", "Visionix"),
        ("It bought 20 cameras from Norda Eye, Inc. in May.", "Norda Eye"),
        ("The software, developed by Visionix, matches faces.", "Visionix"),
        ("The tender was awarded to Blue Falcon Technologies.", "Blue Falcon Technologies"),
        ("Officers use Norda's face matching software.", "Norda"),
        ("La empresa Visionix suministró las cámaras a la policía.", "Visionix"),
        ("El sistema fue desarrollado por la empresa mexicana Ojonorte S.A. de C.V.", "Ojonorte"),
        ("La société Visionix fournit la vidéosurveillance.", "Visionix"),
        ("O sistema foi desenvolvido pela Olhonorte para a polícia.", "Olhonorte"),
        ("Das Unternehmen Visionix liefert die Gesichtserkennung.", "Visionix"),
        ("Камеры с распознаванием лиц поставила компания «Зоркий глаз».", "Зоркий глаз"),
        ("该系统由北京深星瞳科技有限公司提供。", "北京深星瞳科技"),
        ("システムは株式会社ミマモリが納入した。", "ミマモリ"),
        ("警察はミマモリ社製の顔認証カメラを使う。", "ミマモリ"),
        ("시스템은 (주)눈빛테크가 공급했다.", "눈빛테크"),
    ],
)
def test_a_name_where_a_vendor_stands_is_proposed(text: str, name: str) -> None:
    assert proposed(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "The cameras were developed by Stanford University researchers.",
        "The software was developed by John Smith.",
        "John Smith, a company spokesman, praised the cameras.",
        "Anna Berg, a Danish company executive, praised the cameras.",
        "Dr Anna Berg, a developer, praised the cameras.",
        "Yesterday, a Danish firm supplied the cameras.",
        "Apparently, a local firm installed the cameras.",
        "In Odense, a Danish firm installed the cameras.",
        "Fjordposten, a media company, reported on the cameras.",
        "The contract with the Ministry of Interior covers facial recognition.",
        "Human Rights Watch said that the company CEO Jane Roe knew.",
        "The system was provided by Metropolitan Police Service.",
        "The firm Amnesty International criticised sells nothing.",
        "The contractors Mayor Jones hired left.",
        "City Signs Deal With Private Firm To Expand Cameras Downtown",
        "The agreement with Denmark covers biometric data.",
        "Officials bought cameras from Chinese firms.",
        "Police are using GPS technology and AI cameras.",
        "The company said in March that cameras work.",
        "The programme was designed by Anna Berg of the ACLU.",
        "该公司由公安大学提供。",
        "警察は会社の顔認証を使う。",
        "경찰은 회사의 카메라를 쓴다.",
    ],
)
def test_what_is_no_vendor_is_not_proposed(text: str) -> None:
    assert proposed(text) == []


def test_a_name_is_proposed_once_and_at_its_place() -> None:
    text = "Visionix, a Danish firm, won: the firm Visionix sells cameras."
    marked = mark_document(TextDocument(document_id="doc", text=text, language=None))
    [mention] = propose_vendors(text, marked.sentences[0].sentence, (), ())
    assert text[mention.start : mention.end] == mention.name == "Visionix"
    assert (mention.vendor_id, mention.home_iso3) == (None, None)


def test_a_name_that_is_taken_by_something_else_is_not_proposed() -> None:
    text = "The firm Visionix sells cameras."
    marked = mark_document(TextDocument(document_id="doc", text=text, language=None))
    assert list(propose_vendors(text, marked.sentences[0].sentence, (), [(9, 17)])) == []
