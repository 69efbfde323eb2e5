"""A model on loopback that says what a test wants, and time that is ours."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from attrs import Factory, define, evolve
from tests.servers.chat_server import ChatServer, chat_server

from sousveil.claims.candidate import TextDocument
from sousveil.claims.llm.chatting import ChatClient
from sousveil.claims.llm.extractor import LlmExtractor
from sousveil.claims.llm.settings import Endpoint, LlmSettings, Patience
from sousveil.store.registers import load_codebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEY = "sk-made-up-0123456789"
TEXT = (
    "Kenya's police put 1,800 cameras of Huawei into service in Nairobi last May. "
    "The command centre matches faces against a list of wanted people. "
    "A Tallinn start-up, Vaatur Labs, sold Estonia's border guard nothing at all."
)
QUOTE = "police put 1,800 cameras of Huawei into service in Nairobi"
DOCUMENT = TextDocument(document_id="nairobi", text=TEXT)


def claim(**fields: Any) -> dict[str, Any]:
    """Return a good claim about the text, as a model would give it; any field can be another."""
    good = {
        "country": "KEN",
        "technology": "smart_city",
        "vendor": "Huawei",
        "status": "deployed",
        "quote": QUOTE,
        "context": "Kenya's ",
        "place": "Nairobi",
        "agency": None,
        "financing": None,
        "event_date": None,
        "confidence": 0.9,
    }
    return good | fields


@define
class OurTime:
    """A clock that goes on only when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = Factory(list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """A model of the test's own."""
    with chat_server() as running:
        yield running


@pytest.fixture
def our_time() -> OurTime:
    """Time for tests that must not sleep."""
    return OurTime()


@pytest.fixture
def settings(server: ChatServer, tmp_path: Path) -> LlmSettings:
    """Settings for the server, without pauses."""
    return LlmSettings(
        endpoint=Endpoint(base_url=server.base_url, model="made-up", api_key=KEY),
        cache_folder=tmp_path / "llm",
        patience=Patience(
            attempts=3, timeout_seconds=5, total_seconds=20, backoff_seconds=0, workers=2
        ),
    )


@pytest.fixture
def make_extractor(settings: LlmSettings, our_time: OurTime) -> Callable[..., LlmExtractor]:
    """A function that makes an extractor for the server; parts of its settings can be given."""

    def make(*, patience: dict[str, Any] | None = None, **parts: Any) -> LlmExtractor:
        changed = evolve(settings, patience=evolve(settings.patience, **patience or {}), **parts)
        client = partial(ChatClient, clock=our_time.clock, sleep=our_time.sleep, chance=lambda: 0.0)
        return LlmExtractor(changed, load_codebook("sousveil"), make_client=client)

    return make
