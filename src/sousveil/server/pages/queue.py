"""The queue: what waits for a coder, by filters that are kept from claim to claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sousveil.errors import NotFound
from sousveil.pipeline.queueing import (
    QueueFilter,
    QueueItem,
    assign_claims,
    claims_in_hand,
    list_queue,
    next_claim,
    release_claim,
)
from sousveil.server.accounts.models import Account
from sousveil.server.accounts.roles import Role
from sousveil.server.pages.code_names import (
    SOURCE_KIND_NAMES,
    STANDING_NAMES,
    STATUS_NAMES,
    language_name,
    name_safeguard,
)
from sousveil.server.pages.queue_filter import filter_query, read_filter
from sousveil.server.pages.register_names import RegisterNames
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest

_SKIPPED = "skipped"
_SKIPS_KEPT = 50
SHOWN_QUOTE = 300
"""Characters of a quote in a list; its claim has all of it."""


@frozen(kw_only=True)
class QueueRow:
    """A claim of the queue with the names of what it says."""

    item: QueueItem
    country: str
    technology: str
    vendor: str
    safeguard: str
    status: object
    source_kind: object
    standing: object
    language: str
    quote: str


@require_safe
def show_queue(request: WorkRequest) -> HttpResponse:
    """List what waits."""
    return _render_queue(request)


@require_POST
def take_next(request: WorkRequest) -> HttpResponse:
    """Take the next claim that fits the filters; the claim that is left goes back.

    What was skipped lately comes again only when nothing else is left.
    """
    coder = account_of(request).pseudonym
    _form, wanted = read_filter(request, coder)
    wanted = evolve(wanted, minimum_confidence=None, maximum_confidence=None)
    taken = _take(request, wanted, coder)
    query = filter_query(request)
    if taken is None:
        kept = QueryDict(query, mutable=True)
        kept["empty"] = "1"
        return HttpResponseRedirect(f"{reverse('queue')}?{kept.urlencode()}")
    address = reverse("claim", args=[taken])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


@require_POST
def assign(request: WorkRequest) -> HttpResponse:
    """Say who shall decide on the selected claims."""
    name = request.POST.get("coder", "")
    claim_ids = request.POST.getlist("claim")
    account = Account.objects.filter(pseudonym=name, is_active=True).first() if name else None
    if name and (account is None or not account.may(Role.CODER)):
        raise BadRequest
    if not claim_ids:
        return _render_queue(request, problem=_("Select at least one claim."), status=422)
    reason = request.POST.get("reason", "").strip()[:200] or None
    try:
        count = assign_claims(
            request.workbench,
            claim_ids,
            name or None,
            actor=account_of(request).pseudonym,
            reason=reason,
        )
    except NotFound:
        problem = _("One of these claims does not exist; nothing was assigned.")
        return _render_queue(request, problem=problem, status=404)
    kept = QueryDict(filter_query(request), mutable=True)
    kept["assigned"] = str(count)
    return HttpResponseRedirect(f"{reverse('queue')}?{kept.urlencode()}")


def describe_items(names: RegisterNames, items: tuple[QueueItem, ...]) -> list[QueueRow]:
    """Return the rows of a list of claims."""
    return [
        QueueRow(
            item=item,
            country=names.country(item.country_iso3),
            technology=names.technology(item.technology_code),
            vendor=names.vendor(item.vendor_id),
            safeguard=name_safeguard(item.safeguard) if item.safeguard is not None else "",
            status=STATUS_NAMES[item.status],
            source_kind=SOURCE_KIND_NAMES[item.source_kind],
            standing=STANDING_NAMES[item.standing],
            language=language_name(item.language),
            quote=shorten(item.quote),
        )
        for item in items
    ]


def shorten(quote: str) -> str:
    """Return the beginning of a quote, as a list shows it.

    >>> shorten("a word or two")
    'a word or two'
    >>> len(shorten("cameras " * 100))
    300
    """
    return quote if len(quote) <= SHOWN_QUOTE else quote[: SHOWN_QUOTE - 1] + "…"


def read_page(request: WorkRequest) -> int:
    """Return the page of a list that an address names; the first for what is no number."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1


def _render_queue(request: WorkRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    account = account_of(request)
    names = RegisterNames(bench=request.workbench)
    form, wanted = read_filter(request, account.pseudonym)
    listed = list_queue(request.workbench, wanted, account.pseudonym, read_page(request))
    is_valid = form.is_valid()
    query = filter_query(request)
    context: dict[str, Any] = {
        "form": form,
        "rows": describe_items(names, listed.items) if is_valid else [],
        "listed": listed,
        "is_valid": is_valid,
        "query": query,
        "is_filtered": bool(query),
        "vendors": names.vendors(),
        "in_hand": claims_in_hand(request.workbench, account.pseudonym),
        "nothing_left": request.GET.get("empty") == "1",
        "assigned": request.GET.get("assigned", "") if not problem else "",
        "problem": problem,
        "coders": _coders() if account.may(Role.EDITOR) else None,
    }
    code = status if is_valid else 422
    return render(request, "coding/queue.html", context, status=code)


def _take(request: WorkRequest, wanted: QueueFilter, coder: str) -> str | None:
    """Lock the next claim for a coder, and give back the one that the form says is left."""
    left = request.POST.get("skip", "")
    before: list[str] = request.session.get(_SKIPPED, [])
    skipped = [*before, left][-_SKIPS_KEPT:] if left else before
    held = []
    taken = next_claim(request.workbench, wanted, coder)
    while taken is not None and taken in skipped:
        held.append(taken)
        taken = next_claim(request.workbench, wanted, coder)
    if taken is None:
        taken = next((one for one in held if one != left), None)
        skipped = [left] if left else []
    for claim_id in {*held, left} - {taken, ""}:
        release_claim(request.workbench, claim_id, coder)
    if skipped != before:
        request.session[_SKIPPED] = skipped
    return taken


def _coders() -> list[str]:
    active = Account.objects.filter(is_active=True).order_by("pseudonym")
    return [one.pseudonym for one in active if one.may(Role.CODER)]
