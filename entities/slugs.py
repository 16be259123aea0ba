"""Addresses: lower-case ASCII, and never a word the site needs for itself (DESIGN §6).

A child page called «historial» would be shadowed by its parent's history page; an entity
called «admin» by the editors' door. Both are refused with a message, here, for entities
and for pages alike.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from entities.errors import Problem

MAX_SLUG_LENGTH = 60

RESERVED_SLUGS = frozenset(
    {
        "accounts", "acceso", "admin", "api", "archivos", "atom", "buscar", "cambios",
        "comparar", "cuenta", "datos", "django-admin", "documentos", "documents", "entrar",
        "favicon.ico", "feed", "guia-visual", "healthz", "historial", "imagenes", "images",
        "ingresar", "login", "logout", "manifest.json", "media", "metodo", "mi-provincia",
        "opinar", "portal", "preview", "robots.txt", "salir", "salud", "security.txt", "sitemap",
        "sitemap.xml", "static", "verificar", "versiones", "vista-previa", "well-known",
        ".well-known",
    }
)  # fmt: skip

_of_rooms_above: set[str] = set()

_SHAPE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def reserve(word: str) -> None:
    """Keep a word for a room above, which says so in its ``AppConfig.ready``."""
    _of_rooms_above.add(word)


def is_reserved(slug: str) -> bool:
    """Whether the site needs the word for itself."""
    return slug.lower() in RESERVED_SLUGS or slug.lower() in _of_rooms_above


def slug_message(slug: str) -> str | None:
    """What is wrong with an address word, in Spanish, or None."""
    if not slug:
        return _("Escriba la dirección corta.")
    if is_reserved(slug):
        return _("«%(slug)s» es una palabra que el portal usa para sí mismo; elija otra.") % {
            "slug": slug
        }
    if len(slug) > MAX_SLUG_LENGTH:
        return _("La dirección corta puede tener hasta %(max)d caracteres.") % {
            "max": MAX_SLUG_LENGTH
        }
    if not _SHAPE.match(slug):
        return _(
            "Use solo letras minúsculas sin tilde, números y guiones; por ejemplo «registro-civil»."
        )
    return None


def slug_problems(slug: str, field: str = "slug") -> list[Problem]:
    message = slug_message(slug)
    return [Problem(field, message)] if message else []


def validate_slug(slug: str) -> None:
    """The same rule as a field validator."""
    message = slug_message(slug)
    if message:
        raise ValidationError(message, code="reserved_slug")
