"""Bundle the archived evidence of an edition, as far as the terms of its sources let us pass it on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil import __version__
from sousveil.errors import CannotWrite
from sousveil.pipeline.workspace import open_workspace
from sousveil.publication.formats.evidence_bundle import (
    EVIDENCE_PACKAGE,
    NO_EVIDENCE,
    EvidenceBundle,
    list_redistributable,
)
from sousveil.sources.archive.excerpt import copy_snapshot
from sousveil.sources.archive.record import ArchivedPlace
from sousveil.sources.archive.wacz import export_wacz
from sousveil.store.collection_store import CollectionStore

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition
    from sousveil.settings import Settings


def bundle_evidence(settings: Settings, edition: Edition, folder: Path) -> EvidenceBundle:
    """Write a WACZ of the snapshots that anybody may pass on into a folder.

    One that was never archived (a table that came with the program, a file that somebody
    sent in) is not in it. The same archive and edition give the same bytes.

    Raises:
        NotFound: what lies in the archive is not the snapshot that evidence cites.
        CannotWrite: the disk does not take it.
    """
    wanted = list_redistributable(edition)
    if not wanted:
        return NO_EVIDENCE
    bundled = set()
    warc = folder / "evidence.warc.gz"
    try:
        with (
            warc.open("wb") as out,
            open_workspace(settings) as database,
            database.reading() as connection,
        ):
            collected = CollectionStore(connection)
            for sha256 in wanted:
                places = (
                    ArchivedPlace(warc_file=file, warc_offset=offset)
                    for file, offset in collected.archive_places(sha256)
                )
                if copy_snapshot(settings.archive, places, sha256, out):
                    bundled.add(sha256)
    except OSError as error:
        raise CannotWrite(
            f"the evidence could not be bundled: {error.strerror or error}",
            where=str(folder),
            next_step="free some space or correct the permissions, then run the command again",
        ) from error
    if not bundled:
        return NO_EVIDENCE
    target = folder / EVIDENCE_PACKAGE
    export_wacz(
        [warc],
        target,
        f"Evidence of {edition.manifest.edition_id}",
        "Sources of the edition that anybody may pass on, as archived; snapshots.csv lists all.",
        software=f"sousveil {__version__}",
    )
    return EvidenceBundle(file=target, snapshots=frozenset(bundled))
