"""Weigh what stands around a name with other meanings: a company, a river or a person.

Strong support is a company's word beside the name ('the firm Orange', 'Axon cameras', 'Oracle Inc').
Weak support is only a sentence about surveillance. A name inside a longer name ('Orange County',
'Indra Nooyi') has none, and neither has an abbreviation that the text explains as something else.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sousveil.claims.vocabulary.terms import FoldedText

_WINDOW = 160
_BESIDE = 60
_SUPPLIED = (
    r"suppl\w+|provid\w+|ma[dk]\w+|built|build\w*|develop\w+|s(?:old|ell\w*)|install\w+|deliver\w+"
    r"|manufactur\w+|market\w+|power\w+|creat\w+|design\w+|offer\w+|operat\w+|won|awarded|donat\w+"
    r"|bought|buy\w*|purchas\w+|acquir\w+|procur\w+|licen[sc]\w+|suministr\w+|desarroll\w+"
    r"|fabrica\w*|fornec\w+|desenvolv\w+|fourni\w*|developp\w+|concu\w*|entwickel\w+|geliefert\w*"
)
_COMPANY = (
    r"compan(?:y|ies)|firms?|giants?|makers?|vendors?|suppliers?|start-?ups?|developers?|providers?"
    r"|manufacturers?|contractors?|corporation|multinationals?|empresas?|firmas?|compania|gigante"
    r"|societe|entreprise|geant|unternehmen|konzern|hersteller|firma|anbieter"
    r"|компани\w*|фирм\w*|разработчик\w*|оператор\w*"
)
_THING = (
    r"cameras?|software|technolog\w+|systems?|algorithms?|drones?|platforms?|products?|devices?"
    r"|tools?|equipment|readers?|body-?cams?|sensors?|engineers?|executives?|spokes\w+|employees?"
    r"|staff|officials|contracts?|deals?|shares|customers|cloud|servers?|database|network"
)
_COMPANY_BEFORE = re.compile(
    rf"(?:\b(?:{_COMPANY})[ ,:\"'(]{{1,3}}"
    rf"|\b(?:{_SUPPLIED})\W+(?:by|from|to|por|par|pela|von|with|for)\s+(?:the )?"
    r"|\b(?:contract|deal|agreement|partnership|partner\w*|memorandum|tender|bought|procured"
    r"|contrato|convenio|contrat|vertrag|договор)\s+(?:\w+ ){0,2}(?:with|to|by|con|com|avec|mit|с)\s+"
    r"|\b(?:cameras?|software|technology|systems?|equipment|drones?)\s+(?:from|by|of)\s+"
    r"|\b(?:owned|run|hired|chose|paid|using|uses?|used|sued|selected|picked) (?:by )?)$"
)
_COMPANY_AFTER = re.compile(
    rf"(?:['\"]s)?[ -](?:(?:body|body-worn|facial|face|recognition|surveillance|video|doorbell) )?"
    rf"(?:{_THING})\b"
    r"|['\"]?,? (?:inc|corp(?:oration)?|ltd|limited|llc|plc|gmbh|ag|group|technolog\w+|systems)\b"
    r"|-(?:made|built|supplied|owned|developed|backed|branded|powered|run)\b"
    rf"|['\"]?[, (]+(?:an?|the|una?|uma?|une?|eine?|which is an?)\s+(?:[\w.-]+ ){{0,5}}(?:{_COMPANY})\b"
    rf"|,? (?:(?:has|have|had|will|would|is|was|also|recently|which|that|to) ){{0,3}}(?:{_SUPPLIED}"
    r"|sign(?:ed|s)|wins?|bids?|partner\w*|announc\w+|launch\w+)\b"
)
_ABOUT = re.compile(
    r"facial|face recog|surveil|cctv|camera|biometr|licen[sc]e.plate|number.plate|\balpr|\banpr"
    r"|predictive|algorithm|artificial intelligence|video analy|drone|smart cit|safe cit|wiretap"
    r"|reconocimiento|vigilanc|vigilanci|videovigil|reconhecimento|reconnaissance|vigil[ae]|biometri"
    r"|gesichtserk|uberwach|распознаван|видеонаблюд|камер|биометр|слежк"
    r"|监控|監控|人脸|人臉|识别|識別|摄像|監視|顔認証|カメラ|生体認証|감시|얼굴|안면|카메라"
    r"|مراقب|كاميرا|الوجه"
)
_COMPANY_SIGN = re.compile(
    "公司|集团|集團|企业|企業|科技|技术|会社|社製|製の|회사|기업|그룹|시스템|شركة|شركات|компани|фирм|корпораци"
)
_LONGER_NAME = re.compile(r" (?:of |de )?[A-ZÀ-ÖØ-Þ][\w'-]*")
_NAME_MAY_GO_ON = re.compile(
    r" (?:Technolog\w+|Systems?|Inc|Corp\w*|Ltd|Limited|LLC|Group|Cameras?|Software|AI|Cloud|Wins?"
    r"|Facial|Face|Recognition|Surveillance|Biometric\w*|Video|Drones?|Police|Body|Contract|Deal"
    r"|Safe|Smart|Security|CEO|and|[A-Z]{2,5}\b"
    r"|Australia|India|Japan|China|Korea|Singapore|Thailand|Malaysia|Africa|Argentina|Brasil|Brazil"
    r"|Mexico|Colombia|Chile|Spain|France|Germany|Deutschland|Italia|Europe|America|Asia|Latin)"
)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PERSON_BEFORE = re.compile(
    r"\b(?:said|says|mr|ms|mrs|dr|prof|president|minister|mayor|officer)\.? $"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:the|an?|this|that|these|those|in|at|near|of|across|along|around|into|through|and the)\s$"
)
_BEGINS_SENTENCE = re.compile(r"(?:^|[.!?:\n\r\"“]\s*|#\s*)$")


class Support(Enum):
    """How far the surroundings speak for the vendor."""

    NONE = "none"
    WEAK = "weak"
    STRONG = "strong"


def weigh_surroundings(folded: FoldedText, start: int, end: int) -> Support:
    """Tell whether the name at ``start`` to ``end`` stands where a vendor stands."""
    text, low = folded.text, folded.low
    name = text[start:end]
    if text.strip() == name:
        return Support.STRONG
    before, after = low[max(0, start - _BESIDE) : start], low[end : end + _BESIDE]
    if not name[0].isascii():
        return _weigh_other_script(low, start, end)
    if _is_other_name(text, start, end) or _PERSON_BEFORE.search(before):
        return Support.NONE
    is_placed = _PLACE_BEFORE.search(before) is not None
    is_beside_han = _WIDE.search(text[max(0, start - 2) : end + 2]) is not None
    if is_beside_han or _COMPANY_AFTER.match(after):
        return Support.STRONG
    if _COMPANY_BEFORE.search(before) and not is_placed:
        return Support.STRONG
    is_about = _ABOUT.search(_sentence(low, start, end)) is not None
    is_weak = is_about and not is_placed and not _may_be_a_word(text, start, end)
    return Support.WEAK if is_weak else Support.NONE


def _weigh_other_script(low: str, start: int, end: int) -> Support:
    if _COMPANY_SIGN.search(low[max(0, start - 12) : end + 8]):
        return Support.STRONG
    return Support.WEAK if _ABOUT.search(_sentence(low, start, end)) else Support.NONE


def _is_other_name(text: str, start: int, end: int) -> bool:
    """Tell whether a name goes on as no vendor's does, or is an abbreviation of something else."""
    if _LONGER_NAME.match(text, end) is not None and _NAME_MAY_GO_ON.match(text, end) is None:
        return True
    name = text[start:end]
    return name.isupper() and _is_explained_otherwise(text, name)


def _may_be_a_word(text: str, start: int, end: int) -> bool:
    """Tell whether the capital may be the sentence's, or the text writes the word without it."""
    name = text[start:end]
    if name.isupper():
        return False
    if _BEGINS_SENTENCE.search(text[max(0, start - 3) : start]):
        return True
    return re.search(rf"\b{re.escape(name.lower())}\b", text) is not None


def _is_explained_otherwise(text: str, name: str) -> bool:
    """Tell whether the text spells an abbreviation out, and not as a company: 'Committee (NEC)'."""
    for match in re.finditer(rf"\({re.escape(name)}\)", text):
        words = re.findall(r"[A-ZÀ-Þ][\w'-]*", text[max(0, match.start() - 80) : match.start()])
        own = words[-len(name) :]
        initials = "".join(word[0] for word in own)
        if initials == name and not re.search(r"Compan|Corp|Ltd|Limited|Systems|Telecom", own[-1]):
            return True
    return False


def _sentence(low: str, start: int, end: int) -> str:
    left = max(low.rfind(mark, max(0, start - _WINDOW), start) for mark in (". ", "\n", "。", "! "))
    rights = [low.find(mark, end, end + _WINDOW) for mark in (". ", "\n", "。")]
    right = min((place for place in rights if place >= 0), default=end + _WINDOW)
    return low[max(left, start - _WINDOW, 0) : right]
