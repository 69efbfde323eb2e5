"""References as files that reference managers read: RIS, CSL-JSON, BibTeX, CITATION.cff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from sousveil.model.source import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.publication.formats.reference import Author, Reference

_RIS_TYPES = {
    SourceKind.MEDIA_REPORT: "NEWS",
    SourceKind.GOVERNMENT_RECORD: "GOVDOC",
    SourceKind.PROCUREMENT_NOTICE: "GOVDOC",
    SourceKind.COURT_RECORD: "CASE",
    SourceKind.COMPANY_STATEMENT: "ELEC",
    SourceKind.NGO_REPORT: "RPRT",
    SourceKind.ACADEMIC_WORK: "GEN",
    None: "DATA",
}
_CSL_TYPES = {
    SourceKind.MEDIA_REPORT: "article-newspaper",
    SourceKind.GOVERNMENT_RECORD: "document",
    SourceKind.PROCUREMENT_NOTICE: "document",
    SourceKind.COURT_RECORD: "legal_case",
    SourceKind.COMPANY_STATEMENT: "webpage",
    SourceKind.NGO_REPORT: "report",
    SourceKind.ACADEMIC_WORK: "document",
    None: "dataset",
}
_BIBTEX_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)


def write_ris(references: Iterable[Reference]) -> str:
    """Return references as RIS, each from TY to ER; no text can begin a line of its own."""
    return "".join(f"{_write_ris_record(reference)}\r\n" for reference in references)


def write_csl(references: Iterable[Reference]) -> list[dict[str, Any]]:
    """Return references as the items of CSL-JSON."""
    return [_to_csl(reference) for reference in references]


def write_bibtex(reference: Reference) -> str:
    """Return a data set as BibLaTeX's entry for one."""
    authors = " and ".join(_bibtex_name(author) for author in reference.authors)
    fields = (
        ("author", authors),
        ("title", f"{{{_escape(reference.title)}}}"),
        ("date", reference.issued),
        ("year", (reference.issued or "")[:4]),
        ("version", _escape(reference.version or "")),
        ("url", (reference.url or "").replace("{", "%7B").replace("}", "%7D")),
        ("publisher", f"{{{_escape(reference.publisher or '')}}}"),
        ("note", _escape(reference.citation or "")),
    )
    lines = [f"  {name} = {{{value}}}" for name, value in fields if value]
    return f"@dataset{{{reference.reference_id},\n" + ",\n".join(lines) + "\n}\n"


def write_cff(reference: Reference, abstract: str, cited: Iterable[Reference]) -> str:
    """Return a ``CITATION.cff`` of a data set with the works that it carries."""
    described = {
        "cff-version": "1.2.0",
        "message": "If you use this edition, please cite it, and the work that it carries.",
        "type": "dataset",
        "title": reference.title,
        "abstract": abstract,
        "version": reference.version,
        "date-released": _whole_date(reference),
        "license": reference.licence,
        "url": reference.url,
        "authors": [_cff_author(author) for author in reference.authors],
        "references": [_cff_reference(work) for work in cited if work.authors],
    }
    kept = {name: value for name, value in described.items() if value}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)


def _write_ris_record(reference: Reference) -> str:
    whole = reference.issued if _whole_date(reference) else None
    lines = [
        ("TY", _RIS_TYPES[reference.kind]),
        ("ID", reference.reference_id),
        ("TI", reference.title),
        *(("AU", _name(author)) for author in reference.authors),
        ("PB", reference.publisher),
        ("T2", reference.publisher if reference.kind is SourceKind.MEDIA_REPORT else None),
        ("PY", (reference.issued or "")[:4]),
        ("DA", (whole or reference.issued or "").replace("-", "/")),
        ("LA", reference.language),
        ("ET", reference.version),
        ("DO", reference.doi),
        ("UR", reference.url),
        ("KW", reference.kind.value if reference.kind else None),
        ("C1", f"Licence: {reference.licence}" if reference.licence else None),
        ("N1", reference.citation),
    ]
    written = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\r\n".join([*written, "ER  - "])


def _to_csl(reference: Reference) -> dict[str, Any]:
    is_report = reference.kind is SourceKind.MEDIA_REPORT
    issued = [int(part) for part in reference.issued.split("-")] if reference.issued else None
    item = {
        "id": reference.reference_id,
        "type": _CSL_TYPES[reference.kind],
        "title": reference.title,
        "author": [_csl_name(author) for author in reference.authors],
        "container-title": reference.publisher if is_report else None,
        "publisher": reference.publisher,
        "issued": {"date-parts": [issued]} if issued else None,
        "language": reference.language,
        "version": reference.version,
        "DOI": reference.doi,
        "URL": reference.url,
        "keyword": reference.kind.value if reference.kind else None,
        "note": f"Licence: {reference.licence}" if reference.licence else None,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(author: Author) -> dict[str, str]:
    if author.given is None:
        return {"literal": author.family}
    return {"family": author.family, "given": author.given}


def _name(author: Author) -> str:
    return author.family if author.given is None else f"{author.family}, {author.given}"


def _bibtex_name(author: Author) -> str:
    return f"{{{_escape(author.family)}}}" if author.given is None else _escape(_name(author))


def _escape(text: str) -> str:
    return " ".join(text.split()).translate(_BIBTEX_SPECIAL)


def _cff_author(author: Author) -> dict[str, str]:
    if author.given is None:
        return {"name": author.family}
    return {"family-names": author.family, "given-names": author.given}


def _cff_reference(work: Reference) -> dict[str, Any]:
    described = {
        "type": "generic",
        "title": work.title,
        "authors": [_cff_author(author) for author in work.authors],
        "date-published": _whole_date(work),
        "year": int(work.issued[:4]) if work.issued else None,
        "doi": work.doi,
        "url": work.url,
    }
    return {name: value for name, value in described.items() if value}


def _whole_date(reference: Reference) -> str | None:
    issued = reference.issued
    return issued if issued is not None and len(issued) == len("2019-09-17") else None
