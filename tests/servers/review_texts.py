"""What the documents of the review workspace say, in several languages; every sentence is ours.

A ``Said`` is a claim that an extractor found in a text, with how sure it was.
"""

from __future__ import annotations

from attrs import frozen

from sousveil.model.claim import ClaimStatus
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import SourceKind

HOSTILE = (
    "<script>document.title='taken'</script>\u202egnp.txt\u202c \"'><img src=x onerror=alert(1)>"
)
LONG_WORD = "kamera" * 1_500


@frozen(kw_only=True)
class Said:
    """A claim of a text; ``quote`` stands in it once."""

    key: str
    country_iso3: str
    quote: str
    confidence: float
    technology_code: str | None = "facial_recognition"
    vendor_id: str | None = None
    status: ClaimStatus = ClaimStatus.DEPLOYED
    safeguard: Safeguard | None = None
    place: str | None = None
    agency: str | None = None
    vendor_names: tuple[str, ...] = ()


@frozen(kw_only=True)
class Written:
    """A document as it is collected."""

    key: str
    language: str
    title: str
    text: str
    said: tuple[Said, ...] = ()
    kind: SourceKind = SourceKind.MEDIA_REPORT
    publisher: str | None = None
    published_date: str | None = None
    licence: str | None = None
    media_type: str = "text/html"


_WIRE = (
    "NAIROBI - Traffic police switched on cameras that recognise faces at twelve junctions of the "
    "capital on Monday, an officer said. Huawei delivered the cameras and the control room under "
    "a contract from last year. A lawyer of a rights group asked which law allows it."
)
_WIRE_QUOTE = "switched on cameras that recognise faces at twelve junctions"

WRITTEN: tuple[Written, ...] = (
    Written(
        key="wire",
        language="en",
        title="Cameras that know faces go live at junctions of the capital",
        publisher="Savanna Wire",
        published_date="2025-09-08",
        licence="CC BY 4.0",
        text=_WIRE,
        said=(
            Said(
                key="kenya",
                country_iso3="KEN",
                vendor_id="huawei",
                quote=_WIRE_QUOTE,
                confidence=0.93,
                place="Nairobi",
                agency="Traffic police",
            ),
        ),
    ),
    Written(
        key="copy",
        language="en",
        title="Faces scanned at capital's junctions",
        publisher="The Lake Courier",
        published_date="2025-09-09",
        text=f"{_WIRE}\nThe Courier's readers can write to the editor.",
        said=(
            Said(
                key="kenya-copy",
                country_iso3="KEN",
                vendor_id="huawei",
                quote=_WIRE_QUOTE,
                confidence=0.91,
            ),
        ),
    ),
    Written(
        key="reprint",
        language="en",
        title="Police cameras now recognise faces",
        publisher="Harbour Post",
        published_date="2025-09-10",
        text=f"From our partners.\n{_WIRE}",
        said=(
            Said(
                key="kenya-reprint",
                country_iso3="KEN",
                vendor_id="huawei",
                quote=_WIRE_QUOTE,
                confidence=0.9,
            ),
        ),
    ),
    Written(
        key="tender",
        language="fr",
        title="Avis d’appel d’offres : vidéoprotection intelligente de la gare",
        publisher="Journal des marchés",
        kind=SourceKind.PROCUREMENT_NOTICE,
        published_date="2025-06-30",
        licence="Licence Ouverte 2.0",
        media_type="application/pdf",
        text=(
            "La direction de la police nationale lance un appel d’offres pour un système de "
            "caméras capables d’identifier les visages à la gare centrale de Dakar. La livraison "
            "est prévue pour l’année prochaine. La commission des données n’a pas été consultée."
        ),
        said=(
            Said(
                key="senegal",
                country_iso3="SEN",
                quote="un système de caméras capables d’identifier les visages à la gare centrale",
                status=ClaimStatus.PLANNED,
                confidence=0.72,
                place="Dakar",
            ),
            Said(
                key="senegal-safeguard",
                country_iso3="SEN",
                technology_code=None,
                quote="La commission des données n’a pas été consultée",
                confidence=0.41,
                safeguard=Safeguard(kind=SafeguardKind.OVERSIGHT, finding=SafeguardFinding.ABSENT),
            ),
        ),
    ),
    Written(
        key="arabic",
        language="ar",
        title="الشرطة تختبر كاميرات ذكية في وسط العاصمة",
        publisher="صحيفة المدينة",
        published_date="2025-07-14",
        text=(
            "أعلنت وزارة الداخلية أن الشرطة تختبر كاميرات للتعرف على الوجوه في وسط القاهرة منذ "
            "شهر. وقال متحدث إن شركة Hikvision ورّدت الأجهزة. وسألت صحفية عن مدة حفظ الصور."
        ),
        said=(
            Said(
                key="egypt",
                country_iso3="EGY",
                vendor_id="hikvision",
                quote="الشرطة تختبر كاميرات للتعرف على الوجوه في وسط القاهرة",
                status=ClaimStatus.PILOT,
                confidence=0.84,
                place="القاهرة",
            ),
        ),
    ),
    Written(
        key="spanish",
        language="es",
        title="El Congreso pide frenar las cámaras que reconocen rostros",
        publisher="Diario del Puerto",
        published_date="2025-05-02",
        text=(
            "Un juzgado de Buenos Aires ordenó apagar el sistema de reconocimiento facial de la "
            "ciudad. La policía de Córdoba, en cambio, contrató un programa que predice dónde "
            "habrá delitos. La empresa NEC entregó los equipos de la ciudad en 2019."
        ),
        said=(
            Said(
                key="argentina-ruling",
                country_iso3="ARG",
                quote="Un juzgado de Buenos Aires ordenó apagar el sistema de reconocimiento facial",
                confidence=0.66,
                safeguard=Safeguard(kind=SafeguardKind.RULING, finding=SafeguardFinding.PRESENT),
            ),
            Said(
                key="argentina-policing",
                country_iso3="ARG",
                technology_code="smart_policing",
                quote="contrató un programa que predice dónde habrá delitos",
                status=ClaimStatus.PROCURED,
                confidence=0.58,
                place="Córdoba",
            ),
            Said(
                key="argentina-supply",
                country_iso3="ARG",
                vendor_id="nec",
                quote="La empresa NEC entregó los equipos de la ciudad en 2019",
                confidence=0.81,
            ),
        ),
    ),
    Written(
        key="russian",
        language="ru",
        title="В метро заработали камеры с распознаванием лиц",
        publisher="Городская хроника",
        published_date="2024-11-20",
        text=(
            "В метро Казани заработали камеры с распознаванием лиц. Полиция получает сигнал о "
            "каждом совпадении. Суд отклонил жалобу пассажира."
        ),
        said=(
            Said(
                key="russia",
                country_iso3="RUS",
                quote="В метро Казани заработали камеры с распознаванием лиц",
                confidence=0.88,
                place="Казань",
            ),
        ),
    ),
    Written(
        key="indonesian",
        language="id",
        title="Kota pintar memakai kamera di pelabuhan",
        publisher="Harian Samudra",
        published_date="2025-01-17",
        text=(
            "Pemerintah kota Surabaya membangun pusat kendali kota pintar dengan kamera di "
            "pelabuhan. Petugas imigrasi memeriksa wajah penumpang dengan mesin buatan IDEMIA."
        ),
        said=(
            Said(
                key="indonesia-city",
                country_iso3="IDN",
                technology_code="smart_city",
                quote="membangun pusat kendali kota pintar dengan kamera di pelabuhan",
                confidence=0.63,
            ),
            Said(
                key="indonesia-border",
                country_iso3="IDN",
                technology_code="border_control",
                vendor_id="idemia",
                quote="memeriksa wajah penumpang dengan mesin buatan IDEMIA",
                confidence=0.77,
            ),
        ),
    ),
    Written(
        key="chinese",
        language="zh",
        title="城市安装人脸识别摄像头",
        publisher="海港日报",
        published_date="2024-03-05",
        text="市公安局在火车站安装了人脸识别摄像头。工程师说,系统每天比对数十万张照片。",
        said=(
            Said(
                key="china",
                country_iso3="CHN",
                quote="市公安局在火车站安装了人脸识别摄像头",
                confidence=0.95,
            ),
        ),
    ),
    Written(
        key="report",
        language="en",
        title="Watching the watchers: a field report on network monitoring",
        publisher="Open Streets Forum",
        kind=SourceKind.NGO_REPORT,
        published_date="2025-03",
        licence="CC BY-SA 4.0",
        text=(
            "A unit of the interior ministry of Uganda reads public posts with software bought "
            "abroad. The ministry told a committee that no impact assessment was made.\n\n"
            "The unit has eighteen officers. It reports to nobody outside of the ministry."
        ),
        said=(
            Said(
                key="uganda",
                country_iso3="UGA",
                technology_code="social_media_surveillance",
                quote="reads public posts with software bought abroad",
                confidence=0.55,
                vendor_names=("Panoptes Analytics",),
            ),
        ),
    ),
    Written(
        key="hostile",
        language="en",
        title=HOSTILE,
        publisher=HOSTILE,
        published_date="2025-02-02",
        text=f"{HOSTILE} The border police bought {LONG_WORD} for the port. {HOSTILE} The end.",
        said=(
            Said(
                key="hostile",
                country_iso3="HUN",
                technology_code="border_control",
                quote=f"{HOSTILE} The border police bought {LONG_WORD} for the port.",
                confidence=0.2,
                place=HOSTILE,
                agency=HOSTILE,
                vendor_names=(HOSTILE,),
            ),
        ),
    ),
    Written(
        key="unclaimed",
        language="en",
        title="Council minutes, third session",
        publisher="Town of Brookvale",
        kind=SourceKind.GOVERNMENT_RECORD,
        published_date="2025-10-01",
        text=(
            "The council heard the chief of police. The force tried face recognition at the "
            "stadium for two matches. The council voted to stop the trial. The council voted to "
            "publish the contract."
        ),
    ),
)
