"""When everything happens: the whole story in one timeline."""

from __future__ import annotations

from cms.demo.story import campaigns, changes, desks, opening, publications, waiting
from cms.demo.timeline import Script, Step


def steps() -> list[Step]:
    """Every step of the story, in order."""
    script = Script()
    for chapter in (opening, publications, changes, waiting, desks, campaigns):
        chapter.write(script)
    return script.in_order()
