"""Every address of the site; each route's name has its line in ``permissions.py``."""

from django.urls import path

from sousveil.server.api.application import api
from sousveil.server.pages import accounts, home, own_account, preferences, provider, signing_in

urlpatterns = [
    path("api/v1/", api.urls),
    path("", home.show_home, name="home"),
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path(
        "choose-password/<uidb64>/<token>/",
        signing_in.ChoosePassword.as_view(),
        name="choose-password",
    ),
    path("sign-in/provider/", provider.start, name="oidc_authentication_init"),
    path("sign-in/provider/callback/", provider.finish, name="oidc_authentication_callback"),
    path("preferences/theme/", preferences.set_theme, name="set-theme"),
    path("preferences/language/", preferences.set_language, name="set-language"),
    path("account/", own_account.show_account, name="account"),
    path("account/password/", own_account.ChangePassword.as_view(), name="change-password"),
    path("accounts/", accounts.show_accounts, name="accounts"),
    path("accounts/invite/", accounts.invite, name="invite"),
    path("accounts/<int:account_id>/role/", accounts.set_role, name="account-role"),
    path("accounts/<int:account_id>/activity/", accounts.set_activity, name="account-activity"),
    path("accounts/<int:account_id>/link/", accounts.make_link, name="account-link"),
]

handler400 = "sousveil.server.failures.bad_request"
handler403 = "sousveil.server.failures.permission_denied"
handler404 = "sousveil.server.failures.page_not_found"
handler500 = "sousveil.server.failures.server_error"
