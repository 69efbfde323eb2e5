"""A TED notice, of eForms or TED_EXPORT, as a notice in the common shape.

``render_notice`` is the pure function by which the reading stage makes a document of a
notice that was collected: the same XML gives the same text, and so the same spans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.errors import BadInput
from sousveil.sources.collectors.notice import render_text
from sousveil.sources.collectors.ted_eforms import NAMESPACE_PREFIX, ROOTS, read_eforms
from sousveil.sources.collectors.ted_export import ROOT, read_export
from sousveil.sources.collectors.xml_tree import local_name, parse_xml

if TYPE_CHECKING:
    from sousveil.sources.collectors.notice import Notice


def render_notice(xml: bytes) -> str:
    """Return a TED notice as labelled lines of plain text, its own words untouched.

    Raises:
        BadInput: it is not safe, well-formed XML, or no notice.
    """
    return render_text(read_notice(xml))


def read_notice(xml: bytes) -> Notice:
    """Read a notice of either format, told apart by the root element.

    Raises:
        BadInput: it is not safe, well-formed XML, or no notice.
    """
    root = parse_xml(xml)
    name = local_name(root)
    if name in ROOTS and NAMESPACE_PREFIX in root.tag:
        return read_eforms(root)
    if name == ROOT:
        return read_export(root)
    raise BadInput(
        f"no TED notice: the root element is {name[:100]}",
        next_step="give notices of eForms (UBL) or TED_EXPORT R2.0.9",
    )
