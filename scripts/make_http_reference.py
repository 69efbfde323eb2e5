"""Write the operations of the HTTP API from its own description (OpenAPI), for the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sousveil.server.application import configure
from sousveil.server.options import ServerOptions
from sousveil.server.site import Site
from sousveil.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECTIONS = {
    "reading": "Read what is published",
    "submissions": "Send in a claim or a correction",
    "working": "Decide, with a token",
}
Described = dict[str, Any]


def operations_page() -> Iterator[str]:
    """Give the lines of the page: every operation by section, then every body."""
    described = describe_api()
    for tag, title in _SECTIONS.items():
        yield f"## {title}\n"
        for address, item in described["paths"].items():
            for method, operation in item.items():
                if operation["tags"] == [tag]:
                    yield from _operation(f"{method.upper()} {address}", operation)
    yield "## Bodies\n"
    for name, schema in sorted(described["components"]["schemas"].items()):
        yield from _body(name, schema)


def describe_api() -> Described:
    """Return the description that ``/api/v1/openapi.json`` gives; no workspace is opened for it."""
    site = Site(settings=read_settings({}), options=ServerOptions(), journal_pending=_nothing)
    configure(site, "of no use, since nothing is signed with it")
    from sousveil.server.api.application import api  # noqa: PLC0415  # Django is set up by now

    return dict(api.get_openapi_schema())


def _nothing() -> None:
    """Bring no event into any journal: none happens while a page is written."""


def _operation(title: str, operation: Described) -> Iterator[str]:
    yield f"### {title}\n"
    yield f"{operation.get('description') or operation['summary']}\n"
    parameters = operation.get("parameters", [])
    if parameters:
        yield "| parameter | where | type | meaning |\n|---|---|---|---|"
        for one in parameters:
            schema = one["schema"]
            must = ", required" if one.get("required") and one["in"] != "path" else ""
            meaning = schema.get("description", one.get("description", ""))
            yield f"| `{one['name']}` | {one['in']}{must} | {_type(schema)} | {meaning} |"
        yield ""
    sent = operation.get("requestBody")
    if sent is not None:
        yield f"Body: {_type(sent['content']['application/json']['schema'])}.\n"
    yield "Answers: " + "; ".join(_answers(operation["responses"])) + ".\n"


def _answers(responses: Described) -> Iterator[str]:
    """Tell what comes with each status; refusals, which all have one body, in one phrase."""
    refused = [str(status) for status in responses if int(status) >= 400]
    for status, answer in responses.items():
        if int(status) < 400:
            content = answer.get("content", {})
            kinds = [
                _type(one["schema"]) if kind == "application/json" else kind
                for kind, one in content.items()
            ]
            yield f"{status} {' or '.join(kinds) or 'without a body'}"
    if refused:
        yield f"{', '.join(refused)} [Problem](#problem)"


def _body(name: str, schema: Described) -> Iterator[str]:
    yield f"### {name}\n"
    if "enum" in schema:
        yield f"One of {', '.join(f'`{one}`' for one in schema['enum'])}.\n"
        return
    if schema.get("description"):
        yield f"{schema['description']}\n"
    yield "| field | type | meaning |\n|---|---|---|"
    required = schema.get("required", [])
    for field, one in schema.get("properties", {}).items():
        must = "" if field in required else ", may be left out"
        yield f"| `{field}` | {_type(one)}{must} | {one.get('description', '')} |"
    yield ""


def _type(schema: Described) -> str:
    """Return the type of a value in words, with a link where it has a section of its own."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for several in ("anyOf", "allOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(_type(one) for one in schema[several]))
    if "enum" in schema:
        return " or ".join(f"`{one}`" for one in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    kind = schema.get("format") or schema.get("type", "any value")
    if kind == "array":
        return f"list of {_type(schema['items'])}"
    return str(kind)
