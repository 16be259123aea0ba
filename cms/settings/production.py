"""A public installation. Refuses to start when something would make it unsafe (T60)."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *  # noqa: F403  (the settings are the module)
from cms.settings.base import FORCE_SCRIPT_NAME, env
from cms.settings.guard import production_problems

SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
CARTA_DEMO = env.bool("CARTA_DEMO", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
WAGTAILADMIN_BASE_URL = env.str("CARTA_BASE_URL", default="")
CARTA_SECOND_FACTOR = env.str("CARTA_SECOND_FACTOR", default="required")

problems = production_problems(
    secret_key=SECRET_KEY,
    debug=DEBUG,
    allowed_hosts=ALLOWED_HOSTS,
    demo=CARTA_DEMO,
    base_url=WAGTAILADMIN_BASE_URL,
)
if problems:
    message = "Carta no arranca con esta configuración de producción:\n- " + "\n- ".join(problems)
    raise ImproperlyConfigured(message)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SECURE_SSL_REDIRECT = env.bool("CARTA_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("CARTA_HSTS_SECONDS", default=365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Only behind a proxy that always sets (and never passes on) this header.
if env.bool("CARTA_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
if FORCE_SCRIPT_NAME is None:
    SESSION_COOKIE_NAME = "__Host-carta_sesion"
    CSRF_COOKIE_NAME = "__Host-carta_csrf"
    CARTA_KNOWN_COOKIE_NAME = "__Host-carta_conocido"
