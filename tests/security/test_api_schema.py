"""The API is what its description says: schemathesis goes over every operation of it.

Of each: the described examples, the edges of what is allowed and what lies beyond them, and
values at random; by somebody with a token who may do everything, on claims, editions and
submissions that exist as often as on those that do not. Every answer has a described status,
media type and body; nothing is accepted that the description forbids, nothing ends in a 500.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.freezing import freeze
from sousveil.pipeline.submitting import SubmissionForm, submit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.servers.review_workspace import ReviewWorkspace
    from tests.servers.site_copies import Sites

EXAMPLES = 1
"""Values at random for each operation, beside the edges of what is described."""


@pytest.fixture(scope="module")
def made(module_sites: Sites) -> Iterator[ReviewWorkspace]:
    """A site with claims, of which one is accepted, and an edition."""
    with module_sites.workspace() as opened:
        bench = opened.site.bench
        first = next(iter(opened.claims.values()))
        decide(bench, first, Coding(action=Action.ACCEPT), "amina")
        freeze(bench.settings, "sousveil", bench.settings.editions / "sousveil")
        yield opened


def go_over(made: ReviewWorkspace) -> tuple[set[str], list[str]]:
    """Call every operation in this process; return which were called, and what was wrong."""
    config = {
        "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
        "headers": {"Authorization": f"Bearer {made.site.token('administrator')}"},
        "continue-on-failure": True,
        "phases": {"stateful": {"enabled": False}},
        # Of every route and role there is a test of ours; this check cannot call a WSGI application.
        "checks": {"ignored_auth": {"enabled": False}},
        # Whether a claim may be decided on or sent in hangs on more than a description can say.
        "operations": [
            {
                "include-tag": ["working", "submissions"],
                "checks": {"positive_data_acceptance": {"enabled": False}},
            }
        ],
    }
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json",
        made.site.application,
        config=SchemathesisConfig.from_dict(config),
    )
    schema.hook("map_path_parameters")(_name_what_exists(made))
    called: set[str] = set()
    wrong: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished) and event.is_test_scenario:
            called.add(event.recorder.label)
            wrong += _failures_of(event.recorder)
        elif isinstance(event, NonFatalError):
            wrong.append(f"{event.label}: {event.value!r}")
        elif isinstance(event, FatalError):
            raise event.exception
    return called, wrong


def _name_what_exists(made: ReviewWorkspace) -> Callable[[Any, Any], Any]:
    """Return a function that puts what exists into every other path."""
    form = SubmissionForm(fields={"country_iso3": "KEN"}, evidence_url="https://news.example/page")
    there = {
        "claim_id": list(made.claims.values())[1],
        "edition": "sousveil",
        "token": submit(made.site.bench, form)[1],
    }
    turns = cycle((True, False))

    def map_path_parameters(_context: Any, path_parameters: Any) -> Any:
        if not path_parameters or next(turns):
            return path_parameters
        return {name: there.get(name, value) for name, value in path_parameters.items()}

    return map_path_parameters


def _failures_of(recorder: Any) -> Iterator[str]:
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                info = check.failure_info
                yield f"{recorder.label}: {info.failure}\n{info.code_sample}"


def test_every_operation_is_what_its_description_says(made: ReviewWorkspace) -> None:
    described = made.site.client().get("/api/v1/openapi.json").json()["paths"]
    called, wrong = go_over(made)
    assert called == {
        f"{method.upper()} {path}" for path, item in described.items() for method in item
    }
    assert not wrong, "\n\n".join(wrong)
