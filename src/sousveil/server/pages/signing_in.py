"""Sign in, sign out, and choose a password by a one-time link: the framework's own views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.db import transaction
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from sousveil.server.accounts.telling import tell
from sousveil.server.site import current_site

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.accounts.models import Account


class SignInForm(AuthenticationForm):
    """Name and password; whichever of them is wrong, the answer is the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong: Any = {"invalid_login": _("The name or the password is wrong.")}
        self.error_messages = {**self.error_messages, **wrong}
        self.fields["username"].widget.attrs |= {"dir": "ltr", "spellcheck": "false"}


class SignIn(views.LoginView):
    """Sign in by name and password."""

    authentication_form = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the provider to the form, if there is one."""
        context = super().get_context_data(**kwargs)
        return context | {
            "provider": current_site().options.provider,
            "provider_refused": self.request.GET.get("provider") == "refused",
            "title": _("Sign in"),
        }


class SignOut(views.LogoutView):
    """Sign out, by a form alone."""

    http_method_names = ["post", "options"]  # noqa: RUF012  # the parent's own kind of value


class ChoosePassword(views.PasswordResetConfirmView):
    """Choose a password by a link that works once and for a week."""

    template_name = "accounts/choose_password.html"
    success_url = reverse_lazy("sign-in")
    title = _("Choose a password")

    def form_valid(self, form: Any) -> HttpResponse:
        """Store the password and journal that it was set."""
        with transaction.atomic():
            answer = super().form_valid(form)
            account = cast("Account", form.user)
            tell("account.password_set", account, actor=account.pseudonym)
        return answer
