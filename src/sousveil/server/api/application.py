"""The API put together: its description (OpenAPI 3.1) and what it answers to errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from sousveil.errors import SousveilError
from sousveil.server.api import cells, problems, public_submissions, reading, working

if TYPE_CHECKING:
    from ninja.openapi.schema import OpenAPISchema

_ABOUT = (
    "Reading is open to everyone and gives nothing that is not accepted; coders are called by "
    "their pseudonyms. Writing needs a token, sent as `Authorization: Bearer TOKEN`."
)
_ID_OF_CSV = "text/csv"
_TOKEN = "token"  # noqa: S105  # what the description calls the scheme


class ReviewApi(NinjaAPI):
    """The framework's API, whose description also says what the framework does not know."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the description: work needs a token, refusals are problem details, tables CSV too."""
        schema = super().get_openapi_schema(**kwargs)
        schema["components"]["securitySchemes"] = {_TOKEN: {"type": "http", "scheme": "bearer"}}
        for path in schema["paths"].values():
            for operation in path.values():
                _describe(operation)
        return schema


def _describe(operation: dict[str, Any]) -> None:
    if "working" in operation["tags"]:
        operation["security"] = [{_TOKEN: []}]
    is_table = any(one["name"] == "format" for one in operation.get("parameters", ()))
    for status, answer in operation["responses"].items():
        content = answer.get("content")
        if content is None:
            continue
        if int(status) >= 400:
            answer["content"] = {problems.MEDIA_TYPE: content["application/json"]}
        elif is_table:
            content[_ID_OF_CSV] = {"schema": {"type": "string"}}


api = ReviewApi(
    title="Sousveil",
    version="1",
    description=_ABOUT,
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", reading.router)
api.add_router("", cells.router)
api.add_router("", working.router)
api.add_router("", public_submissions.router)
api.add_exception_handler(SousveilError, problems.answer_error)
api.add_exception_handler(ValidationError, problems.answer_invalid)
api.add_exception_handler(HttpError, problems.answer_http_error)
