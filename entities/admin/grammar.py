"""What the screens of a register say, with the gender of its thing: «Nueva unidad»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Grammar:
    """A noun of the house: singular, plural and gender."""

    singular: str | _StrPromise
    plural: str | _StrPromise
    feminine: bool

    def _say(self, feminine: str, masculine: str, **values: Any) -> str:
        words = {"one": self.singular, "many": self.plural, **values}
        return (feminine if self.feminine else masculine) % words

    @property
    def new(self) -> str:
        return self._say(_("Nueva %(one)s"), _("Nuevo %(one)s"))

    @property
    def edit(self) -> str:
        return self._say(_("Editar la %(one)s"), _("Editar el %(one)s"))

    @property
    def history(self) -> str:
        return self._say(_("Historial de la %(one)s"), _("Historial del %(one)s"))

    @property
    def back(self) -> str:
        return self._say(_("Volver a las %(many)s"), _("Volver a los %(many)s"))

    @property
    def none_yet(self) -> str:
        return self._say(
            _("Todavía no hay %(many)s registradas."), _("Todavía no hay %(many)s registrados.")
        )

    @property
    def none_found(self) -> str:
        return self._say(
            _("Ninguna de las %(many)s coincide con su búsqueda o filtros."),
            _("Ninguno de los %(many)s coincide con su búsqueda o filtros."),
        )

    @property
    def search(self) -> str:
        return _("Buscar %(many)s") % {"many": self.plural}

    def created(self, name: Any) -> str:
        return self._say(
            _("Quedó registrada la %(one)s «%(name)s»."),
            _("Quedó registrado el %(one)s «%(name)s»."),
            name=name,
        )

    def updated(self, name: Any) -> str:
        return self._say(
            _("Se guardaron los cambios de la %(one)s «%(name)s»."),
            _("Se guardaron los cambios del %(one)s «%(name)s»."),
            name=name,
        )

    @property
    def not_saved(self) -> str:
        return self._say(
            _("No se guardó la %(one)s: corrija los datos señalados."),
            _("No se guardó el %(one)s: corrija los datos señalados."),
        )
