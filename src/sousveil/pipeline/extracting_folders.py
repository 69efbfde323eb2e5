"""Extract the claims of a folder of texts: here, or in several processes where there are many.

Claims come by file, files by path; a file that cannot be read costs no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable  # attrs reads it
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve, frozen

from sousveil.claims.candidate import TextDocument
from sousveil.engine.columns import Column, ColumnKind
from sousveil.engine.local import map_isolated
from sousveil.engine.outcome import Crash
from sousveil.errors import BadInput
from sousveil.pipeline.extracting import AsksServer, candidate_record
from sousveil.pipeline.searching import (
    SEARCH_MEMORY_BYTES,
    SEARCH_SECONDS,
    SearchTask,
    search_document,
)
from sousveil.sources.reading.characters import decode_text

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from sousveil.claims.candidate import Candidate, Extractor

    Key = TypeVar("Key", int, Path)
    Found = list[dict[str, object]] | Crash

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
FEW_FILES = 1_000
"""With so few files, starting processes costs more than it gains."""
FILES_AT_A_TIME = 50
"""Files that a worker is given at once: short texts are searched faster than they are handed over."""
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


@frozen(kw_only=True)
class FilesTask:
    """Some files on their way to a worker, and the name of who shall search them."""

    extractor: str
    paths: tuple[Path, ...]


def search_files(task: FilesTask) -> list[Found]:
    """Return what is found in each file, or why it could not be searched; what a worker runs."""
    return [_search_file(path, task.extractor) for path in task.paths]


def _search_file(path: Path, extractor: str) -> Found:
    try:
        document = _read(path)
        found = search_document(SearchTask(extractor=extractor, document=document))
    except BadInput as error:
        return Crash(error.what)
    return [candidate_record(document, candidate) for candidate in found]


def _search_spread(
    paths: Sequence[Path], extractor: Extractor, taker: FolderTaker, workers: int
) -> None:
    tasks = [
        FilesTask(extractor=extractor.name, paths=tuple(paths[start : start + FILES_AT_A_TIME]))
        for start in range(0, len(paths), FILES_AT_A_TIME)
    ]
    taker.tell(0)
    waiting: dict[int, list[Found] | Crash] = {}
    turn = 0
    with closing(_map_files(enumerate(tasks), workers)) as results:
        for number, result in results:
            waiting[number] = result
            while turn in waiting:
                ended = waiting.pop(turn)
                found = _search_alone(tasks[turn]) if isinstance(ended, Crash) else ended
                for path, one in zip(tasks[turn].paths, found, strict=True):
                    _give(path, one, taker)
                turn += 1
                taker.tell(min(turn * FILES_AT_A_TIME, len(paths)))


def _search_alone(task: FilesTask) -> Iterator[Found]:
    """Give what is found in each of some files that ended a worker: that costs one of them alone."""
    alone = ((path, evolve(task, paths=(path,))) for path in task.paths)
    for _, result in _map_files(alone, 1):
        yield result if isinstance(result, Crash) else result[0]


def _map_files(
    tasks: Iterable[tuple[Key, FilesTask]], workers: int
) -> Generator[tuple[Key, list[Found] | Crash], None, None]:
    yield from map_isolated(
        search_files,
        tasks,
        workers=workers,
        timeout_seconds=SEARCH_SECONDS,
        memory_bytes=SEARCH_MEMORY_BYTES,
    )


def _give(path: Path, found: Found, taker: FolderTaker) -> None:
    if isinstance(found, Crash):
        taker.failure(_shown(path), found.reason)
        return
    for record in found:
        taker.claim(record)


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
