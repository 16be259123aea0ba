"""Which code makes the pages: what another release kept must not be shown by this one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings

MAKING = frozenset({".html", ".py", ".mo", ".xml", ".svg", ".txt"})
SHOWN_SETTINGS = (
    "CARTA_DEMO",
    "CARTA_PLANNING_MAY_REMIT",
    "DEBUG",
    "STATIC_URL",
    "FORCE_SCRIPT_NAME",
    "CONTENT_SECURITY_POLICY",
    "WAGTAILADMIN_BASE_URL",
)


def fingerprint() -> str:
    """A digest of templates, code, translations, names of static files and public settings."""
    digest = hashlib.sha256()
    for name in SHOWN_SETTINGS:
        digest.update(repr(getattr(settings, name, None)).encode())
    folders = [Path(app.path) for app in apps.get_app_configs() if _is_ours(app.path)]
    folders += [Path(folder) for folder in settings.TEMPLATES[0]["DIRS"]]
    for folder in sorted(set(folders)):
        for path in sorted(folder.rglob("*")):
            if path.suffix in MAKING and path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    names = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if names.is_file():
        digest.update(names.read_bytes())
    return digest.hexdigest()[:16]


def _is_ours(path: str) -> bool:
    return Path(path).is_relative_to(settings.BASE_DIR) and "site-packages" not in path
