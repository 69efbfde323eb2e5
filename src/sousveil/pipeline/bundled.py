"""Bundled tables and rules: what imports, freezing and audits start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.data import list_bundled, read_bundled
from sousveil.editions.covariates import read_covariates
from sousveil.editions.freezing import Rules
from sousveil.errors import NotFound
from sousveil.model.identifiers import sha256_of
from sousveil.sources.published_table import read_transcription
from sousveil.store import registers

if TYPE_CHECKING:
    from sousveil.editions.covariates import Covariates
    from sousveil.model.codebook import Codebook
    from sousveil.model.published_table import PublishedTable, TableLayout


def read_bundled_table(table_id: str) -> tuple[PublishedTable, TableLayout]:
    """Return a bundled published table as printed, and its layout."""
    layout = registers.load_layout(table_id)
    data = read_bundled(f"tables/{layout.file}")
    return read_transcription(data, layout, where=layout.file), layout


def load_rules(codebook_name: str) -> Rules:
    """Put together what an edition is frozen by, besides the log; the codebook is named."""
    text, _where = registers.read_codebook_text(codebook_name)
    return make_rules(registers.load_codebook(codebook_name), text)


def make_rules(codebook: Codebook, codebook_text: str) -> Rules:
    """Put together what an edition is frozen by; the codebook was read from its text.

    Raises:
        NotFound: it names covariates that are not bundled.
    """
    dictionary, table = _covariate_files(codebook.covariates)
    return Rules(
        codebook=codebook,
        codebook_text=codebook_text,
        covariates=load_covariates(codebook.covariates),
        covariates_sha256=sha256_of(dictionary + table),
        countries=registers.load_countries(),
        vendors=registers.load_vendors(),
    )


def load_covariates(name: str) -> Covariates:
    """Return a bundled covariate table.

    Raises:
        NotFound: there is none of this name.
    """
    dictionary, table = _covariate_files(name)
    return read_covariates(dictionary.decode(), table.decode(), where=f"covariates/{name}")


def _covariate_files(name: str) -> tuple[bytes, bytes]:
    known = list_bundled("covariates", ".yaml")
    if name not in known:
        raise NotFound(
            "no covariates of this name",
            where=f"covariates {name}",
            next_step=f"name one of {', '.join(known)} in the codebook",
        )
    return read_bundled(f"covariates/{name}.yaml"), read_bundled(f"covariates/{name}.csv")
