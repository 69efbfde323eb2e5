"""Feeds as UTF-8: decoded once, here, so that what is checked is what the parser reads."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the next one, and so stands before it
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARATION = re.compile(r"\s*<\?xml[^<>]{0,500}\?>\s*")
_DECLARED = re.compile(rb"\s*<\?xml[^<>]{0,500}?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_SUPERSETS = {"gb2312": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8"}

# Codecs of Python that no document is written in; some take time that grows with the square.
_NOT_FOR_DOCUMENTS = {
    "idna",
    "mbcs",
    "oem",
    "punycode",
    "raw-unicode-escape",
    "undefined",
    "unicode-escape",
    "utf-7",
}


def to_utf8(data: bytes) -> bytes:
    """Return an XML document in UTF-8 without its declaration; bytes that fit nothing become U+FFFD.

    >>> to_utf8('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'.encode("latin-1")).decode()
    '<a>é</a>'
    """
    text = _decode(data)
    declaration = _DECLARATION.match(text)
    return text[declaration.end() if declaration else 0 :].encode("utf-8", "replace")


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    found = _DECLARED.match(data[:1024])
    declared = _find_codec(found[1].decode()) if found else None
    for candidate in (declared or "utf-8", "utf-8"):
        try:
            return data.decode(candidate)
        except UnicodeError:
            continue
    return data.decode(declared or "cp1252", "replace")


def _find_codec(name: str) -> str | None:
    """Return the codec of a declared encoding, or None if it is unknown or not for documents."""
    try:
        found = codecs.lookup(name).name
        b" ".decode(found)  # refuses those that make bytes of bytes
    except UnicodeError:
        pass  # two or four bytes make a character
    except LookupError:
        return None
    if found.replace("_", "-") in _NOT_FOR_DOCUMENTS:
        return None
    return _SUPERSETS.get(found, found)
