"""Pages that the proxy shows by itself: when it refuses, or when nobody behind it answers.

They are files, written with the static ones, because then nothing of ours may be running. What a
page links to is beside it: style, letters and drawings come from the proxy too.
"""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.urls import get_script_prefix

FOLDER = "avisos"
#: The template of each file; ``deploy/nginx/carta.conf`` names the files.
PAGES = {
    "espere.html": "proxy/slow_down.html",
    "no-disponible.html": "proxy/unavailable.html",
    "muy-grande.html": "proxy/too_large.html",
}


def write(root: Path) -> list[Path]:
    """Write every page in place of the one there was.

    Args:
        root: where static files are collected; their names with digests must be known already.

    Returns:
        the files.
    """
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, template in PAGES.items():
        text = render_to_string(template, {"home": get_script_prefix()})
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written
