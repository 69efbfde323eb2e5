"""A workspace in which everything that a route can name is there: for walks over all routes.

    with open_review_workspace(settings) as made:
        prepared = prepare_work(made, "any words")
        for name, address in prepared.addresses():
            ...

Whatever a person or a program can write somewhere says the given words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, add_claim, decide
from sousveil.pipeline.freezing import freeze
from sousveil.pipeline.queueing import assign_claims
from sousveil.pipeline.replying import (
    Answer,
    Party,
    PartyKind,
    ReplyState,
    ask_for_reply,
    mark_sent,
    record_reply,
    record_silence,
)
from sousveil.pipeline.submitting import (
    SubmissionForm,
    answer_submission,
    close_submission,
    submit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.review_workspace import ReviewWorkspace

    from sousveil.pipeline.workbench import Workbench

_EDITION = "sousveil"


@frozen(kw_only=True)
class PreparedWork:
    """What stands for the parameters of routes; ``submissions`` are (id, token), open first."""

    values: Mapping[str, str]
    submissions: tuple[tuple[str, str], ...]
    requests: tuple[str, ...]

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Give the name of each route with an address at which there is something."""
        from django.urls import URLPattern, URLResolver, get_resolver, reverse  # noqa: PLC0415

        def walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, str]]:
            for each in resolver.url_patterns:
                if isinstance(each, URLResolver):
                    inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
                    yield from walk(each, inner)
                elif isinstance(each, URLPattern):
                    assert each.name, f"the route {each.pattern} has no name"
                    name = f"{namespace}{each.name}"
                    known = self.values
                    if name == "choose-password":
                        known = {"uidb64": known["uidb64"], "token": "set-password"}
                    wanted = each.pattern.regex.groupindex
                    yield name, reverse(name, kwargs={key: known[key] for key in wanted})

        yield from walk(get_resolver(), "")

    def pages(self) -> Iterator[tuple[str, str]]:
        """Give the routes that are no part of the API."""
        return (one for one in self.addresses() if not one[1].startswith("/api/"))


def prepare_work(made: ReviewWorkspace, words: str) -> PreparedWork:
    """Decide, add, submit, ask, assign and freeze, with the same words in every text."""
    bench, claims = made.site.bench, made.claims
    _decide(bench, claims, words)
    said = {"country_iso3": "GBR", "technology_code": "other", "place": words, "agency": words}
    added = add_claim(bench, made.documents["unclaimed"], 0, 20, said, "amina")
    assign_claims(bench, [claims["china"]], "amina", actor="dora", reason=words)
    submissions = _submit(bench, words, claims["kenya"])
    requests = _ask(bench, words, [claims["kenya"], claims["hostile"], added])
    freeze(bench.settings, _EDITION, bench.settings.editions / _EDITION)
    values = {
        "claim_id": claims["hostile"],
        "document_id": made.documents["hostile"],
        "sha256": made.snapshots["hostile"],
        "submission_id": submissions[0][0],
        "token": submissions[0][1],
        "request_id": requests[0],
        "name": _EDITION,
        "edition": _EDITION,
        "country_iso3": "HUN",
        "technology_code": "facial_recognition",
    }
    return PreparedWork(
        values=values | _account(made, words), submissions=submissions, requests=requests
    )


def _decide(bench: Workbench, claims: Mapping[str, str], words: str) -> None:
    codings = {
        "kenya": Coding(action=Action.ACCEPT, reason=words),
        "egypt": Coding(action=Action.REJECT, reason=words),
        "uganda": Coding(action=Action.RECODE, reason=words, changes=(("place", words),)),
        "hostile": Coding(
            action=Action.RECODE,
            reason=words,
            changes=(("technology_code", "facial_recognition"),),
        ),
    }
    for key, coding in codings.items():
        decide(bench, claims[key], coding, "amina")


def _submit(bench: Workbench, words: str, claim_id: str) -> tuple[tuple[str, str], ...]:
    said: Any = {"country_iso3": "KEN", "vendor_id": words, "agency": words, "place": words}
    address = f"https://news.example/?{words}"
    form = SubmissionForm(fields=said, evidence_url=address, quote=words, comment=words)
    sent = tuple(submit(bench, form) for _ in range(3))
    close_submission(bench, sent[1][0], words, "amina")
    answer_submission(bench, sent[2][0], claim_id, words, "amina")
    return sent


def _ask(bench: Workbench, words: str, claim_ids: list[str]) -> tuple[str, ...]:
    """Ask four times: one is a draft, one answered by a page, one declined, one sent."""
    party = Party(kind=PartyKind.VENDOR, name=words)
    draft, answered, declined, sent = (
        ask_for_reply(bench, party, claim_ids, "dora", due_date="2026-01-31").request_id
        for _ in range(4)
    )
    for one in (answered, declined, sent):
        mark_sent(bench, one, words, "dora", sent_date="2026-01-01")
    page = Answer(
        data=f"<html>{words}".encode(), received_date="2026-01-20", media_type="text/html"
    )
    record_reply(bench, answered, page, "dora")
    record_silence(bench, declined, ReplyState.DECLINED, "dora", reason=words)
    return draft, answered, declined, sent


def _account(made: ReviewWorkspace, words: str) -> dict[str, str]:
    from django.utils.encoding import force_bytes  # noqa: PLC0415  # Django is set up by now
    from django.utils.http import urlsafe_base64_encode  # noqa: PLC0415

    from sousveil.server.accounts.managing import set_active  # noqa: PLC0415
    from sousveil.server.accounts.tokens import issue_token  # noqa: PLC0415

    account = made.site.account("farid")
    issue_token(account, label=words[:64], days=1, actor="dora")
    set_active(account, active=False, actor="dora", reason=words)
    number = str(account.pk)
    return {"account_id": number, "uidb64": urlsafe_base64_encode(force_bytes(number))}
