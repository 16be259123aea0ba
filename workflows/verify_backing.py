"""Whether what stood behind each page is what the trace says was seen (DESIGN §3.13)."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.models import FrozenBacking
from workflows.snapshots import text_digest
from workflows.verify_chain import Fault, Told


def backings(told: Told, using: str) -> Iterator[Fault]:
    """Every frozen backing against its own hash and against the trace, and none missing."""
    kept: set[tuple[int, str]] = set()
    rows = FrozenBacking.objects.using(using).order_by("pk")
    columns = rows.values_list("pk", "decision_id", "item__page_id", "text", "sha256")
    for pk, decision_id, page_id, text, sha256 in columns.iterator(500):
        kept.add((page_id, sha256))
        where = f"respaldo fijado {pk}"
        if text_digest(text) != sha256:
            yield Fault(where, "su contenido fue alterado")
        if told.backings.get((decision_id, page_id)) != sha256:
            yield Fault(where, "no consta así en la traza")
    for page_id, sha256 in sorted(
        {(page_id, sha256) for (_decision, page_id), sha256 in told.backings.items()} - kept
    ):
        where = f"respaldo {sha256[:12]} de la página {page_id}"
        yield Fault(where, "consta en la traza y no existe")
