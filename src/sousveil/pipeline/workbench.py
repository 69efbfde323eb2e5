"""The workbench: what coders, pages and the API work with, opened once per process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.model.codebook import Codebook
from sousveil.model.country import CountryRegister
from sousveil.model.vendor import VendorRegister
from sousveil.pipeline.live_verdicts import LiveVerdicts
from sousveil.pipeline.standings import catch_up, is_caught_up
from sousveil.pipeline.workspace import open_workspace
from sousveil.settings import Settings
from sousveil.sources.clock import now
from sousveil.store import registers
from sousveil.store.blobs import BlobStore
from sousveil.store.database import Database
from sousveil.store.documents import DocumentStore
from sousveil.store.recent_documents import RecentDocuments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from sousveil.decisions.verdicts import Verdicts
    from sousveil.model.codebook import DoubleCoding


@frozen(kw_only=True)
class Workbench:
    """A workspace with the rules that its claims are decided under; threads share it.

    ``clock`` gives the time as it is recorded: UTC, ISO 8601, to the second. ``codebook_text``
    is the YAML that ``codebook`` was read from, bundled or a file of one's own.
    """

    settings: Settings
    database: Database
    documents: DocumentStore
    blobs: BlobStore
    codebook: Codebook
    codebook_text: str
    countries: CountryRegister
    vendors: VendorRegister
    clock: Callable[[], str]
    live_verdicts: LiveVerdicts

    @property
    def double_coding(self) -> DoubleCoding:
        """How many claims two coders decide on."""
        return self.codebook.double_coding

    @contextmanager
    def verdicts(self, as_of: str | None = None) -> Iterator[Verdicts]:
        """Give the verdicts of now, or of a moment; keep them no longer than the block."""
        if as_of is not None:
            yield self.live_verdicts.as_of(as_of)
            return
        with self.live_verdicts.current() as verdicts:
            yield verdicts

    @contextmanager
    def reading_queue(self) -> Iterator[Connection]:
        """Give a connection for one consistent read, with a queue that knows all decisions."""
        with self.database.reading() as connection:
            if is_caught_up(connection, self.double_coding):
                yield connection
                return
        with self.writing():
            pass  # catching up is all there is to write
        with self.database.reading() as connection:
            yield connection

    @contextmanager
    def writing(self, *, lasting: bool = True) -> Iterator[Connection]:
        """Give a connection for one write, alone, with a queue that knows all decisions.

        What is not ``lasting`` may be gone after a power failure; see ``Database.writing``.
        """
        with self.database.writing(lasting=lasting) as connection:
            catch_up(connection, self.double_coding)
            yield connection


@contextmanager
def open_workbench(
    settings: Settings, codebook_name: str = "sousveil", *, clock: Callable[[], str] = now
) -> Iterator[Workbench]:
    """Open a workspace to decide on its claims under a codebook.

    Raises:
        NotFound: there is no such codebook.
    """
    text, _where = registers.read_codebook_text(codebook_name)
    codebook = registers.load_codebook(codebook_name)
    with open_workspace(settings) as database:
        bench = Workbench(
            settings=settings,
            database=database,
            documents=RecentDocuments(settings.home),
            blobs=BlobStore(settings.blobs),
            codebook=codebook,
            codebook_text=text,
            countries=registers.load_countries(),
            vendors=registers.load_vendors(),
            clock=clock,
            live_verdicts=LiveVerdicts(database, codebook.double_coding),
        )
        with bench.writing():
            pass  # catching up is all there is to write
        yield bench
