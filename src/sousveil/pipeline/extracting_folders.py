"""Extract the claims of a folder of texts: here, or in several processes where there are many.

Claims come by file, files by path; a file that cannot be read costs no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable  # attrs reads it
from contextlib import closing
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil import __version__
from sousveil.claims.candidate import TextDocument
from sousveil.engine.columns import Column, ColumnKind
from sousveil.engine.mapping import Running
from sousveil.engine.partition import Receipt, Work, divide
from sousveil.errors import BadInput
from sousveil.pipeline.extracting import AsksServer, candidate_record, find_extractor
from sousveil.pipeline.spreading import spread_work
from sousveil.sources.reading.characters import decode_text

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from sousveil.claims.candidate import Candidate, Extractor
    from sousveil.engine.partition import Failure

TEXT_SUFFIXES = (".txt", ".text", ".md")
COLUMNS = (
    *map(Column, ("id", "country", "technology", "vendor", "status", "place", "agency")),
    *map(Column, ("start_date", "end_date", "financing_kind", "lender", "lender_iso3")),
    Column("amount", ColumnKind.NUMBER),
    *map(Column, ("currency", "quote")),
    Column("start", ColumnKind.INTEGER),
    Column("end", ColumnKind.INTEGER),
    Column("confidence", ColumnKind.NUMBER),
)
FEW_FILES = 500
"""With so few files, starting processes costs more than it gains."""
_PARTS_A_PROCESS = 4
_STRANGE_NAME = "the file's name is not UTF-8; rename it"


@frozen(kw_only=True)
class FolderTaker:
    """Who is handed what comes of a folder: claims, files that failed and why, how far it is."""

    claim: Callable[[dict[str, Any]], None]
    failure: Callable[[str, str], None]
    tell: Callable[[int], None]


def list_texts(folder: Path) -> list[Path]:
    """Return the text files of a folder and of those in it, sorted.

    Raises:
        BadInput: there is none.
    """
    found = (path for path in folder.rglob("*") if path.suffix.lower() in TEXT_SUFFIXES)
    paths = sorted((path for path in found if path.is_file() or path.is_symlink()), key=str)
    if not paths:
        raise BadInput(
            "no text files in this folder",
            where=str(folder),
            next_step=f"give a folder with files ending in {', '.join(TEXT_SUFFIXES)}",
        )
    return paths


def doubled_names(paths: Sequence[Path]) -> list[str]:
    """Return the stems that several files have: their claims cannot be told apart by id."""
    return sorted(name for name, count in Counter(path.stem for path in paths).items() if count > 1)


def search_folder(
    paths: Sequence[Path], extractor: Extractor, taker: FolderTaker, *, workers: int
) -> None:
    """Search text files for claims.

    An extractor that asks a server, and few files, are searched in this process.

    Raises:
        CannotConnect: what the extractor depends on serves nobody.
    """
    if workers > 1 and len(paths) > FEW_FILES and not isinstance(extractor, AsksServer):
        _search_spread(paths, extractor, taker, workers)
    else:
        _search_here(paths, extractor, taker)


def read_file(name: str) -> Iterator[tuple[str, Path]]:
    """Give a file as the one document in it; it is read where a failure costs it alone."""
    yield name, Path(name)


def extract_file(path: Path, *, extractor: str) -> Iterator[dict[str, object]]:
    """Give the claims of a file as rows.

    Raises:
        BadInput: the file cannot be read, or the extractor quotes what is not there.
    """
    document = _read(path)
    yield from _records(document, _extractor(extractor).extract(document))


def _search_spread(
    paths: Sequence[Path], extractor: Extractor, taker: FolderTaker, workers: int
) -> None:
    named = [path for path in paths if _is_utf8(path)]
    for path in paths:
        if not _is_utf8(path):
            taker.failure(_shown(path), _STRANGE_NAME)
    work = Work(
        name=f"texts.{extractor.name}",
        version=f"{__version__}+{extractor.version}",
        columns=COLUMNS,
        read=read_file,
        apply=partial(extract_file, extractor=extractor.name),
    )
    files = len(paths) - len(named)
    taker.tell(files)

    def note(outcome: Receipt | Failure) -> None:
        nonlocal files
        files += len(outcome.inputs)
        taker.tell(files)
        if isinstance(outcome, Receipt):
            for problem in outcome.problems:
                taker.failure(problem.input, problem.reason.removeprefix("BadInput: "))
        else:
            for name in outcome.inputs:
                taker.failure(name, outcome.reason)

    most = -(-len(named) // (workers * _PARTS_A_PROCESS))
    parts = divide(map(str, named), per_partition=max(FEW_FILES, most))
    spread_work(work, parts, running=Running(workers=workers), take=taker.claim, note=note)


def _search_here(paths: Sequence[Path], extractor: Extractor, taker: FolderTaker) -> None:
    stems: dict[str, str] = {}

    def documents() -> Iterator[TextDocument]:
        for number, path in enumerate(paths):
            taker.tell(number)
            try:
                document = _read(path)
            except BadInput as error:
                taker.failure(_shown(path), error.what)
                continue
            stems[str(path)] = document.document_id
            # Stems need not be unique, and what a server did not read is named by this.
            yield TextDocument(document_id=str(path), text=document.text)
        taker.tell(len(paths))

    with closing(_search(documents(), extractor)) as searched:
        for document, candidates in searched:
            named = TextDocument(document_id=stems.pop(document.document_id), text=document.text)
            for record in _records(named, candidates):
                taker.claim(record)


def _search(
    documents: Iterator[TextDocument], extractor: Extractor
) -> Generator[tuple[TextDocument, Sequence[Candidate]], None, None]:
    """Give what is proposed of each document; who leaves before the end stops what is under way."""
    if not isinstance(extractor, AsksServer):
        yield from ((document, extractor.extract(document)) for document in documents)
        return
    with closing(extractor.read_many(documents)) as outcomes:
        yield from ((one.document, one.candidates) for one in outcomes)


def _records(
    document: TextDocument, candidates: Sequence[Candidate]
) -> Iterator[dict[str, object]]:
    for candidate in candidates:
        candidate.check_quote(document.text)
        yield candidate_record(document, candidate)


def _read(path: Path) -> TextDocument:
    """Decode a file as UTF-8 to the letter, so that offsets are the file's own; else as it seems."""
    if not _is_utf8(path):
        raise BadInput(_STRANGE_NAME, where=_shown(path))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path)) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = decode_text(data)
    return TextDocument(document_id=path.stem, text=text)


def _is_utf8(path: Path) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in str(path))


def _shown(path: Path) -> str:
    return str(path).encode(errors="backslashreplace").decode()


@lru_cache(maxsize=1)
def _extractor(name: str) -> Extractor:
    """Make an extractor once for all files of a process."""
    return find_extractor(name)
