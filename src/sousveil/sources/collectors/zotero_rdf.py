"""Library items in Zotero RDF.

The tree is parsed safely first and handed to rdflib rewritten, so that its own XML parser
never sees what came from outside. Notes are ignored on purpose: they are what somebody
wrote about a source, and no source. Attachments are parts of items: the address of one
stands in for its parent's where that has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef

from sousveil.errors import BadInput
from sousveil.sources.collectors.descriptions import clean_text
from sousveil.sources.collectors.quiet import quiet_logs
from sousveil.sources.collectors.xml_tree import parse_xml
from sousveil.sources.collectors.zotero_item import BadItem, LibraryItem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element  # type: ignore[import-untyped]
    from rdflib.term import Node

BIB = Namespace("http://purl.org/net/biblio#")
DC = Namespace("http://purl.org/dc/elements/1.1/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
LINK = Namespace("http://purl.org/rss/1.0/modules/link/")
Z = Namespace("http://www.zotero.org/namespaces/export#")

# '#item_7' is relative to the file; this base is on no network (RFC 2606).
BASE = "https://library.invalid/"
_RDF_ROOT = f"{{{RDF}}}RDF"
_FILE_PATH = f"{{{RDF}}}resource"
_ABOUT = f"{{{RDF}}}about"
_NOT_ITEMS = (BIB.Memo, Z.Attachment, Z.Collection, DCTERMS.URI)


def read_rdf(data: bytes) -> Iterator[LibraryItem | BadItem]:
    """Yield the items of a Zotero RDF export in the order of the file.

    Raises:
        BadInput: it is not safe, well-formed XML, or not RDF.
    """
    root = parse_xml(data)
    if root.tag != _RDF_ROOT:
        raise _bad(f"XML, but not RDF: the root element is {root.tag[:100]}")
    graph = _read_graph(root)
    for subject in _order_subjects(root, graph):
        locator = str(subject).removeprefix(BASE).removeprefix("#")
        item_type = _first_literal(graph, subject, Z.itemType)
        if item_type is not None:
            if not _is_part(graph, subject, item_type):
                yield _read_item(graph, subject, item_type, locator)
        elif _looks_like_item(graph, subject):
            yield BadItem(locator=locator, reason="no Zotero item type")


def _read_graph(root: Element) -> Graph:
    # Zotero writes the paths of attached files as <rdf:resource>, which is no RDF.
    etree.strip_elements(root, _FILE_PATH, with_tail=False)
    graph = Graph()
    try:
        with quiet_logs("rdflib.term"):
            graph.parse(data=etree.tostring(root, encoding="utf-8"), format="xml", publicID=BASE)
    except Exception as error:  # the parser does not say what it raises
        raise _bad(f"not readable as RDF: {type(error).__name__}: {error}") from error
    return graph


def _order_subjects(root: Element, graph: Graph) -> list[Node]:
    addresses = [child.get(_ABOUT) for child in root]
    places: dict[Node, int] = {}
    for place, address in enumerate(addresses):
        if address is not None:
            places.setdefault(URIRef(_resolve(address)), place)
    subjects = set(graph.subjects())
    return sorted(subjects, key=lambda one: (places.get(one, len(addresses)), str(one)))


def _resolve(address: str) -> str:
    try:
        return urljoin(BASE, address)
    except ValueError:
        return address


def _is_part(graph: Graph, subject: Node, item_type: str) -> bool:
    """Say whether this is a note, or an attachment of another item."""
    if item_type == "note":
        return True
    return item_type == "attachment" and (None, LINK.link, subject) in graph


def _looks_like_item(graph: Graph, subject: Node) -> bool:
    is_mentioned = any(True for _ in graph.subjects(None, subject))
    is_other = any((subject, RDF.type, other) in graph for other in _NOT_ITEMS)
    return not is_mentioned and not is_other and (subject, DC.title, None) in graph


def _read_item(graph: Graph, subject: Node, item_type: str, locator: str) -> LibraryItem:
    containers = _find_containers(graph, subject)
    archive = _first_literal(graph, subject, DC.coverage) or ""
    attachments = sorted(graph.objects(subject, LINK.link), key=str)
    titles = (_first_literal(graph, one, DC.title) for one in containers)
    return LibraryItem(
        locator=locator,
        item_type=item_type,
        title=_first_literal(graph, subject, DC.title),
        authors=tuple(_read_authors(graph, subject)),
        container_title=next((title for title in titles if title), None),
        publisher_name=_read_publisher(graph, subject),
        published=_first_literal(graph, subject, DC.date),
        language=_first_literal(graph, subject, Z.language)
        or _first_literal(graph, subject, DC.language),
        url=_read_url(graph, subject) or _web_only(str(subject)),
        doi=_read_doi(graph, [subject, *containers]),
        key=_first_literal(graph, subject, Z.key) or locator.rpartition("/")[2],
        access_date=_first_literal(graph, subject, DCTERMS.dateSubmitted),
        archive_url=_web_only(archive),
        tags=tuple(_read_tags(graph, subject)),
        attachment_urls=tuple(url for one in attachments if (url := _read_url(graph, one))),
    )


def _find_containers(graph: Graph, subject: Node) -> list[Node]:
    """Return what an item appears in; a section of a newspaper is passed through."""
    found: list[Node] = []
    for container in sorted(graph.objects(subject, DCTERMS.isPartOf), key=str):
        if (container, RDF.type, BIB.Part) in graph:
            found += sorted(graph.objects(container, DCTERMS.isPartOf), key=str)
        elif (container, RDF.type, BIB.Series) not in graph:
            found.append(container)
    return found


def _read_authors(graph: Graph, subject: Node) -> Iterator[str]:
    for sequence in sorted(graph.objects(subject, BIB.authors), key=str):
        numbered = [
            (_place_in_sequence(str(predicate)), person)
            for predicate, person in graph.predicate_objects(sequence)
        ]
        for _place, person in sorted((place, who) for place, who in numbered if place):
            last = _first_literal(graph, person, FOAF.surname) or _first_literal(
                graph, person, FOAF.name
            )
            first = _first_literal(graph, person, FOAF.givenName) or _first_literal(
                graph, person, FOAF.givenname
            )
            if last or first:
                yield ", ".join(part for part in (last, first) if part)


def _place_in_sequence(predicate: str) -> int:
    """Return 3 for rdf:_3, and 0 for what is no place in a sequence."""
    digits = predicate.removeprefix(f"{RDF}_")
    is_place = digits != predicate and digits.isascii() and digits.isdecimal()
    return int(digits) if is_place and len(digits) < 10 else 0


def _read_publisher(graph: Graph, subject: Node) -> str | None:
    for publisher in sorted(graph.objects(subject, DC.publisher), key=str):
        name = _first_literal(graph, publisher, FOAF.name)
        if name or isinstance(publisher, Literal):
            return name or clean_text(str(publisher))
    return None


def _read_url(graph: Graph, subject: Node) -> str | None:
    for identifier in sorted(graph.objects(subject, DC.identifier), key=str):
        if (identifier, RDF.type, DCTERMS.URI) in graph:
            return _first_literal(graph, identifier, RDF.value)
    return None


def _read_doi(graph: Graph, places: list[Node]) -> str | None:
    """Return the DOI, which Zotero writes on the journal; None where there are several."""
    found = {
        str(identifier)
        for place in places
        for identifier in graph.objects(place, DC.identifier)
        if isinstance(identifier, Literal) and str(identifier).startswith("DOI ")
    }
    return found.pop() if len(found) == 1 else None


def _read_tags(graph: Graph, subject: Node) -> list[str]:
    tags = set()
    for tag in graph.objects(subject, DC.subject):
        is_automatic = (tag, RDF.type, Z.AutomaticTag) in graph
        text = _first_literal(graph, tag, RDF.value) if is_automatic else None
        tags.add(text if isinstance(tag, BNode | URIRef) else clean_text(str(tag)))
    return sorted(tag for tag in tags if tag)


def _first_literal(graph: Graph, subject: Node, predicate: URIRef) -> str | None:
    literals = (str(one) for one in graph.objects(subject, predicate) if isinstance(one, Literal))
    return clean_text(next(iter(sorted(literals)), None))


def _web_only(text: str) -> str | None:
    is_web = text.startswith(("http://", "https://")) and not text.startswith(BASE)
    return text if is_web else None


def _bad(what: str) -> BadInput:
    return BadInput(what, next_step="export the library from Zotero again, as Zotero RDF")
