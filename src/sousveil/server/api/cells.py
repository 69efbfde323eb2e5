"""One cell of an edition with all that it rests on, or why it is blank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field, Path, Router, Schema

from sousveil.pipeline.cell_record import record_cell
from sousveil.pipeline.cells import explain_cell
from sousveil.server.api.answers import send_json
from sousveil.server.api.opened_editions import find_opened
from sousveil.server.api.reading import REFUSALS, keep_for

if TYPE_CHECKING:
    from django.http import HttpResponseBase

router = Router(tags=["reading"])

Record = dict[str, Any]


class WholeCell(Schema):
    """A cell: its verdict, the claims for and against it, and what was searched.

    Claims have their evidence, decision, replies and objections with them.
    """

    edition_id: str
    country_iso3: str
    country_name: str
    technology_code: str
    technology_name: str
    is_present: bool
    blank_reason: str | None = Field(description="why it is blank; empty if it is not")
    claim_count: int = Field(description="claims that count towards it")
    source_count: int
    cluster_count: int = Field(description="independent sources: a story that many carry is one")
    minimum_sources: int = Field(description="independent sources that the codebook asks for")
    rule: dict[str, str] = Field(description="what else the codebook asks of claims and sources")
    supporting: list[Record]
    contradicting: list[Record] = Field(description="accepted; not used, no more, or forbidden")
    other: list[Record] = Field(description="accepted, and not counted by the codebook")
    rejected: list[Record] = Field(description="rejected, with the reason of the decision")
    safeguard_claims: list[Record]
    over_time: list[Record]
    independent_sources: list[Record]
    sources: list[Record]
    vendors: list[Record]
    other_vendors: list[Record] = Field(description="of the country, for what is not said")
    safeguards: list[Record]
    conflicts: list[Record] = Field(description="what published tables say differently")
    search_effort: list[Record]


_Code = Annotated[str, Path(..., max_length=200, pattern=r"^[^\x00]*$")]


@router.get(
    "/editions/{edition}/cells/{country_iso3}/{technology_code}",
    response={200: WholeCell, **REFUSALS},
    url_name="cell",
)
def show_cell(
    request: Any, edition: str, country_iso3: _Code, technology_code: _Code
) -> HttpResponseBase:
    """Show what one cell of an edition rests on, or why it is blank."""
    opened = find_opened(request.workbench, edition)
    cell = explain_cell(opened.edition, country_iso3, technology_code)
    return send_json(request, record_cell(cell), keep=keep_for(opened, edition))
