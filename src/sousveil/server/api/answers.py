"""How rows go out: JSON or CSV, with a strong ETag, for how long they may be kept."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response, patch_vary_headers

from sousveil.editions.spreadsheet_cells import shield

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponseBase

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_MINUTE = "public, max-age=60"


def send_json(request: HttpRequest, body: Any, *, keep: str) -> HttpResponseBase:
    """Answer with JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _send(request, text, "application/json", keep)


def send_csv(
    request: HttpRequest,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    name: str,
    keep: str,
) -> HttpResponseBase:
    """Answer with CSV (RFC 4180), as a file to be kept; a cell is never a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    answer = _send(request, out.getvalue(), "text/csv; charset=utf-8", keep)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def wants_csv(request: HttpRequest, asked: str | None) -> bool:
    """Say whether a reader wants CSV: by ``format=``, else by what it accepts."""
    if asked is not None:
        return asked == "csv"
    return request.get_preferred_type(["application/json", "text/csv"]) == "text/csv"


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return shield(value) if isinstance(value, str) else value


def _send(request: HttpRequest, text: str, media_type: str, keep: str) -> HttpResponseBase:
    body = text.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    whole = HttpResponse(body, content_type=media_type)
    answer = get_conditional_response(request, etag=etag, response=whole) or whole
    if not isinstance(answer, HttpResponse | HttpResponseNotModified):
        raise TypeError("a conditional answer is whole or empty")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = keep
    patch_vary_headers(answer, ["Accept"])
    return answer
