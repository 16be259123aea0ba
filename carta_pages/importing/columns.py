"""What the columns of a sheet may mean, and by what names they usually go."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carta_pages.models.vocabulary import Direction, Frequency, Operator, ScopeKind


class Subject(Enum):
    """What the rows of a sheet are about."""

    CARTA = "carta"
    ANNEX = "anexo"
    SERIES = "serie"


class Reading(Enum):
    """How a cell of a column is read."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    STANDARD = "standard"
    UNIT_WORD = "unit"
    DAY = "day"
    OFFICE = "office"
    OFFICES = "offices"
    TERRITORIES = "territories"
    PLACE = "place"


@dataclass(frozen=True)
class Column:
    """A meaning that a column may have.

    Args:
        key: ``part.field``; the fields of the models, except where a cell says several.
        label: its heading in the template.
        reading: how its cells are read.
        synonyms: other headings, in lower case and without accents.
        room: longest text in characters.
        choices: of a closed list.
        example: for the template.
    """

    key: str
    label: str | Promise
    reading: Reading
    synonyms: tuple[str, ...] = ()
    room: int = 0
    choices: type[TextChoices] | None = field(default=None, repr=False)
    example: str | Promise = ""


_S, _C, _I, _R = "service.", "commitment.", "indicator.", "remedy."
_LINE, _TEXT = Reading.LINE, Reading.TEXT

_SERVICE_KEY = (
    Column(
        _S + "code",
        _("Código del servicio"),
        _LINE,
        ("cod servicio", "codigo servicio", "id servicio", "codigo de la ficha de servicio"),
        60,
        example="S-01",
    ),
    Column(
        _S + "title",
        _("Servicio"),
        _LINE,
        ("nombre del servicio", "nombre servicio", "denominacion del servicio"),
        255,
        example=_("Emisión de cédula"),
    ),
)
_COMMITMENT_KEY = Column(
    _C + "code",
    _("Código del compromiso"),
    _LINE,
    ("cod compromiso", "codigo compromiso", "id compromiso", "n compromiso", "no compromiso"),
    60,
    example="C-01",
)
_INDICATOR_KEY = (
    Column(
        _I + "code",
        _("Código del indicador"),
        _LINE,
        ("cod indicador", "codigo indicador", "id indicador"),
        60,
        example="IND-01",
    ),
    Column(
        _I + "name",
        _("Indicador"),
        _LINE,
        ("nombre del indicador", "nombre indicador"),
        200,
        example=_("Tiempo total en la agencia"),
    ),
)
STANDARD_COLUMNS = (
    Column(
        _I + "standard",
        _("Meta o estándar"),
        Reading.STANDARD,
        ("meta", "estandar", "estandar comprometido", "valor comprometido", "meta comprometida"),
        400,
        example=_("≤ 35 minutos"),
    ),
    Column(_I + "operator", _("Operador"), Reading.CHOICE, ("signo",), choices=Operator),
    Column(_I + "value", _("Valor"), Reading.NUMBER, ("valor meta", "valor de la meta", "desde")),
    Column(_I + "value_to", _("Valor hasta"), Reading.NUMBER, ("hasta",)),
    Column(_I + "unit", _("Unidad de medida"), Reading.UNIT_WORD, ("unidad",), 60),
    Column(_I + "parameter", _("Parámetro"), _LINE, ("limite", "plazo de la formula"), 120),
)

CARTA = (
    *_SERVICE_KEY,
    Column(_S + "description", _("Descripción del servicio"), _TEXT, ("descripcion servicio",)),
    Column(_S + "obtains", _("Qué obtiene la persona"), _TEXT, ("resultado del servicio",)),
    Column(_S + "coverage", _("Cobertura"), _TEXT, ("cobertura del servicio",)),
    Column(
        _S + "responsible_unit",
        _("Unidad responsable"),
        Reading.OFFICE,
        ("unidad responsable del servicio", "area responsable", "responsable", "dueno del proceso"),
    ),
    _COMMITMENT_KEY,
    Column(
        _C + "title",
        _("Nombre del compromiso"),
        _LINE,
        ("titulo del compromiso", "titulo compromiso", "nombre compromiso"),
        255,
        example=_("Tiempo en la agencia"),
    ),
    Column(
        _C + "statement",
        _("Compromiso"),
        _TEXT,
        ("compromiso de calidad", "texto del compromiso", "enunciado", "declaracion"),
        example=_("Usted recibe su cédula en 35 minutos o menos."),
    ),
    Column("factor.text", _("Factor clave de calidad"), _TEXT, ("factor de calidad", "factor")),
    *_INDICATOR_KEY,
    Column(_I + "measures", _("Qué mide"), _TEXT, ("descripcion del indicador", "definicion")),
    Column(_I + "formula", _("Fórmula"), _TEXT, ("formula de calculo", "metodo de calculo")),
    Column(_I + "variables", _("Variables"), _TEXT, ("variables y su fuente",)),
    *STANDARD_COLUMNS,
    Column(
        _I + "direction",
        _("Sentido"),
        Reading.CHOICE,
        ("direccion", "polaridad", "tendencia", "comportamiento"),
        choices=Direction,
    ),
    Column(
        _I + "frequency",
        _("Frecuencia"),
        Reading.CHOICE,
        ("periodicidad", "frecuencia de medicion"),
        choices=Frequency,
        example=_("Mensual"),
    ),
    Column(
        _I + "source", _("Fuente de los datos"), _LINE, ("fuente", "medio de verificacion"), 255
    ),
    Column(_I + "baseline", _("Línea base"), Reading.NUMBER, ("linea de base", "valor base")),
    Column(_I + "baseline_period", _("Período de la línea base"), _LINE, (), 80),
    Column(
        _C + "scope_kinds",
        _("Alcance territorial"),
        Reading.CHOICES,
        ("alcance", "cobertura territorial"),
        choices=ScopeKind,
        example=_("Nacional"),
    ),
    Column(_C + "scope_units", _("Unidades del alcance"), Reading.OFFICES, ("unidades",)),
    Column(
        _C + "scope_territories",
        _("Territorios del alcance"),
        Reading.TERRITORIES,
        ("territorios", "provincias"),
    ),
    Column(_C + "valid_from", _("Vigente desde"), Reading.DAY, ("inicio de vigencia",)),
    Column(_C + "review_on", _("Próxima revisión"), Reading.DAY, ("fecha de revision",)),
    Column(_C + "valid_until", _("Vigente hasta"), Reading.DAY, ("fin de vigencia",)),
    Column(
        _R + "description",
        _("Medida de subsanación"),
        _TEXT,
        ("subsanacion", "medidas de subsanacion", "compensacion"),
        example=_("Atención prioritaria en la próxima visita."),
    ),
    Column(_R + "trigger", _("Cuándo se activa"), _TEXT, ("condicion de activacion",)),
    Column(_R + "how_to_ask", _("Cómo se pide"), _TEXT, ("como la pide la persona",)),
    Column(_R + "deadline", _("Plazo de la subsanación"), _LINE, ("plazo de subsanacion",), 120),
    Column(_R + "applied_by", _("Quién la aplica"), _LINE, ("responsable de la subsanacion",), 200),
)

ANNEX = (
    *_SERVICE_KEY,
    _COMMITMENT_KEY,
    *_INDICATOR_KEY,
    Column(
        "annex.place",
        _("Unidad o territorio"),
        Reading.PLACE,
        ("provincia", "territorio", "zona", "distrito", "agencia", "dependencia"),
        example="Galápagos",
    ),
    *STANDARD_COLUMNS,
    Column("annex.justification", _("Justificación"), _TEXT, ("motivo", "sustento")),
    Column("annex.control_data", _("Datos de control"), _TEXT, ()),
    Column("annex.valid_from", _("Vigente desde"), Reading.DAY, ("inicio de vigencia",)),
    Column("annex.valid_until", _("Vigente hasta"), Reading.DAY, ("fin de vigencia",)),
)

SERIES = (
    *_SERVICE_KEY,
    _COMMITMENT_KEY,
    *_INDICATOR_KEY,
    Column(
        "series.period", _("Período"), _LINE, ("periodo", "mes", "fecha"), 40, example="2025-03"
    ),
    Column("series.numerator", _("Numerador"), Reading.NUMBER, ("casos cumplidos",)),
    Column("series.denominator", _("Denominador"), Reading.NUMBER, ("total de casos",)),
    Column("series.value", _("Resultado"), Reading.NUMBER, ("valor", "valor medido", "dato")),
    Column("series.unit", _("Unidad de medida"), Reading.UNIT_WORD, ("unidad",), 60),
    Column("series.source", _("Fuente de los datos"), _LINE, ("fuente",), 255),
    Column("series.reason", _("Motivo de la corrección"), _TEXT, ("motivo",)),
)

COLUMNS: dict[Subject, tuple[Column, ...]] = {
    Subject.CARTA: CARTA,
    Subject.ANNEX: ANNEX,
    Subject.SERIES: SERIES,
}
NEEDED: dict[Subject, tuple[tuple[str, ...], ...]] = {
    Subject.CARTA: ((_S + "code", _S + "title"),),
    Subject.ANNEX: (("annex.place",), (_I + "code", _I + "name"), (_S + "code", _S + "title")),
    Subject.SERIES: (("series.period",), (_I + "code", _I + "name")),
}
"""By subject, groups of columns of which a sheet needs at least one."""
