"""Ask the model: in the strictest form that the server takes, again if the trouble may pass."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from sousveil.claims.llm.completion import Completion, error_name, read_completion
from sousveil.claims.llm.posting import NoReply, Poster, Reply
from sousveil.claims.llm.spending import BudgetSpent, Usage
from sousveil.errors import CannotConnect
from sousveil.sources.fetching.client import read_retry_after
from sousveil.sources.fetching.timing import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sousveil.claims.llm.settings import LlmSettings
    from sousveil.claims.llm.spending import Ledger

Message = dict[str, str]
_PASSING = frozenset({408, 409, 425, 429, *range(500, 600)} - {501})
_HOPELESS = {
    401: ("the endpoint does not accept the API key", "check SOUSVEIL_LLM_API_KEY"),
    402: ("the endpoint wants to be paid first", "check the account at the provider"),
    404: ("the endpoint or the model is not there", "check SOUSVEIL_LLM_BASE_URL and _MODEL"),
}
_FORM_REFUSED = frozenset({400, 415, 422, 501})
_FORM_WORDS = (b"response_format", b"json_schema", b"json_object")
_NOTHING = Usage(tokens_in=0, tokens_out=0)


class NoCompletion(Exception):
    """The model gave no answer; ``is_endpoint`` tells that the document is not to blame."""

    def __init__(self, reason: str, *, is_endpoint: bool = True) -> None:
        super().__init__(reason)
        self.is_endpoint = is_endpoint


class OutOfBudget(NoCompletion):
    """What the run may cost does not cover the request."""


class _FormRefused(Exception):
    """The server may not know this form of structured output."""


class ChatClient:
    """Asks one model; threads share it, with one ledger and one pause when the server asks for it.

    Clock, sleep and chance can be replaced, as tests do.
    """

    def __init__(
        self,
        settings: LlmSettings,
        ledger: Ledger,
        schema: dict[str, Any],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._forms = _forms(schema)
        self._stopped = Event()
        self._clock = clock
        self._sleep = sleep or self._stopped.wait
        self._chance = chance
        self._lock = Lock()
        self._form = 0
        self._resume_at = float("-inf")
        key = settings.endpoint.api_key
        headers = (("Authorization", f"Bearer {key}"),) if key else ()
        self._poster = Poster(settings.endpoint.url, headers, settings.patience)

    def stop(self) -> None:
        """Wake whoever pauses; nothing more is asked."""
        self._stopped.set()

    def complete(self, messages: Sequence[Message]) -> Completion:
        """Return the model's answer.

        Raises:
            NoCompletion: there is none, for this document or at all.
            CannotConnect: the endpoint refuses every request; another document will not help.
        """
        seconds = self._settings.patience.total_seconds
        deadline = Deadline(self._clock() + seconds, self._clock, seconds)
        for form in range(self._form, len(self._forms)):
            try:
                completion = self._ask(self._body(messages, form), deadline)
            except _FormRefused as error:
                if form + 1 == len(self._forms):
                    raise NoCompletion(str(error), is_endpoint=False) from error
                continue
            self._form = max(self._form, form)
            if completion.problem is not None:
                raise NoCompletion(completion.problem, is_endpoint=False)
            return completion
        raise AssertionError("the last form is asked without one")

    def _body(self, messages: Sequence[Message], form: int) -> bytes:
        sampling = self._settings.sampling
        record: dict[str, Any] = {
            "model": self._settings.endpoint.model,
            "messages": list(messages),
            "stream": False,
            sampling.limit_name: sampling.max_answer_tokens,
            **self._forms[form],
        }
        optional = {"temperature": sampling.temperature, "seed": sampling.seed}
        record |= {name: value for name, value in optional.items() if value is not None}
        return json.dumps(record, ensure_ascii=True).encode("ascii")

    def _ask(self, body: bytes, deadline: Deadline) -> Completion:
        reason = "no time was left to ask"
        for attempt, pause in enumerate(self._pauses()):
            self._wait(deadline, reason)
            if attempt:
                self._ledger.count_retry()
            reply, completion = self._ask_once(body, deadline)
            if completion is not None:
                return completion
            reason = self._judge(reply)
            self._postpone(pause, reply)
        attempts = self._settings.patience.attempts
        raise NoCompletion(f"{reason}, {attempts} attempts")

    def _ask_once(
        self, body: bytes, deadline: Deadline
    ) -> tuple[Reply | NoReply, Completion | None]:
        """Ask within the budget; a token is at least one byte, so the bytes bound the tokens."""
        most = Usage(tokens_in=len(body), tokens_out=self._settings.sampling.max_answer_tokens)
        try:
            self._ledger.reserve(most)
        except BudgetSpent as error:
            raise OutOfBudget(str(error), is_endpoint=False) from error
        used: Usage | None = None
        try:
            reply = self._poster.post(body, deadline)
            completion = None
            if isinstance(reply, Reply) and reply.http_status == 200:
                completion = read_completion(reply.body)
                used = completion.usage
            elif isinstance(reply, Reply) or not reply.was_sent:
                used = _NOTHING
        finally:
            self._ledger.settle(most, used)
        return reply, completion

    def _judge(self, reply: Reply | NoReply) -> str:
        """Return what was wrong if another attempt may help.

        Raises:
            NoCompletion, CannotConnect, _FormRefused: it may not.
        """
        if isinstance(reply, NoReply):
            if not reply.is_passing:
                raise NoCompletion(reply.reason)
            return reply.reason
        status = reply.http_status
        name = error_name(reply.body)
        reason = f"HTTP {status} ({name})" if name else f"HTTP {status}"
        is_about_form = status >= 500 and any(word in reply.body for word in _FORM_WORDS)
        if status in _FORM_REFUSED or is_about_form:
            raise _FormRefused(reason)
        if status in _HOPELESS or 300 <= status < 400:
            what, next_step = _HOPELESS.get(
                status, ("the endpoint redirects, which is not followed", "give its own address")
            )
            raise CannotConnect(
                f"{what}: {reason}", where=str(self._settings.endpoint.url), next_step=next_step
            )
        if status not in _PASSING:
            raise NoCompletion(reason)
        return reason

    def _pauses(self) -> Iterator[float]:
        """Give the pause after each attempt: doubled each time, a random half of it less."""
        for attempt in range(self._settings.patience.attempts):
            doubled = self._settings.patience.backoff_seconds * 2**attempt
            yield doubled * (1 - self._chance() / 2)

    def _postpone(self, pause: float, reply: Reply | NoReply) -> None:
        """Let all threads wait: for as long as the server says, or for the pause."""
        header = reply.header("retry-after") if isinstance(reply, Reply) else None
        asked = read_retry_after(header, datetime.now(UTC))
        now = self._clock()
        with self._lock:
            self._resume_at = max(self._resume_at, now + (pause if asked is None else asked))

    def _wait(self, deadline: Deadline, reason: str) -> None:
        with self._lock:
            resume_at = self._resume_at
        seconds = resume_at - self._clock()
        if seconds >= deadline.remaining:
            raise NoCompletion(f"{reason}; no time is left to ask again")
        if seconds > 0:
            self._sleep(seconds + self._chance() * min(1.0, seconds / 10))
        if self._stopped.is_set():
            raise NoCompletion("the run was stopped", is_endpoint=False)


def _forms(schema: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return the forms of structured output, the strictest first; the last is none."""
    named = {"name": "claims", "strict": True, "schema": schema}
    return (
        {"response_format": {"type": "json_schema", "json_schema": named}},
        {"response_format": {"type": "json_object"}},
        {},
    )
