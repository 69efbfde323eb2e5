"""Transfer: a large body on its way into a file, which goes on where a broken connection left it.

Only what is known to be of one version of the file is put together: the rest is asked for
with a condition (If-Range), and what comes in its place has to fit to the byte.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import IO, TYPE_CHECKING

from sousveil.errors import CannotWrite
from sousveil.sources.fetching.policy import size_text
from sousveil.sources.fetching.requesting import Unusable, check_surplus, declared_length

if TYPE_CHECKING:
    import httpcore
    import httpx

    from sousveil.sources.fetching.requesting import Answer
    from sousveil.sources.fetching.results import Headers

_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")
_STRONG_TAG = re.compile(r'"[!#-~]*"')
# Servers call a file of a name in .gz so, and send it as it lies there.
_SENT_AS_IT_LIES = frozenset({"", "identity", "gzip", "x-gzip"})


class Transfer:
    """What has come of a file so far, and how the rest is asked for.

    The file is written as it comes on the wire: a web archive is packed in itself, and is
    read packed.
    """

    def __init__(self, file: IO[bytes], max_bytes: int) -> None:
        self._file = file
        self._max_bytes = max_bytes
        self._url: httpx.URL | None = None
        self._validator: str | None = None
        self._total_bytes: int | None = None
        self.size_bytes = 0
        self.is_complete = False

    def headers_for(self, url: httpx.URL) -> Headers:
        """Return the headers that ask for the rest; none if the whole is asked for."""
        if not self.size_bytes or self._validator is None or url != self._url:
            return ()
        return (("Range", f"bytes={self.size_bytes}-"), ("If-Range", self._validator))

    def take(self, url: httpx.URL, answer: Answer, response: httpcore.Response) -> bytes:
        """Write the body of an answer into the file, if it is one; nothing of it is returned.

        Raises:
            Unusable: the body is too large, or contradicts what came before it.
            CannotWrite: the file cannot take it.
        """
        if answer.http_status == HTTPStatus.PARTIAL_CONTENT and self.size_bytes:
            self._continue(answer)
        elif answer.http_status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and self.size_bytes:
            self._restart()
            raise Unusable("the server does not have the rest of the file", is_passing=True)
        elif answer.is_page:
            self._begin(url, answer)
        else:
            return b""
        self._write(response)
        declared = declared_length(answer)
        if declared is not None:
            check_surplus(response, declared)
        if self._total_bytes is not None and self.size_bytes != self._total_bytes:
            raise Unusable(
                f"the file has {self.size_bytes} bytes, of {self._total_bytes} that were declared",
                is_passing=True,
            )
        self.is_complete = True
        return b""

    def _begin(self, url: httpx.URL, answer: Answer) -> None:
        self._restart()
        coding = (answer.header("content-encoding") or "").lower()
        if coding not in _SENT_AS_IT_LIES:
            raise Unusable(f"the file has the content encoding {coding[:40]!r}, not asked for")
        self._url = url
        self._total_bytes = declared_length(answer)
        self._check_size(self._total_bytes or 0)
        tag = answer.header("etag") or ""
        self._validator = tag if _STRONG_TAG.fullmatch(tag) else answer.header("last-modified")

    def _continue(self, answer: Answer) -> None:
        """See to it that a part begins where the last one ended, and is of the same file."""
        given = answer.header("content-range") or ""
        found = _CONTENT_RANGE.fullmatch(given)
        total = int(found[3]) if found and found[3] != "*" else self._total_bytes
        is_same_file = self._total_bytes in {None, total}
        if found is None or int(found[1]) != self.size_bytes or not is_same_file:
            wanted = f"bytes {self.size_bytes}-"
            self._restart()
            raise Unusable(
                f"the server sent another part of the file ({given[:60]!r}) than {wanted}",
                is_passing=True,
            )
        self._total_bytes = total

    def _write(self, response: httpcore.Response) -> None:
        for piece in response.iter_stream():
            self._check_size(self.size_bytes + len(piece))
            try:
                self._file.write(piece)
                self._file.flush()
            except OSError as error:
                raise CannotWrite(
                    f"the archive could not be stored while it is read: {error.strerror}",
                    where=str(self._url),
                    next_step="free some space, then run the command again",
                ) from error
            self.size_bytes += len(piece)

    def _check_size(self, size_bytes: int) -> None:
        if size_bytes > self._max_bytes:
            raise Unusable(
                f"the archive is larger than {size_text(self._max_bytes)};"
                " --max-archive-bytes allows more"
            )

    def _restart(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._url = self._validator = self._total_bytes = None
        self.size_bytes = 0
