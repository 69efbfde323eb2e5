"""RO-Crate, PROV, schema.org and DCAT: read with the libraries that others read them with."""

from __future__ import annotations

import hashlib
import json
import warnings
from typing import TYPE_CHECKING

import pytest
from rdflib import DCAT, DCTERMS, PROV, RDF, Graph, Literal, Namespace, URIRef
from rocrate.rocrate import ROCrate  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/edition/"
SCHEMA = Namespace("https://schema.org/")


def read_graph(path: Path) -> Graph:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # rdflib's parser uses its own old class
        return Graph().parse(path, format="json-ld", publicID=BASE)


@pytest.fixture
def edition_id(living_package: Path) -> str:
    manifest = json.loads((living_package / "manifest.json").read_text(encoding="utf-8"))
    return str(manifest["edition_id"])


def test_the_crate_lists_every_file_with_its_hash(living_package: Path, edition_id: str) -> None:
    crate = ROCrate(str(living_package))
    assert crate.root_dataset["version"] == edition_id
    assert crate.root_dataset["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    files = {entity.id: entity["sha256"] for entity in crate.data_entities}
    present = {path.name for path in living_package.iterdir()}
    archive = {name for name in present if name.endswith(".zip")}
    assert set(files) == present - archive - {".sousveil-package", "ro-crate-metadata.json"}
    assert files == {
        name: hashlib.sha256((living_package / name).read_bytes()).hexdigest() for name in files
    }


def test_the_crate_says_what_the_edition_was_made_of_and_with(living_package: Path) -> None:
    action = ROCrate(str(living_package)).root_dataset["mentions"]
    assert action.type == "CreateAction"
    assert action["instrument"]["name"] == "sousveil"
    assert {used.id for used in action["object"]} >= {"#decision-log", "sources.csv", "claims.csv"}
    assert action["result"].id == "./"


def test_provenance_names_who_made_and_who_decided_by_their_published_names(
    living_package: Path,
) -> None:
    graph = read_graph(living_package / "provenance.jsonld")
    decided = URIRef(f"{BASE}#deciding")
    assert set(graph.objects(decided, PROV.wasAssociatedWith)) == {URIRef(f"{BASE}#coder-ada")}
    assert (
        URIRef(f"{BASE}manifest.json"),
        PROV.wasGeneratedBy,
        URIRef(f"{BASE}#freezing"),
    ) in graph
    assert (URIRef(f"{BASE}#decision-log"), PROV.wasGeneratedBy, decided) in graph
    activities = set(graph.subjects(RDF.type, PROV.Activity))
    used = {entity for activity in activities for entity in graph.objects(activity, PROV.used)}
    described = set(graph.subjects(RDF.type, PROV.Entity))
    assert used <= described


def test_schema_org_has_a_dataset_with_its_downloads(living_package: Path, edition_id: str) -> None:
    graph = read_graph(living_package / "dataset.jsonld")
    (dataset,) = graph.subjects(RDF.type, SCHEMA.Dataset)
    assert (dataset, SCHEMA.identifier, Literal(edition_id)) in graph
    addresses = {
        str(graph.value(download, SCHEMA.contentUrl))
        for download in graph.objects(dataset, SCHEMA.distribution)
    }
    assert addresses >= {"claims.csv", "panel.parquet", "sousveil.sqlite", "evidence.wacz"}
    assert all((living_package / address).is_file() for address in addresses)
    measured = {
        str(graph.value(variable, SCHEMA.name))
        for variable in graph.objects(dataset, SCHEMA.variableMeasured)
    }
    assert {"is_present", "blank_reason"} <= measured


def test_dcat_has_a_dataset_with_its_distributions(living_package: Path, edition_id: str) -> None:
    graph = read_graph(living_package / "dcat.jsonld")
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert graph.value(dataset, DCTERMS.identifier) == Literal(edition_id)
    assert graph.value(dataset, DCTERMS.license) == URIRef(
        "https://creativecommons.org/licenses/by/4.0/"
    )
    sizes = {
        str(graph.value(one, DCAT.downloadURL)): int(str(graph.value(one, DCAT.byteSize)))
        for one in graph.objects(dataset, DCAT.distribution)
    }
    assert sizes[f"{BASE}claims.csv"] == (living_package / "claims.csv").stat().st_size
