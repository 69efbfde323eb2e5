"""The llm extractor: windows of a document to a model, its answers vetted, merged and accounted."""

from __future__ import annotations

from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

from attrs import asdict, evolve

from sousveil.claims.evaluation.scheme import load_coding_scheme
from sousveil.claims.llm.answers import Answer, BadAnswer, read_answer
from sousveil.claims.llm.cache import AnswerCache
from sousveil.claims.llm.chatting import ChatClient, NoCompletion, OutOfBudget
from sousveil.claims.llm.completion import Completion
from sousveil.claims.llm.outcome import Fault, Outcome, Rejection, Report
from sousveil.claims.llm.prompt import Prompt
from sousveil.claims.llm.spending import Ledger
from sousveil.claims.llm.vetting import Vetting, Vocabulary, stated_confidence
from sousveil.claims.llm.windows import split_windows
from sousveil.errors import CannotConnect
from sousveil.model.identifiers import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

    from sousveil.claims.candidate import Candidate, TextDocument
    from sousveil.claims.llm.settings import LlmSettings
    from sousveil.claims.llm.windows import Window
    from sousveil.model.codebook import Codebook

NAME = "llm"
VERSION = "1"
"""Of the vetting; the model and the prompt have their part in the extractor's version."""

_AHEAD = 2
"""Documents a worker that are taken from the input before their turn."""


class LlmExtractor:
    """Asks a model under one codebook. Threads may share it; ``report`` tells of all of them."""

    name = NAME

    def __init__(
        self,
        settings: LlmSettings,
        codebook: Codebook,
        *,
        make_client: Callable[..., ChatClient] = ChatClient,
    ) -> None:
        self._settings = settings
        self._prompt = Prompt(codebook=codebook)
        self._vocabulary = Vocabulary(
            countries=load_coding_scheme().countries,
            technologies=frozenset(one.technology_code for one in codebook.technologies),
            measured_precision=settings.measured_precision,
        )
        self._cache = AnswerCache(settings.cache_folder)
        self._ledger = Ledger(settings.spending)
        self._client = make_client(settings, self._ledger, self._prompt.schema)
        self._lock = Lock()
        self._report = Report()
        self._rejected: Counter[Fault] = Counter()
        self._failed_in_a_row = 0

    @property
    def version(self) -> str:
        """What its claims depend on: the vetting, the model, the words of the prompt."""
        return f"{VERSION}/{self._settings.endpoint.model}/{self._prompt.version[:12]}"

    @property
    def report(self) -> Report:
        """What was done, found, turned away and spent until now."""
        with self._lock:
            rejected = tuple(sorted(self._rejected.items()))
            failures = tuple(sorted(self._report.failures))
            return evolve(
                self._report, rejected=rejected, failures=failures, spent=self._ledger.spent
            )

    def extract(self, document: TextDocument) -> tuple[Candidate, ...]:
        """Return the claims of a document, none if it could not be read: the report says so.

        Raises:
            CannotConnect: the endpoint serves nobody; no document is to blame.
            BudgetReached: what the run may cost does not cover the document.
        """
        outcome = self.read(document)
        if outcome.is_out_of_budget:
            self.report.check_budget()
        return outcome.candidates

    def read_many(self, documents: Iterable[TextDocument]) -> Generator[Outcome, None, None]:
        """Give what became of each document, in their order, several being read at a time.

        When the budget does not cover one, those under way are given and no other is begun;
        the report says so. Whoever leaves before the end stops what is under way, and this
        extractor with it.

        Raises:
            CannotConnect: the endpoint serves nobody.
        """
        workers = self._settings.patience.workers
        pool = ThreadPoolExecutor(workers, thread_name_prefix="llm")
        waiting: deque[Future[Outcome]] = deque()
        try:
            for document in documents:
                if self._is_out_of_budget:
                    break
                waiting.append(pool.submit(self.read, document))
                if len(waiting) >= workers * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            if waiting:
                self._client.stop()
            pool.shutdown(cancel_futures=True)

    def read(self, document: TextDocument) -> Outcome:
        """Return what became of one document.

        Raises:
            CannotConnect: the endpoint serves nobody.
        """
        is_endpoint = False
        try:
            outcome = self._read(document)
        except NoCompletion as error:
            is_short = isinstance(error, OutOfBudget)
            outcome = Outcome(document=document, failure=str(error), is_out_of_budget=is_short)
            is_endpoint = error.is_endpoint
        except BadAnswer as error:
            outcome = Outcome(document=document, failure=f"the answer is of no use: {error}")
        self._note(outcome, is_endpoint=is_endpoint)
        return outcome

    @property
    def _is_out_of_budget(self) -> bool:
        with self._lock:
            return self._report.shortage is not None

    def _read(self, document: TextDocument) -> Outcome:
        sampling = self._settings.sampling
        windows = split_windows(
            document.text, size=sampling.window_characters, overlap=sampling.overlap_characters
        )
        vetting = Vetting(text=document.text, vocabulary=self._vocabulary)
        found: list[tuple[float, Candidate]] = []
        rejections: list[Rejection] = []
        for window in windows:
            for claim in self._ask(document.text, window).claims:
                vetted = vetting.vet(claim, window)
                if isinstance(vetted, Rejection):
                    rejections.append(vetted)
                else:
                    found.append((stated_confidence(claim) or 0.0, vetted))
        return Outcome(
            document=document,
            candidates=merge_claims(found),
            rejections=tuple(rejections),
        )

    def _ask(self, text: str, window: Window) -> Answer:
        """Return the answer about a window: a kept one, a new one, or a repaired one."""
        key = self._key(text, window)
        kept = self._cache.get(key)
        if kept is not None:
            try:
                answer = read_answer(Completion(text=kept))
            except BadAnswer:
                pass  # Damaged on disk: asked again, and written anew.
            else:
                self._count(cache_hits=1)
                return answer
        part = text[window.start : window.end]
        completion = self._client.complete(self._prompt.messages(part))
        try:
            answer = read_answer(completion)
        except BadAnswer as problem:
            self._count(repairs=1)
            completion = self._client.complete(self._prompt.messages(part, repair=str(problem)))
            answer = read_answer(completion)
        self._cache.put(key, completion.text)
        return answer

    def _key(self, text: str, window: Window) -> dict[str, object]:
        return {
            "document": sha256_of(text.encode("utf-8", "surrogatepass")),
            "start": window.start,
            "end": window.end,
            "prompt": self._prompt.version,
            "endpoint": self._settings.endpoint.base_url,
            "model": self._settings.endpoint.model,
            **asdict(self._settings.sampling),
        }

    def _count(self, *, cache_hits: int = 0, repairs: int = 0) -> None:
        with self._lock:
            self._report = evolve(
                self._report,
                cache_hits=self._report.cache_hits + cache_hits,
                repairs=self._report.repairs + repairs,
            )

    def _note(self, outcome: Outcome, *, is_endpoint: bool) -> None:
        failures: tuple[tuple[str, str], ...] = ()
        if outcome.failure is not None:
            failures = ((outcome.document.document_id, outcome.failure),)
        with self._lock:
            self._rejected.update(one.fault for one in outcome.rejections)
            self._failed_in_a_row = self._failed_in_a_row + 1 if is_endpoint else 0
            in_a_row = self._failed_in_a_row
            self._report = evolve(
                self._report,
                documents=self._report.documents + 1,
                claims=self._report.claims + len(outcome.candidates),
                failures=self._report.failures + failures,
                shortage=outcome.failure if outcome.is_out_of_budget else self._report.shortage,
            )
        if in_a_row >= self._settings.patience.max_failures_in_a_row:
            raise CannotConnect(
                f"the endpoint failed {in_a_row} documents in a row; the last: {outcome.failure}",
                where=str(self._settings.endpoint.url),
                next_step="see that it runs, then run the command again:"
                " what was answered is not asked again",
            )


def merge_claims(found: Iterable[tuple[float, Candidate]]) -> tuple[Candidate, ...]:
    """Return claims once each, those first of which the model is surest.

    Windows overlap, so two may tell the same. A claim that names no vendor gives way to one
    that is the same but for naming it.
    """
    merged: dict[tuple[str, ...], Candidate] = {}
    for _, one in sorted(found, key=lambda pair: (-pair[0], pair[1].start, pair[1].end)):
        vendor = one.vendor_id or (one.vendor or "").casefold()
        merged.setdefault((one.country_iso3, one.technology_code, one.status, vendor), one)
    named = {key[:3] for key in merged if key[3]}
    return tuple(one for key, one in merged.items() if key[3] or key[:3] not in named)
