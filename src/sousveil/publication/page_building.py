"""Build pages: each a function of its view, its template and its language, on all processors.

Whether a page must be built is told from its view in English, which holds all that the other
languages say too, or from what the view is made of.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.data import read_bundled
from sousveil.editions.garbage import collector_paused
from sousveil.model.identifiers import sha256_of
from sousveil.publication.build_record import BuiltFile, hash_program, make_key
from sousveil.publication.charts.map_chart import map_stem
from sousveil.publication.collection import collect_editions
from sousveil.publication.feeds import FORMS, feeds_of
from sousveil.publication.languages import SOURCE_LANGUAGE, load_language
from sousveil.publication.network_page import network_path
from sousveil.publication.other_processes import other_processes
from sousveil.publication.page_plan import PlannedPage, plan_download_pages, plan_pages
from sousveil.publication.rendering import Renderer
from sousveil.publication.terms import LICENCE, NOT_SHOWN
from sousveil.publication.wording import say_code, say_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sousveil.publication.build_record import LastBuild
    from sousveil.publication.collection import Collection, SiteInput
    from sousveil.publication.downloads import Downloads

JOBS_PER_PROCESS = 400
"""Pages below which another process costs more time than it saves."""
_CHUNK = 16


@frozen(kw_only=True)
class PageJob:
    """A page to build in one language: its place in the plan, its key, the version of its content."""

    number: int
    language: str
    path: str
    key: str
    version: str


@collector_paused()
def build_pages(
    site: SiteInput,
    last: LastBuild,
    folder: Path,
    downloads: Callable[[], Mapping[str, Downloads]],
) -> dict[str, BuiltFile]:
    """Write every page of a site into a folder, those that did not change from the last build.

    ``downloads`` waits for those of each codebook's edition; they are asked for last.
    """
    collection = collect_editions(site.publications, site.address)
    workshop = Workshop(site, folder, collection)
    plan = plan_pages(collection)
    built, jobs = _keep_pages(plan, collection, last, workshop)
    built |= _run(jobs, plan, workshop)
    late = plan_download_pages(collection, downloads)
    workshop.load(page.template for page in late if page.template)
    kept, jobs = _keep_pages(late, collection, last, workshop)
    return built | kept | dict(workshop.build(late[job.number], job) for job in jobs)


class Workshop:
    """Builds pages in one process; collections in each language are made once."""

    def __init__(
        self,
        site: SiteInput,
        folder: Path,
        collection: Collection,
    ) -> None:
        self.site = site
        self.folder = folder
        self._collections = {
            code: collection.in_language(load_language(code)) for code in site.languages
        }
        self._renderer = Renderer(
            site.languages,
            labels=collection.labels,
            has_audits=collection.has_audits,
            licence=LICENCE,
            not_shown=NOT_SHOWN,
            say_code=say_code,
            say_size=say_size,
            feeds_of=feeds_of,
            map_stem=map_stem,
            newest_network=network_path(collection.newest.index.codebook_id),
            address=collection.address,
            feed_forms=FORMS if len(collection.editions) > 1 else (),
        )

    def load(self, templates: Iterable[str]) -> None:
        """Read templates before they are needed."""
        for template in templates:
            self._renderer.load(template)

    def build(self, page: PlannedPage, job: PageJob) -> tuple[str, BuiltFile]:
        """Write one page."""
        collection = self._collections[job.language]
        view = page.view(collection)
        text: str = view
        if page.template is not None:
            language = load_language(job.language)
            text = self._renderer.render(
                page.template, page.path, language, page=view, version=job.version
            )
        data = text.encode("utf-8")
        target = self.folder / job.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return job.path, BuiltFile(key=job.key, sha256=sha256_of(data))


def _keep_pages(
    plan: Sequence[PlannedPage], collection: Collection, last: LastBuild, workshop: Workshop
) -> tuple[dict[str, BuiltFile], list[PageJob]]:
    """Take over the pages that did not change, and say which are to be built."""
    built, jobs = {}, []
    for job in _make_jobs(plan, collection, workshop.site.languages):
        kept = last.take_over(job.path, job.key, workshop.folder)
        if kept is None:
            jobs.append(job)
        else:
            built[job.path] = kept
    return built, jobs


def _make_jobs(
    plan: Sequence[PlannedPage], collection: Collection, languages: Sequence[str]
) -> Iterator[PageJob]:
    program = make_key(
        hash_program(),
        collection.address or "",
        str(collection.has_audits),
        *languages,
        *map(repr, collection.labels),
        _hash_names(collection),
    )
    keys = {code: make_key(program, code, _hash_catalogue(code)) for code in languages}
    for number, page in enumerate(plan):
        content = make_key(repr(page.content(collection)))
        for code in languages[:1] if page.is_shared else languages:
            folder = "" if page.is_shared else load_language(code).folder
            yield PageJob(
                number=number,
                language=code,
                path=folder + page.path,
                key=make_key(keys[code], page.template or "", content),
                version=content[:12],
            )


def _hash_names(collection: Collection) -> str:
    """Return a key of what names of countries in other languages are found by."""
    return make_key(*(f"{code} {unit.country_iso2}" for code, unit in collection.units.items()))


def _hash_catalogue(code: str) -> str:
    return "" if code == SOURCE_LANGUAGE else sha256_of(read_bundled(f"catalogues/{code}.po"))


def _run(
    jobs: Sequence[PageJob], plan: Sequence[PlannedPage], workshop: Workshop
) -> dict[str, BuiltFile]:
    processes = min(os.cpu_count() or 1, 1 + len(jobs) // JOBS_PER_PROCESS)
    if processes == 1:
        return dict(workshop.build(plan[job.number], job) for job in jobs)
    begin = partial(_open_workshop, workshop.site, workshop.folder)
    with other_processes(processes, begin) as pool:
        return dict(pool.map(_build, jobs, chunksize=_CHUNK))


_OPENED: dict[str, Any] = {}
"""The workshop and the plan of this process, if it is one of a pool."""


@collector_paused()
def _open_workshop(site: SiteInput, folder: Path) -> None:
    collection = collect_editions(site.publications, site.address)
    _OPENED["workshop"] = Workshop(site, folder, collection)
    _OPENED["plan"] = plan_pages(collection)


def _build(job: PageJob) -> tuple[str, BuiltFile]:
    page = _OPENED["plan"][job.number]
    built: tuple[str, BuiltFile] = _OPENED["workshop"].build(page, job)
    return built
