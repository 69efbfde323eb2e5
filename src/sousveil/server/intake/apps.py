"""The Django application that keeps the table ``intake_slot``."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Slots that submissions took."""

    name = "sousveil.server.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
