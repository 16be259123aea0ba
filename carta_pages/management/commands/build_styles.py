"""``manage.py build_styles``: joins the sources of the public style sheet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from carta_pages import sheet


class Command(BaseCommand):
    help = "Junta los estilos del lado público en la única hoja que se sirve."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        css = sheet.joined()
        sheet.SHEET.write_text(css, encoding="utf-8")
        self.stdout.write(f"{sheet.SHEET.name}: {len(css.encode())} bytes.")
