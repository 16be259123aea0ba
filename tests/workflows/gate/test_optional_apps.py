"""Rows of apps that this host does not install fit a site that does (DESIGN §3.9)."""

import subprocess
import sys

import pytest

OPTIONAL = [
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.styleguide",
    "wagtail.locales",
]
WALK = f"""
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"
from django.conf import settings
settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, *{OPTIONAL!r}]
import django
django.setup()
from workflows.gate import routes, table
keys = routes.admin_keys()
print("without:", table.without_verdict(keys))
print("dead:", table.dead_rows(keys))
"""


@pytest.mark.slow
def test_optional_apps_are_covered():
    walk = subprocess.run(
        [sys.executable, "-c", WALK], capture_output=True, text=True, timeout=120, check=True
    )
    assert walk.stdout.splitlines()[-2:] == ["without: []", "dead: []"]
