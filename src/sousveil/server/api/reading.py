"""Read editions, and the state of the log as of a date: open to everyone, changing nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlencode

from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints, WithJsonSchema, create_model

from sousveil.editions.tables import CELLS, CLAIMS, ColumnType
from sousveil.server.accounts.throttling import client_address
from sousveil.server.api.answers import FOR_A_MINUTE, FOR_EVER, send_csv, send_json, wants_csv
from sousveil.server.api.freezing_throttle import FreezingThrottle
from sousveil.server.api.opened_editions import (
    describe,
    find_as_of,
    find_opened,
    list_manifests,
)
from sousveil.server.api.problems import Problem, problem
from sousveil.server.api.public_tables import PUBLIC_TABLES, read_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from sousveil.editions.tables import TableColumn
    from sousveil.server.api.opened_editions import OpenedEdition
    from sousveil.server.api.public_tables import PublicTable

_QUERY: Any = Query()  # type: ignore[type-arg]  # the framework has it so
router = Router(tags=["reading"])
_freezing = FreezingThrottle()
REFUSALS: Any = {404: Problem, 422: Problem}
_TYPES: dict[ColumnType, Any] = {
    ColumnType.TEXT: str,
    ColumnType.INTEGER: int,
    ColumnType.NUMBER: float,
    ColumnType.BOOLEAN: bool,
}
_EXAMPLES: dict[str, Any] = {
    "country_iso3": "KEN",
    "technology_code": "facial_recognition",
    "status": "deployed",
    "verdict": "accept",
    "is_present": True,
}


class Paging(Schema):
    """Which part of the rows, and how they are written."""

    limit: int = Field(100, ge=1, le=1000, description="rows at most", examples=[100])
    offset: int = Field(0, ge=0, le=10_000_000, description="rows to leave out", examples=[0])
    format: Literal["json", "csv"] | None = Field(
        None, description="json or csv; without it, what Accept asks for", examples=["json"]
    )


class File(Schema):
    """A file of an edition."""

    path: str
    sha256: str
    size_bytes: int
    rows: int | None


class EditionSummary(Schema):
    """A frozen edition: what it was made from and what it consists of, by hash."""

    name: str = Field(examples=["aigs-2019"])
    edition_id: str
    codebook_id: str
    codebook_version: str
    codebook_sha256: str
    covariates_id: str
    covariates_sha256: str
    log_count: int
    log_head: str
    search_effort_sha256: str
    replies_sha256: str
    clusters_sha256: str
    made_with: str
    files: list[File]


class EditionList(Schema):
    """All editions."""

    editions: list[EditionSummary]


class FindingRow(Schema):
    """A finding: a number, or the rows of a ranking; without a value, why there is none."""

    finding_id: str
    statement: str
    unit: str
    value: float | str | None
    denominator: int | None
    columns: list[str]
    rows: list[list[float | str | None]]
    why_not: str | None


class FindingList(Schema):
    """The findings of an edition."""

    edition_id: str
    findings: list[FindingRow]


@router.get("/editions", response={200: EditionList}, url_name="editions")
def list_editions(request: Any) -> HttpResponseBase:
    """List the editions that this site keeps."""
    found = [describe(manifest, name) for name, manifest in list_manifests(request.workbench)]
    return send_json(request, {"editions": found}, keep=FOR_A_MINUTE)


@router.get("/editions/{edition}", response={200: EditionSummary, **REFUSALS}, url_name="edition")
def show_edition(request: Any, edition: str) -> HttpResponseBase:
    """Tell of one edition, by its id or its name."""
    opened = find_opened(request.workbench, edition)
    body = describe(opened.edition.manifest, opened.edition.folder.name)
    return send_json(request, body, keep=keep_for(opened, edition))


@router.get(
    "/editions/{edition}/findings", response={200: FindingList, **REFUSALS}, url_name="findings"
)
def list_findings(request: Any, edition: str) -> HttpResponseBase:
    """List the findings of an edition, computed from it alone."""
    opened = find_opened(request.workbench, edition)
    found = [
        {
            "finding_id": one.query.finding_id,
            "statement": one.query.statement,
            "unit": one.query.unit.value,
            "value": one.value,
            "denominator": one.denominator,
            "columns": list(one.columns),
            "rows": [list(row) for row in one.rows],
            "why_not": one.query.why_not,
        }
        for one in opened.findings()
    ]
    body = {"edition_id": opened.edition.manifest.edition_id, "findings": found}
    return send_json(request, body, keep=keep_for(opened, edition))


def keep_for(opened: OpenedEdition, asked: str) -> str:
    """Return for how long an answer may be kept: what was asked by its id never changes."""
    return FOR_EVER if asked == opened.edition.manifest.edition_id else FOR_A_MINUTE


def _send_page(
    request: Any, opened: OpenedEdition, public: PublicTable, asked: Any, keep: str
) -> HttpResponseBase:
    wanted = asked.model_dump()
    page = read_page(opened, public, wanted, limit=asked.limit, offset=asked.offset)
    edition_id = opened.edition.manifest.edition_id
    after = asked.offset + asked.limit
    following = None
    if after < page.total:
        query = {name: value for name, value in wanted.items() if value is not None}
        following = f"{request.path}?{urlencode({**query, 'offset': after})}"
    if wants_csv(request, asked.format):
        name = f"{edition_id}-{public.table.name}"
        answer = send_csv(request, page.columns, page.rows, name=name, keep=keep)
    else:
        rows = [dict(zip(page.columns, row, strict=True)) for row in page.rows]
        body = {"edition_id": edition_id, "total": page.total, "next": following, "rows": rows}
        answer = send_json(request, body, keep=keep)
    answer.headers["X-Total-Count"] = str(page.total)
    if following is not None:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer


def _column(column: TableColumn) -> Any:
    examples = [_EXAMPLES[column.name]] if column.name in _EXAMPLES else None
    return _TYPES[column.type] | None, Field(description=column.meaning, examples=examples)


def _filter(public: PublicTable, name: str) -> Any:
    column = next(one for one in public.table.columns if one.name == name)
    kind = _TYPES[column.type] | None
    examples = [_EXAMPLES[name]] if name in _EXAMPLES else None
    if column.type is not ColumnType.TEXT:
        return kind, Field(None, description=column.meaning, examples=examples)
    return kind, Field(
        None,
        description=column.meaning,
        examples=examples,
        max_length=200,
        pattern=r"^[^\x00]*$",
    )


def _add_table(public: PublicTable) -> None:
    """Add the routes of one table: of an edition, and for claims and cells as of a date."""
    name = public.table.name
    title = name.title().replace("_", "")
    row: Any = create_model(
        f"{title}Row",
        __base__=Schema,
        __doc__=public.table.meaning,
        **{one.name: _column(one) for one in public.table.columns},
    )
    page: Any = create_model(
        f"{title}Page",
        __base__=Schema,
        __doc__=f"A page of {name}.",
        edition_id=(str, ...),
        total=(int, Field(description="rows in all")),
        next=(str | None, Field(description="address of the next page")),
        rows=(list[row], ...),
    )
    asked: Any = create_model(
        f"{title}Query", __base__=Paging, **{one: _filter(public, one) for one in public.filters}
    )

    def read_table(request: Any, edition: str, asked: Any) -> HttpResponseBase:
        opened = find_opened(request.workbench, edition)
        return _send_page(request, opened, public, asked, keep_for(opened, edition))

    _register(f"/editions/{{edition}}/{name}", read_table, page, name, asked)
    if public.table in {CELLS, CLAIMS}:
        dated: Any = create_model(f"{title}AsOfQuery", __base__=asked, as_of=_AS_OF)

        def read_as_of(request: Any, asked: Any) -> HttpResponseBase:
            may_freeze = partial(_freezing.take, client_address(request))
            opened = find_as_of(request.workbench, asked.as_of, may_freeze)
            if opened is None:
                return problem(429, "wait for an hour, or read a frozen edition: /api/v1/editions")
            return _send_page(request, opened, public, asked, FOR_A_MINUTE)

        _register(f"/{name}", read_as_of, page, f"{name}-as-of", dated)


def _register(path: str, view: Callable[..., Any], page: Any, name: str, asked: Any) -> None:
    view.__annotations__ = {"request": Any, "edition": str, "asked": Annotated[asked, _QUERY]}
    router.add_api_operation(
        path,
        ["GET"],
        view,
        response={200: page, **REFUSALS, **({429: Problem} if name.endswith("as-of") else {})},
        url_name=name,
        operation_id=f"read_{name.replace('-', '_')}",
        summary=f"Read {name.replace('-as-of', ' as of a date')}",
        description="Rows that rest on accepted claims alone, in the order of their key.",
    )


_MOMENT = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00]*$"),
    WithJsonSchema({"anyOf": [{"type": "string", "format": one} for one in ("date", "date-time")]}),
]
_AS_OF: Any = (
    _MOMENT | None,
    Field(None, description="a day or a time (UTC); without it, now", examples=["2026-01-31"]),
)
for _public in PUBLIC_TABLES:
    _add_table(_public)
