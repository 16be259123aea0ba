"""Images and documents: each entity works with its own, and nobody erases a used one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from workflows.gate.rows import (
    Access,
    Reach,
    Rows,
    Target,
    Where,
    closed,
    of_entity,
    platform,
)
from workflows.gate.who import works_with_files

_rows = Rows()
ROWS = _rows.rows

LISTED = _("La lista muestra solo las colecciones que la persona alcanza.")
OWN_FILE = _("Archivos de la propia entidad.")
KEPT = _("Un archivo de la carta no se elimina: una versión publicada puede citarlo.")
REPLACE_IT = _("Quien lo subió puede cargar otro y elegirlo en la página.")

_rows.add(
    of_entity(LISTED, guard=works_with_files),
    "wagtailimages:index",
    "wagtailimages:index_results",
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages_chooser:choose",
    "wagtailimages_chooser:choose_results",
    "wagtailimages_chooser:create",
    "wagtaildocs:index",
    "wagtaildocs:index_results",
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:choose",
    "wagtaildocs_chooser:choose_results",
    "wagtaildocs_chooser:create",
)

_IMAGE = Target("image", "image_id")
_rows.add(
    of_entity(OWN_FILE, _IMAGE),
    "wagtailimages:edit",
    "wagtailimages:edit_multiple",
    "wagtailimages:url_generator",
    "wagtailimages:url_generator_output",
    "wagtailimages:preview",
    "wagtailimages:image_usage",
    "wagtailimages_chooser:select_format",
)
_rows.add(of_entity(OWN_FILE, Target("image", "pk")), "wagtailimages_chooser:chosen")
_rows.add(
    of_entity(OWN_FILE, Target("image", "id", Where.QUERY)),
    "wagtailimages_chooser:chosen_multiple",
)
_rows.add(
    closed(KEPT, REPLACE_IT, _IMAGE, reach=Reach.OWN),
    "wagtailimages:delete",
    "wagtailimages:delete_multiple",
)

_DOCUMENT = Target("document", "document_id")
_DOC = Target("document", "doc_id")
_rows.add(of_entity(OWN_FILE, _DOCUMENT), "wagtaildocs:edit", "wagtaildocs:document_usage")
_rows.add(of_entity(OWN_FILE, _DOC), "wagtaildocs:edit_multiple")
_rows.add(of_entity(OWN_FILE, Target("document", "pk")), "wagtaildocs_chooser:chosen")
_rows.add(
    of_entity(OWN_FILE, Target("document", "id", Where.QUERY)),
    "wagtaildocs_chooser:chosen_multiple",
)
_rows.add(closed(KEPT, REPLACE_IT, _DOCUMENT, reach=Reach.OWN), "wagtaildocs:delete")
_rows.add(closed(KEPT, REPLACE_IT, _DOC, reach=Reach.OWN), "wagtaildocs:delete_multiple")

_rows.add(
    of_entity(_("Cargas sin terminar de la misma persona."), Target("upload", "uploaded_file_id")),
    "wagtailimages:create_multiple_from_uploaded_image",
    "wagtailimages:delete_upload_multiple",
    "wagtaildocs:create_multiple_from_uploaded_document",
    "wagtaildocs:delete_upload_multiple",
)

_API = _("Lista técnica de archivos de todas las entidades.")
_rows.add(
    platform(_API),
    "wagtailadmin_api:images:listing",
    "wagtailadmin_api:images:find",
    "wagtailadmin_api:documents:listing",
    "wagtailadmin_api:documents:find",
)
_rows.add(of_entity(OWN_FILE, Target("image", "pk")), "wagtailadmin_api:images:detail")
_rows.add(of_entity(OWN_FILE, Target("document", "pk")), "wagtailadmin_api:documents:detail")
_rows.add(
    platform(_("El texto de la carta no incrusta contenido de otros sitios.")),
    "wagtailembeds:chooser",
    "wagtailembeds:chooser_upload",
)

_rows.add(
    platform(_("Las colecciones de cada entidad las crea el sistema con ella.")),
    "wagtailadmin_collections:index",
    "wagtailadmin_collections:add",
)
_ENTITY_COLLECTION = _("Las colecciones de una entidad no se cambian, mueven, abren ni eliminan.")
_WITH_ENTITY = _("Nacen y se cierran con la entidad, desde el registro de entidades.")
_rows.add(
    closed(
        _ENTITY_COLLECTION,
        _WITH_ENTITY,
        Target("collection", "pk"),
        reach=Reach.ABOVE,
        otherwise=Access.PLATFORM,
    ),
    "wagtailadmin_collections:edit",
    "wagtailadmin_collections:delete",
)
_rows.add(
    closed(
        _ENTITY_COLLECTION,
        _WITH_ENTITY,
        Target("collection", "collection_id"),
        reach=Reach.ABOVE,
        otherwise=Access.PLATFORM,
    ),
    "wagtailadmin_collections:set_privacy",
)
