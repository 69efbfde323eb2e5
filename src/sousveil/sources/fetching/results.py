"""What comes of fetching an address: a page, the news that it is unchanged, or why neither."""

from __future__ import annotations

import re

from attrs import field, frozen

Headers = tuple[tuple[str, str], ...]


@frozen(kw_only=True)
class Redirect:
    """One step from an address to another, as the server asked for it; its body is not read.

    Headers and ``retrieved_at`` are as those of a ``FetchedPage``.
    """

    url: str
    http_status: int
    target: str
    reason_phrase: str
    request_headers: Headers
    response_headers: Headers
    retrieved_at: str

    @property
    def is_downgrade(self) -> bool:
        """Whether the step left https for http, where anyone on the way can change the page."""
        return self.url.startswith("https:") and self.target.startswith("http:")


@frozen(kw_only=True)
class FetchedPage:
    """A page as it was sent. URLs are without user names, passwords and fragments.

    ``body`` is what came on the wire less the transfer coding, so its content encoding
    (gzip and the like) is intact: ``decode_body`` undoes it. Headers are in the order and
    spelling of the wire, without cookies; ``Transfer-Encoding`` may be among them though it
    no longer applies to ``body``, so a WARC writer has to rename it.
    ``retrieved_at`` is when the answer began, in UTC.
    """

    url: str
    final_url: str
    http_status: int
    reason_phrase: str
    request_headers: Headers
    response_headers: Headers
    body: bytes = field(repr=False)
    retrieved_at: str
    etag: str | None = None
    last_modified: str | None = None
    redirects: tuple[Redirect, ...] = ()


@frozen(kw_only=True)
class NotModified:
    """The page is what it was when it had the ETag or the date that was given."""

    url: str
    final_url: str
    retrieved_at: str
    etag: str | None = None
    last_modified: str | None = None
    redirects: tuple[Redirect, ...] = ()


@frozen(kw_only=True)
class Refusal:
    """We do not fetch this address: robots.txt, a private address, a scheme other than the web's."""

    url: str
    final_url: str
    reason: str
    http_status: int | None = None
    redirects: tuple[Redirect, ...] = ()


@frozen(kw_only=True)
class Failure:
    """The address was asked for and gave no page that can be used; a later run may fare better."""

    url: str
    final_url: str
    reason: str
    http_status: int | None = None
    redirects: tuple[Redirect, ...] = ()


@frozen(kw_only=True)
class Downloaded:
    """A file that was written whole to where it was asked to be."""

    url: str
    final_url: str
    size_bytes: int
    redirects: tuple[Redirect, ...] = ()


FetchResult = FetchedPage | NotModified | Refusal | Failure


def media_type(page: FetchedPage) -> str | None:
    """Return the media type that the server gave, in lower case and without parameters.

    None if it gave none or something that is not one; what the bytes are is not looked at.
    """
    given = find_header(page.response_headers, "content-type")
    name = (given or "").split(";", 1)[0].strip().lower()
    return name if re.fullmatch(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120}", name) else None


def find_header(headers: Headers, name: str) -> str | None:
    """Return the first value of a header, or None; names are compared without case."""
    return next((value.strip() for key, value in headers if key.lower() == name), None)
