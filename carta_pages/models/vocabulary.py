"""Words the carta is written with: closed lists, each from a source (R17, R38, R43, R101).

Where a source leaves its list open («u otras aplicables») the list ends with «otra» and the
model has a text field beside it.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dimension(models.TextChoices):
    """Dimensions of quality (R38; guide 7.1, act. 1)."""

    ACCESSIBILITY = "accesibilidad", _("Accesibilidad")
    RESPONSIVENESS = "capacidad_respuesta", _("Capacidad de respuesta")
    EMPATHY = "empatia", _("Empatía")
    PERSONAL_ATTENTION = "atencion_personal", _("Atención personal")
    RELIABILITY = "fiabilidad", _("Fiabilidad")
    OTHER = "otra", _("Otra dimensión")


class JourneyStep(models.TextChoices):
    """Points of the user's journey where a quality factor arises (R36-R37)."""

    INFORMATION = "informacion_previa", _("Información previa")
    TURN = "turno", _("Turno")
    RECEPTION = "recepcion_requisitos", _("Recepción de requisitos")
    VALIDATION = "validacion", _("Validación")
    RESOLUTION = "resolucion", _("Resolución")
    DELIVERY = "entrega", _("Entrega")
    AFTERCARE = "posatencion", _("Posatención")


class ChannelKind(models.TextChoices):
    """Channels of attention (services matrix of LOTAIP, plus three in common use)."""

    WINDOW = "ventanilla", _("Ventanilla")
    OFFICE = "oficina", _("Oficina")
    BRIGADE = "brigada", _("Brigada")
    WEB = "pagina_web", _("Página web")
    EMAIL = "correo_electronico", _("Correo electrónico")
    CHAT = "chat_en_linea", _("Chat en línea")
    CONTACT_CENTER = "contact_center", _("Contact center")
    CALL_CENTER = "call_center", _("Call center")
    TELEPHONE = "telefono_institucion", _("Teléfono de la institución")
    VIRTUAL_AGENCY = "agencia_virtual", _("Agencia virtual")
    MOBILE_APP = "app_movil", _("Aplicación móvil")
    MOBILE_UNIT = "unidad_movil", _("Unidad móvil")


class Beneficiary(models.TextChoices):
    """Who may ask for a service (kinds of the state's procedure catalogue, gob.ec)."""

    NATURAL_ECUADORIAN = "natural_ecuatoriana", _("Persona natural - ecuatoriana")
    NATURAL_FOREIGN = "natural_extranjera", _("Persona natural - extranjera")
    LEGAL_PRIVATE = "juridica_privada", _("Persona jurídica - privada")
    LEGAL_PUBLIC = "juridica_publica", _("Persona jurídica - pública")


class Frequency(models.TextChoices):
    """How often an indicator is measured; it rules its follow-up (guide 7.3)."""

    MONTHLY = "mensual", _("Mensual")
    BIMONTHLY = "bimestral", _("Bimestral")
    QUARTERLY = "trimestral", _("Trimestral")
    FOUR_MONTHLY = "cuatrimestral", _("Cuatrimestral")
    HALF_YEARLY = "semestral", _("Semestral")
    YEARLY = "anual", _("Anual")


class MeasureUnit(models.TextChoices):
    """Unit of an indicator; its standard and its territorial standards share it (R45, R98)."""

    PERCENT = "porcentaje", _("%")
    MINUTES = "minutos", _("minutos")
    HOURS = "horas", _("horas")
    DAYS = "dias", _("días")
    BUSINESS_DAYS = "dias_laborables", _("días laborables")
    SCORE = "puntos", _("puntos")
    COUNT = "numero", _("número de casos")
    OTHER = "otra", _("otra unidad")


class Direction(models.TextChoices):
    """Which way is better (R43)."""

    HIGHER = "mayor", _("Mayor es mejor")
    LOWER = "menor", _("Menor es mejor")


class Operator(models.TextChoices):
    """How a measured value is compared with the standard (R45)."""

    AT_LEAST = "gte", _("≥ (al menos)")
    AT_MOST = "lte", _("≤ (como máximo)")
    EQUAL = "eq", _("= (exactamente)")
    WITHIN = "range", _("dentro de (desde - hasta)")


class ScopeKind(models.TextChoices):
    """The check boxes of the report's section 4, in its order (R101)."""

    NATIONAL = "nacional", _("Nacional")
    ZONAL = "zonal", _("Zonal")
    PROVINCIAL = "provincial", _("Provincial")
    DISTRICT = "distrital", _("Distrital")
    CENTRAL = "planta_central", _("Planta central")
    DECONCENTRATED = "unidades_desconcentradas", _("Unidades desconcentradas (especificar)")
    OTHER = "otros", _("Otros")


class DesignStatus(models.TextChoices):
    """How far the design of a service has come (R17, R41)."""

    DESIGNED = "disenado", _("Diseñado")
    CHARACTERISED = "caracterizado", _("Caracterizado")
    DOCUMENTED = "documentado", _("Documentado")
    VALIDATED = "validado", _("Validado institucionalmente")


class OperationStatus(models.TextChoices):
    """Whether a service is really being provided (R17, R41)."""

    TRANSITION = "transicion", _("En transición")
    OPERATING = "operacion", _("En operación")
    SUSPENDED = "suspendido", _("Suspendido")
    WITHDRAWN = "retirado", _("Ya no se presta")


class RequestKind(models.TextChoices):
    """The six kinds of citizen request (R172; guide 7.2, act. 1)."""

    QUESTION = "pregunta", _("Preguntas")
    COMPLAINT = "queja", _("Quejas")
    SUGGESTION = "sugerencia", _("Sugerencias")
    INFORMATION = "solicitud_informacion", _("Solicitudes de información")
    PRAISE = "felicitacion", _("Felicitaciones")
    REPORT = "denuncia_administrativa", _("Denuncias administrativas")


class RightKind(models.TextChoices):
    """Rows of «derechos y deberes»."""

    RIGHT = "derecho", _("Derecho")
    DUTY = "deber", _("Deber")


class NormKind(models.TextChoices):
    """Kinds of norm a service or a commitment can cite (R221)."""

    CONSTITUTION = "constitucion", _("Constitución")
    LAW = "ley", _("Ley")
    CODE = "codigo", _("Código")
    REGULATION = "reglamento", _("Reglamento")
    MINISTERIAL = "acuerdo_ministerial", _("Acuerdo ministerial")
    DECREE = "decreto", _("Decreto")
    STANDARD = "norma_tecnica", _("Norma técnica")
