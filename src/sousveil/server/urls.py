"""Every address of the site; each route's name has its line in ``permissions.py``."""

from django.urls import path

from sousveil.server.api.application import api
from sousveil.server.pages import (
    accounts,
    editions,
    history,
    home,
    own_account,
    preferences,
    provider,
    replies,
    signing_in,
    submissions,
    submitting,
)

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
    path("submit/", submitting.send_submission, name="send-submission"),
    path("submit/correction/<claim_id>/", submitting.send_submission, name="send-correction"),
    path("submit/status/<token>/", submitting.show_status, name="submission-status"),
    path("submissions/", submissions.show_submissions, name="submissions"),
    path("submissions/<submission_id>/", submissions.show_submission, name="submission"),
    path("submissions/<submission_id>/accept/", submissions.accept, name="submission-accept"),
    path("submissions/<submission_id>/answer/", submissions.answer, name="submission-answer"),
    path("submissions/<submission_id>/close/", submissions.close, name="submission-close"),
    path("submissions/<submission_id>/collect/", submissions.collect, name="submission-collect"),
    path("replies/", replies.show_replies, name="replies"),
    path("replies/ask/", replies.ask, name="ask-for-reply"),
    path("replies/<request_id>/", replies.show_reply, name="reply"),
    path("replies/<request_id>/sent/", replies.record_sent, name="reply-sent"),
    path("replies/<request_id>/answered/", replies.record_answer, name="reply-answered"),
    path("replies/<request_id>/silence/", replies.record_no_answer, name="reply-silence"),
    path("history/", history.show_history, name="history"),
    path("history/log.jsonl", history.download_log, name="log-download"),
    path("history/claims/<claim_id>/", history.show_claim_history, name="claim-history"),
    path("editions/", editions.show_editions, name="editions"),
    path("editions/<name>/", editions.show_edition, name="edition"),
    path("editions/<name>/freeze/", editions.freeze, name="freeze-edition"),
    path("editions/<name>/<country_iso3>/<technology_code>/", editions.show_cell, name="cell"),
]

handler400 = "sousveil.server.failures.bad_request"
handler403 = "sousveil.server.failures.permission_denied"
handler404 = "sousveil.server.failures.page_not_found"
handler500 = "sousveil.server.failures.server_error"
