"""``collectstatic``, and with it the pages that the proxy shows by itself (``cms.proxy_pages``)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic

from cms import proxy_pages


class Command(collectstatic.Command):
    def handle(self, **options: Any) -> str | None:
        said: str | None = super().handle(**options)
        if not options["dry_run"] and settings.STATIC_ROOT:
            proxy_pages.write(Path(settings.STATIC_ROOT))
        return said
