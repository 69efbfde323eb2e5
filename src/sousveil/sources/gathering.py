"""Gather: the items of a channel, fetched where they must be, each dealt with once.

Items are taken some at a time, so that the database is asked about all of them at once; a
batch is bounded in number and in bytes, and memory with it.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import BadInput
from sousveil.model.collection import Content, Outcome, Reference, Rejected, Walked
from sousveil.model.progress import Stage
from sousveil.sources.collectors.counted_items import CountedItems
from sousveil.sources.fetching import Failure, FetchedPage, NotModified, decode_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sousveil.model.collection import Item, Retrieval
    from sousveil.sources.fetching import Fetcher, FetchResult
    from sousveil.sources.recording import RunRecorder

_WAITING_PER_WORKER = 4
_BATCH_ITEMS = 64
_BATCH_BYTES = 4 * 1024 * 1024


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

    def gather(self, items: Iterator[Item], stage: Stage) -> None:
        """Deal with every item, and tell how many are done.

        If the channel breaks off, what it had yielded is dealt with first. On an interrupt
        no request is begun any more, and what is on its way is waited for.
        """
        with ThreadPoolExecutor(self._options.workers) as pool:
            try:
                self._take_all(_count(items, self._options.limit), pool, stage)
            except KeyboardInterrupt:
                Stage("stopping: waiting for what is on its way", stage.report).tell()
                self._fetcher.stop()
                raise
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _take_all(self, items: CountedItems, pool: ThreadPoolExecutor, stage: Stage) -> None:
        stage.tell(0, items.total, items.unit)
        trouble = None
        try:
            for batch in _in_batches(items):
                waiting = {item.url for item, _ in self._waiting.values()}
                self._recorder.look_up({_name_of(item) for item, _ in batch} | waiting)
                for item, done_before in batch:
                    self._take(item, pool)
                    done = max(0, done_before - len(self._waiting))
                    stage.tell(done, items.total, items.unit)
        except BadInput as error:
            trouble = error
        while self._waiting:
            self._record_fetched()
            stage.tell(max(0, items.done - len(self._waiting)), items.total, items.unit)
        if trouble is not None:
            raise trouble
        stage.tell(items.done, items.done, items.unit)

    def _take(self, item: Item, pool: ThreadPoolExecutor) -> None:
        name = _name_of(item)
        if self._recorder.is_done(name):
            return
        if isinstance(item, Walked):
            self._recorder.note_walked(name, self._clock())
        elif isinstance(item, Rejected):
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
        while len(self._waiting) >= self._options.workers * _WAITING_PER_WORKER:
            self._record_fetched()
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
        self._recorder.archive_redirects(result.redirects)
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


def _count(items: Iterator[Item], limit: int | None) -> CountedItems:
    """Return items that know how many they are at most, as far as anything is known of it."""
    if isinstance(items, CountedItems) and limit is None:
        return items
    return CountedItems(((item,) for item in islice(items, limit)), total=limit, unit="items")


def _in_batches(items: CountedItems) -> Iterator[list[tuple[Item, int]]]:
    """Yield some items at a time, each with how much was done before it.

    If the channel breaks off, what it had yielded until then comes first.
    """
    batch: list[tuple[Item, int]] = []
    size = 0
    try:
        for item in items:
            batch.append((item, items.done))
            size += len(item.data) if isinstance(item, Content) else 0
            if len(batch) >= _BATCH_ITEMS or size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
    except BadInput:
        yield batch
        raise
    yield batch


def _name_of(item: Item) -> str:
    return item.url if isinstance(item, Reference) else item.name
