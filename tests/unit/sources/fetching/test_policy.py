from __future__ import annotations

import math
from typing import Any

import pytest

from sousveil.errors import InvalidData
from sousveil.sources.fetching import FetchPolicy


def test_the_policy_is_polite_and_safe_unless_told_otherwise() -> None:
    policy = FetchPolicy(user_agent="sousveil/1.0")
    assert policy.respect_robots
    assert policy.delay_seconds == 1
    assert policy.allowed_hosts == frozenset()
    assert policy.max_bytes == 32 * 1024 * 1024


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"user_agent": ""}, "does not begin with a product name"),
        ({"user_agent": "a/1\r\nCookie: x"}, "does not begin with a product name"),
        ({"delay_seconds": -1}, "delay_seconds is -1, below 0"),
        ({"max_attempts": 0}, "max_attempts is 0, below 1"),
        ({"timeout_seconds": 0}, "timeout_seconds is 0, and has to be more"),
        ({"total_seconds": math.nan}, "total_seconds is nan"),
        ({"allowed_hosts": {"http://h/"}}, "allowed host 'http://h/' is not a host name"),
        ({"allowed_hosts": {"h:x"}}, "allowed host 'h:x'"),
        ({"allowed_hosts": {""}}, "allowed host ''"),
        ({"allowed_hosts": {"me@h"}}, "allowed host 'me@h'"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidData) as caught:
        FetchPolicy(**({"user_agent": "sousveil"} | fields))
    assert problem in caught.value.what


def test_every_problem_of_a_policy_is_reported_at_once() -> None:
    with pytest.raises(InvalidData) as caught:
        FetchPolicy(user_agent="", max_attempts=0, max_bytes=0)
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("entry", "host", "port", "is_allowed"),
    [
        ("h.test", "h.test", 80, True),
        ("H.test.", "h.TEST", 80, True),
        ("h.test", "a.h.test", 80, False),
        ("h.test:8080", "h.test", 8080, True),
        ("h.test:8080", "h.test", 80, False),
        ("::1", "::1", 80, True),
        ("[::1]", "::1", 80, True),
        ("[::1]:8080", "::1", 8080, True),
        ("[::1]:8080", "::1", 80, False),
        ("10.0.0.1", "10.0.0.1", 443, True),
    ],
)
def test_hosts_are_allowed_by_name(entry: str, host: str, port: int, is_allowed: bool) -> None:
    policy = FetchPolicy(user_agent="sousveil", allowed_hosts=frozenset({entry}))
    assert policy.allows_private(host, port) is is_allowed
