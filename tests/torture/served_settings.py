"""A web process on the database of the test that began it, with public pages kept."""

from cms.settings.test import *  # noqa: F403  (the settings are the module)
from cms.settings.test import DATABASES, env

DATABASES["default"]["NAME"] = env.str("CARTA_TORTURE_DATABASE")
CARTA_PAGE_CACHE = True
CARTA_BODIES_MB = 4
