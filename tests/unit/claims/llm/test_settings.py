"""Settings are read from the environment, all failures at once, and never show the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from sousveil.claims.llm.settings import LlmSettings, read_llm_settings
from sousveil.errors import InvalidData

HOME = Path("w")
NEEDED = {
    "SOUSVEIL_LLM_BASE_URL": "https://models.example.org/v1/",
    "SOUSVEIL_LLM_MODEL": "made-up",
}


def read(**values: str) -> LlmSettings:
    given = {f"SOUSVEIL_LLM_{name}": value for name, value in values.items()}
    return read_llm_settings(NEEDED | given, home=HOME)


def problems(**values: str) -> str:
    with pytest.raises(InvalidData) as caught:
        read(**values)
    return "\n".join(caught.value.problems)


def test_address_and_model_are_enough() -> None:
    settings = read()
    assert str(settings.endpoint.url) == "https://models.example.org/v1/chat/completions"
    assert settings.endpoint.api_key is None
    assert (settings.sampling.temperature, settings.sampling.seed) == (0.0, 1)
    assert settings.cache_folder == Path("w/llm")
    assert settings.spending.max_cost_usd is None


def test_everything_can_be_set_and_arguments_win() -> None:
    environment = NEEDED | {
        "SOUSVEIL_LLM_TEMPERATURE": "none",
        "SOUSVEIL_LLM_SEED": "none",
        "SOUSVEIL_LLM_PRICE_IN": "0.15",
        "SOUSVEIL_LLM_PRICE_OUT": "0.6",
        "SOUSVEIL_LLM_MAX_COST": "5",
        "SOUSVEIL_LLM_MAX_TOKENS": "100",
        "SOUSVEIL_LLM_WORKERS": "9",
        "SOUSVEIL_LLM_MEASURED_PRECISION": "0.8",
    }
    settings = read_llm_settings(environment, home=HOME, max_cost_usd=2.0)
    assert (settings.sampling.temperature, settings.sampling.seed) == (None, None)
    assert settings.spending.cost_usd(1_000_000, 1_000_000) == pytest.approx(0.75)
    assert (settings.spending.max_cost_usd, settings.spending.max_tokens) == (2.0, 100)
    assert (settings.patience.workers, settings.measured_precision) == (9, 0.8)


def test_all_that_is_missing_or_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidData) as caught:
        read_llm_settings({"SOUSVEIL_LLM_SEED": "x", "SOUSVEIL_LLM_WORKERS": "0"}, home=HOME)
    assert [line.split(":")[0] for line in caught.value.problems] == [
        "SOUSVEIL_LLM_BASE_URL",
        "SOUSVEIL_LLM_MODEL",
        "SOUSVEIL_LLM_SEED",
        "SOUSVEIL_LLM_WORKERS",
    ]


@pytest.mark.parametrize(
    "url",
    ["https://h/v1", "http://127.0.0.1:8080/v1", "http://localhost/v1", "http://[::1]:1/v1"],
)
def test_tls_or_this_machine_needs_no_permission(url: str) -> None:
    assert read(BASE_URL=url).endpoint.base_url == url


@pytest.mark.parametrize(
    "url", ["http://h.test/v1", "http://10.0.0.5/v1", "http://localhost.test/", "http://0.0.0.0/"]
)
def test_plain_http_to_another_machine_has_to_be_allowed_by_name(url: str) -> None:
    assert "plain http would show" in problems(BASE_URL=url)
    assert "plain http would show" in problems(BASE_URL=url, ALLOW_HTTP="other.test")
    host = url.split("/")[2]
    assert read(BASE_URL=url, ALLOW_HTTP=f"other.test {host}").endpoint.base_url == url


@pytest.mark.parametrize(
    "url",
    ["", "models", "ftp://h/", "https://", "https://u:p@h/", "https://h/?key=1", "https://h:x/"],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    assert "SOUSVEIL_LLM_BASE_URL" in problems(BASE_URL=url)


@pytest.mark.parametrize("key", ["sk-1\nX-Evil: 1", "sk 1", "sk-ü"])
def test_a_key_that_would_break_the_header_is_refused_without_being_shown(key: str) -> None:
    told = problems(API_KEY=key)
    assert "SOUSVEIL_LLM_API_KEY" in told
    assert key not in told


def test_no_settings_show_the_key() -> None:
    settings = read(API_KEY="sk-made-up")
    assert settings.endpoint.api_key == "sk-made-up"
    assert "sk-made-up" not in f"{settings} {settings!r}"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("MAX_COST", "5", "a greatest cost needs prices"),
        ("WINDOW", "100", "below 4000 characters"),
        ("OVERLAP", "9000", "half a window"),
        ("LIMIT_NAME", "tokens", "not max_tokens"),
        ("MEASURED_PRECISION", "80", "is not 0 to 1"),
        ("TEMPERATURE", "nan", "is not 0 to"),
        ("TIMEOUT", "0", "is not 0.001 to"),
    ],
)
def test_values_out_of_range_are_refused(name: str, value: str, told: str) -> None:
    assert told in problems(**{name: value})
