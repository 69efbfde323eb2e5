"""Slots of submissions."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first table."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sender", models.CharField(max_length=64)),
                ("form_key", models.CharField(max_length=64, unique=True)),
                ("taken_at", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "intake_slot", "ordering": ["taken_at"]},
        ),
    ]
