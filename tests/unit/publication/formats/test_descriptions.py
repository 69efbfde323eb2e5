"""RO-Crate, PROV, schema.org and DCAT: read with the libraries that others read them with."""

from __future__ import annotations

import hashlib
import json
import warnings
from typing import TYPE_CHECKING

import pytest
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rocrate.rocrate import ROCrate  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://example.org/edition/"
SCHEMA = Namespace("https://schema.org/")
IN_RO_CRATE_1_1 = frozenset(
    [
        "@id",
        "@type",
        "about",
        "author",
        "conformsTo",
        "contentSize",
        "datePublished",
        "description",
        "encodingFormat",
        "hasPart",
        "identifier",
        "instrument",
        "license",
        "mentions",
        "name",
        "object",
        "publisher",
        "result",
        "softwareVersion",
        "url",
        "version",
    ]
)
"""Those terms of ours that the context of RO-Crate 1.1 has; ``sha256`` is not in it."""
AUTHORS = {"Steven Feldstein", "The Sousveil maintainers"}
OWN_TERMS = {"covariates.csv": "covariates.yaml", "evidence.wacz": "snapshots.csv"}


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


def test_every_term_of_the_crate_has_a_meaning_in_its_context(living_package: Path) -> None:
    crate = json.loads((living_package / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    standard, own = crate["@context"]
    assert standard == "https://w3id.org/ro/crate/1.1/context"
    assert {term for entity in crate["@graph"] for term in entity} <= IN_RO_CRATE_1_1 | set(own)
    assert own["sha256"] == "http://schema.org/sha256"


def test_every_description_names_the_authors_that_the_citation_names(package_2019: Path) -> None:
    frictionless = json.loads((package_2019 / "datapackage.json").read_text(encoding="utf-8"))
    assert {one["title"] for one in frictionless["contributors"]} == AUTHORS
    assert {author["name"] for author in ROCrate(str(package_2019)).root_dataset["author"]} == (
        AUTHORS
    )
    schema_org = read_graph(package_2019 / "dataset.jsonld")
    (dataset,) = schema_org.subjects(RDF.type, SCHEMA.Dataset)
    creators = list(schema_org.objects(dataset, SCHEMA.creator))
    assert {str(schema_org.value(one, SCHEMA.name)) for one in creators} == AUTHORS
    dcat = read_graph(package_2019 / "dcat.jsonld")
    (dataset,) = dcat.subjects(RDF.type, DCAT.Dataset)
    assert {
        str(dcat.value(one, FOAF.name)) for one in dcat.objects(dataset, DCTERMS.creator)
    } == AUTHORS


def test_what_is_of_others_is_not_under_the_licence_of_the_edition(living_package: Path) -> None:
    frictionless = json.loads((living_package / "datapackage.json").read_text(encoding="utf-8"))
    licensed = {one["path"]: one.get("licenses") for one in frictionless["resources"]}
    crate = ROCrate(str(living_package))
    dcat = read_graph(living_package / "dcat.jsonld")
    for path, stated in OWN_TERMS.items():
        assert [one["path"] for one in licensed[path]] == [stated]
        assert crate.get(path)["license"].id == stated
        rights = dcat.value(URIRef(BASE + path), DCTERMS.rights)
        assert dcat.value(rights, RDFS.seeAlso) == URIRef(BASE + stated)
        assert dcat.value(URIRef(BASE + path), DCTERMS.license) is None
    assert licensed["claims.csv"] is None
    assert dcat.value(URIRef(f"{BASE}claims.csv"), DCTERMS.license) is not None
