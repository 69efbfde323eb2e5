"""What reading promises of any bytes, and the sound files that fuzzing starts from."""

from __future__ import annotations

import gzip
import itertools
import json

from tests.unit.sources.reading.made_documents import (
    PARAGRAPHS,
    make_docx,
    make_email,
    make_hostile_pdf,
    make_html,
    make_pdf,
    make_scanned_pdf,
)
from tests.unit.sources.reading.sentences import SENTENCES

from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.sources.reading import media_type as kinds
from sousveil.sources.reading.read import read_snapshot

RELEASE = {"ocid": "ocds-x-1", "tag": ["tender"], "tender": {"title": PARAGRAPHS[0]}}
HEAD = (
    '<meta charset="koi8-r"><title>Town buys cameras | Courier</title>'
    '<meta property="article:published_time" content="2021-03-04T08:00:00Z">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "author": [{"name": "A"}]}</script>'
)
NOTICE = (
    b'<?xml version="1.0"?><TED_EXPORT xmlns="ted/R2.0.9.S05/publication" DOC_ID="1-2021">'
    b"<FORM_SECTION><F02_2014/></FORM_SECTION></TED_EXPORT>"
)

SOUND_FILES: dict[str, tuple[str, bytes]] = {
    "page": (kinds.HTML, make_html(head=HEAD, paragraphs=SENTENCES["ru"] * 3).encode("koi8-r")),
    "packed": (kinds.HTML, gzip.compress(make_html().encode(), mtime=0)),
    "pdf": (kinds.PDF, make_pdf()),
    "hostile": (kinds.PDF, make_hostile_pdf()),
    "scan": (kinds.PDF, make_scanned_pdf()),
    "docx": (kinds.DOCX, make_docx()),
    "email": (kinds.EMAIL, make_email()),
    "text": (kinds.PLAIN, "".join(SENTENCES["ja"]).encode("shift_jis")),
    "release": (kinds.JSON, json.dumps({"version": "1.1", "releases": [RELEASE]}).encode()),
    "notice": (kinds.XML, NOTICE),
}
MEDIA_TYPES = tuple(dict.fromkeys(kind for kind, _ in SOUND_FILES.values()))


def check_promises(data: bytes, media_type: str | None, charset: str | None = None) -> ReadResult:
    """Read any bytes: no exception, a text that can be stored, pages in order, a reason."""
    result = read_snapshot(data, media_type=media_type, name="fuzz", http_charset=charset)
    result.text.encode("utf-8")
    if "\0" in result.text or "\r" in result.text:
        raise AssertionError("the text is not canonical")
    bounds = [0, *result.page_starts, len(result.text)]
    if any(start > end for start, end in itertools.pairwise(bounds)):
        raise AssertionError("page starts are out of order or out of the text")
    if result.status is not ReadStatus.READ and (not result.reason or result.text.strip()):
        raise AssertionError("a document without text says why, and one with text is read")
    return result
