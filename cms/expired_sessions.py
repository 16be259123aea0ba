"""Sessions that ended are thrown away once a day; a busy site would keep them for ever."""

from datetime import date
from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext as _


def clear_expired_sessions(today: date) -> str:
    """The host's own job of the day, whatever the session engine."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return _("Sesiones vencidas: borradas.")
