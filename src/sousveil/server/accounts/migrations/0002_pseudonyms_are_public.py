"""An account no longer says whether editions print its pseudonym: they always do, and nothing else."""

from django.db import migrations


class Migration(migrations.Migration):
    """Drop the column."""

    dependencies = [("account", "0001_accounts")]  # noqa: RUF012  # the framework's own form
    operations = [  # noqa: RUF012
        migrations.RemoveField(model_name="account", name="is_named_publicly")
    ]
