"""The settings of the run as a server has them: public pages are kept."""

from bench.worker_settings import *  # noqa: F403  (the settings are the module)

CARTA_PAGE_CACHE = True
