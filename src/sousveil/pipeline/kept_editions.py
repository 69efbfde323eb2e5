"""The editions that a workspace keeps by name: which there are, one to read, one frozen anew.

Reading never freezes: what is shown is what somebody froze, and whether the log has grown since.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.manifest import MANIFEST_FILE, read_manifest
from sousveil.editions.opening import open_edition
from sousveil.errors import Conflict, NotFound
from sousveil.model.edition import Manifest
from sousveil.model.journal import Event
from sousveil.pipeline.cells import explain_cell
from sousveil.pipeline.freezing import freeze, freeze_workbench
from sousveil.store import registers
from sousveil.store.decision_log import DecisionLog
from sousveil.store.journal import append_events

if TYPE_CHECKING:
    from sousveil.editions.opening import Edition
    from sousveil.pipeline.cells import CellFile
    from sousveil.pipeline.workbench import Workbench

_FREEZING = Lock()


@frozen(kw_only=True)
class KeptEdition:
    """An edition that can be frozen by name; ``manifest`` is None until somebody does.

    ``new_entries`` are those that the decision log has had since.
    """

    name: str
    title: str
    manifest: Manifest | None
    new_entries: int

    @property
    def edition_id(self) -> str:
        """The id of what is kept; empty if nothing is."""
        return self.manifest.edition_id if self.manifest is not None else ""


def list_kept_editions(bench: Workbench) -> tuple[KeptEdition, ...]:
    """Return the editions of the workbench's codebook and of all bundled ones, and how each stands."""
    with bench.database.reading() as connection:
        count = DecisionLog(connection).head().count
    return tuple(_describe(bench, name, count) for name in _names(bench))


def open_kept_edition(bench: Workbench, name: str) -> Edition:
    """Open an edition that the workspace keeps by name.

    Raises:
        NotFound: there is none.
        EditionCorrupt: a file of it is missing or was changed.
    """
    if name not in _names(bench):
        raise NotFound("no edition of this name", where=name, next_step="sousveil edition list")
    return open_edition(bench.settings.editions / name)


def explain_kept_cell(
    bench: Workbench, name: str, country_iso3: str, technology_code: str
) -> CellFile:
    """Explain a cell of an edition that the workspace keeps by name.

    Raises:
        NotFound: there is no such edition, or no such cell in it.
    """
    return explain_cell(open_kept_edition(bench, name), country_iso3, technology_code)


def freeze_kept_edition(bench: Workbench, name: str, actor: str, *, seen: str) -> Manifest:
    """Freeze the log under a codebook, in place of what was kept under its name.

    The name of the workbench's codebook means that one, as it was read when the workbench was
    opened: it may be a file with the id of a bundled codebook. ``seen`` is the id of the edition
    that the actor saw there (empty for none), so that sending a form twice freezes once.

    Raises:
        NotFound: there is no such codebook.
        Conflict: somebody is freezing just now, or has frozen since.
    """
    if name not in _names(bench):
        raise NotFound("no codebook of this name", where=name, next_step="sousveil codebook list")
    if not _FREEZING.acquire(blocking=False):
        raise Conflict(
            "an edition is being frozen just now",
            where=name,
            next_step="wait until it is done, then look at it",
        )
    try:
        with bench.database.reading() as connection:
            count = DecisionLog(connection).head().count
        if _describe(bench, name, count).edition_id != seen:
            raise Conflict(
                "the edition was frozen since the page was shown",
                where=name,
                next_step="look at it before you freeze it again",
            )
        target = bench.settings.editions / name
        if name == bench.codebook.codebook_id:
            manifest = freeze_workbench(bench, target)
        else:
            manifest = freeze(bench.settings, name, target)
    finally:
        _FREEZING.release()
    event = Event(
        kind="edition.frozen",
        subject_id=manifest.edition_id,
        actor=actor,
        at=bench.clock(),
        payload={"codebook": name, "log_count": manifest.log_count, "replaced": seen},
    )
    with bench.database.writing() as connection:
        append_events(connection, [event])
    return manifest


def _names(bench: Workbench) -> list[str]:
    return sorted({bench.codebook.codebook_id, *registers.list_codebooks()})


def _describe(bench: Workbench, name: str, count: int) -> KeptEdition:
    is_own = name == bench.codebook.codebook_id
    folder = bench.settings.editions / name
    manifest = read_manifest(folder) if (folder / MANIFEST_FILE).is_file() else None
    return KeptEdition(
        name=name,
        title=(bench.codebook if is_own else registers.load_codebook(name)).title,
        manifest=manifest,
        new_entries=count - (manifest.log_count if manifest is not None else 0),
    )
