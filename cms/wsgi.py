"""Entry point of the production server; ``make run`` names the local settings itself."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django_application = get_wsgi_application()

from cms import background, embedded  # noqa: E402  (they need the settings)
from cms.page_cache.front import before  # noqa: E402

application = before(django_application)

background.begin()
embedded.keep_open()
