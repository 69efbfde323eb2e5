"""Find what a snapshot really is: its bytes decide, then what was declared, then its name."""

from __future__ import annotations

import re

HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = "text/plain"
EMAIL = "message/rfc822"
JSON = "application/json"
XML = "application/xml"
GZIP = "application/gzip"
UNKNOWN = "application/octet-stream"

SNIFFED_BYTES = 4096

# (offset, bytes, type): what none of our text formats begins with.
SIGNATURES = (
    (0, b"\x1f\x8b\x08", GZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
)
NAMES = {
    ".htm": HTML,
    ".html": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
    ".docx": DOCX,
    ".txt": PLAIN,
    ".text": PLAIN,
    ".md": PLAIN,
    ".csv": PLAIN,
    ".eml": EMAIL,
    ".json": JSON,
    ".xml": XML,
}
DECLARED = {
    "application/xhtml+xml": HTML,
    "application/x-pdf": PDF,
    "text/json": JSON,
    "text/xml": XML,
}
TYPES = frozenset(NAMES.values())

LEADING_SPACE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s{0,1000}(?:<!--.{0,2000}?-->\s{0,100}){0,3}", re.DOTALL
)
HTML_START = re.compile(
    rb"<(?:!doctype html|html|head|title|body|meta|script|div|p)\b", re.IGNORECASE
)
XHTML = re.compile(rb"<\?xml\b.{0,1000}?<(?:!doctype )?html\b", re.IGNORECASE | re.DOTALL)
CHARSET = re.compile(r";\s*+charset\s*+=\s*+[\"']?([\w.:-]{1,40})", re.IGNORECASE)
MAIL_HEADER = re.compile(
    rb"\A(?:From [^\n]{1,300}\n)?(?:[A-Za-z-]{2,60}:[ \t][^\n]{0,1000}\n"
    rb"(?:[ \t][^\n]{0,1000}\n){0,50}){2,200}+"
)
MAIL_NAMES = re.compile(rb"^(?:from|received|return-path|mime-version|message-id):", re.I | re.M)


def find_media_type(data: bytes, declared: str | None, name: str) -> str:
    """Give the media type whose reader can read the bytes, or that of what no reader reads.

    A server's ``text/html`` on a PDF file, and its ``application/pdf`` on a login page, are
    both daily fare; so are files without any type.
    """
    if (signed := _read_signature(data)) is not None:
        return signed
    head = data[:SNIFFED_BYTES]
    stated = _simplify(declared)
    by_name = next((kind for end, kind in NAMES.items() if _path(name).endswith(end)), None)
    body = head[match.end() :] if (match := LEADING_SPACE.match(head)) else head
    if HTML_START.match(body) or XHTML.match(body):
        return EMAIL if stated == EMAIL else HTML
    if body.startswith(b"<?xml"):
        return XML
    if stated in {None, EMAIL, PLAIN} and _has_mail_header(head):
        return EMAIL
    return _choose_textual(head, body, stated, by_name)


def find_charset(declared: str | None) -> str | None:
    """Give the character set that a Content-Type header declares.

    >>> find_charset('text/html; Charset="windows-1251"'), find_charset("text/html")
    ('windows-1251', None)
    """
    match = CHARSET.search((declared or "")[:500])
    return match[1] if match else None


def _read_signature(data: bytes) -> str | None:
    """Give the type of what begins as no text does."""
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        is_document = b"word/" in data and b"[Content_Types].xml" in data
        return DOCX if is_document else "application/zip"
    return next((kind for at, magic, kind in SIGNATURES if data.startswith(magic, at)), None)


def _has_mail_header(head: bytes) -> bool:
    """Tell a message by its header; taken for plain text, it would keep private addresses."""
    match = MAIL_HEADER.match(head.replace(b"\r\n", b"\n"))
    return match is not None and MAIL_NAMES.search(match[0]) is not None


def _choose_textual(head: bytes, body: bytes, stated: str | None, by_name: str | None) -> str:
    """Choose among the formats that are text and show no sign of their own."""
    wanted = stated if stated in TYPES else None
    if wanted in {None, PLAIN} and by_name in TYPES - {PDF, DOCX}:
        wanted = by_name
    if wanted in {JSON, XML}:
        is_so = body[:1] in ({b"{", b"["} if wanted == JSON else {b"<"})
        return wanted if is_so else PLAIN
    if wanted in {HTML, EMAIL}:
        return wanted
    if stated is not None and stated not in TYPES and not stated.startswith("text/"):
        return stated
    return PLAIN if wanted == PLAIN or _looks_textual(head) else UNKNOWN


def _simplify(declared: str | None) -> str | None:
    """Give the bare type of a Content-Type header; one that says nothing is None."""
    kind = (declared or "").partition(";")[0].strip().lower()
    if kind in {"", UNKNOWN, "binary/octet-stream", "application/force-download"}:
        return None
    return DECLARED.get(kind, kind)


def _path(name: str) -> str:
    """Give the path of a URL or file name, without query and fragment."""
    return name.partition("#")[0].partition("?")[0].lower()


def _looks_textual(head: bytes) -> bool:
    """Tell text, of whatever character set, from binary data: hardly any control bytes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f\x1b")
    return controls <= 0.01 * len(head)
