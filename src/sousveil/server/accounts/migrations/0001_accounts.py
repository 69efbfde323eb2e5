"""Accounts, sessions and tokens."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import migrations, models

_NAME_RULE = RegexValidator(
    "^[a-z0-9](?:[a-z0-9._@+-]*[a-z0-9])?$",
    "Use small letters a to z, digits and . _ @ + - between them.",
)
_ROLES = ("reader", "coder", "adjudicator", "editor", "administrator")


def _number() -> Any:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _name(title: str) -> Any:
    return models.CharField(max_length=64, unique=True, validators=[_NAME_RULE], verbose_name=title)


class Migration(migrations.Migration):
    """The first tables."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", _number()),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("name", _name("Sign-in name")),
                ("pseudonym", _name("Pseudonym in the log")),
                (
                    "role",
                    models.CharField(
                        choices=[(role, role) for role in _ROLES],
                        max_length=16,
                        verbose_name="Role",
                    ),
                ),
                (
                    "is_named_publicly",
                    models.BooleanField(
                        default=False, verbose_name="Editions may print the pseudonym"
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "provider_subject",
                    models.CharField(
                        blank=True, default=None, max_length=255, null=True, unique=True
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"db_table": "account_account", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        verbose_name="session key",
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
            ],
            options={"db_table": "account_session"},
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", _number()),
                ("label", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "account_token", "ordering": ["created_at"]},
        ),
    ]
