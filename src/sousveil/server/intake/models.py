"""Slots that submissions took: by whom (as a number that tells nobody), when, of which form."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Slot(models.Model):
    """One submission from one sender, kept for a day."""

    sender: models.CharField[str, str] = models.CharField(max_length=64)
    form_key: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    taken_at: models.DateTimeField[Any, Any] = models.DateTimeField(db_index=True)

    class Meta:
        """Where slots are kept."""

        db_table = "intake_slot"
        ordering: ClassVar[list[str]] = ["taken_at"]
