"""The rules of what stands behind a promise, each written once, with its source and force."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from carta_pages.requirements.rules import (
    GUIDE_71_1,
    GUIDE_71_2,
    GUIDE_72_1,
    OWN,
    RECOMMENDATION,
    Rule,
)
from workflows.registries import Severity

GUIDE_5 = _("Guía MDT v1.0, 5")
GUIDE_71 = _("Guía MDT v1.0, 7.1")
GUIDE_61 = _("Guía MDT v1.0, 6.1")

PROCESS_REGISTERED = Rule(
    "R16", _("Los procesos del servicio constan en el registro de la entidad."), GUIDE_5
)
CAPABILITY = Rule(
    "R18",
    _("Todo proceso del servicio tiene nivel 4 o más, verificado y vigente."),
    GUIDE_71,
)
CONDITIONS = Rule(
    "R41",
    _("El servicio cumple las seis condiciones, cada una con fecha y documento."),
    GUIDE_71_1,
)
FACTOR_EVIDENCE = Rule(
    "R39",
    _("Cada factor se valida con evidencia: clase, fecha, muestra, hallazgo y archivo."),
    GUIDE_71_1,
)
FACTOR_AGREEMENT = Rule(
    "R42", _("Cada factor tiene al menos un acuerdo de operación (OLA)."), GUIDE_71_1
)
FACTOR_REQUIREMENT = Rule("R71", _("Cada factor dice al menos un requisito operativo."), GUIDE_71_1)
REQUIREMENT_CRITERIA = Rule(
    "R77",
    _("El requisito es claro, medible, asignable, relevante y temporal."),
    GUIDE_71_1,
)
AGREEMENT_BLOCKS = Rule(
    "R61",
    _("El acuerdo dice sus cinco contenidos mínimos, con los tiempos por paso."),
    GUIDE_71_1,
)
AGREEMENT_INSTRUMENT = Rule(
    "R63",
    _("El acuerdo consta en un instrumento con código, versión y archivo."),
    GUIDE_71_1,
)
AGREEMENT_VALIDATED = Rule(
    "R64", _("Se guarda la evidencia de cómo se acordó y validó."), GUIDE_71_1
)
AGREEMENT_TIMES = Rule(
    "R65", _("La suma de los tiempos internos cabe en el tiempo comprometido."), GUIDE_72_1, OWN
)
AGREEMENT_TIMES_COMPARABLE = Rule(
    "R65",
    _("Los tiempos internos se comparan con el comprometido en la misma clase de unidad."),
    GUIDE_72_1,
    OWN,
    Severity.WARNING,
)
AGREEMENT_ACKNOWLEDGED = Rule(
    "R69", _("Cada unidad que interviene dio su acuse del acuerdo."), GUIDE_61
)
AGREEMENT_REVIEW = Rule("R70", _("El acuerdo dice cuándo y cada cuánto se revisa."), GUIDE_71_2)
AGREEMENT_REVIEW_DUE = Rule(
    "R70",
    _("La revisión del acuerdo no está vencida."),
    GUIDE_71_2,
    RECOMMENDATION,
    Severity.WARNING,
)
INDICATOR_TICKS = Rule(
    "R44",
    _("El indicador es representativo, medible y coherente con el control institucional."),
    GUIDE_71_1,
)
STANDARD_OBSERVED = Rule(
    "R46",
    _("El estándar parte de lo observado: media, límites, número de datos y período."),
    GUIDE_71_1,
)
STANDARD_LEGAL = Rule("R46", _("El estándar dice el límite legal o que no lo hay."), GUIDE_71_1)
STANDARD_NOT_WEAKER = Rule("R46", _("El estándar no es más débil que el límite legal."), GUIDE_71_1)
STANDARD_IMPROVES = Rule("R46", _("El estándar dice qué mejora."), GUIDE_71_1)
STANDARD_VALIDATED = Rule("R46", _("La unidad validó el estándar."), GUIDE_71_1)

RULES: tuple[Rule, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Rule)
)


def rules() -> Iterable[Rule]:
    """For the method page."""
    return RULES
