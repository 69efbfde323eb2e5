"""A snapshot's bytes, for people to look at: as plain text or as a file, never as a page.

What was collected may mean harm. It is answered in a sandbox, under a type that no browser
runs, and under a name that opens in nothing that would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sousveil.pipeline.viewing import open_snapshot

if TYPE_CHECKING:
    from sousveil.server.requests import WorkRequest

SANDBOX: Final = "default-src 'none'; sandbox"
_HARMLESS_ENDINGS: Final = {"application/pdf": "pdf", "text/plain": "txt", "text/csv": "txt"}
"""A table is a text here: a spreadsheet would run what stands in it as a formula."""


@require_safe
def show_snapshot(request: WorkRequest, sha256: str) -> HttpResponse:
    """Answer the bytes as plain text; what is no UTF-8 shows as such."""
    _snapshot, data = open_snapshot(request.workbench, sha256)
    text = data.decode("utf-8", "replace").encode()
    return _contain(HttpResponse(text, content_type="text/plain; charset=utf-8"))


@require_safe
def download_snapshot(request: WorkRequest, sha256: str) -> HttpResponse:
    """Answer the bytes as they were retrieved, as a file to keep."""
    snapshot, data = open_snapshot(request.workbench, sha256)
    ending = _HARMLESS_ENDINGS.get(snapshot.media_type.partition(";")[0].strip().lower(), "bin")
    answer = HttpResponse(data, content_type="application/octet-stream")
    name = f"snapshot-{snapshot.sha256[:16]}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _contain(answer)


def _contain(answer: HttpResponse) -> HttpResponse:
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
