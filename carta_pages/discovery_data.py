"""Words and moments of life to begin with; afterwards the registers of the search rule.

Words that people in Ecuador use at a counter for what the State calls otherwise. Only what
means the same: a group says that somebody who asks for one wants the other.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SYNONYMS = (
    "cédula, cédula de identidad, carnet, carné, DNI, documento de identidad",
    "licencia, licencia de conducir, brevete, licencia de manejo",
    "conducir, manejar",
    "vehículo, carro, auto, automóvil",
    "RUC, registro único de contribuyentes",
    "IVA, impuesto al valor agregado",
    "impuesto, tributo",
    "pagar, cancelar, abonar",
    "cita, turno, agendamiento",
    "médico, doctor, medicina",
    "hospital, centro de salud, dispensario",
    "jubilación, pensión, retiro por vejez",
    "IESS, seguro social, seguridad social",
    "afiliación, aportes, aportación",
    "nacimiento, partida de nacimiento, recién nacido",
    "defunción, fallecimiento, muerte, acta de defunción",
    "matrimonio, casarse, boda",
    "acta, partida",
    "certificado, constancia",
    "copia, duplicado",
    "renovar, renovación, canje",
    "queja, reclamo",
    "despido, visto bueno",
    "liquidación, finiquito, acta de finiquito",
    "empleo, trabajo",
    "sueldo, salario, remuneración",
    "contrato, contratación",
    "título, diploma",
    "escuela, colegio, unidad educativa",
    "estudiante, alumno",
    "beca, ayuda económica",
    "universidad, educación superior",
    "persona adulta mayor, adulto mayor, tercera edad",
    "discapacidad, persona con discapacidad",
    "niña, niño, menor de edad",
    "extranjero, extranjera, migrante",
    "correo electrónico, email",
    "devolución, reembolso, reintegro",
    "gratis, gratuito, sin costo",
)

EVENTS = (
    {"name": _("Nacer"), "slug": "nacer", "summary": _("Inscribir a una niña o un niño")},
    {"name": _("Identificarse"), "slug": "identificarse", "summary": _("Cédula y actas")},
    {"name": _("Estudiar"), "slug": "estudiar", "summary": _("Títulos, becas y colegios")},
    {"name": _("Trabajar"), "slug": "trabajar", "summary": _("Contratos, derechos y denuncias")},
    {"name": _("Emprender"), "slug": "emprender", "summary": _("Abrir y llevar un negocio")},
    {"name": _("Pagar impuestos"), "slug": "pagar-impuestos", "summary": _("RUC y devoluciones")},
    {"name": _("Conducir"), "slug": "conducir", "summary": _("Licencias y vehículos")},
    {"name": _("Viajar"), "slug": "viajar", "summary": _("Pasaporte y salida del país")},
    {"name": _("Casarse"), "slug": "casarse", "summary": _("Matrimonio y unión de hecho")},
    {"name": _("Enfermar"), "slug": "enfermar", "summary": _("Citas y atención médica")},
    {"name": _("Jubilarse"), "slug": "jubilarse", "summary": _("Pensiones y fondos")},
    {"name": _("Fallecer"), "slug": "fallecer", "summary": _("Inscribir una muerte")},
)
