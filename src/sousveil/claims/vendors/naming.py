"""Tell names that no vendor bears: agencies, universities, media, people's titles, plain words.

A proposal that is wrong costs a reviewer more than one that is missing: in doubt it is no name.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BODIES = _words(
    """
    police policing sheriff ministry ministries minister department dept council councils government
    agency authority bureau office court courts school schools college university institute academy
    committee commission parliament senate congress assembly union association foundation federation
    society party army force forces navy guard command directorate secretariat board tribunal embassy
    county city cities state states province district municipality borough town village republic
    kingdom nations airport metro railway railways station street road transport hospital clinic bank
    church museum stadium prison border customs immigration interior justice defence defense homeland
    times post news guardian herald tribune journal gazette telegraph observer wire magazine media
    press radio tv television bbc cnn reuters bloomberg afp xinhua npr vice wired techcrunch
    amnesty liberty rights privacy freedom watchdog campaign coalition alliance eff aclu
    un nato eu interpol europol fbi ice dhs cbp cia nypd lapd lvmpd met mps nhs tsa dea
    facebook meta twitter tiktok youtube whatsapp instagram telegram apple uber airbnb wikipedia signal
    act bill law laws regulation ordinance report project program programme initiative plan strategy
    olympics olympic cup games festival summit conference expo covenant treaty
    policia policía universidad universidade université università universität ministerio ministério
    ministère ministerium mairie préfecture gendarmerie polícia polizei polizia senado congreso
    ayuntamiento municipalidad prefeitura secretaría secretaria fiscalía alcaldía gobierno governo
    gouvernement regierung bundesamt landeskriminalamt bundespolizei landtag bundestag gobernación
    comisión tribunal cnil fundación asociación jornal diario journal zeitung
    полиция полиции министерство министерства университет университета мвд фсб правительство мэрия
    администрация департамент департамента прокуратура суд
    """
)
_PLAIN = _words(
    """
    the a an in on at by from with and but or for it he she they we this that these those after before
    if when while who which what where why how as to of all any some most many more each its their our
    his her no not new one two three first last next both such other another also there here
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december today yesterday tomorrow meanwhile however instead
    moreover then later still once again since now earlier so yet
    ceo cto coo cfo president chief mayor governor director founder chairman spokesman spokeswoman
    spokesperson officer professor mr mrs ms dr sir judge captain commissioner inspector king prince
    ai cctv anpr alpr lpr artificial intelligence facial recognition face live smart safe public
    national security video surveillance camera cameras safety software systems system solutions
    technology technologies technical analytics vision digital data cloud biometric biometrics labs
    robotics networks drone drones crime crimes predictive algorithm algorithms license plate reader
    readers automated automatic tech company firm group international global internet web online
    american chinese british french german israeli indian russian japanese korean spanish italian
    european african asian western eu us uk usa uae prc
    el la los las lo un una o os um uma le les une des der die das den dem ein eine en de del du da do
    bluetooth gps dna rfid lidar 5g 4g 3g 3d wifi wi-fi gsm imsi iris voice iot osint sim lte nfc usb hd
    ptz ip infrared stingray stingrays covid covid-19 pandemic english machine learning deep neural
    dos inc ltd llc corp co gmbh ag privacy policy newsletter subscribe read share photo image source
    """
)
_KEEPS_END = frozenset({"ai", "intelligence", "vision", "security", "safety", "analytics", "labs"})
_ENDINGS = _words(
    """
    technologies technology systems solutions software biometrics robotics networks international
    group global data digital cloud drones tech company video surveillance recognition
    """
)
_TITLES = _words(
    """
    ceo cto coo cfo president chief mayor governor director founder chairman spokesman spokeswoman
    spokesperson officer professor mr mrs ms dr sir judge captain commissioner inspector minister
    """
)
_SHORTEST = 3
_WORD = re.compile(r"\S+")


def trim_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the place of a vendor's name in a stretch of capitals, or None where there is none."""
    words = list(_WORD.finditer(text, start, end))
    if any(_plain(word) in _BODIES | _TITLES for word in words):
        return None
    while words and _plain(words[0]) in _PLAIN - _ENDINGS:
        words.pop(0)
    while words and _plain(words[-1]) in (_PLAIN - _KEEPS_END - _ENDINGS) | {"&"}:
        words.pop()
    if all(_plain(word) in _PLAIN for word in words):
        return None
    start, end = words[0].start(), words[-1].end()
    name = text[start:end].rstrip(".,;:'\"”»")
    return (start, start + len(name)) if len(name) >= _SHORTEST else None


def is_coined(name: str) -> bool:
    """Tell whether a name is no person's: one word, capitals inside, a digit, or a firm's ending.

    >>> is_coined("Visionix"), is_coined("Blue Eye Analytics"), is_coined("John Smith")
    (True, True, False)
    """
    words = name.split()
    if len(words) == 1 or _lower(words[-1]) in _KEEPS_END | _ENDINGS:
        return True
    return any(re.search(r"\d|[a-z][A-Z]|^[A-Z&]{2,}$", word) for word in words)


def _plain(word: re.Match[str]) -> str:
    return _lower(word[0])


def _lower(word: str) -> str:
    return re.sub(r"['’]s$|^\W+|\W+$", "", word).lower()
