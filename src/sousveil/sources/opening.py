"""Open locations for collectors: the web through the guarded client, the rest through fsspec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.errors import BadInput
from sousveil.sources.fetching import Failure, FetchedPage, Fetcher, NotModified, decode_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class GuardedOpener:
    """Reads what a channel names. A web page read on the way is handed to ``on_page`` as well."""

    def __init__(self, fetcher: Fetcher, on_page: Callable[[FetchedPage], None]) -> None:
        self._fetcher = fetcher
        self._on_page = on_page

    def read(self, location: str, *, max_bytes: int) -> bytes:
        """Return the bytes at a URL, fsspec URL or path.

        Raises:
            BadInput: it cannot be read, may not be, or is larger than ``max_bytes``.
        """
        if location.startswith(("http://", "https://")):
            return self._read_page(location, max_bytes)
        import fsspec  # noqa: PLC0415  # heavy, and not needed for the web

        try:
            with fsspec.open(location, "rb") as file:
                data: bytes = file.read(max_bytes + 1)
        except (OSError, ValueError, ImportError) as error:
            raise _unreadable(str(error), location) from error
        return _bounded(data, max_bytes, location)

    def list_files(self, location: str) -> Iterator[str]:
        """Yield the paths of the files below a folder, or matching a glob, sorted.

        Raises:
            BadInput: there is no such folder.
        """
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
