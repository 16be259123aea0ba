"""Coming in, going out, and what every screen of the admin loads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate.guards import well_formed_preference
from workflows.gate.rows import Rows, Target, closed, of_entity, open_to_all, platform

_rows = Rows()
ROWS = _rows.rows

_rows.add(
    open_to_all(_("Entrar, salir y recuperar la contraseña es de cada persona.")),
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
)
_rows.add(
    open_to_all(_("Su propia cuenta y sus propios avisos.")),
    "wagtailadmin_account",
)
_rows.add(
    open_to_all(_("Sus propios avisos."), guard=well_formed_preference),
    "wagtailadmin_dismissibles",
)
_rows.add(
    open_to_all(_("Inicio: cada panel pregunta por los roles de la persona.")),
    "wagtailadmin_home",
)
_rows.add(
    open_to_all(_("Iconos y traducciones de la pantalla.")),
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtail_modeladmin:javascript_catalog",
)
_rows.add(
    open_to_all(_("Muestra de un bloque con valores de ejemplo, sin contenido de nadie.")),
    "wagtailadmin_block_preview",
)
_rows.add(
    open_to_all(_("Página de error 404 y direcciones desconocidas.")),
    "~test404/",
    "~unknown",
)
_rows.add(
    closed(
        _("Esta dirección solo provoca un error de prueba."),
        _("Los errores se prueban en la suite de pruebas."),
    ),
    "wagtailadmin_error_test",
)
_rows.add(
    of_entity(
        _("Dice quién más tiene abierta la misma página."),
        Target("object", "app_label,model_name,object_id"),
    ),
    "wagtailadmin_editing_sessions:ping",
)
_rows.add(
    open_to_all(_("Cierra la propia sesión de edición; la de otra persona no cambia.")),
    "wagtailadmin_editing_sessions:release",
)
_rows.add(
    platform(_("Las etiquetas se comparten entre entidades; su lista no se muestra a cada una.")),
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_tag_model_autocomplete",
)
