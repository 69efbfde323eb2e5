"""Events that wait to be chained into the journal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make their table."""

    dependencies = [("account", "0002_pseudonyms_are_public")]  # noqa: RUF012  # the framework's
    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="PendingEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=64)),
                ("subject_id", models.CharField(max_length=64)),
                ("actor", models.CharField(max_length=255)),
                ("at", models.CharField(max_length=32)),
                ("reason", models.TextField(blank=True)),
                ("payload", models.TextField()),
            ],
            options={"db_table": "account_event", "ordering": ["id"]},
        )
    ]
