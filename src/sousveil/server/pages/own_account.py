"""What an account shows its owner, and a new password of their own choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sousveil.server.accounts.telling import tell
from sousveil.server.pages.role_names import ROLE_NAMES
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest


@require_safe
def show_account(request: WorkRequest) -> HttpResponse:
    """Show who is signed in, in which role, and what the log calls them."""
    account = account_of(request)
    context = {
        "role_name": ROLE_NAMES[account.as_role],
        "password_changed": request.GET.get("password") == "changed",
    }
    return render(request, "accounts/account.html", context)


class ChangePassword(PasswordChangeView):
    """Change one's password; every other session of the account ends."""

    template_name = "accounts/change_password.html"
    success_url = reverse_lazy("account", query={"password": "changed"})
    title = _("Change your password")

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the password and journal that it was set."""
        with transaction.atomic():
            answer = super().form_valid(form)
            tell("account.password_set", form.user, actor=form.user.pseudonym)
        return answer
