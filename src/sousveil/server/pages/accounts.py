"""The administrators' page of accounts: invite, change a role, disable, give a new link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sousveil.errors import BadInput
from sousveil.server.accounts import managing
from sousveil.server.accounts.models import Account
from sousveil.server.accounts.roles import Role
from sousveil.server.pages.role_names import ROLE_NAMES
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest


class InviteForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Whom to invite; the model has the rules for names."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        initial=Role.CODER.value,
    )

    class Meta:
        """The fields that an administrator fills in."""

        model = Account
        fields = ("name", "pseudonym", "role")
        help_texts = {  # noqa: RUF012  # the parent's own kind of value
            "name": _("Small letters and digits. Only administrators see it."),
            "pseudonym": _(
                "What decisions are signed with, in the log and in published editions. It can "
                "never be changed."
            ),
        }
        widgets = {  # noqa: RUF012  # the parent's own kind of value
            "name": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
            "pseudonym": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        }


@require_safe
def show_accounts(request: WorkRequest) -> HttpResponse:
    """List all accounts."""
    return _render_accounts(request)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: WorkRequest) -> HttpResponse:
    """Make an account and show, this once, the link by which its owner chooses a password."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/invite.html", {"form": form}, status=status)
    new = managing.NewAccount(
        name=form.cleaned_data["name"],
        pseudonym=form.cleaned_data["pseudonym"],
        role=Role(form.cleaned_data["role"]),
    )
    account = managing.create_account(new, actor=account_of(request).pseudonym)
    return _show_link(request, account)


@require_POST
def set_role(request: WorkRequest, account_id: int) -> HttpResponse:
    """Give an account another role."""
    account = get_object_or_404(Account, pk=account_id)
    wanted = request.POST.get("role", "")
    if wanted not in set(Role):
        raise BadRequest
    try:
        managing.change_role(account, Role(wanted), actor=account_of(request).pseudonym)
    except BadInput:
        return _last_administrator(request)
    return HttpResponseRedirect(reverse("accounts"))


@require_POST
def set_activity(request: WorkRequest, account_id: int) -> HttpResponse:
    """Disable an account, or let it sign in again."""
    account = get_object_or_404(Account, pk=account_id)
    active = request.POST.get("active") == "yes"
    try:
        managing.set_active(account, active=active, actor=account_of(request).pseudonym)
    except BadInput:
        return _last_administrator(request)
    return HttpResponseRedirect(reverse("accounts"))


@require_POST
def make_link(request: WorkRequest, account_id: int) -> HttpResponse:
    """Show, this once, a new link by which an account's owner chooses a password."""
    return _show_link(request, get_object_or_404(Account, pk=account_id))


def _show_link(request: WorkRequest, account: Account) -> HttpResponse:
    link = request.build_absolute_uri(managing.make_password_path(account))
    return render(request, "accounts/link.html", {"link": link, "invited": account})


def _last_administrator(request: WorkRequest) -> HttpResponse:
    problem = _("This is the last administrator. Make another account administrator first.")
    return _render_accounts(request, problem=problem, status=409)


def _render_accounts(
    request: WorkRequest, *, problem: object = "", status: int = 200
) -> HttpResponse:
    context = {
        "accounts": managing.list_accounts(),
        "role_names": [(role.value, name) for role, name in ROLE_NAMES.items()],
        "problem": problem,
    }
    return render(request, "accounts/accounts.html", context, status=status)
