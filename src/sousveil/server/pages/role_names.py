"""What roles are called on pages."""

from django.utils.translation import gettext_lazy as _

from sousveil.server.accounts.roles import Role

ROLE_NAMES = {
    Role.READER: _("Reader"),
    Role.CODER: _("Coder"),
    Role.ADJUDICATOR: _("Adjudicator"),
    Role.EDITOR: _("Editor"),
    Role.ADMINISTRATOR: _("Administrator"),
}
