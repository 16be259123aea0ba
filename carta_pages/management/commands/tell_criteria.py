"""Writes docs/criterios.md from the rules that are enforced, so that it cannot say otherwise."""

from typing import Any

from django.core.management.base import BaseCommand

from carta_pages.public.method import text_rules
from workflows.registries import Severity

EFFECT = {
    Severity.ERROR: "impide enviar",
    Severity.WARNING: "se advierte",
    Severity.SUGGESTION: "se sugiere",
}
HEAD = (
    "# Criterios que se comprueban\n"
    "\n"
    "Lo que el sistema comprueba de un texto y de lo que lo respalda antes de "
    "enviarlo a revisión. La tabla sale de las mismas reglas que se hacen cumplir: se"
    " escribe con `manage.py tell_criteria > docs/criterios.md` y una prueba falla si"
    " difieren. De cada criterio entre R16 y R77 otra prueba quita exactamente eso de"
    " un compromiso completo y espera exactamente ese aviso, en la pantalla y en el "
    "envío (`tests/agreements/test_every_criterion.py`).\n"
    "\n"
    "«Impide enviar» vale por toda ruta: la pantalla de envío, un POST directo, el "
    "reenvío de lo devuelto y el envío propio de Wagtail, que está cerrado. Importar "
    "y agrupar no envían nada. Una exclusión no promete nada y no se le pide.\n"
    "\n"
    "| Criterio | Qué se comprueba | Si falta | Fuente | Fuerza |\n"
    "| --- | --- | --- | --- | --- |\n"
)


def document() -> str:
    """The whole page."""
    rows = [
        f"| {rule.number} | {rule.text} | {EFFECT[rule.severity]} | {rule.source} | {rule.force} |"
        for rule in text_rules()
    ]
    return HEAD + "\n".join(rows) + "\n"


class Command(BaseCommand):
    help = "Escribe la tabla de criterios que se comprueban, en Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(document(), ending="")
