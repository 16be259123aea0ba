"""Words for what stands behind a promise, each list from a source (R18, R41, R65, R220)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Levels of the capability model; only level 4 is named in the sources (R18)."""

    INCOMPLETE = 0, _("0 · Incompleto")
    PERFORMED = 1, _("1 · Realizado")
    MANAGED = 2, _("2 · Gestionado")
    ESTABLISHED = 3, _("3 · Establecido")
    PREDICTABLE = 4, _("4 · Predecible")
    INNOVATING = 5, _("5 · Innovador")


class EvidenceKind(models.TextChoices):
    """Kinds of evidence, one vocabulary for the whole room (R220)."""

    SURVEY = "encuesta", _("Encuesta")
    PROCESS_ANALYSIS = "analisis_procesos", _("Análisis de procesos")
    STATISTICAL_CONTROL = "control_estadistico", _("Control estadístico de procesos")
    FOCUS_GROUP = "grupo_focal", _("Grupo focal")
    OBSERVATION = "observacion_sitio", _("Observación en sitio")
    ATTENTION_RECORD = "registro_atencion", _("Registro de atención")
    SYSTEM_REPORT = "reporte_sistema", _("Reporte de sistema")
    EVENT_LOG = "log_eventos", _("Registro de eventos del sistema")
    CITIZEN_REQUESTS = "analisis_requerimientos", _("Análisis de requerimientos ciudadanos")
    MEMORANDUM = "memorando", _("Memorando")
    MINUTES = "acta_reunion", _("Acta de reunión")
    MATRIX = "matriz", _("Matriz de compromisos")
    INSTITUTIONAL_RECORD = "registro_institucional", _("Registro institucional")
    MANUAL = "manual", _("Manual de procesos o de usuario")
    CHARACTERISATION = "caracterizacion", _("Caracterización de procesos")
    INSTRUCTION = "instructivo", _("Instructivo operativo")
    OFFICIAL_LETTER = "oficio", _("Oficio")
    RESOLUTION = "resolucion", _("Resolución")
    MAIL = "correo", _("Correo electrónico")
    SCREENSHOT = "captura", _("Captura de pantalla")
    OUTREACH = "material_difusion", _("Material de difusión")
    ATTENDANCE = "lista_participantes", _("Lista de participantes")
    OPINION = "dictamen", _("Dictamen")
    MYSTERY_CLIENT = "cliente_misterioso", _("Cliente misterioso")
    VISIT = "visita_in_situ", _("Visita in situ")
    OTHER = "otra", _("Otra evidencia")


INSTRUMENTS = frozenset(
    {EvidenceKind.MANUAL, EvidenceKind.CHARACTERISATION, EvidenceKind.INSTRUCTION}
)
"""Technical documents that hold an operation agreement (R63); each has a code and a version."""


class Subject(models.TextChoices):
    """What an item of evidence stands for."""

    FACTOR = "factor", _("Factor clave de calidad")
    AGREEMENT = "acuerdo", _("Acuerdo de operación")
    ASSESSMENT = "autoevaluacion", _("Autoevaluación de capacidad")
    CONDITIONS = "condiciones", _("Condiciones del servicio")
    STANDARD = "estandar", _("Sustento de un estándar")
    PLAN_STAGE = "etapa_plan", _("Etapa del plan de publicación")


class TimeUnit(models.TextChoices):
    """Units of an internal time, each saying whether nights and weekends count (R61)."""

    MINUTES = "minutos", _("minutos seguidos")
    HOURS = "horas", _("horas seguidas")
    DAYS = "dias", _("días calendario")
    WORK_HOURS = "horas_laborables", _("horas laborables")
    BUSINESS_DAYS = "dias_laborables", _("días laborables")


class Condition(models.TextChoices):
    """The six conditions of a service that may be the source of a factor (R41)."""

    DESIGNED = "designed", _("diseñado")
    CHARACTERISED = "characterised", _("caracterizado")
    DOCUMENTED = "documented", _("documentado")
    VALIDATED = "validated", _("validado")
    OPERATING = "operating", _("en operación («efectivamente prestado»)")
    MANAGED = "managed", _("con gestión formal del diseño y la transición y resultados controlados")


class LimitOf(models.TextChoices):
    """Which committed number a legal limit is compared with (R46)."""

    STANDARD = "estandar", _("El valor del estándar")
    PARAMETER = "parametro", _("El límite que está dentro de la fórmula")


class CaseOutcome(models.TextChoices):
    """How a mandatory review ends (R167)."""

    UPDATE = "actualizar", _("Actualizar el compromiso")
    EXCLUDE = "excluir", _("Excluir el servicio")
    RECOVERED = "recuperado", _("La condición se recuperó: se mantiene")


class CaseCause(models.TextChoices):
    """Which condition that supported a publication was lost (R167)."""

    CAPABILITY = "capacidad", _("La capacidad verificada bajó de nivel 4")
    EXPIRED = "vencimiento", _("La capacidad verificada dejó de estar vigente")
    AGREEMENT = "acuerdo", _("Un factor publicado perdió su acuerdo de operación")


class Activity(models.TextChoices):
    """The seven activities that the guide lists for the schedule, in its order (R80)."""

    REVIEW = "revision", _("Revisión técnica interna de los compromisos propuestos")
    COORDINATION = (
        "coordinacion",
        _(
            "Coordinación para la elaboración del informe técnico y del plan de implementación de "
            "acciones correctivas y de mejora"
        ),
    )
    APPROVAL = "aprobacion", _("Aprobación institucional del informe técnico")
    REMISSION = (
        "remision",
        _("Remisión formal del informe técnico aprobado al Ministerio del Trabajo"),
    )
    INCORPORATION = (
        "incorporacion",
        _("Incorporación de los compromisos en los instrumentos institucionales oficiales"),
    )
    ARCHIVE = "archivo", _("Documentación y archivo del proceso")
    REMEDIES = (
        "subsanacion",
        _("Verificación de la existencia y formalización de las medidas de subsanación"),
    )
    OTHER = "otra", _("Otra actividad")


class Instrument(models.TextChoices):
    """Official instruments that the commitments are put into (R81)."""

    CARTA = "carta", _("Carta de Servicios")
    SERVICE_SHEETS = "fichas_servicios", _("Fichas de servicios")
    INDICATOR_SHEETS = "fichas_indicadores", _("Fichas de indicadores")
    FOLLOW_UP = "matrices_seguimiento", _("Matrices de seguimiento")
    OTHER = "otro", _("Otro registro del sistema de gestión")


class SignOff(models.TextChoices):
    """The three signatures of a commitment before it is published, in order (R79)."""

    VALIDATED = "validado", _("Validado: trazabilidad factor, indicador, estándar y compromiso")
    TECHNICAL = "tecnica", _("Revisión técnica de las unidades del proceso y del servicio")
    FORMAL = "formal", _("Revisión formal de la oficina de calidad")
