"""Pages of a carta as drafts, complete enough to be submitted unless ``bare``.

``complete`` fills what is empty in any page instance, so that a test names only what it is
about; ``agree`` keeps a changed sentence and its standard together.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Page

from carta_pages.models import (
    AnnexRow,
    CartaCitation,
    CartaPage,
    CartaParticipation,
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
    ServicePage,
    ServiceProcess,
    TerritorialAnnexPage,
)
from carta_pages.models.vocabulary import (
    Beneficiary,
    ChannelKind,
    DesignStatus,
    Dimension,
    Direction,
    Frequency,
    JourneyStep,
    MeasureUnit,
    NormKind,
    OperationStatus,
    Operator,
    RequestKind,
    RightKind,
    ScopeKind,
)
from carta_pages.requirements.wording import numbers_in
from carta_pages.services.change_state import StateAct, change_state
from carta_pages.state_rules import Actor
from carta_pages.states import State
from entities import clock
from tests.factories.entities import EntityFactory, UnitFactory

STATEMENT = "Usted recibe su cédula en 35 minutos o menos."


class NormFactory(DjangoModelFactory):
    class Meta:
        model = Norm

    key = factory.Sequence(lambda n: f"norma-{n}")
    short_name = factory.Sequence(lambda n: f"Norma {n}")
    title = factory.LazyAttribute(lambda o: f"{o.short_name}, título completo")
    kind = NormKind.LAW


class _PageFactory(DjangoModelFactory):
    """A page added to the tree as a draft with its first revision."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        parent = kwargs.pop("parent")
        user = kwargs.pop("user", None)
        bare = kwargs.pop("bare", False)
        unit = kwargs.pop("unit", None)
        page = model_class(live=False, has_unpublished_changes=True, owner=user, **kwargs)
        if not bare:
            complete(page, unit or _unit_of(parent))
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision(user=user)
        return model_class.objects.get(pk=page.pk)


def _unit_of(parent: Any) -> Any:
    return getattr(Page.objects.get(pk=parent.pk).specific, "responsible_unit", None)


class PortalPageFactory(DjangoModelFactory):
    """The one portal, at the root of the tree."""

    class Meta:
        model = PortalPage

    title = "Portal de cartas"
    slug = "portal-de-cartas"

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        existing = PortalPage.objects.first()
        if existing is not None:
            return existing
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        return root.add_child(instance=PortalPage(**kwargs))


class CartaPageFactory(_PageFactory):
    class Meta:
        model = CartaPage

    parent = factory.SubFactory(PortalPageFactory)
    entity = factory.SubFactory(EntityFactory)
    title = factory.LazyAttribute(lambda o: f"Carta de {o.entity.short_name}")
    slug = factory.LazyAttribute(lambda o: o.entity.slug)

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        carta = super()._create(model_class, *args, **kwargs)
        carta.entity.root_page = Page.objects.get(pk=carta.pk)
        carta.entity.save()
        return carta


class ServicePageFactory(_PageFactory):
    class Meta:
        model = ServicePage

    parent = factory.SubFactory(CartaPageFactory)
    title = factory.Sequence(lambda n: f"Emisión de cédula {n}")
    responsible_unit = factory.LazyAttribute(
        lambda o: UnitFactory(entity=CartaPage.objects.get(pk=o.parent.pk).entity)
    )


class CommitmentPageFactory(_PageFactory):
    class Meta:
        model = CommitmentPage

    parent = factory.SubFactory(ServicePageFactory)
    title = factory.Sequence(lambda n: f"Tiempo de espera {n}")
    statement = STATEMENT


class TerritorialAnnexPageFactory(_PageFactory):
    class Meta:
        model = TerritorialAnnexPage

    parent = factory.SubFactory(ServicePageFactory)
    title = "Anexo territorial"


def complete(page: Any, unit: Any = None) -> Any:
    """Fill what a page needs to be submitted and does not have; saves nothing.

    Args:
        page: an instance, stored or not.
        unit: unit named by the page where it needs one.
    """
    fillers = {
        CartaPage: _complete_carta,
        ServicePage: _complete_service,
        CommitmentPage: _complete_commitment,
        TerritorialAnnexPage: _complete_annex,
    }
    fill = next((found for kind, found in fillers.items() if isinstance(page, kind)), None)
    if fill is not None:
        fill(page, unit)
    return page


def agree(page: Any) -> Any:
    """Make the standard say the number of a commitment's sentence, or add it to the sentence."""
    sheets = page.indicators.get_object_list()
    if not sheets:
        return page
    numbers = sorted(numbers_in(page.statement))
    if numbers:
        sheets[0].value = numbers[0]
    else:
        page.statement = f"{page.statement} En {sheets[0].value:.0f} minutos."
    if "minuto" not in page.statement:
        page.statement = f"{page.statement} (minutos)"
    return page


def plan(service: ServicePage, user: Any = None) -> Any:
    """Bring a service into the yearly plan, by the one door."""
    act = StateAct(
        actor=Actor.QUALITY,
        actor_id=getattr(user, "pk", None),
        reason="Consta en la planificación anual.",
        support="Plan anual 2026",
    )
    return change_state(service, State.PLANNED, act)


def indicator(unit: Any = None, **values: Any) -> IndicatorSheet:
    """A complete indicator sheet, not stored: «≤ 35 minutos»."""
    return IndicatorSheet(
        **{
            "code": "IND-01",
            "name": "Tiempo total en la agencia",
            "measures": "Minutos entre el turno y la entrega.",
            "formula": "Suma de minutos / personas atendidas",
            "variables": "Minutos: sistema de turnos",
            "unit": MeasureUnit.MINUTES,
            "direction": Direction.LOWER,
            "frequency": Frequency.MONTHLY,
            "source": "Sistema de turnos",
            "responsible_unit": unit,
            "baseline": Decimal("38.2"),
            "statistical_basis": "Doce meses bajo control estadístico.",
            "operator": Operator.AT_MOST,
            "value": Decimal(35),
            "version": "1.0",
            "approved_on": date(2026, 1, 15),
            **values,
        }
    )


def remedy(target: IndicatorSheet, **values: Any) -> RemedyMeasure:
    """A complete remedy of an indicator, not stored."""
    return RemedyMeasure(
        **{
            "indicator": target.uuid,
            "description": "Atención prioritaria en la próxima visita.",
            "trigger": "Cuando la espera supera el estándar.",
            "how_to_ask": "En ventanilla, con el código del turno.",
            "deadline": "3 días laborables",
            "applied_by": "Responsable de la agencia",
            "user_effect": "Se explica la causa y se da una nueva hora.",
            "instrument": "Manual del proceso, versión 2",
            "valid_from": date(2026, 1, 1),
            "is_linked": True,
            "is_viable": True,
            "is_documented": True,
            "informs_improvement": True,
            **values,
        }
    )


def quality_factor(**values: Any) -> QualityFactor:
    """A complete quality factor, not stored."""
    return QualityFactor(
        **{
            "text": "Tiempo total en la agencia",
            "journey_step": JourneyStep.DELIVERY,
            "critical_point": "Impresión del documento",
            "dimensions": (Dimension.RESPONSIVENESS,),
            "affects_perception": True,
            "perception_impact": "Es lo primero que la gente comenta.",
            **values,
        }
    )


def annex_row(option: Any, **values: Any) -> AnnexRow:
    """A complete differentiated standard for an indicator of the service, not stored.

    Args:
        option: an ``IndicatorOption`` of ``carta_pages.selectors.indicators_of_service``.
    """
    return AnnexRow(
        **{
            "indicator": option.uuid,
            "commitment_id": option.commitment_id,
            "commitment_title": option.commitment_title,
            "indicator_name": option.name,
            "indicator_unit": option.unit,
            "operator": option.operator,
            "value": (option.value or Decimal(0)) + 10,
            "justification": "Los documentos llegan por avión dos veces por semana.",
            "control_data": "Media 41 minutos en doce meses, sin señales.",
            "valid_from": date(2026, 1, 1),
            **values,
        }
    )


def _empty(page: Any, **values: Any) -> None:
    """Set the values that the page does not have yet."""
    for name, value in values.items():
        if getattr(page, name) in (None, "", ()):
            setattr(page, name, value)


def _rows(page: Any, relation: str, *rows: Any) -> None:
    """Set the rows of a relation that has none."""
    manager = getattr(page, relation)
    if not manager.all():
        manager.set(rows)


def _complete_carta(page: CartaPage, unit: Any) -> None:
    _empty(
        page,
        presentation="Esta carta reúne los servicios de la entidad y sus compromisos.",
        mission="Que cada persona sepa qué puede exigir.",
        contact_office="Dirección de Servicios",
        contact_phone="02 393 9400",
    )
    _rows(
        page,
        "rights",
        CartaRight(kind=RightKind.RIGHT, text="Recibir un trato respetuoso."),
        CartaRight(kind=RightKind.DUTY, text="Presentar documentos verdaderos."),
    )
    _rows(page, "participation", CartaParticipation(title="Encuestas", text="Al salir."))
    _rows(
        page,
        "complaint_channels",
        *(ComplaintChannel(kind=kind, text="En ventanilla o en la web.") for kind in RequestKind),
    )
    norm = Norm.objects.first() or NormFactory()
    _rows(page, "citations", CartaCitation(norm=norm))


def _complete_service(page: ServicePage, unit: Any) -> None:
    _empty(
        page,
        responsible_unit=unit,
        description="Emisión y renovación de la cédula de identidad.",
        obtains="La cédula impresa.",
        beneficiaries=(Beneficiary.NATURAL_ECUADORIAN,),
        coverage="Todo el país.",
        sheet_code="FS-001",
        sheet_valid_until=clock.today() + timedelta(days=365),
        design_status=DesignStatus.VALIDATED,
        operation_status=OperationStatus.OPERATING,
        contact_phone="02 393 9400",
    )
    _rows(page, "channels", ServiceChannel(kind=ChannelKind.WINDOW, detail="27 agencias"))
    _rows(page, "processes", ServiceProcess(code="P-01", name="Cedulación"))


def _complete_commitment(page: CommitmentPage, unit: Any) -> None:
    _empty(
        page,
        statement=STATEMENT,
        scope_kinds=(ScopeKind.NATIONAL,),
        valid_from=date(2026, 1, 1),
        review_on=date(2027, 1, 1),
    )
    unit = unit or UnitFactory()
    _rows(page, "quality_factors", quality_factor())
    factor = page.quality_factors.all()[0]
    _rows(page, "indicators", indicator(unit, factor=factor.uuid))
    _rows(page, "remedies", *(remedy(sheet) for sheet in page.indicators.all()))
    _rows(page, "feedback_channels", FeedbackChannel(kind=ChannelKind.WEB, detail="Formulario"))
    agree(page)


def _complete_annex(page: TerritorialAnnexPage, unit: Any) -> None:
    _empty(
        page,
        justification_capacity="Una sola impresora en cada provincia.",
        justification_demand="Pocos trámites, concentrados en feriados.",
        justification_delivery="Los documentos viajan por avión.",
        coherence="El proceso es el mismo; cambia el tiempo de traslado.",
    )
