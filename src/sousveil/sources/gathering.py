"""Gather: the items of a channel, fetched where they must be, each dealt with once."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.collection import Content, Outcome, Reference, Rejected
from sousveil.sources.fetching import Failure, FetchedPage, NotModified, decode_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sousveil.model.collection import Item, Retrieval
    from sousveil.sources.fetching import Fetcher, FetchResult
    from sousveil.sources.recording import RunRecorder

_WAITING_PER_WORKER = 4


@frozen(kw_only=True)
class GatherOptions:
    """How to gather.

    An address that an earlier run fetched is asked for again only with ``refresh``, and then
    with a condition, so that an unchanged page costs an exchange of headers.
    ``max_decoded_bytes`` bounds a page without its content encoding.
    """

    workers: int
    refresh: bool
    limit: int | None
    max_decoded_bytes: int


class Gatherer:
    """Takes the items of one run: hosts in parallel, one thread that records."""

    def __init__(
        self,
        fetcher: Fetcher,
        recorder: RunRecorder,
        options: GatherOptions,
        clock: Callable[[], str],
    ) -> None:
        self._fetcher = fetcher
        self._recorder = recorder
        self._options = options
        self._clock = clock
        self._waiting: dict[Future[FetchResult], tuple[Reference, Retrieval | None]] = {}

    def gather(self, items: Iterable[Item], progress: Callable[[int], None]) -> None:
        """Deal with every item; ``progress`` is told how many have been met."""
        most = self._options.workers * _WAITING_PER_WORKER
        with ThreadPoolExecutor(self._options.workers) as pool:
            try:
                for number, item in enumerate(islice(items, self._options.limit), start=1):
                    self._take(item, pool)
                    while len(self._waiting) >= most:
                        self._record_fetched()
                    progress(number)
                while self._waiting:
                    self._record_fetched()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _take(self, item: Item, pool: ThreadPoolExecutor) -> None:
        name = item.url if isinstance(item, Reference) else item.name
        if self._recorder.is_done(name):
            return
        if isinstance(item, Rejected):
            self._recorder.note_trouble(name, Outcome.FAILED, item.reason, self._clock())
        elif self._recorder.take_left_over(name, item.description):
            return
        elif isinstance(item, Content):
            self._recorder.keep_content(item, self._clock())
        else:
            self._ask_for(item, pool)

    def _ask_for(self, item: Reference, pool: ThreadPoolExecutor) -> None:
        previous = self._recorder.last_success(item.url)
        if previous is not None and not self._options.refresh:
            reason = f"fetched on {previous.retrieved_at[:10]}, not asked for again"
            self._recorder.note_known(item.url, previous, self._clock(), reason)
            return
        if any(waiting.url == item.url for waiting, _ in self._waiting.values()):
            return
        etag = previous.etag if previous else None
        modified = previous.last_modified if previous else None
        future = pool.submit(self._fetcher.fetch, item.url, etag=etag, last_modified=modified)
        self._waiting[future] = (item, previous)

    def _record_fetched(self) -> None:
        done, _ = wait(self._waiting, return_when=FIRST_COMPLETED)
        for future in done:
            item, previous = self._waiting.pop(future)
            self._record(item, previous, future.result())

    def _record(self, item: Reference, previous: Retrieval | None, result: FetchResult) -> None:
        if isinstance(result, NotModified) and previous is not None:
            self._recorder.keep_unmodified(item.url, result, previous)
        elif isinstance(result, FetchedPage):
            payload = decode_body(result, self._options.max_decoded_bytes)
            if isinstance(payload, Failure):
                self._trouble(item, Outcome.FAILED, payload.reason, result.http_status)
            else:
                self._recorder.keep_page(item.url, result, payload, item.description)
        elif isinstance(result, Failure):
            self._trouble(item, Outcome.FAILED, result.reason, result.http_status)
        elif isinstance(result, NotModified):
            self._trouble(item, Outcome.FAILED, "the server says unchanged, unasked", 304)
        else:
            self._trouble(item, Outcome.REFUSED, result.reason, result.http_status)

    def _trouble(self, item: Reference, outcome: Outcome, reason: str, status: int | None) -> None:
        self._recorder.note_trouble(item.url, outcome, reason, self._clock(), status)
