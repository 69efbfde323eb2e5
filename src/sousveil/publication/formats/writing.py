"""Write an edition in every form into a folder that holds its own files already.

The same edition and the same evidence give the same bytes.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sousveil.data import read_bundled
from sousveil.editions.manifest import MANIFEST_FILE
from sousveil.editions.opening import connect_tables
from sousveil.publication.formats import research_tables
from sousveil.publication.formats.catalogue_records import (
    describe_for_dcat,
    describe_for_schema_org,
)
from sousveil.publication.formats.citations import write_bibtex, write_cff, write_csl, write_ris
from sousveil.publication.formats.csv_on_the_web import CSV_METADATA, describe_csv
from sousveil.publication.formats.data_package import (
    DATA_PACKAGE,
    describe_package,
    describe_stacked_package,
)
from sousveil.publication.formats.dictionary import describe_stacked_tables, describe_tables
from sousveil.publication.formats.evidence_bundle import EVIDENCE_PACKAGE
from sousveil.publication.formats.files import describe_file, write_json
from sousveil.publication.formats.follow_the_money import MAPPING, write_entities
from sousveil.publication.formats.json_file import write_json_tables
from sousveil.publication.formats.provenance import describe_making
from sousveil.publication.formats.reference import refer_to_edition, refer_to_sources
from sousveil.publication.formats.ro_crate import RO_CRATE, describe_crate
from sousveil.publication.formats.sqlite_file import write_sqlite
from sousveil.publication.site_paths import file_stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sousveil.editions.opening import Edition
    from sousveil.editions.tables import EditionTable
    from sousveil.publication.formats.dictionary import Table
    from sousveil.publication.formats.evidence_bundle import EvidenceBundle
    from sousveil.publication.formats.files import PublishedFile
    from sousveil.publication.formats.reference import Reference

FORMS = {
    "README.md": "what the tables are, under which terms, how to cite them",
    "codebook.yaml": "the rules that the edition was frozen under",
    "covariates.yaml": "source, unit, scale and licence of each covariate",
    MANIFEST_FILE: "what the edition was made from and consists of, by hash",
    "edition.json": "every table in one file of JSON",
    DATA_PACKAGE: "the tables as a Frictionless Data Package, version 2",
    CSV_METADATA: "the tables as CSV on the Web",
    "entities.ftm.jsonl": "the accepted claims as FollowTheMoney entities, one to a line",
    "follow-the-money.yaml": "the mapping by which the entities are made of the tables",
    "provenance.jsonld": "how the edition was made, in PROV",
    "dataset.jsonld": "the edition as a Dataset of schema.org",
    "dcat.jsonld": "the edition as a dataset of DCAT",
    "CITATION.cff": "how to cite the edition, in the Citation File Format",
    "citation.bib": "how to cite the edition, in BibLaTeX",
    "citation.csl.json": "how to cite the edition, in CSL-JSON",
    "citation.ris": "how to cite the edition, in RIS",
    "sources.ris": "every source, in RIS, to import into Zotero",
    "sources.csl.json": "every source, in CSL-JSON, to import into Zotero",
    EVIDENCE_PACKAGE: "the sources that anybody may pass on, as archived",
    RO_CRATE: "the folder as an RO-Crate",
}
"""What each file is that has no table of its own, in the order in which they are listed."""


def sqlite_name(edition: Edition) -> str:
    """Return the name of an edition's SQLite file, by which Datasette calls the database."""
    return f"{file_stem(edition.manifest.codebook_id)}.sqlite"


def write_forms(edition: Edition, folder: Path, evidence: EvidenceBundle, url: str | None) -> None:
    """Write every form but the edition's own files and README, which are there already."""
    research_tables.write_research_tables(edition, folder, evidence.snapshots)
    if evidence.file is not None:
        shutil.copyfile(evidence.file, folder / EVIDENCE_PACKAGE)
    names = [*edition.tables, *(table.name for table in research_tables.TABLES)]
    with connect_tables(folder, names) as data:
        tables = describe_tables(edition, data)
        write_sqlite(folder / sqlite_name(edition), tables, data)
        write_json_tables(folder / "edition.json", edition, tables, data)
        write_entities(folder / "entities.ftm.jsonl", data)
        write_json(folder / "provenance.jsonld", describe_making(edition, data))
    (folder / "follow-the-money.yaml").write_bytes(read_bundled(MAPPING))
    write_json(folder / CSV_METADATA, describe_csv(edition, tables))
    reference = refer_to_edition(edition, url)
    _write_citations(edition, reference, folder)
    _write_descriptions(edition, reference, tables, folder)


def write_stacked_forms(
    editions: Sequence[Edition], packages: Sequence[Path], folder: Path
) -> None:
    """Write the tables of some editions' packages as one, described, into an empty folder."""
    research_tables.stack_tables(packages, folder)
    with connect_tables(folder, [table.name for table in research_tables.STACKED]) as data:
        tables = describe_stacked_tables(data)
    files = tuple(
        describe_file(folder, path, meaning) for path, meaning in list_stacked_files().items()
    )
    write_json(folder / DATA_PACKAGE, describe_stacked_package(editions, tables, files))


def list_stacked_files() -> dict[str, str]:
    """Return the files of tables that hold several editions, each with what it is."""
    return _name_tables(research_tables.STACKED)


def list_files(
    edition: Edition, folder: Path, described: Iterable[PublishedFile] = ()
) -> tuple[PublishedFile, ...]:
    """Describe the files that are in a folder: tables first, then every other form.

    Those ``described`` before are not read again.
    """
    known = {file.path: file for file in described}
    return tuple(
        known.get(path) or describe_file(folder, path, meaning)
        for path, meaning in name_files(edition, folder).items()
    )


def name_files(edition: Edition, folder: Path) -> dict[str, str]:
    """Return the files that are in a folder, each with what it is, in that order."""
    meanings = _name_tables((*edition.tables.values(), *research_tables.TABLES))
    meanings[sqlite_name(edition)] = "every table in one SQLite file, with types, keys, dictionary"
    meanings |= FORMS
    return {path: meaning for path, meaning in meanings.items() if (folder / path).is_file()}


def _name_tables(tables: Iterable[EditionTable]) -> dict[str, str]:
    return {
        f"{table.name}.{suffix}": f"{table.meaning} ({form})"
        for table in tables
        for suffix, form in (("csv", "CSV"), ("parquet", "Parquet"))
    }


def _write_citations(edition: Edition, reference: Reference, folder: Path) -> None:
    sources = tuple(refer_to_sources(edition))
    carried = [one for one in sources if one.reference_id in edition.codebook.evidence.sources]
    texts = {
        "CITATION.cff": write_cff(reference, edition.codebook.notes, carried),
        "citation.bib": write_bibtex(reference),
        "citation.ris": write_ris([reference]),
        "sources.ris": write_ris(sources),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    write_json(folder / "citation.csl.json", write_csl([reference]))
    write_json(folder / "sources.csl.json", write_csl(sources))


def _write_descriptions(
    edition: Edition, reference: Reference, tables: tuple[Table, ...], folder: Path
) -> None:
    """Write what describes all the other files; the crate, last, describes the descriptions too."""
    files = list_files(edition, folder)
    write_json(folder / DATA_PACKAGE, describe_package(edition, tables, files))
    dataset = describe_for_schema_org(edition, reference, tables, files)
    write_json(folder / "dataset.jsonld", dataset)
    write_json(folder / "dcat.jsonld", describe_for_dcat(edition, reference, files))
    crate = describe_crate(edition, reference, list_files(edition, folder, files))
    write_json(folder / RO_CRATE, crate)
