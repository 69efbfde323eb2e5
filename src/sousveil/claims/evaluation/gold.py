"""Documents with the claims that a careful coder would record; read strictly, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from sousveil.claims.candidate import MAX_QUOTE
from sousveil.claims.evaluation.lines import read_objects
from sousveil.claims.evaluation.scheme import STATUS_CLASSES, status_class
from sousveil.errors import InvalidData
from sousveil.model.structuring import structure_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sousveil.claims.evaluation.scheme import CodingScheme

ANY_VENDOR = "*"


def _status_classes(statuses: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(status_class, statuses))


@frozen(kw_only=True)
class GoldLabel:
    """A claim to be found. The ``alt_`` fields list other readings that count as right.

    ``optional`` marks one that a careful coder may or may not record: proposing it is
    neither right nor wrong. ``*`` among ``alt_vendor`` accepts any vendor, and none; None
    among them accepts that none is named.
    """

    country: str
    technology: str
    vendor: str | None
    status: str = field(converter=status_class)
    quote: str
    alt_country: tuple[str, ...] = ()
    alt_technology: tuple[str, ...] = ()
    alt_vendor: tuple[str | None, ...] = ()
    alt_status: tuple[str, ...] = field(default=(), converter=_status_classes)
    optional: bool = False


@frozen(kw_only=True)
class GoldDocument:
    """A text with its labels; ``language`` is ISO 639-1, ``kind`` what sort of text it is."""

    id: str
    language: str
    kind: str
    text: str
    labels: tuple[GoldLabel, ...]

    @property
    def is_negative(self) -> bool:
        """Whether a claim proposed here is a false alarm, unless an optional label covers it."""
        return all(label.optional for label in self.labels)


def read_gold(files: Mapping[str, str], scheme: CodingScheme) -> tuple[GoldDocument, ...]:
    """Read gold files of JSON Lines, sorted by document.

    Args:
        files: the text of each file, by the name that messages give it.
        scheme: the codes that labels may use.

    Raises:
        InvalidData: a line breaks a rule; every failure is listed as ``file:line: reason``.
    """
    documents: dict[str, GoldDocument] = {}
    problems: list[str] = []
    for where, text in files.items():
        lines = list(read_objects(text))
        if not lines:
            problems.append(f"{where}: no documents")
        for number, record in lines:
            found, document = _read_document(record, scheme)
            if document is not None and document.id in documents:
                found.append(f"id: {document.id!r} stands on an earlier line too")
            problems.extend(f"{where}:{number}: {problem}" for problem in found)
            if document is not None:
                documents.setdefault(document.id, document)
    if problems:
        names = ", ".join(files)
        raise InvalidData(problems, where=names, next_step="correct the lines named")
    return tuple(documents[name] for name in sorted(documents))


def _read_document(
    record: dict[str, object] | str, scheme: CodingScheme
) -> tuple[list[str], GoldDocument | None]:
    if isinstance(record, str):
        return [record], None
    try:
        document = structure_record(record, GoldDocument)
    except InvalidData as error:
        return list(error.problems), None
    return list(_problems(document, scheme)), document


def _problems(document: GoldDocument, scheme: CodingScheme) -> Iterator[str]:
    for name in ("id", "language", "kind"):
        if not getattr(document, name).strip():
            yield f"{name}: is empty"
    for number, label in enumerate(document.labels):
        place = f"labels[{number}]."
        yield from scheme.code_problems(
            country=label.country, technology=label.technology, status=label.status, field=place
        )
        yield from _alternative_problems(label, scheme, place)
        yield from _text_problems(label, document.text, place)


def _alternative_problems(label: GoldLabel, scheme: CodingScheme, place: str) -> Iterator[str]:
    for name, codes, known in (
        ("alt_country", label.alt_country, scheme.countries),
        ("alt_technology", label.alt_technology, scheme.technologies),
        ("alt_status", label.alt_status, STATUS_CLASSES),
    ):
        yield from (f"{place}{name}: {code!r} is unknown" for code in codes if code not in known)


def _text_problems(label: GoldLabel, text: str, place: str) -> Iterator[str]:
    if label.vendor == ANY_VENDOR or (label.vendor is not None and not label.vendor.strip()):
        yield f"{place}vendor: {label.vendor!r} is no name; null if the text names none"
    if not all(name is None or name.strip() for name in label.alt_vendor):
        yield f"{place}alt_vendor: an empty name"
    if not label.quote.strip() or label.quote not in text:
        yield f"{place}quote: {label.quote!r} is not in the text"
    if len(label.quote) > MAX_QUOTE:
        yield f"{place}quote: {len(label.quote)} characters, more than {MAX_QUOTE}"
