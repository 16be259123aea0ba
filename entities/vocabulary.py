"""The closed lists of the room: roles, capacities, levels and kinds (R1, R11, R52).

They live apart from :mod:`entities.roles` so that models may use them without importing
the questions that are asked of models.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Who a person is for an entity, or for the whole platform (R1)."""

    UNI = "uni", _("Unidad o dueño del proceso")
    TER = "ter", _("Nivel desconcentrado")
    CAL = "cal", _("Gestión de la calidad")
    PLAN = "plan", _("Planificación")
    MAX = "max", _("Máxima autoridad o su delegado")
    COM = "com", _("Comunicación")
    AUD = "aud", _("Auditoría o contraparte")
    STAFF = "per", _("Administración del personal")
    MDT_RECEPTION = "mdt_rec", _("Ministerio del Trabajo: recepción")
    MDT_CONTROL = "mdt_ctl", _("Ministerio del Trabajo: control")
    MDT_PUBLICATION = "mdt_pub", _("Ministerio del Trabajo: publicación")
    ADM = "adm", _("Administración de la plataforma")


ENTITY_ROLES = (
    Role.UNI, Role.TER, Role.CAL, Role.PLAN, Role.MAX, Role.COM, Role.AUD, Role.STAFF,
)  # fmt: skip
MDT_ROLES = (Role.MDT_RECEPTION, Role.MDT_CONTROL, Role.MDT_PUBLICATION)
CROSS_ENTITY_ROLES = (*MDT_ROLES, Role.ADM)
STAFF_GIVEN_ROLES = tuple(role for role in ENTITY_ROLES if role != Role.STAFF)
"""What whoever manages an entity's people may give and end: never their own kind of role, so
that a manager cannot make another one. Managers are named by the platform (DESIGN §3.10)."""
UNIT_ROLES = (Role.UNI, Role.TER)
"""Roles that may be limited to units; the others hold for the whole entity."""
EDITOR_ROLES = (Role.UNI, Role.TER, Role.CAL, Role.COM)
"""Roles that write drafts: the only ones with add and change on their entity's pages."""
SINGLE_HOLDER_ROLES = (Role.MAX, Role.PLAN, Role.CAL)
"""Roles with at most one titular per entity and day (R11: others act «en su lugar»)."""


class Capacity(TextChoices):
    """In what quality somebody acts (R11, «o quien hiciere sus veces»)."""

    TITULAR = "titular", _("Titular")
    SUBROGANTE = "subrogante", _("Subrogante")
    ENCARGADO = "encargado", _("Encargado/a")
    DELEGADO = "delegado", _("Delegado/a")


class InvitationEnd(TextChoices):
    """How an invitation stopped being open; an expired one was simply never used."""

    ACCEPTED = "aceptada", _("Aceptada")
    REPLACED = "reemplazada", _("Reemplazada por otra")
    CANCELLED = "anulada", _("Anulada")


class UnitLevel(TextChoices):
    CENTRAL = "central", _("Planta central")
    ZONAL = "zonal", _("Zonal")
    PROVINCIAL = "provincial", _("Provincial")
    DISTRITAL = "distrital", _("Distrital")
    DESCONCENTRADA = "desconcentrada", _("Unidad desconcentrada")


class TerritorialLevel(TextChoices):
    PROVINCE = "provincia", _("Provincia")
    ZONE = "zona", _("Zona")
    DISTRICT = "distrito", _("Distrito")


class PointKind(TextChoices):
    AGENCY = "agencia", _("Agencia u oficina")
    WINDOW = "ventanilla", _("Ventanilla")
    MOBILE = "movil", _("Unidad móvil o brigada")
    HOSPITAL = "hospital", _("Punto en hospital")
    VIRTUAL = "virtual", _("Agencia virtual")
    PHONE = "telefono", _("Centro de contacto")


class PointZone(TextChoices):
    """Clocks of a point of service; Galápagos lives one hour earlier (DESIGN §6)."""

    MAINLAND = "America/Guayaquil", _("Ecuador continental (UTC−5)")
    GALAPAGOS = "Pacific/Galapagos", _("Galápagos (UTC−6)")


class ChangeState(TextChoices):
    PROPOSED = "propuesto", _("Por confirmar")
    CONFIRMED = "confirmado", _("Confirmado")
    REJECTED = "rechazado", _("Rechazado")
