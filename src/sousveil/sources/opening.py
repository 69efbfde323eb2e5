"""Open locations for collectors: the web through the guarded client, the rest through fsspec."""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from sousveil.errors import BadInput, CannotWrite
from sousveil.sources.fetching import (
    Downloaded,
    Failure,
    FetchedPage,
    Fetcher,
    NotModified,
    Redirect,
    decode_body,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_WEB = re.compile(r"https?://", re.IGNORECASE)
_WEB_BEHIND_ANOTHER = re.compile(r"::https?://", re.IGNORECASE)


class GuardedOpener:
    """Reads what a channel names.

    A page read on the way is handed to ``on_page`` and the redirects that were met, whatever
    they led to, to ``on_redirects`` before it. An archive of the web is kept in ``folder``
    while it is read, in a file without a name, which is gone when the process is.
    ``has_walked`` says of such an archive that it need not be sent again.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        on_page: Callable[[FetchedPage], object],
        on_redirects: Callable[[tuple[Redirect, ...]], object],
        has_walked: Callable[[str], bool],
        folder: Path,
    ) -> None:
        self._fetcher = fetcher
        self._on_page = on_page
        self._on_redirects = on_redirects
        self._has_walked = has_walked
        self._folder = folder

    def read(self, location: str, *, max_bytes: int) -> bytes:
        """Return the bytes at a URL, fsspec URL or path.

        Raises:
            BadInput: it cannot be read, may not be, or is larger than ``max_bytes``.
        """
        if _is_web(location):
            return self._read_page(location, max_bytes)
        import fsspec  # noqa: PLC0415  # heavy, and not needed for the web

        try:
            with fsspec.open(location, "rb") as file:
                data: bytes = file.read(max_bytes + 1)
        except (OSError, ValueError, ImportError) as error:
            raise _unreadable(str(error), location) from error
        return _bounded(data, max_bytes, location)

    def is_walked(self, location: str) -> bool:
        """Say whether an archive of the web was gone through before, and need not be sent again."""
        return _is_web(location) and self._has_walked(location)

    @contextmanager
    def open_archive(self, location: str) -> Iterator[IO[bytes]]:
        """Open a web archive at a URL, fsspec URL or path, however large, to be read in pieces.

        Raises:
            BadInput: it cannot be read, may not be, or is larger than the policy allows.
            CannotWrite: the disk does not take what the web sends.
        """
        if not _is_web(location):
            from sousveil.sources.archive.section import open_url  # noqa: PLC0415  # heavy

            with open_url(location) as file:
                yield file
            return
        with self._temporary_file() as file:
            result = self._fetcher.download(location, file)
            self._on_redirects(result.redirects)
            if not isinstance(result, Downloaded):
                raise _unreadable(result.reason, location)
            file.seek(0)
            yield file

    def list_files(self, location: str) -> Iterator[str]:
        """Yield the paths of the files below a folder, or matching a glob, sorted.

        Raises:
            BadInput: there is no such folder.
        """
        if _is_web(location):
            raise _unreadable("the web does not list the files of a folder", location)
        import fsspec  # noqa: PLC0415

        try:
            filesystem, path = fsspec.core.url_to_fs(location)
            is_glob = any(character in path for character in "*?[")
            found = filesystem.glob(path) if is_glob else filesystem.find(path)
        except (OSError, ValueError, ImportError) as error:
            raise _unreadable(str(error), location) from error
        if not found and not is_glob and not filesystem.isdir(path):
            raise _unreadable("there is no such folder", location)
        return iter(sorted(str(name) for name in found))

    def _read_page(self, location: str, max_bytes: int) -> bytes:
        page = self._fetcher.fetch(location)
        self._on_redirects(page.redirects)
        if not isinstance(page, FetchedPage):
            reason = (
                "the server says it is unchanged" if isinstance(page, NotModified) else page.reason
            )
            raise _unreadable(reason, location)
        self._on_page(page)
        body = decode_body(page, max_bytes)
        if isinstance(body, Failure):
            raise _unreadable(body.reason, location)
        return _bounded(body, max_bytes, location)

    def _temporary_file(self) -> IO[bytes]:
        try:
            return tempfile.TemporaryFile(dir=self._folder)
        except OSError as error:
            raise CannotWrite(
                f"there is no place for an archive while it is read: {error.strerror}",
                where=str(self._folder),
                next_step="free some space or correct the permissions, then run the command again",
            ) from error


def _is_web(location: str) -> bool:
    """Say whether the guarded client reads this; it is not to be passed by through fsspec.

    Raises:
        BadInput: the web stands behind another file system, which would ask for it unguarded.
    """
    if _WEB_BEHIND_ANOTHER.search(location):
        raise _unreadable("a web address behind another file system is not read", location)
    return _WEB.match(location) is not None


def _bounded(data: bytes, max_bytes: int, location: str) -> bytes:
    if len(data) > max_bytes:
        raise _unreadable(f"it is larger than {max_bytes:,} bytes", location)
    return data


def _unreadable(reason: str, location: str) -> BadInput:
    return BadInput(
        f"it cannot be read: {reason}",
        where=location,
        next_step="check the address; a host in a private network is allowed with --allow-host",
    )
