"""Settings of an installation, on databases, files and mails of its own.

PostgreSQL has the queue of tasks of production. SQLite does everything at once: nothing here
serves requests, so letters too are written before the act ends (``cms.background``).
Durability is left as it ships too: a commit waits for the disk.
"""

from cms.settings.base import *  # noqa: F403  (the settings are the module)
from cms.settings.base import DATABASES, LOGGING, STORAGES, VAR_DIR, env

VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = "bench-only-" + "x" * 60
ALLOWED_HOSTS = ["testserver", "bare.testserver"]
CARTA_PAGE_CACHE = False  # what it costs to make a page is asked here
WAGTAILADMIN_BASE_URL = "http://testserver"

#: The databases are ``test_bench_<process>`` and, for the large country, its copy.
BENCH_NAME = env.str("CARTA_BENCH_NAME", default="test_bench")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"{BENCH_NAME}.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": BENCH_NAME}
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in by it
# The line of each request is written, as it is in production; to a file, not to this terminal.
LOGGING["handlers"]["stderr"] = {
    "class": "logging.FileHandler",
    "filename": str(VAR_DIR / "bench.log"),
    "formatter": "json",
}
