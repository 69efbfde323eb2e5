"""What was published: values to hold findings against. Nothing that computes may import this."""

from __future__ import annotations

from attrs import frozen

from sousveil.data import list_bundled, read_bundled
from sousveil.model.finding import PublishedValue
from sousveil.model.structuring import structure


@frozen(kw_only=True)
class PublishedValues:
    """The statements of one publication."""

    citation: str
    published: tuple[PublishedValue, ...]

    def find(self, finding_id: str) -> PublishedValue | None:
        """Return what was published for a finding, None if nothing was."""
        return next((p for p in self.published if p.finding_id == finding_id), None)


def load_published(codebook_id: str) -> PublishedValues:
    """Return what was published of a bundled codebook's findings; nothing for an unpublished one."""
    if codebook_id not in list_bundled("published", ".yaml"):
        return PublishedValues(citation="", published=())
    text = read_bundled(f"published/{codebook_id}.yaml").decode()
    return structure(text, PublishedValues, where=f"published/{codebook_id}.yaml")


def load_diagnosis(name: str) -> str:
    """Return the SQL whose one row shows why a published value differs."""
    return read_bundled(f"published/{name}.sql").decode()
