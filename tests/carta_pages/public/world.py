"""A published carta, written directly: what citizens see does not depend on how it was decided.

The way through the dossiers has its own tests; here many editions are needed, quickly. What a
real publication writes (snapshot, hashes, index, files) is written by the real functions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from wagtail.signal_handlers import disable_reference_index_auto_update

from carta_pages.models import (
    AnnexRow,
    CartaPage,
    CartaRight,
    CommitmentPage,
    ComplaintChannel,
    FeedbackChannel,
    IndicatorSheet,
    Norm,
    PortalPage,
    QualityFactor,
    RemedyMeasure,
    ServiceChannel,
    ServiceCitation,
    ServiceCost,
    ServicePage,
    ServiceProvider,
    ServiceRequirement,
    ServiceState,
    TerritorialAnnexPage,
)
from carta_pages.services.portal import ensure_portal
from carta_pages.states import State
from entities import clock
from entities.models import Entity, OrganizationalUnit
from tests.factories.entities import ProvinceFactory, UnitFactory, provision_entity
from tests.factories.remembered import remembered
from workflows import machine
from workflows.models import Dossier, DossierItem, Edition, EditionFile, FrozenFile
from workflows.services import freezing, indexing
from workflows.services.edition_writing import edition_record_hash
from workflows.stages import Kind, Route, Stage

START = date(2026, 1, 15)
_numbers = itertools.count(1)


@dataclass
class Published:
    """One entity with a carta, a service, a commitment and an annex, all in force."""

    portal: PortalPage
    entity: Entity
    unit: OrganizationalUnit
    carta: CartaPage
    service: ServicePage
    commitment: CommitmentPage
    annex: TerritorialAnnexPage
    units: dict[str, OrganizationalUnit] = field(default_factory=dict)


@contextmanager
def quiet() -> Iterator[None]:
    """Without the editors' search and reference indexes, which no public page reads."""
    silent = {"default": {**settings.WAGTAILSEARCH_BACKENDS["default"], "AUTO_UPDATE": False}}
    with override_settings(WAGTAILSEARCH_BACKENDS=silent), disable_reference_index_auto_update():
        yield


def publish(
    *pages: Any,
    on: date = START,
    note: str = "Primera versión.",
    kind: Kind = Kind.FIRST,
    light: bool = False,
) -> list[Edition]:
    """Write the next edition of some pages, parents first, as one dossier.

    ``light`` leaves Wagtail's own rows as drafts: many pages, and nobody edits them again.
    """
    with quiet():
        return _publish(*pages, on=on, note=note, kind=kind, light=light)


def _publish(*pages: Any, on: date, note: str, kind: Kind, light: bool) -> list[Edition]:
    pages = sorted(pages, key=lambda page: page.path)
    entity = pages[0].entity
    now = clock.now()
    dossier = Dossier.objects.create(
        number=f"EXP-{next(_numbers):06}",
        entity=entity,
        route=Route.COMMITMENT,
        kind=kind,
        stage=Stage.PUBLICATION,
        status=Dossier.Status.PUBLISHED,
        opened_at=now,
        opened_by_id=1,
        stage_entered_at=now,
        content_hash="0" * 64,
    )
    editions = []
    items = []
    for page in pages:
        revision = page.latest_revision if light else _live(page)
        editions.append(_edition(page, revision, dossier, on, note))
        items.append(DossierItem(page=page))
    indexing.write_indexes(dossier, items, on)
    for page in pages:
        page.__dict__.pop("public_chain", None)
    return editions


def _live(page: Any) -> Any:
    with transaction.atomic(), machine.at_work():
        revision = page.save_revision(clean=False)
        revision.publish(skip_permission_checks=True)
    page.refresh_from_db()
    return revision


def _edition(page: Any, revision: Any, dossier: Dossier, on: date, note: str) -> Edition:
    snapshot = revision.as_object().take_snapshot()
    freezing.freeze_files(snapshot)
    last = Edition.objects.filter(page_id=page.pk).order_by("-number").first()
    excluded = dossier.kind == Kind.EXCLUSION
    edition = Edition(
        page_id=page.pk,
        number=last.number + 1 if last else 1,
        type=Edition.Type.EXCLUSION if excluded else Edition.Type.PUBLICATION,
        revision=revision,
        title=page.title,
        snapshot=snapshot.text,
        schema_version=1,
        sha256=snapshot.sha256,
        dossier=dossier,
        dossier_kind=dossier.kind,
        legal_act=f"MDT-2026-{dossier.pk:03}",
        legal_act_date=on,
        effective_date=on,
        published_at=clock.now(),
        change_note=note,
        office="Dirección de Servicios",
        stages_passed=[
            {
                "stage": "quality",
                "label": "Elaboración y revisión",
                "office": "Dirección de Calidad",
                "post": "Directora de Calidad",
                "date": on.isoformat(),
            }
        ],
        code=f"codigo-{next(_numbers):04}",
    )
    edition.record_hash = edition_record_hash(edition)
    edition.save(force_insert=True)
    for file in FrozenFile.objects.filter(pk__in=list(snapshot.files)):
        EditionFile.objects.create(edition=edition, file=file)
    return edition


def more_editions(page: Any, count: int, on: date = START) -> None:
    """Copies of the newest edition, with other numbers: a long history, quickly."""
    last = Edition.objects.filter(page_id=page.pk).order_by("-number").first()
    rows = []
    for shift in range(1, count + 1):
        copy = Edition.objects.get(pk=last.pk)
        copy.pk = None
        copy.number = last.number + shift
        copy.effective_date = on
        copy.change_note = f"Cambio {shift}."
        copy.code = f"copia-{next(_numbers):06}"
        rows.append(copy)
    Edition.objects.bulk_create(rows)


@remembered
def build(short: str = "RC", slug: str = "registro-civil") -> Published:
    """A whole carta in force since ``START``."""
    cache.clear()
    portal = ensure_portal()
    entity = provision_entity(
        name="Registro Civil de Prueba", short_name=short, slug=slug, phone="1800 000 000"
    )
    entity.refresh_from_db()
    unit = UnitFactory(entity=entity, name="Dirección de Cedulación")
    galapagos = ProvinceFactory(code="20", name="Galápagos")
    island = UnitFactory(
        entity=entity,
        name="Agencia Puerto Baquerizo",
        province=galapagos,
        canton="San Cristóbal",
        is_provider=True,
    )
    carta = _carta(entity)
    service = _service(carta, unit, island)
    commitment = add_commitment(service, "Cédula en 35 minutos", "cedula-en-35-minutos")
    annex = _annex(service, commitment, island)
    publish(carta, service, commitment, annex)
    ServiceState.objects.update_or_create(service=service, defaults={"value": State.PUBLISHED})
    return Published(portal, entity, unit, carta, service, commitment, annex, {"galapagos": island})


def _carta(entity: Entity) -> CartaPage:
    carta = entity.root_page.specific
    carta.presentation = "Somos quienes registran su identidad."
    carta.mission = "Que cada persona sepa qué puede esperar."
    carta.contact_phone = "1800 000 000"
    carta.rights = [
        CartaRight(kind="derecho", text="Recibir un trato respetuoso."),
        CartaRight(kind="deber", text="Presentar documentos verdaderos."),
    ]
    carta.complaint_channels = [
        ComplaintChannel(kind="queja", text="En ventanilla o por teléfono.", term_days=15)
    ]
    carta.save_revision(clean=False)
    return carta


def _service(carta: CartaPage, unit: Any, island: Any) -> ServicePage:
    norm = Norm.objects.get_or_create(
        key="losep",
        defaults={
            "short_name": "LOSEP",
            "title": "Ley Orgánica del Servicio Público",
            "kind": "ley",
        },
    )[0]
    service = ServicePage(
        title="Cédula de identidad",
        slug="cedula",
        live=False,
        responsible_unit=unit,
        description="Emite la cédula por primera vez y la renueva.",
        obtains="Una cédula nueva el mismo día.",
        beneficiaries=("natural_ecuatoriana",),
        accessibility="Rampas y ventanilla baja.",
        priority_attention="Turno preferente para personas mayores.",
        contact_office="Dirección de Cedulación",
        contact_phone="02 000 0000",
    )
    service.requirements = [ServiceRequirement(text="Su cédula anterior", is_optional=True)]
    service.costs = [
        ServiceCost(concept="Renovación", amount="16.00"),
        ServiceCost(concept="Discapacidad desde 30 %", amount="0"),
    ]
    service.channels = [ServiceChannel(kind="oficina", detail="En cualquier agencia")]
    service.providers = [ServiceProvider(unit=island)]
    service.citations = [ServiceCitation(norm=norm, provision="art. 130")]
    return _added(carta, service)


def add_service(carta: CartaPage, title: str, slug: str, unit: Any) -> ServicePage:
    """Another service, not published yet."""
    return _added(
        carta,
        ServicePage(
            title=title, slug=slug, live=False, responsible_unit=unit, description=f"Da {title}."
        ),
    )


def add_commitment(service: ServicePage, title: str, slug: str, **values: Any) -> CommitmentPage:
    """A whole commitment, not published yet."""
    commitment = CommitmentPage(
        title=title,
        slug=slug,
        live=False,
        statement=values.get("statement", "Le entregamos su cédula en 35 minutos o menos."),
        scope_kinds=values.get("scope_kinds", ("nacional",)),
        valid_from=START,
        review_on=date(2027, 1, 15),
    )
    factor = QualityFactor(
        text="El tiempo total en la agencia.",
        journey_step="entrega",
        critical_point="Impresión",
        dimensions=("capacidad_respuesta",),
    )
    sheet = IndicatorSheet(
        factor=factor.uuid,
        code="RC-01",
        name="Tiempo en la agencia",
        formula="suma de minutos / personas",
        unit="minutos",
        direction="menor",
        frequency="mensual",
        operator="lte",
        value="35",
        source="Sistema de turnos",
    )
    commitment.quality_factors = [factor]
    commitment.indicators = [sheet]
    commitment.remedies = [
        RemedyMeasure(
            indicator=sheet.uuid,
            description="Atención preferente en su próxima visita.",
            trigger="Si espera más de 35 minutos.",
            how_to_ask="Pida el código en la ventanilla.",
            deadline="El mismo día",
            applied_by="Jefatura de agencia",
        )
    ]
    commitment.feedback_channels = [FeedbackChannel(kind="call_center", detail="1800 000 000")]
    return _added(service, commitment)


def _annex(service: ServicePage, commitment: CommitmentPage, island: Any) -> TerritorialAnnexPage:
    sheet = commitment.indicators.all()[0]
    annex = TerritorialAnnexPage(
        title="Anexo territorial de la cédula",
        slug="anexo",
        live=False,
        justification_demand="Llegan pocos vuelos por semana.",
    )
    annex.rows = [
        AnnexRow(
            unit=island,
            indicator=sheet.uuid,
            commitment_title=commitment.title,
            indicator_name=sheet.name,
            indicator_unit="minutos",
            operator="lte",
            value="60",
            justification="Hay una sola ventanilla.",
        )
    ]
    return _added(service, annex)


def _added(parent: Any, page: Any) -> Any:
    with quiet():
        added = parent.add_child(instance=page)
        added.save_revision(clean=False)
    return added
