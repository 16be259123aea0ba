"""What a line of the security log was about, in plain words.

The route and the status are what is kept, for they name nobody; what a person reads in the list
is told from them. An address that has no words here is shown as it is.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cms.models import SecurityEvent

Kind = SecurityEvent.Kind
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

#: The beginning of a route below the admin, and what is found there; the longest one counts.
PLACES: dict[str, str | Promise] = {
    "account": _l("su cuenta"),
    "agreements/acknowledgement": _l("los acuses de acuerdos"),
    "agreements/commitmentsignoff": _l("las validaciones de compromisos"),
    "agreements/instrumenttick": _l("las incorporaciones en instrumentos"),
    "agreements/plannedservice": _l("los servicios planificados"),
    "agreements/planmeeting": _l("las reuniones de trabajo"),
    "agreements/planstage": _l("las etapas de los planes"),
    "agreements/publicationplan": _l("los planes de publicación"),
    "agreements/stagenote": _l("los avances de las etapas"),
    "agreements/technicalassistance": _l("las asistencias técnicas"),
    "agreements/capabilityassessment": _l("las autoevaluaciones de capacidad"),
    "agreements/entityrules": _l("las reglas de la entidad"),
    "agreements/evidence": _l("las evidencias"),
    "agreements/internaltime": _l("los tiempos internos"),
    "agreements/operationagreement": _l("los acuerdos de operación"),
    "agreements/operationalrequirement": _l("los requisitos operativos"),
    "agreements/process": _l("los procesos"),
    "agreements/reviewcase": _l("las revisiones obligatorias"),
    "agreements/serviceconditions": _l("las condiciones del servicio"),
    "agreements/standardsupport": _l("los sustentos de estándares"),
    "api/main/documents": _l("la lista técnica de documentos"),
    "api/main/images": _l("la lista técnica de imágenes"),
    "api/main/pages": _l("la lista técnica de páginas"),
    "ayuda": _l("la ayuda"),
    "bulk": _l("una acción sobre varias filas"),
    "carta": _l("una página de la carta"),
    "carta/importar": _l("«Importar»"),
    "cartera": _l("la cartera de servicios"),
    "cartera/hoja": _l("una hoja de la cartera de servicios"),
    "carta/servicios": _l("los servicios de la entidad"),
    "carta/texto-conservado": _l("un texto conservado"),
    "choose-": _l("la elección de un enlace"),
    "collections": _l("las colecciones de archivos"),
    "documents": _l("los documentos"),
    "editing-sessions": _l("quién más edita una página"),
    "embeds": _l("el contenido de otros sitios"),
    "entities/campaignnotice": _l("los avisos de campaña"),
    "entities/entity": _l("el registro de entidades"),
    "entities/featuredservices": _l("los servicios destacados"),
    "entities/holiday": _l("el registro de feriados"),
    "entities/organizationalunit": _l("el registro de unidades"),
    "entities/pointchange": _l("los cambios de puntos de atención"),
    "entities/pointofservice": _l("los puntos de atención"),
    "entities/roleassignment": _l("el registro de roles"),
    "entities/temporaryclosure": _l("los cierres temporales"),
    "entities/territorialunit": _l("el territorio"),
    "expedientes": _l("los expedientes"),
    "expedientes/<int:pk>": _l("un expediente"),
    "expedientes/<int:pk>/decidir": _l("la decisión de un expediente"),
    "expedientes/<int:pk>/respaldo": _l("un archivo de lo que respalda un expediente"),
    "expedientes/adjuntos": _l("un archivo de un expediente"),
    "expedientes/avisos": _l("los avisos"),
    "expedientes/enviar": _l("el envío de una página a revisión"),
    "expedientes/tablero": _l("el tablero"),
    "expedientes/traza": _l("la traza"),
    "groups": _l("los grupos de cuentas"),
    "images": _l("las imágenes"),
    "invitacion": _l("una invitación"),
    "login": _l("la entrada"),
    "logout": _l("la salida"),
    "pages": _l("las páginas"),
    "pages/<int:page_id>": _l("una página"),
    "pages/add": _l("una página nueva"),
    "password_reset": _l("la recuperación de la contraseña"),
    "personal": _l("«Personal»"),
    "personal/invitaciones": _l("una invitación en «Personal»"),
    "personal/invitar": _l("una invitación nueva en «Personal»"),
    "personal/personas": _l("una persona en «Personal»"),
    "personal/roles": _l("un rol en «Personal»"),
    "planes": _l("los planes de publicación"),
    "planes/<int:pk>": _l("un plan de publicación"),
    "planes/<int:pk>/aprobar": _l("la aprobación de un plan de publicación"),
    "registro-de-seguridad": _l("el registro de seguridad"),
    "reports": _l("los informes generales"),
    "respaldo/cadena": _l("la cadena de trazabilidad"),
    "respaldo/evidencia": _l("el archivo de una evidencia"),
    "segundo-factor": _l("el segundo factor"),
    "settings": _l("la configuración del sitio"),
    "sites": _l("los sitios"),
    "snippets": _l("los fragmentos"),
    "tag-autocomplete": _l("las etiquetas de archivos"),
    "users": _l("las cuentas"),
    "workflows": _l("los flujos de aprobación"),
    "workflows/stagedeadline": _l("los plazos internos"),
}

#: By kind, where the status would say something else: a wrong password is answered with 200.
OF_KIND: dict[str, str | Promise] = {
    Kind.SIGNED_IN: _l("Entró"),
    Kind.SIGNED_OUT: _l("Salió"),
    Kind.SIGN_IN_FAILED: _l("No entró"),
    Kind.REFUSED: _l("Se negó"),
    Kind.LOCKED_OUT: _l("Se negó por un tiempo"),
    Kind.FACTOR_FAILED: _l("No entró"),
}
OF_STATUS: dict[int, str | Promise] = {
    400: _l("No se entendió"),
    403: _l("Se negó"),
    404: _l("No se encontró"),
    409: _l("No se hizo: había cambiado"),
    429: _l("Se negó por un tiempo"),
}


def asked(event: SecurityEvent) -> str:
    """What was asked for: whether to see or to do something, and where."""
    place = place_of(event.route)
    if not place:
        return event.route or "—"
    if event.method in SAFE:
        return _("Ver %s") % place
    return _("Enviar un formulario de %s") % place


def place_of(route: str) -> str:
    """What is found at a route, for the longest beginning that has words; else empty."""
    path = _below_admin(route)
    if path == "":
        return _("el inicio")
    found = [start for start in PLACES if path.startswith(start)]
    return str(PLACES[max(found, key=len)]) if found else ""


def _below_admin(route: str) -> str:
    """Without the first step, wherever the admin hangs, nor the marks of a pattern."""
    return route.partition("/")[2].replace("^", "").replace("$", "")


def result(event: SecurityEvent) -> str:
    """How it ended."""
    told = OF_KIND.get(event.kind) or OF_STATUS.get(event.status)
    if told is not None:
        return str(told)
    if event.status >= 500:
        return _("Falló")
    return _("Se hizo") if event.status < 400 else _("No se hizo")
