"""The commands of the HTTP API's page run as they stand there; its operations are the API's."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("django", reason="the extra 'server' is not installed")
if shutil.which("curl") is None:
    pytest.skip("curl is not installed", allow_module_level=True)

from scripts.make_http_reference import operations_page
from tests.servers.review_workspace import ReviewWorkspace, open_review_workspace

from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.freezing import freeze
from sousveil.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/http-api.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall(PAGE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReviewWorkspace]:
    """A site with claims, of which one is accepted, and an edition."""
    settings = read_settings({}, home=str(tmp_path_factory.mktemp("page") / "home"))
    with open_review_workspace(settings) as opened:
        first = next(iter(opened.claims.values()))
        decide(opened.site.bench, first, Coding(action=Action.ACCEPT), "amina")
        freeze(settings, "sousveil", settings.editions / "sousveil")
        yield opened


def run(made: ReviewWorkspace, block: str) -> str:
    """Run a block in a shell and return what it prints; a refusal ends it."""
    with made.site.listening() as site:
        said = os.environ | {"SITE": site, "TOKEN": made.site.token("coder"), "no_proxy": "*"}
        script = block.replace("curl -s", "curl --fail --max-time 30 -s")
        command = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(command, env=said, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, '"total":1'),
        (1, "claim_id"),
        (2, "304"),
        (3, '"rows":[]'),
        (4, '"action": "withdraw"'),
        (5, '"state": "received"'),
    ],
)
def test_every_command_of_the_page_runs(made: ReviewWorkspace, number: int, told: str) -> None:
    assert told in run(made, BLOCKS[number])


def test_no_block_of_the_page_is_left_untried() -> None:
    assert len(BLOCKS) == 6


def test_every_operation_and_body_of_the_description_is_on_the_page(made: ReviewWorkspace) -> None:
    described = json.loads(made.site.client().get("/api/v1/openapi.json").content)
    written = "\n".join(operations_page())
    for address, item in described["paths"].items():
        for method in item:
            assert f"### {method.upper()} {address}\n" in written
    for name in described["components"]["schemas"]:
        assert f"### {name}\n" in written
    linked = set(re.findall(r"\]\(#([^)]+)\)", written))
    assert linked <= {name.lower() for name in described["components"]["schemas"]}
