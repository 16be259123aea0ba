"""Settings of the test suite: SQLite in a temporary file, or the database of DATABASE_URL.

A file, not memory: tests with several threads need the locks and the WAL that ship.
"""

import os
import tempfile
from pathlib import Path

from cms.settings.base import *  # noqa: F403  (the settings are the module)
from cms.settings.base import DATABASES, STORAGES

SECRET_KEY = "test-only-" + "x" * 60
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CARTA_DEMO = True
CARTA_CLOCK_MAY_BE_SET = True

VAR_DIR = Path(tempfile.gettempdir()) / f"carta-test-{os.getpid()}"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = ":memory:"  # for commands; a test run makes its own file
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    # Durability is tried where it counts, on SQLite files and whole processes; here speed is.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
    # Named after the process, so that two runs on one server do not meet.
    DATABASES["default"]["TEST"] = {"NAME": f"test_carta_{os.getpid()}"}

STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
CARTA_PAPER_DIR = VAR_DIR / "papel"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Off so that a test may sign in without a request; the throttling tests switch it on.
AXES_ENABLED = False
# Its own tests switch it on: elsewhere every page must be made from what the test wrote.
CARTA_PAGE_CACHE = False
CARTA_BODIES_MB = 0
WHITENOISE_AUTOREFRESH = True
WAGTAILADMIN_BASE_URL = "http://testserver"
