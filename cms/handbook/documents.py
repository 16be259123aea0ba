"""Guides written in Markdown, as HTML that links to its neighbours.

The files are the house's own and markup typed in them is not read as markup; what comes out is
cleaned all the same (``entities.sanitize.document_html``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entities.sanitize import document_html

if TYPE_CHECKING:
    from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR) / "docs"
IMAGES = "imagenes"
#: The last section of a guide may speak of code; the screens leave it out.
FOR_PROGRAMMERS = "\n## Para quien programa\n"

#: What people of the entities and the ministry need, in the order of the menu.
TITLES = {
    "guia-editores": gettext_lazy("Guía de uso"),
    "guia-ministerio": gettext_lazy("Guía para el Ministerio del Trabajo"),
    "flujo-de-aprobacion": gettext_lazy("Cómo se aprueba un texto"),
    "estados-del-servicio": gettext_lazy("Los estados de un servicio"),
    "lo-que-respalda": gettext_lazy("Lo que respalda una promesa"),
    "plan-de-publicacion": gettext_lazy("El plan de publicación"),
    "cartera": gettext_lazy("La cartera de servicios"),
    "comunicacion": gettext_lazy("Avisos, destacados y papel"),
    "personal": gettext_lazy("Administrar el personal"),
    "segundo-factor": gettext_lazy("El segundo factor"),
    "glosario": gettext_lazy("Glosario"),
}

Address = Callable[[str], str]


@dataclass(frozen=True)
class Guide:
    """One guide that can be read: its name in addresses and its title."""

    slug: str
    title: str


def guides() -> list[Guide]:
    """The guides that this installation has; none where ``docs/`` was not delivered."""
    present = [slug for slug in TITLES if (FOLDER / f"{slug}.md").is_file()]
    return [Guide(slug, str(TITLES[slug])) for slug in present]


def image_path(name: str) -> Path | None:
    """The picture of that name, or ``None``: only what stands in the folder is looked up."""
    found = {path.name: path for path in (FOLDER / IMAGES).glob("*.png")}
    return found.get(name)


def guide_html(slug: str, guide_address: Address, image_address: Address) -> SafeString:
    """One guide as HTML.

    Args:
        slug: one of ``guides()``.
        guide_address: slug → its address, for links between guides.
        image_address: file name → its address.
    """
    text = (FOLDER / f"{slug}.md").read_text(encoding="utf-8").partition(FOR_PROGRAMMERS)[0]
    return document_html(to_html(text, guide_address, image_address))


def to_html(text: str, guide_address: Address, image_address: Address) -> str:
    """Markdown as HTML: headings can be linked to, tables scroll, diagrams in code stay out."""
    from markdown_it import MarkdownIt  # a web process that shows no guide does without it

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = [token for token in reader.parse(text) if token.info.strip() != "mermaid"]
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(following.content))
    for token in tokens:
        if token.children:
            token.children = _inline(token.children, guide_address, image_address)
    html: str = reader.renderer.render(tokens, reader.options, {})
    opened = f'<div class="carta-scroll" tabindex="0" role="group" aria-label="{_("Tabla")}"><table'
    return html.replace("<table", opened).replace("</table>", "</table></div>")


def anchor(heading: str) -> str:
    """The name of a heading in links, as code hosting sites make it: «La unidad» → la-unidad."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))


def _inline(tokens: Sequence[Token], guide_address: Address, image_address: Address) -> list[Token]:
    """Links and pictures with addresses of the administration; a link to a page that is not
    served here leaves its words."""
    kept, dropping = [], False
    for token in tokens:
        if token.type == "link_open":
            target = _address(str(token.attrGet("href")), guide_address)
            dropping = target is None
            if target is not None:
                token.attrSet("href", target)
        if token.type == "image":
            token.attrSet("src", image_address(Path(str(token.attrGet("src"))).name))
        if not (dropping and token.type in {"link_open", "link_close"}):
            kept.append(token)
        if token.type == "link_close":
            dropping = False
    return kept


def _address(href: str, guide_address: Address) -> str | None:
    if href.startswith(("#", "https://")):
        return href
    name, _hash, place = href.partition("#")
    slug = name.removesuffix(".md")
    if slug not in TITLES:
        return None
    return guide_address(slug) + (f"#{place}" if place else "")
