"""Labelled documents to fit on, and single sentences of them, which count as documents too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.marking import mark_document
from sousveil.claims.rules.records import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Record = Mapping[str, Any]


def read_documents(path: Path) -> Iterator[Record]:
    """Give the documents of a gold file, but for structured records, which need no weights."""
    for line in path.open(encoding="utf-8"):
        if line.strip() and read_record(make_document(record := json.loads(line))) is None:
            yield record


def lone_sentences(records: Sequence[Record]) -> Iterator[tuple[int, Record]]:
    """Give sentences of documents as documents of their own, with the number of the document.

    Of a document with claims, each sentence that is quoted and names the country; the claims of
    other sentences may be told of it. Of one without, each that names a technology and a place.
    """
    for number, record in enumerate(records):
        marked = mark_document(make_document(record))
        if len(marked.sentences) == 1:
            continue
        for sentence in marked.sentences:
            start, end = sentence.sentence.start, sentence.sentence.end
            text = marked.text_of(start, end)
            named = {one.iso3 for one in marked.countries if one.sentence == sentence.number}
            labels = [
                label
                if label["country"] in named and _is_quoted(label, text)
                else {**label, "optional": True}
                for label in record["labels"]
            ]
            is_claim = any(not label.get("optional") for label in labels)
            if is_claim or (not record["labels"] and named and sentence.technologies):
                yield number, {**record, "text": text, "labels": labels}


def _is_quoted(label: Record, sentence: str) -> bool:
    return label["quote"].strip() in sentence or sentence in label["quote"]


def make_document(record: Record) -> TextDocument:
    """Return the text of a labelled document, with the language that it says it is in."""
    language = record.get("language")
    return TextDocument(document_id=record["id"], text=record["text"], language=language)
