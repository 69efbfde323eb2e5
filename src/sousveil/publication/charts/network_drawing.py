"""The drawing of a network: countries as squares, vendors as circles, links as lines.

Names stand where there is room, those with most links first; every node says its name to who
points at it or comes to it by keyboard.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.languages import sort_key
from sousveil.publication.network_graph import HEIGHT, WIDTH
from sousveil.publication.site_paths import file_stem

if TYPE_CHECKING:
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.languages import Language
    from sousveil.publication.network_graph import Network, Node

COLOURED = 7
"""Communities that have a colour of their own; smaller ones share one."""

LONGEST_NAME = 24
_LETTER, _LINE = 6.2, 13


@frozen(kw_only=True)
class DrawnNode:
    """A node as drawn: ``label`` is its name where there is room, ``group`` its colour, 0 is none."""

    name: str
    title: str
    page: str | None
    is_vendor: bool
    x: int
    y: int
    radius: float
    group: int
    label: str | None


@frozen(kw_only=True)
class DrawnLink:
    """A line between two nodes, whose numbers are given too."""

    ends: tuple[int, int]
    path: str
    group: int


@frozen(kw_only=True)
class NetworkDrawing:
    """Everything that the template of the drawing draws."""

    stem: str
    title: str
    width: int
    height: int
    coloured: int
    nodes: tuple[DrawnNode, ...]
    links: tuple[DrawnLink, ...]


def network_stem(codebook_id: str) -> str:
    """Return the name of the files of an edition's network."""
    return f"network-{file_stem(codebook_id)}"


def say_title(codebook_id: str, language: Language) -> str:
    """Return the title of an edition's network."""
    return language.say("Vendors and countries, {edition}", edition=codebook_id)


def draw_network(
    network: Network, edition: PublishedEdition, collection: Collection
) -> NetworkDrawing:
    """Draw a network in the language of a collection; nodes are in the order of their names."""
    codebook_id = edition.index.codebook_id
    names = [_name(node, collection) for node in network.nodes]
    labelled = _choose_labels(network, [name for name, _page in names])
    order = sorted(
        range(len(names)), key=lambda n: (not network.nodes[n].is_vendor, sort_key(names[n][0]))
    )
    place = {number: at for at, number in enumerate(order)}
    return NetworkDrawing(
        stem=network_stem(codebook_id),
        title=say_title(codebook_id, collection.language),
        width=WIDTH,
        height=HEIGHT,
        coloured=COLOURED,
        nodes=tuple(
            _draw_node(network.nodes[n], names[n], n in labelled, collection) for n in order
        ),
        links=tuple(
            _draw_link(network, one, other, (place[one], place[other]))
            for one, other in network.links
        ),
    )


def _name(node: Node, collection: Collection) -> tuple[str, str | None]:
    link = collection.vendor(node.code) if node.is_vendor else collection.country(node.code)
    return link.text, link.path


def _draw_node(
    node: Node, named: tuple[str, str | None], is_labelled: bool, collection: Collection
) -> DrawnNode:
    name, page = named
    say_many = collection.language.say_many
    counted = (
        say_many("{count} country", "{count} countries", node.degree)
        if node.is_vendor
        else say_many("{count} vendor", "{count} vendors", node.degree)
    )
    return DrawnNode(
        name=name,
        title=f"{name}: {counted}",
        page=page,
        is_vendor=node.is_vendor,
        x=node.x,
        y=node.y,
        radius=_radius(node),
        group=_group(node),
        label=_cut(name) if is_labelled else None,
    )


def _draw_link(network: Network, one: int, other: int, ends: tuple[int, int]) -> DrawnLink:
    first, second = network.nodes[one], network.nodes[other]
    return DrawnLink(
        ends=ends,
        path=f"M{first.x} {first.y}L{second.x} {second.y}",
        group=_group(first) if first.community == second.community else 0,
    )


def _choose_labels(network: Network, names: list[str]) -> set[int]:
    """Choose the nodes whose names fit beside them, those with most links first."""
    taken: list[tuple[float, float, float, float]] = []
    chosen = set()
    order = sorted(range(len(names)), key=lambda n: (-network.nodes[n].degree, n))
    for number in order:
        node = network.nodes[number]
        left = node.x + _radius(node) + 2
        box = (
            left,
            node.y - _LINE / 2,
            left + _LETTER * len(_cut(names[number])),
            node.y + _LINE / 2,
        )
        if box[2] <= WIDTH and not any(_meet(box, other) for other in taken):
            chosen.add(number)
            taken.append(box)
    return chosen


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _radius(node: Node) -> float:
    return round(3 + 1.4 * sqrt(node.degree), 1)


def _group(node: Node) -> int:
    return node.community if node.community <= COLOURED else 0
