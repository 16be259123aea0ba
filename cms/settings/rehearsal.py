"""The same settings on a database and a folder of their own, for the rehearsal of a backup.

Started by ``cms.backups.rehearsal`` alone, which says where everything is.
"""

import os
from importlib import import_module
from pathlib import Path

_rehearsed = import_module(os.environ["CARTA_REHEARSED_SETTINGS"])
globals().update({name: getattr(_rehearsed, name) for name in dir(_rehearsed) if name.isupper()})

VAR_DIR = Path(os.environ["CARTA_REHEARSAL_DIR"])
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
CARTA_PAPER_DIR = VAR_DIR / "papel"
EMAIL_FILE_PATH = str(VAR_DIR / "correo")
DATABASES = {
    "default": {**_rehearsed.DATABASES["default"], "NAME": os.environ["CARTA_REHEARSAL_DATABASE"]}
}
# Nothing of the running installation hears of it.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CARTA_PAGE_CACHE = False
