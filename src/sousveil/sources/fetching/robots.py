"""robots.txt (RFC 9309): what a site asks programs to leave alone, and how slowly to go."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from attrs import Factory, define, evolve
from protego import Protego

from sousveil.sources.fetching.client import Wanted
from sousveil.sources.fetching.decoding import BadEncoding, decode_pieces
from sousveil.sources.fetching.redirects import Trail, follow_redirects
from sousveil.sources.fetching.requesting import BodyLimit, NoAnswer
from sousveil.sources.fetching.urls import host_of

if TYPE_CHECKING:
    import httpx

    from sousveil.sources.fetching.client import Client

# The standard asks for 500 KiB at least to be read, and for no more than a day of keeping.
_LIMIT = BodyLimit(max_bytes=500 * 1024, is_cut=True)
_WANTED = Wanted(
    headers=(("Accept", "text/plain, */*"), ("Accept-Encoding", "identity")), body=_LIMIT
)
_MAX_REDIRECTS = 5
_KEEP_SECONDS = 24 * 3600.0
_KEEP_TROUBLE_SECONDS = 600.0
_MAX_SITES = 2_000


@define
class _Site:
    """What one site's robots.txt says: rules, or the trouble that forbids everything."""

    lock: Lock = Factory(Lock)
    good_until: float | None = None
    rules: Protego | None = None
    trouble: NoAnswer | None = None


class RobotsRules:
    """The robots.txt of every site asked for in a run, each fetched once, when first needed."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sites: dict[str, _Site] = {}
        self._lock = Lock()

    def why_not(self, url: httpx.URL) -> NoAnswer | None:
        """Return why an address may not be fetched, or None if it may.

        A site without a robots.txt (4xx) allows everything. One whose robots.txt cannot be
        had now (5xx, 429, no connection) allows nothing: it may be about to forbid.
        """
        site = self._site(url)
        with site.lock:
            if site.good_until is None or site.good_until < self._client.clock():
                self._load(site, url)
            if site.trouble is not None:
                return site.trouble
            product = self._client.policy.product
            if site.rules is None or site.rules.can_fetch(str(url), product):
                return None
        path = url.raw_path.decode("ascii")[:200]
        return NoAnswer(
            reason=f"robots.txt of {host_of(url)} disallows {path} for {product}", is_refusal=True
        )

    def _site(self, url: httpx.URL) -> _Site:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        with self._lock:
            if origin not in self._sites and len(self._sites) >= _MAX_SITES:
                del self._sites[next(iter(self._sites))]
            return self._sites.setdefault(origin, _Site())

    def _load(self, site: _Site, url: httpx.URL) -> None:
        # A budget of its own: it is fetched for every item of the site, not for this one.
        budget = self._client.budget(self._client.policy.total_seconds)
        trail = follow_redirects(
            url.copy_with(raw_path=b"/robots.txt"),
            lambda step: self._client.get(step, _WANTED, budget),
            _MAX_REDIRECTS,
        )
        site.rules, site.trouble = _read_rules(trail, host_of(url))
        kept = _KEEP_TROUBLE_SECONDS if site.trouble else _KEEP_SECONDS
        site.good_until = self._client.clock() + kept
        delay = site.rules.crawl_delay(self._client.policy.product) if site.rules else None
        if delay is not None:
            self._client.turns.slow_down(host_of(url), delay)


def _read_rules(trail: Trail, host: str) -> tuple[Protego | None, NoAnswer | None]:
    outcome = trail.outcome
    if isinstance(outcome, NoAnswer):
        return None, _explain(outcome, trail, host)
    if outcome.http_status == 429 or outcome.http_status >= 500:
        reason = f"robots.txt of {host} cannot be read (HTTP {outcome.http_status})"
        return None, NoAnswer(
            reason=f"{reason}, so nothing of the site is fetched", is_refusal=True
        )
    if not outcome.is_page:
        return None, None
    try:
        pieces = decode_pieces(outcome.body, outcome.response_headers, _LIMIT.max_bytes)
        text = b"".join(pieces).decode("utf-8", errors="replace")
    except BadEncoding as error:
        return None, NoAnswer(reason=f"robots.txt of {host}: {error}", is_refusal=True)
    return Protego.parse(text), None


def _explain(trouble: NoAnswer, trail: Trail, host: str) -> NoAnswer:
    """Say that it is the robots.txt that cannot be had; a host that is refused is just that."""
    if trouble.is_refusal and not trail.redirects:
        return trouble
    via = f" at {trail.redirects[-1].target}, where it redirects to" if trail.redirects else ""
    return evolve(trouble, reason=f"robots.txt of {host} cannot be had{via}: {trouble.reason}")
