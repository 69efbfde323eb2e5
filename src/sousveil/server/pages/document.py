"""A document's text, and the claims that a coder makes of words selected in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sousveil.claims.candidate import MAX_QUOTE
from sousveil.errors import BadInput
from sousveil.pipeline.coding import add_claim
from sousveil.server.accounts.roles import Role
from sousveil.server.pages.claim_fields import ClaimFieldsForm
from sousveil.server.pages.code_names import SOURCE_KIND_NAMES, language_name
from sousveil.server.pages.locating import locate_quote
from sousveil.server.pages.register_names import RegisterNames
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest

CHARACTERS_PER_PAGE = 60_000
"""How much of a text is shown at once; the longest have millions of characters."""


@frozen(kw_only=True)
class Passage:
    """A part of a document's text, with the words marked that the address names."""

    start: int
    before: SafeString
    marked: SafeString
    after: SafeString
    previous: int | None
    following: int | None


@require_safe
def show_document(request: WorkRequest, document_id: str) -> HttpResponse:
    """Show a document's text, with the form to make a claim of some of its words."""
    return _render_document(request, document_id)


@require_POST
def add_from_document(request: WorkRequest, document_id: str) -> HttpResponse:
    """Make a claim of words that stand in the document; else say why they are none."""
    document = request.workbench.documents.get(document_id)
    if document is None:
        raise Http404
    form = ClaimFieldsForm(RegisterNames(bench=request.workbench), request.POST)
    quote = request.POST.get("quote", "")
    place = locate_quote(document.reading.text, quote, _number(request.POST.get("start", "")))
    problem = _problem_of(quote, place.count, place.end - place.start)
    if not form.is_valid() or problem:
        problem = problem or _("Some fields need another value; they say which.")
        return _render_document(request, document_id, form=form, problem=problem)
    try:
        claim_id = add_claim(
            request.workbench,
            document_id,
            place.start,
            place.end,
            form.cleaned_data,
            account_of(request).pseudonym,
        )
    except BadInput as error:
        return _render_document(request, document_id, form=form, problem=error.what)
    return HttpResponseRedirect(f"{reverse('claim', args=[claim_id])}?added=1")


def _problem_of(quote: str, count: int, length: int) -> str:
    """Say what is wrong with a quote, nothing if it is right."""
    if not quote.strip():
        return _("Select the words in the text that say it, or paste them.")
    if count == 0:
        return _("These words do not stand in the document. Copy them from its text to the letter.")
    if count > 1:
        return _("These words stand there several times. Select them in the text, or add more.")
    if length > MAX_QUOTE:
        return _("The quote is too long: %(most)s characters are the most.") % {"most": MAX_QUOTE}
    return ""


def _render_document(
    request: WorkRequest,
    document_id: str,
    *,
    form: ClaimFieldsForm | None = None,
    problem: str = "",
) -> HttpResponse:
    document = request.workbench.documents.get(document_id)
    if document is None:
        raise Http404
    names = RegisterNames(bench=request.workbench)
    initial = {name: request.GET.get(name, "") for name in ("country_iso3", "technology_code")}
    reading = document.reading
    context: dict[str, Any] = {
        "document": document,
        "reading": reading,
        "source_kind": SOURCE_KIND_NAMES[document.source_kind],
        "language": language_name(reading.language),
        "passage": _passage(request, reading.text),
        "total": len(reading.text),
        "form": form or ClaimFieldsForm(names, initial=initial | {"status": "deployed"}),
        "problem": problem,
        "quote": request.POST.get("quote", ""),
        "longest": MAX_QUOTE,
        "vendors": names.vendors(),
        "may_add": account_of(request).may(Role.CODER),
    }
    return render(request, "coding/document.html", context, status=422 if problem else 200)


def _passage(request: WorkRequest, text: str) -> Passage:
    start, end = (_number(request.GET.get(name, "")) for name in ("start", "end"))
    is_marked = start is not None and end is not None and 0 <= start < end <= len(text)
    wanted = _number(request.GET.get("from", ""))
    first = wanted if wanted is not None else max(0, (start or 0) - 2_000 if is_marked else 0)
    if wanted is None and first < CHARACTERS_PER_PAGE // 2:
        first = 0
    first = min(first, max(0, len(text) - 1))
    last = min(len(text), first + CHARACTERS_PER_PAGE)
    here, there = first, first
    if is_marked and start is not None and end is not None and start < last and end > first:
        here, there = max(start, first), min(end, last)
    return Passage(
        start=first,
        before=_as_html(text[first:here]),
        marked=_as_html(text[here:there]),
        after=_as_html(text[there:last]),
        previous=max(0, first - CHARACTERS_PER_PAGE) if first else None,
        following=last if last < len(text) else None,
    )


def _as_html(text: str) -> SafeString:
    """Escape a text so that a browser's copy of it has as many characters.

    A bare carriage return would come out as a line feed.
    """
    return mark_safe(escape(text).replace("\r", "&#13;"))  # noqa: S308  # escaped


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None
