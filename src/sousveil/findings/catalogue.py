"""The catalogue of findings: statements with their SQL, bundled by codebook."""

from __future__ import annotations

from attrs import frozen

from sousveil.data import list_bundled, read_bundled
from sousveil.errors import NotFound
from sousveil.model.finding import FindingQuery
from sousveil.model.structuring import structure


@frozen(kw_only=True)
class Catalogue:
    """The findings that are computed for editions of one codebook."""

    findings: tuple[FindingQuery, ...]

    def problems(self) -> list[str]:
        """Say which ids stand twice."""
        ids = [finding.finding_id for finding in self.findings]
        return [
            f"findings: {name} stands twice"
            for name in sorted({i for i in ids if ids.count(i) > 1})
        ]

    def find(self, finding_id: str) -> FindingQuery:
        """Return one finding.

        Raises:
            NotFound: there is none of this id.
        """
        for finding in self.findings:
            if finding.finding_id == finding_id:
                return finding
        raise NotFound(
            "no such finding",
            where=finding_id,
            next_step=f"use one of {', '.join(f.finding_id for f in self.findings)}",
        )


def load_catalogue(codebook_id: str) -> Catalogue:
    """Return the findings of a bundled codebook.

    Raises:
        NotFound: none are bundled for it.
    """
    known = list_bundled("findings", ".yaml")
    if codebook_id not in known:
        raise NotFound(
            "no findings are declared for this codebook",
            where=codebook_id,
            next_step=f"use an edition of {', '.join(known)}, or sousveil edition query",
        )
    text = read_bundled(f"findings/{codebook_id}.yaml").decode()
    return structure(text, Catalogue, where=f"findings/{codebook_id}.yaml")


def load_sql(query: str) -> str:
    """Return the SQL of a finding by the name of its file."""
    return read_bundled(f"findings/{query}.sql").decode()
