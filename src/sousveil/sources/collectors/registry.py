"""Find the collector of a kind of channel: built-in ones and plug-ins, all by entry point.

A plug-in is a class without arguments, named in its package's ``pyproject.toml``::

    [project.entry-points."sousveil.collectors"]
    telegram = "my_package.telegram:TelegramCollector"

The name is the kind. The GDELT collector of this package is registered in just that way.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, cast

from sousveil.errors import BadInput, NotFound
from sousveil.sources.collectors.interface import ENTRY_POINT_GROUP

if TYPE_CHECKING:
    from sousveil.sources.collectors.interface import Collector

_PACKAGE = "sousveil.sources.collectors"
_BUILT_IN = {
    "page": f"{_PACKAGE}.page:PageCollector",
    "list": f"{_PACKAGE}.list:ListCollector",
    "feed": f"{_PACKAGE}.feed:FeedCollector",
    "sitemap": f"{_PACKAGE}.sitemap:SitemapCollector",
    "folder": f"{_PACKAGE}.folder:FolderCollector",
    "warc": f"{_PACKAGE}.warc:WarcCollector",
    "warc_paths": f"{_PACKAGE}.warc:WarcPathsCollector",
    "ocds": f"{_PACKAGE}.ocds:OcdsCollector",
    "ted": f"{_PACKAGE}.ted:TedCollector",
    "zotero": f"{_PACKAGE}.zotero:ZoteroCollector",
}


def find_collector(kind: str) -> Collector:
    """Return a new collector of this kind.

    Raises:
        NotFound: no collector has this name.
        BadInput: several packages claim the name, or the one that does is broken.
    """
    registered = [entry for entry in _list_entries() if entry.name == kind]
    if not registered:
        raise NotFound(
            f"no collector for channels of kind {kind!r}; there are {', '.join(list_kinds())}",
            where=kind,
            next_step="use one of these kinds, or install the plug-in that provides it",
        )
    if len(registered) > 1:
        claims = ", ".join(sorted(entry.value for entry in registered))
        raise BadInput(
            f"several collectors claim the kind {kind!r}: {claims}",
            where=ENTRY_POINT_GROUP,
            next_step="uninstall the plug-in that you do not want, or ask its author to rename it",
        )
    return _load(registered[0])


def list_kinds() -> tuple[str, ...]:
    """Return the names of all collectors, built in or plugged in, sorted."""
    return tuple(sorted({entry.name for entry in _list_entries()}))


def _list_entries() -> list[EntryPoint]:
    """Every registration once; a distribution that is found twice on the path is still one."""
    found = {
        (name, value): EntryPoint(name=name, value=value, group=ENTRY_POINT_GROUP)
        for name, value in _BUILT_IN.items()
    }
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        found.setdefault((entry.name, entry.value), entry)
    return list(found.values())


def _load(entry: EntryPoint) -> Collector:
    try:
        collector = entry.load()()
    except Exception as error:  # code of others runs here, and may fail in any way
        reason = f"{type(error).__name__}: {error}"
        raise _broken(entry, reason) from error
    if getattr(collector, "kind", None) != entry.name:
        raise _broken(entry, f"its kind is {getattr(collector, 'kind', None)!r}")
    if not callable(getattr(collector, "collect", None)):
        raise _broken(entry, "it has no method 'collect'")
    return cast("Collector", collector)


def _broken(entry: EntryPoint, reason: str) -> BadInput:
    package = entry.dist.name if entry.dist else "sousveil"
    return BadInput(
        f"the collector {entry.name!r} ({entry.value}, of the package {package}) is broken: {reason}",
        where=ENTRY_POINT_GROUP,
        next_step=f"update or uninstall {package}",
    )
