"""Extract: run an extractor over texts, a folder or the workspace's documents."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sousveil.claims.candidate import Candidate, TextDocument
from sousveil.errors import BadInput, NotFound
from sousveil.settings import read_settings
from sousveil.sources.reading.characters import decode_text
from sousveil.store.registers import load_codebook

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from pathlib import Path

    from sousveil.claims.candidate import Extractor
    from sousveil.claims.llm.outcome import Outcome, Report
    from sousveil.claims.llm.settings import LlmSettings
    from sousveil.claims.rules.explaining import Explanation

TEXT_SUFFIXES = (".txt", ".text", ".md")
EXTRACTORS = ("rules", "model", "llm")


def find_extractor(name: str, *, llm: LlmSettings | None = None) -> Extractor:
    """Return the extractor of a name; ``llm`` are its settings, else the environment's.

    Raises:
        NotFound: there is none.
        InvalidData: its settings are missing or wrong.
    """
    if name == "rules":
        from sousveil.claims.rules.extractor import RulesExtractor  # noqa: PLC0415  # heavy

        return RulesExtractor()
    if name == "model":
        from sousveil.claims.reranking.extractor import ModelExtractor  # noqa: PLC0415  # heavy

        return ModelExtractor()
    if name == "llm":
        from sousveil.claims.llm.extractor import LlmExtractor  # noqa: PLC0415  # heavy
        from sousveil.claims.llm.settings import read_llm_settings  # noqa: PLC0415  # heavy

        home = read_settings(os.environ).home
        return LlmExtractor(
            llm or read_llm_settings(os.environ, home=home), load_codebook("sousveil")
        )
    raise NotFound("no such extractor", where=name, next_step=f"use one of {', '.join(EXTRACTORS)}")


def read_folder(folder: Path) -> Iterator[TextDocument]:
    """Give the text files of a folder, sorted; a document's id is its file's stem.

    Raises:
        BadInput: it is no folder, has no text file, or a file in it cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in TEXT_SUFFIXES)
    if not paths:
        raise BadInput(
            "no text files in this folder",
            where=str(folder),
            next_step=f"give a folder with files ending in {', '.join(TEXT_SUFFIXES)}",
        )
    for path in paths:
        yield TextDocument(document_id=path.stem, text=_read(path))


def extract_claims(
    documents: Iterator[TextDocument], extractor: Extractor
) -> Iterator[tuple[TextDocument, Candidate]]:
    """Give the claims proposed, document by document; every quote is checked.

    Raises:
        BadInput: a quote is not in its document: the extractor is at fault.
    """
    for document, candidates in _search(documents, extractor):
        for candidate in candidates:
            candidate.check_quote(document.text)
            yield document, candidate


def tell_run(extractor: Extractor) -> list[str]:
    """Return what an extractor that asks a server says of its run: costs, rejections, failures."""
    return extractor.report.sentences() if isinstance(extractor, AsksServer) else []


@runtime_checkable
class AsksServer(Protocol):
    """An extractor that waits for a server: several documents at once, under one budget."""

    @property
    def report(self) -> Report:
        """What the run was until now."""
        ...

    def read_many(self, documents: Iterable[TextDocument]) -> Generator[Outcome, None, None]:
        """Give what became of each document; one that failed has no claims."""
        ...


def _search(
    documents: Iterator[TextDocument], extractor: Extractor
) -> Iterator[tuple[TextDocument, Sequence[Candidate]]]:
    if isinstance(extractor, AsksServer):
        return ((one.document, one.candidates) for one in extractor.read_many(documents))
    return ((document, extractor.extract(document)) for document in documents)


def explain_text(text: str, language: str | None) -> Explanation:
    """Say what the rules make of a text, and why."""
    from sousveil.claims.rules.explaining import explain  # noqa: PLC0415  # heavy

    return explain(TextDocument(document_id="text", text=text, language=language))


def candidate_record(document: TextDocument, candidate: Candidate) -> dict[str, object]:
    """Return a candidate as the plain values of one JSON line."""
    return {
        "id": document.document_id,
        "country": candidate.country_iso3,
        "technology": candidate.technology_code,
        "vendor": candidate.vendor,
        "status": candidate.status.value,
        "quote": candidate.quote,
        "start": candidate.start,
        "end": candidate.end,
        "confidence": round(candidate.confidence, 4),
    }


def _read(path: Path) -> str:
    """Decode a file as UTF-8 to the letter, so that offsets are the file's own; else as it seems."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return decode_text(data)
