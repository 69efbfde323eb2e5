"""Propose vendors that the register does not know: names that stand where a vendor stands.

A name counts beside a noun for a company ('the start-up Visionix', 'Visionix, a Danish firm'), with
a company's ending ('Visionix Ltd') or after words of supply ('developed by Visionix'). Chinese,
Japanese and Korean have no capitals: there only names with a company's own mark are proposed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sousveil.claims.vendors.mentions import VendorMention
from sousveil.claims.vendors.naming import is_coined, trim_name
from sousveil.claims.vocabulary.vocabulary import Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sousveil.claims.text.sentences import Sentence
    from sousveil.claims.vocabulary.terms import Hit

_WORD = r"(?:[A-ZÀ-ÖØ-Þ]|i(?=[A-Z]))[\w+\-]*(?:\.(?:ai|io|AI)\b)?"
_NAME = rf"(?P<name>{_WORD}(?: (?:& )?{_WORD}){{0,3}})"
_OPEN = r"[\"'“‘«„]?"
_NOUN = (
    r"(?:compan(?:y|ies)|firms?|giants?|makers?|start-?ups?|start up|vendors?|suppliers?"
    r"|manufacturers?|contractors?|developers?|unicorns?|subsidiary|specialists?"
    r"|empresas?|firmas?|compañías?|gigante|fabricante|proveedora?|desarrolladora"
    r"|sociétés?|entreprises?|géant|fabricant|fournisseur|éditeur|prestataire"
    r"|fornecedora?|companhia|unternehmens?|konzerns?|herstellers?|anbieters?)"
)
_CALLED = r"(?: (?:called|named|known as|llamada|denominada|chamada|appelée|nommée|namens))?"
_NOUN_FIRST = re.compile(rf"\b(?i:{_NOUN}){_CALLED},? {_OPEN}{_NAME}")
_BASED = re.compile(rf"\b\w+-(?:based|headquartered) {_OPEN}{_NAME}")
_NAME_FIRST = re.compile(
    rf"{_NAME}[\"'”’»]?(?:, | \(|,? (?:is|was|es|est|ist|é) )(?:which is )?"
    rf"(?:an?|the|una?|uma?|une?|eine?|la|el|ein) "
    rf"(?P<between>(?:[\w.\-]+ ){{0,4}}?){_NOUN}\b(?P<after> \w+)?",
)
_MARKED = re.compile(
    rf"(?<![\w-]){_NAME},? (?:Inc\b|Ltd\b|Limited\b|LLC\b|Corp\b|Corporation\b|GmbH\b|AG\b|Oy\b|A/S"
    r"|B\.?V\.|S\.?A\.?S?\b(?: de C\.V\.)?|S\.?p\.?A\b|S\.?r\.?l\b|Ltda\b|S\.L\.|Pvt\b|Pte\b|plc\b)"
)
_ENDED = re.compile(
    rf"\b(?P<name>(?:{_WORD} ){{1,3}}(?:AI|Technologies|Technology|Systems|Solutions|Labs|Analytics"
    r"|Vision|Biometrics|Software|Robotics|Intelligence|Networks|Security|Tecnologia|Tecnología))\b"
)
_SUPPLIED = re.compile(
    r"(?:\b(?:supplied|developed|made|built|provided|manufactured|sold|designed|created|delivered"
    r"|marketed|licensed|powered) by (?:the )?"
    r"|\b(?:bought|purchased|procured|acquired|leased|licensed) (?:\w+ ){0,3}from "
    r"|\b(?:contract|deal|agreement|partnership|pilot) (?:\w+ ){0,2}with "
    r"|\b(?:contract|tender) (?:was )?(?:awarded|won|given|went) (?:to|by) "
    r"|\b(?:software|technology|systems?|cameras|algorithm) from "
    r"|\b(?:suministrad|desarrollad|fabricad|fornecid|desenvolvid)[oa]s? (?:por|pela|pelo) (?:la )?"
    r"|\b(?:fournie?|développée?|conçue?)s? par |\b(?:geliefert|entwickelt|stammt) von "
    rf"|\b(?:contrato|convenio|contrat|vertrag) (?:con|com|avec|mit) ){_OPEN}{_NAME}",
)
_USED = re.compile(
    r"\b(?:us(?:e|es|ed|ing)|deploy\w*|install\w*|test(?:s|ed|ing)?|trial\w*|b(?:ought|uys?)) "
    rf"(?:of )?{_NAME}"
    r"(?:['’]s)? (?:[\w\-]+ ){0,2}(?:software|cameras?|technology|systems?|readers?|algorithms?|drones?)\b"
)
_CYRILLIC = re.compile(
    r"\b(?:[Кк]омпани\w+|[Фф]ирм\w+|[Рр]азработчик\w*|[Сс]тартап\w*|[Пп]одрядчик\w*|[Пп]оставщик\w*"
    r"|ООО|АО|ПАО|ЗАО|НПО)\s+(?:[«\"“](?P<quoted>[^»\"”\n]{2,40})[»\"”]|(?P<name>[A-Z][\w-]+))"
)
_WIDE = (
    re.compile(
        r"(?:^|[由与和與向从從给給被的是在及、，。：“「\s])"
        r"(?P<name>(?:(?![由与和與向從从给給被的是在及为為])[\u4e00-\u9fffA-Za-z]){2,12}?(?:科技|智能|技术|技術|信息|数据|安防))"
        r"(?:股份)?(?:有限)?(?:公司|集团)"
    ),
    re.compile(r"株式会社(?P<name>[ァ-ヶーA-Za-z・\u4e00-\u9fff]{2,15})"),
    re.compile(r"(?P<name>[ァ-ヶーA-Za-z・\u4e00-\u9fff]{2,15})株式会社"),
    re.compile(r"(?P<name>[ァ-ヶーA-Za-z・]{3,15})社(?=[製のがはと])"),
    re.compile(
        r"(?:㈜|\(주\)|주식회사) ?(?P<name>[가-힣A-Za-z]{2,12}?)(?=[은는이가의을를과와]?(?:[\s,.]|$))"
    ),
    re.compile(r"(?P<name>[가-힣A-Za-z]{2,12})(?:㈜|\(주\))"),
)
_WIDE_NONE = re.compile(
    "公安|警|政府|大学|学院|研究院|该|這家|这家|一家|多家|某|各|本公司|中国科技|美国|外国"
)
_OTHER_TRADE = re.compile(
    r"\b(?:media|news|law|legal|polling|consulting|insurance|publishing|research|investment|rights"
    r"|communications|relations|former|senior)\b"
)
_ROLE = re.compile(
    r" (?:spokes\w+|executives?|officials?|employees?|engineers?|founders?|directors?|lawyers?"
    r"|representatives?|managers?|chiefs?|owners?|workers?)"
)
_ADVERB = re.compile(r"[A-Z][a-z]+ly$")
_PLACED = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]n|[Ff]rom|[Oo]f|[Ff]or|[Tt]o) $")
_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}")
_TITLE_SHARE = 0.8


def propose_vendors(
    text: str,
    sentence: Sentence,
    cues: Sequence[Hit],
    taken: Iterable[tuple[int, int]],
) -> Iterator[VendorMention]:
    """Yield the names of one sentence that stand where a vendor stands.

    ``taken`` are the spans of places and known vendors; a name that overlaps one is none,
    but a Chinese company's may begin with its seat.
    """
    spans = list(taken)
    places = [
        (start, end)
        for start, end in _named(text, sentence, cues)
        if not any(start < right and left < end for left, right in spans)
    ] + [
        (start, end)
        for start, end in _marked_wide(text, sentence)
        if not any(left <= start and end <= right for left, right in spans)
    ]
    found: dict[str, VendorMention] = {}
    for start, end in places:
        name = text[start:end]
        found.setdefault(name, VendorMention(start=start, end=end, name=name))
    yield from sorted(found.values(), key=lambda one: one.start)


def _named(text: str, sentence: Sentence, cues: Sequence[Hit]) -> Iterator[tuple[int, int]]:
    supplies = any(hit.label in {Cue.SUPPLY.value, Cue.BUY.value} for hit in cues)
    patterns = [_MARKED]
    if not _is_in_title_case(text[sentence.start : sentence.end]):
        patterns += [
            _NOUN_FIRST,
            _BASED,
            _NAME_FIRST,
            _SUPPLIED,
            _USED,
            *([_ENDED] if supplies else []),
        ]
    for pattern in patterns:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            place = trim_name(text, *match.span("name"))
            if place is not None and _stands_as_vendor(text, pattern, match, place):
                yield place
    for match in _CYRILLIC.finditer(text, sentence.start, sentence.end):
        group = "quoted" if match["quoted"] is not None else "name"
        place = trim_name(text, *match.span(group))
        if place is not None:
            yield place


def _stands_as_vendor(
    text: str, pattern: re.Pattern[str], match: re.Match[str], place: tuple[int, int]
) -> bool:
    """Tell whether a frame holds: no person, no adverb, no firm of another trade."""
    name = text[slice(*place)]
    if pattern in {_SUPPLIED, _USED}:
        return is_coined(name)
    if pattern is not _NAME_FIRST:
        return True
    if _OTHER_TRADE.search(match["between"]) or _ROLE.match(match["after"] or ""):
        return False
    before = text[max(0, place[0] - 6) : place[0]]
    return _ADVERB.match(name) is None and _PLACED.search(before) is None


def _marked_wide(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    for pattern in _WIDE:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            if _WIDE_NONE.search(match[0]) is None:
                yield match.span("name")


def _is_in_title_case(written: str) -> bool:
    """Tell whether most words have capitals, as in a headline, so that capitals say nothing."""
    words = _LONG_WORD.findall(written)
    return len(words) > 4 and sum(w[0].isupper() for w in words) > _TITLE_SHARE * len(words)
