"""Turn bytes into text: find the character set, decode, normalise once and for all.

Order: byte order mark; UTF-8 if the bytes are valid UTF-8, which other sets hardly ever are
by accident; what the server or the document declares; what the bytes look like. A declared
set that fits badly gives way to one that fits.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

if TYPE_CHECKING:
    from collections.abc import Iterable

TOLERATED_SHARE = 0.001
"""Damaged characters, of all, up to which a declared character set is believed."""
PRESCANNED_BYTES = 4096

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers do (WHATWG Encoding): a label stands for the larger set that is meant by it.
LARGER_SETS = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "shift_jis": "cp932",
}
# Servers declare these without looking; any bytes are valid in them.
CARELESS_SETS = frozenset({"cp1252"})
# Sets that the detector does not take for one another's, nor for a Latin one.
DISTINCT_SETS = frozenset(
    {
        "big5hkscs",
        "cp1251",
        "cp1253",
        "cp1255",
        "cp1256",
        "cp874",
        "cp932",
        "cp949",
        "euc_jp",
        "gb18030",
        "iso2022_jp",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "koi8-r",
        "koi8-u",
    }
)
META_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,400}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE
)
XML_ENCODING = re.compile(rb"""\A\s{0,9}<\?xml\b[^>]{0,200}?encoding=["']([\w.:-]{1,40})["']""")
LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def decode_text(data: bytes, declared: Iterable[str | None] = ()) -> str:
    """Decode a document's bytes; what cannot be decoded becomes U+FFFD.

    >>> decode_text("полиция".encode("koi8-r"), ["koi8-r"])
    'полиция'
    """
    for mark, marked in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(marked, "replace")
    if (wide := _find_wide(data)) is not None:
        return data.decode(wide, "replace")
    # ISO-2022-JP is ASCII with escapes. One byte is sought first: that search is the fastest.
    is_escaped = b"\x1b" in data and b"\x1b$" in data and data.isascii()
    if not is_escaped:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    labels = [codec for label in declared if (codec := find_codec(label)) is not None]
    found = detect_encoding(data, html5_compatible=False)
    detected = _find_larger(found) if found else None
    if is_escaped and detected is not None:
        labels.insert(0, detected)
    return _decode_best(data, _rank(labels, detected))


def decode_html(data: bytes, http_charset: str | None) -> str:
    """Decode a page by what the server, its XML declaration or its ``meta`` element declares."""
    return decode_text(data, [http_charset, *_read_declarations(data[:PRESCANNED_BYTES])])


def find_codec(label: str | None) -> str | None:
    """Give the codec for a label of the web; None for labels that name no character set.

    >>> find_codec("GB2312"), find_codec("latin1"), find_codec("zlib")
    ('gb18030', 'cp1252', None)
    """
    known = map_encoding_to_html5(label.strip(), fallback_utf8=False) if label else None
    return None if known is None else _find_larger(known)


def normalise_text(text: str) -> str:
    r"""Make the canonical text that spans count: ``\n`` ends lines, no NUL, no lone surrogates.

    Done once, when a document is made; its text is never altered afterwards.

    >>> normalise_text("a\r\nb\rc\0")
    'a\nb\nc'
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text if text.isascii() else LONE_SURROGATES.sub("\ufffd", text)


def _read_declarations(head: bytes) -> Iterable[str]:
    for pattern in (XML_ENCODING, META_CHARSET):
        if match := pattern.search(head):
            label = match[1].decode("ascii", "replace")
            # Bytes in which this could be read are not UTF-16, whatever they say (HTML 13.2.3.2).
            yield "utf-8" if label.lower().startswith("utf-16") else label


def _find_larger(name: str) -> str | None:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return LARGER_SETS.get(name, LARGER_SETS.get(known, known))


def _find_wide(data: bytes) -> str | None:
    """Tell UTF-16 without a mark: every other byte of its Latin letters is zero."""
    head = data[: PRESCANNED_BYTES // 2]
    if head.count(0) * 5 < len(head) or not head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < 5 * min(even, odd):
        return None  # zeros anywhere: no text at all
    return "utf-16-le" if odd > even else "utf-16-be"


def _rank(labels: list[str], detected: str | None) -> list[str]:
    if detected in DISTINCT_SETS and labels and set(labels) <= CARELESS_SETS:
        labels = [detected, *labels]
    ranked = list(dict.fromkeys([*labels, *([detected] if detected else [])]))
    return ranked or ["cp1252"]


def _decode_best(data: bytes, ranked: list[str]) -> str:
    """Take the first codec that fits, else the one that damages least."""
    best, fewest = "", len(data) + 1
    for codec in ranked:
        text = data.decode(codec, "replace")
        damaged = text.count("\ufffd")
        if damaged <= max(1, TOLERATED_SHARE * len(text)):
            return text
        if damaged < fewest:
            best, fewest = text, damaged
    return best
