"""Settings of the llm extractor. The API key is read from the environment, never shown or stored."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import httpx
from attrs import field, frozen

from sousveil.errors import InvalidData

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T", int, float)
PREFIX = "SOUSVEIL_LLM_"
SMALLEST_WINDOW = 4000
"""Characters: room for some sentences of the greatest length, and for the overlap."""


@frozen(kw_only=True)
class Endpoint:
    """Where the model is: ``base_url`` is what goes before ``/chat/completions``.

    ``plain_http_hosts`` are the hosts beyond this machine that may be asked without TLS.
    """

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    plain_http_hosts: frozenset[str] = frozenset()

    @property
    def url(self) -> httpx.URL:
        """The address that is asked."""
        return httpx.URL(self.base_url.rstrip("/") + "/chat/completions")

    def problems(self) -> list[str]:
        """Say what is wrong; the key is never part of it."""
        found = [*self._url_problems()]
        if not self.model.strip() or not self.model.isprintable():
            found.append(f"{PREFIX}MODEL: {self.model!r} is no name of a model")
        if self.api_key is not None and not all("!" <= letter <= "~" for letter in self.api_key):
            found.append(f"{PREFIX}API_KEY: has a space, a line end or a letter that no key has")
        return found

    def _url_problems(self) -> list[str]:
        name = f"{PREFIX}BASE_URL"
        try:
            url = httpx.URL(self.base_url)
        except (httpx.InvalidURL, ValueError):
            return [f"{name}: is no address"]
        if url.scheme not in {"http", "https"} or not url.host:
            return [f"{name}: is no http or https address"]
        if url.userinfo or url.query or url.fragment:
            return [f"{name}: has credentials, a query or a fragment in it; give the key apart"]
        is_safe = url.scheme == "https" or _is_loopback(url.host)
        if not is_safe and url.host not in self.plain_http_hosts:
            reason = "plain http would show the documents and the key to the network"
            return [f"{name}: {reason}; use https, or name {url.host} in {PREFIX}ALLOW_HTTP"]
        return []


@frozen(kw_only=True)
class Sampling:
    """How the model answers. ``temperature`` and ``seed`` None are left out of the request.

    ``limit_name`` is the field for the longest answer; some servers know another.
    """

    temperature: float | None = 0.0
    seed: int | None = 1
    max_answer_tokens: int = 4096
    limit_name: str = "max_tokens"
    window_characters: int = 12_000
    overlap_characters: int = 1_000


@frozen(kw_only=True)
class Patience:
    """How often and how long one request is tried.

    ``timeout_seconds`` bounds a silence, ``total_seconds`` everything until there is an
    answer: attempts, pauses and slow bytes. ``max_failures_in_a_row`` documents failed by
    the endpoint end the run.
    """

    attempts: int = 4
    timeout_seconds: float = 120.0
    total_seconds: float = 300.0
    backoff_seconds: float = 1.0
    max_reply_bytes: int = 4 * 1024 * 1024
    max_failures_in_a_row: int = 10
    workers: int = 4


@frozen(kw_only=True)
class Spending:
    """What a run may cost: US dollars for a million tokens in and out, and the most of either."""

    price_in_usd: float | None = None
    price_out_usd: float | None = None
    max_cost_usd: float | None = None
    max_tokens: int | None = None

    @property
    def is_priced(self) -> bool:
        """Whether costs can be told."""
        return self.price_in_usd is not None and self.price_out_usd is not None

    def cost_usd(self, tokens_in: int, tokens_out: int) -> float | None:
        """Return what so many tokens cost, None without prices."""
        if self.price_in_usd is None or self.price_out_usd is None:
            return None
        return (tokens_in * self.price_in_usd + tokens_out * self.price_out_usd) / 1e6


@frozen(kw_only=True)
class LlmSettings:
    """Everything that the extractor is told.

    ``measured_precision`` is the precision that ``claim evaluate`` gave for this model; it
    becomes the confidence of every claim.
    """

    endpoint: Endpoint
    cache_folder: Path
    sampling: Sampling = Sampling()
    patience: Patience = Patience()
    spending: Spending = Spending()
    measured_precision: float | None = None

    def __attrs_post_init__(self) -> None:
        problems = self.endpoint.problems()
        if self.spending.max_cost_usd is not None and not self.spending.is_priced:
            problems.append(
                f"a greatest cost needs prices: set {PREFIX}PRICE_IN and {PREFIX}PRICE_OUT"
            )
        sampling = self.sampling
        if sampling.window_characters < SMALLEST_WINDOW:
            problems.append(f"{PREFIX}WINDOW: below {SMALLEST_WINDOW} characters")
        if not 0 <= sampling.overlap_characters <= sampling.window_characters // 2:
            problems.append(f"{PREFIX}OVERLAP: not between nothing and half a window")
        if sampling.limit_name not in {"max_tokens", "max_completion_tokens"}:
            problems.append(f"{PREFIX}LIMIT_NAME: not max_tokens or max_completion_tokens")
        _refuse(problems)


def read_llm_settings(
    environment: Mapping[str, str],
    *,
    home: Path,
    max_cost_usd: float | None = None,
    max_tokens: int | None = None,
) -> LlmSettings:
    """Return the settings that the environment gives; an argument wins over it.

    Raises:
        InvalidData: one is missing or is no value; all failures are listed.
    """
    reader = _Reader(environment)
    endpoint = Endpoint(
        base_url=reader.text("BASE_URL"),
        model=reader.text("MODEL"),
        api_key=environment.get(f"{PREFIX}API_KEY", "").strip() or None,
        plain_http_hosts=frozenset(environment.get(f"{PREFIX}ALLOW_HTTP", "").split()),
    )
    sampling = Sampling(
        temperature=reader.number("TEMPERATURE", 0.0),
        seed=reader.whole("SEED", 1),
        max_answer_tokens=reader.whole("MAX_ANSWER_TOKENS", 4096, least=1) or 4096,
        limit_name=environment.get(f"{PREFIX}LIMIT_NAME") or "max_tokens",
        window_characters=reader.whole("WINDOW", 12_000, least=1) or 12_000,
        overlap_characters=reader.whole("OVERLAP", 1_000) or 0,
    )
    patience = Patience(
        attempts=reader.whole("ATTEMPTS", 4, least=1) or 4,
        timeout_seconds=reader.number("TIMEOUT", 120.0, least=0.001) or 120.0,
        total_seconds=reader.number("DEADLINE", 300.0, least=0.001) or 300.0,
        workers=reader.whole("WORKERS", 4, least=1) or 4,
    )
    cost = reader.number("MAX_COST", None)
    tokens = reader.whole("MAX_TOKENS", None)
    spending = Spending(
        price_in_usd=reader.number("PRICE_IN", None),
        price_out_usd=reader.number("PRICE_OUT", None),
        max_cost_usd=cost if max_cost_usd is None else max_cost_usd,
        max_tokens=tokens if max_tokens is None else max_tokens,
    )
    precision = reader.number("MEASURED_PRECISION", None, most=1.0)
    _refuse(reader.problems)
    return LlmSettings(
        endpoint=endpoint,
        cache_folder=home / "llm",
        sampling=sampling,
        patience=patience,
        spending=spending,
        measured_precision=precision,
    )


class _Reader:
    """Reads values by name and collects what is wrong with them; ``none`` unsets a default."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        value = self._environment.get(PREFIX + name, "").strip()
        if not value:
            self.problems.append(f"{PREFIX}{name}: not set")
        return value

    def number(
        self, name: str, default: float | None, *, least: float = 0.0, most: float = 1e12
    ) -> float | None:
        return self._value(name, default, float, (least, most))

    def whole(self, name: str, default: int | None, *, least: int = 0) -> int | None:
        return self._value(name, default, int, (least, 10**12))

    def _value(
        self, name: str, default: T | None, kind: Callable[[str], T], bounds: tuple[float, float]
    ) -> T | None:
        written = self._environment.get(PREFIX + name, "").strip()
        if not written:
            return default
        if written == "none":
            return None
        try:
            value = kind(written)
        except ValueError:
            self.problems.append(f"{PREFIX}{name}: {written!r} is no such number")
            return default
        if not bounds[0] <= value <= bounds[1]:
            self.problems.append(f"{PREFIX}{name}: {written} is not {bounds[0]:g} to {bounds[1]:g}")
        return value


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse(problems: list[str]) -> None:
    if problems:
        raise InvalidData(
            problems,
            where="settings of the llm extractor",
            next_step="set the environment variables named; see the page 'Extracting with a"
            " language model'",
        )
