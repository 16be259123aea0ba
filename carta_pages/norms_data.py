"""The norms that the sources name, and nothing the sources do not say (R221).

``verified`` marks those whose data stand in a document that was read; the others are known
by name and wait for somebody to check them. Of the ministerial norm only article 4 and
Capítulo V are in the sources, so only those can be cited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from carta_pages.models.vocabulary import NormKind


@dataclass(frozen=True)
class NormData:
    """One norm as the sources state it; see ``carta_pages.models.Norm`` for the fields."""

    key: str
    short_name: str
    title: str
    kind: NormKind
    register: str = ""
    published_on: date | None = None
    in_force_from: date | None = None
    country: str = "Ecuador"
    allowed: tuple[str, ...] = ()
    verified: bool = True


NORMS: tuple[NormData, ...] = (
    NormData(
        "mdt-2025-163",
        "Acuerdo Ministerial MDT-2025-163",
        "Norma Técnica para la Gestión de la Mejora Continua e Innovación en el Sector Público",
        NormKind.MINISTERIAL,
        "R.O. 158",
        date(2025, 11, 6),
        date(2026, 1, 1),
        allowed=("art. 4", "Capítulo V"),
    ),
    NormData(
        "losep", "LOSEP", "Ley Orgánica del Servicio Público", NormKind.LAW, allowed=("art. 130",)
    ),
    NormData(
        "rglosep",
        "RGLOSEP",
        "Reglamento General a la Ley Orgánica del Servicio Público",
        NormKind.REGULATION,
        allowed=("arts. 280-284", "art. 280", "art. 281", "art. 282", "art. 283", "art. 284"),
    ),
    NormData(
        "une-93200-2008",
        "UNE 93200:2008",
        "Norma de cartas de servicios",
        NormKind.STANDARD,
        country="España",
    ),
    NormData(
        "coplafip",
        "COPLAFIP",
        "Código Orgánico de Planificación y Finanzas Públicas",
        NormKind.CODE,
        allowed=("art. 115",),
    ),
    NormData(
        "looeta",
        "LOOETA",
        "Ley Orgánica para la Optimización y Eficiencia de Trámites Administrativos",
        NormKind.LAW,
        "R.O. Suplemento 353",
        date(2018, 10, 23),
    ),
    NormData(
        "mdt-2019-235",
        "Acuerdo Ministerial MDT-2019-235",
        "Mecanismos de calificación del servicio",
        NormKind.MINISTERIAL,
        "R.O. Suplemento 45",
        date(2019, 9, 23),
    ),
    NormData(
        "mdt-2019-236",
        "Acuerdo Ministerial MDT-2019-236",
        "Metas e indicadores de simplificación",
        NormKind.MINISTERIAL,
        "R.O. Suplemento 45",
        date(2019, 9, 23),
    ),
    NormData(
        "mdt-2021-250",
        "Acuerdo Ministerial MDT-2021-250",
        "Certificación de calidad",
        NormKind.MINISTERIAL,
        "R.O. 569",
        date(2021, 10, 29),
    ),
    NormData(
        "mdt-2020-0111",
        "Acuerdo Ministerial MDT-2020-0111",
        "Norma anterior de mejora",
        NormKind.MINISTERIAL,
    ),
    NormData(
        "constitucion",
        "Constitución",
        "Constitución de la República del Ecuador",
        NormKind.CONSTITUTION,
        allowed=("art. 52", "art. 53", "art. 66 num. 25", "art. 227"),
    ),
    NormData(
        "ley-20500",
        "Ley 20.500",
        "Ley 20.500",
        NormKind.LAW,
        country="Chile",
    ),
    NormData(
        "ley-19553",
        "Ley 19.553",
        "Ley 19.553",
        NormKind.LAW,
        country="Chile",
        allowed=("art. 6",),
    ),
    NormData(
        "de-395-2023",
        "Decreto Exento 395/2023",
        "Decreto Exento 395 de 2023 del Ministerio de Hacienda",
        NormKind.DECREE,
        country="Chile",
    ),
    NormData(
        "nmx-r-025",
        "NMX-R-025-SCFI-2015",
        "NMX-R-025-SCFI-2015",
        NormKind.STANDARD,
        country="México",
    ),
    NormData(
        "iso-9001-2015",
        "ISO 9001:2015",
        "ISO 9001:2015",
        NormKind.STANDARD,
        country="Internacional",
    ),
    NormData(
        "lotaip",
        "LOTAIP",
        "Ley Orgánica de Transparencia y Acceso a la Información Pública",
        NormKind.LAW,
        "R.O. Segundo Suplemento 245",
        date(2023, 2, 7),
        verified=False,
    ),
    NormData(
        "lopdp",
        "LOPDP",
        "Ley Orgánica de Protección de Datos Personales",
        NormKind.LAW,
        "R.O. Quinto Suplemento 459",
        date(2021, 5, 26),
        verified=False,
    ),
    NormData(
        "logidc",
        "Ley de Gestión de la Identidad",
        "Ley Orgánica de Gestión de la Identidad y Datos Civiles",
        NormKind.LAW,
        "R.O. Segundo Suplemento 684",
        date(2016, 2, 4),
        verified=False,
    ),
    NormData("loes", "LOES", "Ley Orgánica de Educación Superior", NormKind.LAW, verified=False),
    NormData(
        "lotttsv",
        "LOTTTSV",
        "Ley Orgánica de Transporte Terrestre, Tránsito y Seguridad Vial",
        NormKind.LAW,
        verified=False,
    ),
    *(
        NormData(key, name, name, kind, verified=False)
        for key, name, kind in (
            ("coa", "Código Orgánico Administrativo", NormKind.CODE),
            ("ley-ruc", "Ley de RUC", NormKind.LAW),
            ("codigo-tributario", "Código Tributario", NormKind.CODE),
            ("ley-seguridad-social", "Ley de Seguridad Social", NormKind.LAW),
            ("codigo-trabajo", "Código del Trabajo", NormKind.CODE),
        )
    ),
)
