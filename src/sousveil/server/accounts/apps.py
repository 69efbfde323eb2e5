"""The Django application that keeps the tables ``account_*``."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, sessions and tokens."""

    name = "sousveil.server.accounts"
    label = "account"
    default_auto_field = "django.db.models.BigAutoField"
