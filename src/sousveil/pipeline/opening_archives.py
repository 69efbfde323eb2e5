"""Find and open the archives that a command names: paths, fsspec URLs, the web, and lists of them.

The web is asked through the guarded client alone. What it sends of an archive stands in a file
without a name while it is read: when the process is gone, so is the file, and there are no halves.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import frozen

from sousveil.errors import BadInput
from sousveil.sources.archive.reading import read_warc_paths
from sousveil.sources.archive.section import open_url
from sousveil.sources.collectors.warc import MAX_PATHS_BYTES, base_of
from sousveil.sources.fetching import (
    USER_AGENT,
    Downloaded,
    FetchedPage,
    Fetcher,
    FetchPolicy,
    decode_body,
)
from sousveil.sources.fetching.urls import parse_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_WEB = re.compile(r"https?://", re.IGNORECASE)
_WEB_BEHIND_ANOTHER = re.compile(r"::https?://", re.IGNORECASE)
_LISTS = (".txt", ".paths", ".paths.gz")


@frozen(kw_only=True)
class WebAccess:
    """What may be fetched: hosts that may lie in a private network, and the largest archive."""

    allowed_hosts: frozenset[str] = frozenset()
    max_archive_bytes: int = 4096 * 1024 * 1024

    def fetcher(self) -> Fetcher:
        """Return a client that keeps to it."""
        policy = FetchPolicy(
            user_agent=USER_AGENT,
            allowed_hosts=self.allowed_hosts,
            max_archive_bytes=self.max_archive_bytes,
        )
        return Fetcher(policy)


def is_web(name: str) -> bool:
    """Say whether the guarded client reads this.

    Raises:
        BadInput: the web stands behind another file system, which would ask for it unguarded.
    """
    if _WEB_BEHIND_ANOTHER.search(name):
        raise BadInput(
            "a web address behind another file system is not read",
            where=name,
            next_step="give the web address itself",
        )
    return _WEB.match(name) is not None


def find_archives(
    given: Iterable[str], *, base: str | None = None, access: WebAccess | None = None
) -> list[str]:
    """Give the archives that paths, fsspec URLs, web addresses, globs and lists name, each once.

    A list ends in .txt, .paths or .paths.gz; what it names counts from ``base``, or else from
    the list's own folder (from before ``crawl-data/``, where its address has that).

    Raises:
        BadInput: there is no such archive, or a list cannot be read or names what it may not.
    """
    access = access or WebAccess()
    return list(dict.fromkeys(path for name in given for path in _find(name, base, access)))


@contextmanager
def open_archive(
    name: str, *, access: WebAccess, tell: Callable[[int], object] | None = None
) -> Iterator[IO[bytes]]:
    """Open an archive at a path, fsspec URL or web address, to be read in pieces.

    ``tell`` is told how many bytes the web has sent.

    Raises:
        BadInput: it cannot be had. The cause is an OSError, since another time may go better.
        CannotWrite: the disk does not take what the web sends.
    """
    if not is_web(name):
        with open_url(name) as file:
            yield file
        return
    with TemporaryFile(prefix="sousveil-archive-") as file:
        taken = file if tell is None else _Told(file, tell)
        with access.fetcher() as fetcher:
            result = fetcher.download(name, taken)  # type: ignore[arg-type]  # as much of a file as it takes
        if not isinstance(result, Downloaded):
            raise _unreadable(result.reason, name) from OSError(result.reason)
        file.seek(0)
        yield file


class _Told:
    """A file in the making that tells its size."""

    def __init__(self, file: IO[bytes], tell: Callable[[int], object]) -> None:
        self._file = file
        self._tell = tell

    def write(self, data: bytes) -> int:
        written = self._file.write(data)
        self._tell(self._file.tell())
        return written

    def flush(self) -> None:
        self._file.flush()

    def seek(self, offset: int) -> int:
        return self._file.seek(offset)

    def truncate(self) -> int:
        return self._file.truncate()


def _find(name: str, base: str | None, access: WebAccess) -> Iterator[str]:
    if _is_list(name):
        yield from _read_list(name, base, access)
    elif is_web(name):
        yield _address(name)
    elif "://" in name or Path(name).is_file():
        yield name
    else:
        found = sorted(glob(name, recursive=True))  # noqa: PTH207  # patterns from the root too
        if not found:
            raise BadInput(
                "there is no such archive",
                where=name,
                next_step="check the path; in a shell, put a pattern in quotes",
            )
        yield from found


def _is_list(name: str) -> bool:
    path = urlsplit(name).path if is_web(name) else name
    return path.endswith(_LISTS)


def _read_list(name: str, base: str | None, access: WebAccess) -> Iterator[str]:
    """Give the archives of a list; one from the web must not name files of this machine."""
    data = _list_bytes(name, access)
    paths = read_warc_paths(data, base if base is not None else _folder_of(name))
    if not paths:
        raise BadInput(
            "the list names no archive", where=name, next_step="give a list of a path a line"
        )
    for path in paths:
        if is_web(name) and not is_web(path):
            raise BadInput(
                f"a list from the web names what is not of the web: {path}",
                where=name,
                next_step="download the list, look at it, and give its own path",
            )
        yield _address(path) if is_web(path) else path


def _folder_of(name: str) -> str:
    """Return what a list's paths are relative to; a list in the working directory has it as folder."""
    return base_of(name) if "/" in name else ""


def _list_bytes(name: str, access: WebAccess) -> bytes:
    if not is_web(name):
        try:
            with open_url(name) as file:
                data = file.read(MAX_PATHS_BYTES + 1)
        except BadInput as error:
            raise _unreadable(str(error.__cause__), name) from error
        return data
    with access.fetcher() as fetcher:
        page = fetcher.fetch(name)
    if not isinstance(page, FetchedPage):
        raise _unreadable(getattr(page, "reason", "the server says it is unchanged"), name)
    body = decode_body(page, MAX_PATHS_BYTES)
    if not isinstance(body, bytes):
        raise _unreadable(body.reason, name)
    return body


def _address(name: str) -> str:
    """Return a web address as it may be stored and printed: without user name and password."""
    url = parse_url(name)
    if isinstance(url, str):
        raise _unreadable(url, name.rpartition("@")[2])
    return str(url)


def _unreadable(reason: str, name: str) -> BadInput:
    return BadInput(
        f"it cannot be read: {reason}",
        where=name,
        next_step="check the address; a host in a private network is allowed with --allow-host",
    )
