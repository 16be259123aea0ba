"""Registers of campaign notices and of featured services (R1 COM): thin over their services."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from entities import clock, services
from entities.access import may_keep
from entities.admin.base import SeenRowsFilter
from entities.admin.communication_forms import FeaturedForm, NoticeForm
from entities.admin.forms import DecisionForm
from entities.admin.grammar import Grammar
from entities.admin.permissions import RegisterPermissionHelper
from entities.admin.proposals import ProposalAdmin, ProposalButtons
from entities.models import CampaignNotice, FeaturedServices
from entities.published import Services, services_by_entity, services_of
from entities.selectors import FieldChange, featured_ids
from entities.vocabulary import ChangeState


class NoticeGrammar(Grammar):
    """A notice is not edited: what was confirmed stays as it was read, or is withdrawn."""

    @property
    def edit(self) -> str:
        return _g("Retirar el aviso")


class NoticePermissions(RegisterPermissionHelper):
    """Only what is shown, will be, or still waits can be withdrawn."""

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        stands = obj.withdrawn_at is None and obj.state != ChangeState.REJECTED
        mine = may_keep(user, self.register, obj.entity_id)
        return mine and stands and obj.ends_on >= clock.today()


class NoticeButtons(ProposalButtons):
    """«Retirar» where other registers say «Editar»."""

    def edit_button(self, pk: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._worded(super().edit_button(pk, *args, **kwargs), _g("Retirar"))


class NoticeAdmin(ProposalAdmin):
    model = CampaignNotice
    grammar = NoticeGrammar(_("aviso de campaña"), _("avisos de campaña"), feminine=False)
    form_class = NoticeForm
    permission_helper_class = NoticePermissions
    button_helper_class = NoticeButtons
    menu_label = _("Avisos de campaña")
    menu_icon = "info-circle"
    list_display = ("title", "entity", "starts_on", "ends_on", "standing")
    list_select_related = ("entity", "service")
    list_filter = ("state", ("entity", SeenRowsFilter))
    list_export = (
        "title", "text", "entity", "service", "starts_on", "ends_on", "standing", "withdrawn_at",
    )  # fmt: skip
    search_fields = ("title", "text")
    export_filename = "avisos-de-campana"
    inspect_view_fields = (*list_export, "proposed_at", "decided_at", "decision_reason")
    panels = (
        FieldPanel("entity"),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("service"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("reason", heading=_("Por qué se retira")),
    )

    def standing(self, notice: CampaignNotice) -> str:
        """What happens with it today, in one word or two."""
        today = clock.today()
        if notice.state == ChangeState.REJECTED:
            return _g("Rechazado")
        if notice.withdrawn_at is not None:
            return _g("Retirado")
        if notice.ends_on < today:
            return _g("Terminado")
        if notice.is_waiting:
            return _g("Por confirmar")
        return _g("Se muestra") if notice.covers(today) else _g("Se mostrará")

    standing.short_description = _("situación")  # type: ignore[attr-defined]

    def create(self, form: Any, user: Any) -> CampaignNotice:
        return services.propose_notice(actor_id=user.pk, **form.values())

    def update(self, instance: CampaignNotice, form: Any, user: Any) -> CampaignNotice:
        reason = form.cleaned_data["reason"]
        return services.withdraw_notice(instance, actor_id=user.pk, reason=reason)

    def created_message(self, instance: Any) -> str:
        return _g("El aviso quedó propuesto: lo confirma la unidad de calidad.")

    def updated_message(self, instance: Any) -> str:
        return _g("El aviso «%s» quedó retirado: ya no se muestra.") % instance

    def facts(self, proposal: CampaignNotice) -> list[tuple[str, str]]:
        titles = services_of(proposal.entity_id)
        where = _g("La carta")
        if proposal.service_id is not None:
            name = titles.get(proposal.service_id) or str(proposal.service)
            where = _g("La carta y el servicio «%s»") % name
        return [
            (_g("Título, como lo leerá el público"), proposal.title),
            (_g("Texto, como lo leerá el público"), proposal.text),
            (_g("Dónde se muestra"), where),
            (_g("Desde"), date_format(proposal.starts_on)),
            (_g("Hasta"), date_format(proposal.ends_on)),
        ]

    def decide(self, proposal: CampaignNotice, form: DecisionForm, user: Any) -> str:
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["decision"] == DecisionForm.REJECT:
            services.reject_notice(proposal, actor_id=user.pk, reason=reason)
            return _g("El aviso quedó rechazado.")
        services.confirm_notice(proposal, actor_id=user.pk, reason=reason)
        return _g("El aviso quedó confirmado: se lee entre sus fechas.")


class FeaturedPermissions(RegisterPermissionHelper):
    """A choice is never edited: another one replaces it."""

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        return False


class FeaturedAdmin(ProposalAdmin):
    model = FeaturedServices
    grammar = Grammar(_("selección de destacados"), _("selecciones de destacados"), feminine=True)
    form_class = FeaturedForm
    permission_helper_class = FeaturedPermissions
    closed_actions = ("delete", "edit")
    menu_label = _("Selecciones de destacados")
    menu_icon = "pick"
    list_display = ("titles", "entity", "state", "proposed_at", "decided_at")
    list_select_related = ("entity",)
    list_filter = ("state", ("entity", SeenRowsFilter))
    list_export = ("titles", "entity", "note", "state", "proposed_at", "decided_at")
    search_fields = ("note",)
    export_filename = "servicios-destacados"
    inspect_view_fields = (*list_export, "decision_reason")
    panels = (
        FieldPanel("entity"),
        FieldPanel("first"),
        FieldPanel("second"),
        FieldPanel("third"),
        FieldPanel("fourth"),
        FieldPanel("note"),
    )

    named: Mapping[int, Services] | None = None
    """Titles by entity, while a list is shown."""

    def index_view(self, request: HttpRequest) -> HttpResponse:
        """The list, and its export, by a register that has read the titles of all rows at once."""
        own = copy(self)
        entities = self.get_queryset(request).order_by().values_list("entity_id", flat=True)
        own.named = services_by_entity(list(entities.distinct()))
        return super(FeaturedAdmin, own).index_view(request)

    def titles(self, choice: FeaturedServices) -> str:
        """The services in order, by name."""
        return self._told(choice.entity_id, choice.services) or _g("Ninguno")

    titles.short_description = _("servicios")  # type: ignore[attr-defined]

    def _told(self, entity_id: int, ids: list[int]) -> str:
        known = self.named
        names = services_of(entity_id) if known is None else known.get(entity_id, {})
        return " · ".join(names.get(page_id) or _g("(ya no está publicado)") for page_id in ids)

    def create(self, form: Any, user: Any) -> FeaturedServices:
        return services.propose_featured(actor_id=user.pk, **form.values())

    def created_message(self, instance: Any) -> str:
        return _g("La selección quedó propuesta: la confirma la unidad de calidad.")

    def proposed(self, proposal: FeaturedServices) -> list[FieldChange]:
        carta_id = proposal.entity.root_page_id or 0
        now = featured_ids([carta_id]).get(carta_id, [])
        return [
            FieldChange(
                label=_g("servicios destacados"),
                old=self._told(proposal.entity_id, now),
                new=self._told(proposal.entity_id, proposal.services) or _g("Ninguno"),
            )
        ]

    def facts(self, proposal: FeaturedServices) -> list[tuple[str, str]]:
        return [(_g("Por qué estos"), proposal.note)]

    def decide(self, proposal: FeaturedServices, form: DecisionForm, user: Any) -> str:
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["decision"] == DecisionForm.REJECT:
            services.reject_featured(proposal, actor_id=user.pk, reason=reason)
            return _g("La selección quedó rechazada; lo destacado sigue como estaba.")
        services.confirm_featured(proposal, actor_id=user.pk, reason=reason)
        return _g("La selección quedó confirmada y publicada.")
