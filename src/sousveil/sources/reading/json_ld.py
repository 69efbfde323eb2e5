"""Read the JSON-LD of a page: the articles and pages that it describes, and their values."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any

from sousveil.sources.reading.reading import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_JSON = 500_000
MOST_SCRIPTS = 20
MOST_NODES = 200

WORKS = frozenset({"BlogPosting", "Report", "WebPage", "PressRelease", "GovernmentService"})


JSON_SCRIPT = re.compile(r"<script\b[^<>]{0,300}?application/ld\+json[^<>]{0,300}>", re.IGNORECASE)
END_OF_SCRIPT = re.compile(r"</script", re.IGNORECASE)


def find_works(page: str) -> Iterator[dict[str, Any]]:
    """Give the articles and pages that JSON-LD describes, not those that it lists as related."""
    if "application/ld+json" not in page:
        return
    for script in islice(JSON_SCRIPT.finditer(page), MOST_SCRIPTS):
        end = END_OF_SCRIPT.search(page, script.end(), script.end() + LARGEST_JSON)
        if end is None:
            continue
        try:
            data = json.loads(page[script.end() : end.start()], strict=False)
        except (ValueError, RecursionError):
            continue
        nodes = data if isinstance(data, list) else [data]
        for node in islice(nodes, MOST_NODES):
            graph = node.get("@graph") if isinstance(node, dict) else None
            for work in islice(graph, MOST_NODES) if isinstance(graph, list) else [node]:
                if isinstance(work, dict) and any(map(_is_work, _all_texts(work.get("@type")))):
                    yield work


def names_of(value: object) -> list[str]:
    """Give the names of the persons or organisations under a key: one or several."""
    entries = value if isinstance(value, list) else [value]
    return [name for entry in islice(entries, MOST_NODES) if (name := name_of(entry))]


def name_of(value: object) -> str | None:
    """Give the name of a person or organisation, or None; an address is no name."""
    entry = value[0] if isinstance(value, list) and value else value
    name = text_of(entry.get("name") if isinstance(entry, dict) else entry)
    return None if name is None or "://" in name or "@" in name else name


def text_of(value: object) -> str | None:
    """Give a text under a key as one line, or None where something else stands there."""
    return tidy(unescape(value[:2000])) if isinstance(value, str) else None


def _is_work(kind: str) -> bool:
    return kind.endswith("Article") or kind in WORKS


def _all_texts(value: object) -> list[str]:
    return [
        text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)
    ]
