"""FollowTheMoney's own library finds our entities valid, and its mapping makes the same ones."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

Entities = dict[str, dict[str, Any]]

library = pytest.importorskip(
    "followthemoney", reason="followthemoney is compiled against ICU; .ci/run alone installs it"
)


@pytest.fixture(params=["package_2019", "living_package"])
def package(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(request.param)
    return folder


def read_entities(package: Path) -> Entities:
    lines = (package / "entities.ftm.jsonl").read_text(encoding="utf-8").splitlines()
    entities = [json.loads(line) for line in lines]
    assert len({entity["id"] for entity in entities}) == len(entities)
    return {entity["id"]: entity for entity in entities}


def map_entities(package: Path, monkeypatch: pytest.MonkeyPatch) -> Entities:
    """Run the published mapping with the library; what it adds for its own index is left out."""
    file = next(package.glob("*.sqlite"))
    monkeypatch.setenv("SOUSVEIL_EDITION", f"sqlite:///{file}")
    mapping = yaml.safe_load((package / "follow-the-money.yaml").read_text(encoding="utf-8"))
    merged: Entities = {}
    for query in mapping["sousveil"]["queries"]:
        for proxy in library.model.map_entities(query):
            made = proxy.to_dict()
            entity = merged.setdefault(made["id"], {"properties": {}})
            entity |= {"id": made["id"], "schema": made["schema"]}
            for name, values in made["properties"].items():
                if name != "namesMentioned":
                    before = entity["properties"].get(name, [])
                    entity["properties"][name] = sorted({*before, *values})
    return merged


def test_every_entity_is_valid_and_has_what_its_schema_requires(package: Path) -> None:
    for entity in read_entities(package).values():
        schema = library.model.get(entity["schema"])
        schema.validate(entity)
        assert set(schema.required) <= set(entity["properties"]), entity
        cleaned = library.model.get_proxy(entity, cleaned=False).to_dict()["properties"]
        assert {name: sorted(values) for name, values in cleaned.items()} == entity["properties"]


def test_every_reference_leads_to_an_entity_of_the_file(package: Path) -> None:
    entities = read_entities(package)
    for entity in entities.values():
        schema = library.model.get(entity["schema"])
        for name, values in entity["properties"].items():
            if schema.get(name).type.name == "entity":
                assert set(values) <= set(entities)


def test_the_published_mapping_gives_the_same_entities(
    package: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    mapped = map_entities(package, monkeypatch)
    assert read_entities(package) == mapped


def test_a_claim_that_was_rejected_is_no_entity_and_no_entity_is_a_person(
    living_package: Path,
) -> None:
    entities = read_entities(living_package).values()
    assert {entity["schema"] for entity in entities} == {
        *("Organization", "PublicBody", "Document", "Event", "UnknownLink", "Documentation")
    }
    countries = {code for entity in entities for code in entity["properties"].get("country", [])}
    assert countries == {"cn", "ke"}
    names = {name for entity in entities for name in entity["properties"].get("name", [])}
    assert {"Huawei", "Public authorities of Kenya", "@police"} <= names


def test_an_event_about_a_safeguard_says_so(living_package: Path) -> None:
    entities = read_entities(living_package).values()
    events = [one["properties"] for one in entities if one["schema"] == "Event"]
    assert sorted((*e.get("summary", ()), *e.get("notes", ())) for e in events) == [
        (),
        (),
        ("oversight", "absent"),
    ]
