"""The rules of the text, each written once: what it asks, where it comes from, its force.

The checkers beside this module say where a page breaks a rule; the method page lists this
table. The force follows the source: what the guide orders is a condition, what it recommends
a recommendation, what it leaves open and this installation settles is said to be ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.registries import Finding, Severity

CONDITION = _("condición")
RECOMMENDATION = _("recomendación")
OWN = _("regla de esta instalación")

GUIDE_2 = _("Guía MDT v1.0, 2")
GUIDE_71_1 = _("Guía MDT v1.0, 7.1, act. 1")
GUIDE_71_2 = _("Guía MDT v1.0, 7.1, act. 2")
GUIDE_72_1 = _("Guía MDT v1.0, 7.2, act. 1")
GUIDE_72_2 = _("Guía MDT v1.0, 7.2, act. 2")
GUIDE_72_3 = _("Guía MDT v1.0, 7.2, act. 3")
GUIDE_COMMUNICATION = _("Guía MDT v1.0, 7.2, nota sobre comunicación institucional")
GUIDE_VALIDITY = _("Guía MDT v1.0, 7.3, nota sobre vigencia")
TEMPLATE_4 = _("Formato DMCISP-01-05-1, 4")


@dataclass(frozen=True)
class Rule:
    """One rule of the text.

    Args:
        number: R-number of the requirements.
        text: what it asks, for the method page.
        source: where it comes from.
        force: how strongly the source says it.
        severity: whether breaking it stops a submission.
    """

    number: str
    text: str | Promise
    source: str | Promise
    force: str | Promise = CONDITION
    severity: Severity = Severity.ERROR

    def broken(self, message: str | Promise, field: str = "", url: str = "") -> Finding:
        """A finding that names this rule.

        Args:
            message: what is missing and where, in plain Spanish.
            field: form field (or relation) the editor must go to.
            url: where it is mended, when that is another screen.
        """
        return Finding(self.severity, message, field, self.number, self.source, self.force, url)


FACTOR_EXISTS = Rule(
    "R36", _("El compromiso nace de al menos un factor clave de calidad."), GUIDE_71_1
)
FACTOR_CRITICAL_POINT = Rule(
    "R37", _("Cada factor se liga a un punto crítico del recorrido del usuario."), GUIDE_71_1
)
FACTOR_DIMENSION = Rule(
    "R38", _("Cada factor pertenece a una o más dimensiones de calidad."), GUIDE_71_1
)
FACTOR_PERCEPTION = Rule(
    "R40", _("El factor incide directamente en la percepción del usuario."), GUIDE_71_1
)
INDICATOR_PER_FACTOR = Rule("R43", _("Cada factor tiene al menos un indicador."), GUIDE_71_1)
INDICATOR_SHEET = Rule("R43", _("La ficha de indicador está completa."), GUIDE_71_1)
INDICATOR_SHEET_DETAIL = Rule(
    "R43",
    _("La ficha dice su línea base, sus variables y su base estadística."),
    GUIDE_71_1,
    RECOMMENDATION,
    Severity.WARNING,
)
STANDARD = Rule(
    "R45", _("Cada indicador tiene un estándar con operador, valor y unidad."), GUIDE_71_1
)
STANDARD_DIRECTION = Rule(
    "R45", _("El operador del estándar va en el sentido del indicador."), GUIDE_71_1, OWN
)
STANDARD_AMBITION = Rule(
    "R46",
    _("El estándar mejora la línea base."),
    GUIDE_71_1,
    RECOMMENDATION,
    Severity.SUGGESTION,
)
STATEMENT = Rule("R47", _("El compromiso está redactado."), GUIDE_71_1)
STATEMENT_NUMBER = Rule(
    "R47", _("El texto dice el número y la unidad de cada estándar."), GUIDE_72_2, OWN
)
STATEMENT_POSITIVE = Rule(
    "R47", _("El texto promete en positivo: lo que la persona recibe."), GUIDE_71_1
)
STATEMENT_EXACT = Rule(
    "R49", _("El número del estándar se dice sin «aproximadamente» ni «unos»."), GUIDE_72_2
)
STATEMENT_LIMIT = Rule(
    "R47",
    _("Los límites se dicen por lo que se da, no por lo que no se excede."),
    GUIDE_71_1,
    RECOMMENDATION,
    Severity.SUGGESTION,
)
STATEMENT_VAGUE = Rule(
    "R49",
    _("El texto evita expresiones que no pueden medirse."),
    GUIDE_72_2,
    CONDITION,
    Severity.WARNING,
)
STATEMENT_LENGTH = Rule(
    "R223", _("La frase se lee de una vez."), GUIDE_71_1, OWN, Severity.SUGGESTION
)
STATEMENT_READABLE = Rule(
    "R47",
    _("El texto se lee con facilidad."),
    GUIDE_71_1,
    OWN,
    Severity.SUGGESTION,
)
STATEMENT_VOICE = Rule(
    "R47", _("El texto dice quién hace qué, en voz activa."), GUIDE_71_1, OWN, Severity.SUGGESTION
)
COMMITMENT_HAS_INDICATOR = Rule(
    "R51", _("Cada compromiso tiene al menos un indicador."), GUIDE_72_3
)
SCOPE = Rule("R52", _("El compromiso dice su alcance territorial."), GUIDE_71_1)
SCOPE_PLACES = Rule(
    "R52", _("Si no es nacional, dice en qué unidades o territorios rige."), GUIDE_71_1
)
SCOPE_COHERENT = Rule(
    "R52",
    _("Un alcance nacional no lista territorios."),
    GUIDE_71_1,
    OWN,
    Severity.WARNING,
)
SCOPE_SPECIFIED = Rule(
    "R101", _("«Unidades desconcentradas» y «Otros» se especifican."), TEMPLATE_4
)
REMEDY_EXISTS = Rule(
    "R53", _("Cada indicador tiene una medida de subsanación vigente."), GUIDE_71_1
)
REMEDY_COMPLETE = Rule(
    "R53", _("La medida dice qué se hace, cuándo, cómo se pide y quién la aplica."), GUIDE_71_1
)
REMEDY_TICKS = Rule(
    "R54",
    _("La medida está vinculada, es viable, está documentada y sirve para mejorar."),
    GUIDE_2,
)
REMEDY_FORMAL = Rule("R55", _("La medida está formalizada antes de publicar."), GUIDE_71_2)
VALIDITY = Rule("R163", _("El compromiso tiene fecha de inicio y de revisión."), GUIDE_VALIDITY)
FEEDBACK = Rule(
    "R122",
    _("Se dice dónde opinar sobre el cumplimiento."),
    GUIDE_COMMUNICATION,
    CONDITION,
    Severity.WARNING,
)
SERVICE_DATA = Rule("R17", _("El servicio tiene sus datos básicos."), GUIDE_71_1)
SERVICE_ADVISED = Rule(
    "R17",
    _("El servicio dice a la gente lo que necesita para pedirlo."),
    GUIDE_72_2,
    RECOMMENDATION,
    Severity.WARNING,
)
SERVICE_PROCESS = Rule("R16", _("El servicio se liga a al menos un proceso."), GUIDE_71_1)
SERVICE_SHEET = Rule("R17", _("La ficha de servicio existe y está vigente."), GUIDE_72_1)
SERVICE_OPERATING = Rule("R41", _("El servicio está validado y en operación."), GUIDE_71_1)
CARTA_TEXTS = Rule("R59", _("La carta tiene todos sus textos."), GUIDE_2, OWN)
CARTA_REQUESTS = Rule(
    "R172",
    _("Las seis clases de requerimiento tienen su canal."),
    GUIDE_72_1,
    OWN,
    Severity.WARNING,
)
IMAGE_DESCRIBED = Rule("R223", _("La imagen tiene descripción."), _("WCAG 2.2, 1.1.1"), CONDITION)
ANNEX_PARTS = Rule(
    "R97", _("El anexo dice dónde, por qué y qué se diferencia."), GUIDE_72_2, RECOMMENDATION
)
ANNEX_COHERENT = Rule(
    "R98", _("Mismo indicador y misma unidad que el estándar general."), GUIDE_72_2
)
ANNEX_CONTROLLED = Rule(
    "R98", _("Cada diferencia se apoya en datos de control y capacidad objetiva."), GUIDE_72_2
)
ANNEX_NO_OVERLAP = Rule(
    "R98", _("Un lugar tiene un solo estándar diferenciado por indicador y fecha."), GUIDE_72_2, OWN
)
ANNEX_DIFFERS = Rule(
    "R97",
    _("El estándar diferenciado es distinto del general."),
    GUIDE_72_2,
    OWN,
    Severity.WARNING,
)
IMPORT_NOTE = Rule(
    "R45",
    _("Lo que un archivo importado dejó sin entender lo resuelve una persona."),
    GUIDE_71_1,
    OWN,
)
OPEN_REGISTERS = Rule("R217", _("El texto nombra unidades y normas vigentes."), GUIDE_72_2, OWN)
CITED = Rule(
    "R221",
    _("El texto cita su base legal."),
    _("Guía MDT v1.0, 6"),
    RECOMMENDATION,
    Severity.WARNING,
)

RULES: tuple[Rule, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Rule)
)
