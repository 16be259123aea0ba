"""Registers of points of service, their proposed changes and temporary closures.

What is typed here is proposed; the quality office confirms or rejects it on a screen of its
own that shows what changes (DESIGN §3.2).
"""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from entities import point_values, services
from entities.access import Register, entity_id_of, may_decide_proposal
from entities.admin.base import InForceFilter, RegisterAdmin, SeenRowsFilter
from entities.admin.forms import ClosureForm, DecisionForm, PointForm
from entities.admin.grammar import Grammar
from entities.admin.permissions import RegisterPermissionHelper
from entities.admin.proposals import ProposalAdmin
from entities.models import PointChange, PointOfService, TemporaryClosure
from entities.selectors import FieldChange
from entities.vocabulary import ChangeState


class PointAdmin(RegisterAdmin):
    """Points in force; saving proposes, nothing public changes here."""

    model = PointOfService
    grammar = Grammar(_("punto de atención"), _("puntos de atención"), feminine=False)
    form_class = PointForm
    menu_label = _("Puntos de atención")
    menu_icon = "site"
    list_display = ("name", "entity", "kind", "province", "canton", "phone", "closed_on")
    list_select_related = ("entity", "province", "unit")
    list_filter = (InForceFilter, ("entity", SeenRowsFilter), "kind")
    list_export = ("entity", *point_values.POINT_FIELDS)
    search_fields = ("name", "address", "canton", "phone")
    export_filename = "puntos-de-atencion"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("entity"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("unit")]),
        FieldPanel("address"),
        FieldRowPanel([FieldPanel("province"), FieldPanel("canton")]),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("timezone")]),
        FieldPanel("accessibility"),
        FieldRowPanel([FieldPanel("opened_on"), FieldPanel("closed_on")]),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )

    def create(self, form: Any, user: Any) -> PointChange:
        values = form.values()
        return services.propose_point_change(
            entity=values.pop("entity"),
            values=values,
            note=form.cleaned_data["reason"],
            actor_id=user.pk,
        )

    def update(self, instance: PointOfService, form: Any, user: Any) -> PointChange:
        return services.propose_point_change(
            entity=instance.entity,
            point=instance,
            values=form.values(),
            note=form.cleaned_data["reason"],
            actor_id=user.pk,
        )

    def created_message(self, instance: Any) -> str:
        return _g("Su propuesta quedó registrada: la confirma la unidad de calidad.")

    updated_message = created_message


class PointChangePermissions(RegisterPermissionHelper):
    """A proposal is written from the point and never edited: it is confirmed or rejected."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False


class PointChangeAdmin(ProposalAdmin):
    model = PointChange
    grammar = Grammar(_("cambio propuesto"), _("cambios propuestos"), feminine=False)
    permission_helper_class = PointChangePermissions
    closed_actions = ("delete", "create", "edit")
    menu_label = _("Cambios propuestos")
    menu_icon = "history"
    list_display = ("what", "entity", "note", "state", "proposed_at", "decided_at")
    list_select_related = ("entity", "point")
    list_filter = ("state", ("entity", SeenRowsFilter))
    list_export = ("what", "entity", "note", "state", "proposed_at", "decided_at")
    search_fields = ("note", "point__name")
    export_filename = "cambios-de-puntos"
    inspect_view_fields = (
        "what", "entity", "note", "state", "proposed_at", "decided_at", "decision_reason",
    )  # fmt: skip

    def what(self, change: PointChange) -> str:
        return _g("Nuevo: %(name)s") % {"name": change} if change.point is None else str(change)

    what.short_description = _("punto de atención")  # type: ignore[attr-defined]

    def proposed(self, proposal: PointChange) -> list[FieldChange]:
        return [
            FieldChange(
                label=point_values.label(name),
                old=point_values.shown(name, proposal.before.get(name)),
                new=point_values.shown(name, proposal.values[name]),
            )
            for name in point_values.POINT_FIELDS
            if name in proposal.values
        ]

    def facts(self, proposal: PointChange) -> list[tuple[str, str]]:
        return [(_g("Motivo del cambio"), proposal.note)]

    def decide(self, proposal: PointChange, form: DecisionForm, user: Any) -> str:
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["decision"] == DecisionForm.REJECT:
            services.reject_point_change(proposal, actor_id=user.pk, reason=reason)
            return _g("La propuesta quedó rechazada; el punto de atención sigue como estaba.")
        services.confirm_point_change(proposal, actor_id=user.pk, reason=reason)
        return _g("El cambio quedó confirmado y publicado.")


class ClosurePermissions(RegisterPermissionHelper):
    """Only the last day of a confirmed closure changes, and only quality changes it."""

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        entity_id = entity_id_of(obj)
        return (
            obj.state == ChangeState.CONFIRMED
            and entity_id is not None
            and may_decide_proposal(user, Register.CLOSURES, entity_id)
        )


class ClosureAdmin(ProposalAdmin):
    model = TemporaryClosure
    grammar = Grammar(_("cierre temporal"), _("cierres temporales"), feminine=False)
    form_class = ClosureForm
    permission_helper_class = ClosurePermissions
    entity_lookup = "point__entity"
    menu_label = _("Cierres temporales")
    menu_icon = "lock"
    list_display = ("point", "starts_on", "ends_on", "reason", "state")
    list_select_related = ("point", "point__entity")
    list_filter = ("state", ("point__entity", SeenRowsFilter))
    list_export = ("point", "starts_on", "ends_on", "reason", "state")
    search_fields = ("point__name", "reason")
    export_filename = "cierres-temporales"
    inspect_view_fields = (
        "point", "starts_on", "ends_on", "reason", "state", "proposed_at", "decided_at",
        "decision_reason",
    )  # fmt: skip
    panels = (
        FieldPanel("point"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("public_reason", heading=_("Motivo del cierre")),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )

    def create(self, form: Any, user: Any) -> TemporaryClosure:
        data = form.cleaned_data
        return services.propose_closure(
            data["point"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            reason=data["public_reason"],
            actor_id=user.pk,
        )

    def update(self, instance: TemporaryClosure, form: Any, user: Any) -> TemporaryClosure:
        return services.end_closure(
            instance,
            ends_on=form.cleaned_data["ends_on"],
            actor_id=user.pk,
            reason=form.cleaned_data["reason"],
        )

    def created_message(self, instance: Any) -> str:
        return _g("El cierre quedó propuesto: lo confirma la unidad de calidad.")

    def facts(self, proposal: TemporaryClosure) -> list[tuple[str, str]]:
        end = date_format(proposal.ends_on) if proposal.ends_on else _g("Hasta nuevo aviso")
        return [
            (_g("Punto de atención"), str(proposal.point)),
            (_g("Cerrado desde"), date_format(proposal.starts_on)),
            (_g("Cerrado hasta"), end),
            (_g("Motivo, como lo leerá el público"), proposal.reason),
        ]

    def decide(self, proposal: TemporaryClosure, form: DecisionForm, user: Any) -> str:
        reason = form.cleaned_data["reason"]
        if form.cleaned_data["decision"] == DecisionForm.REJECT:
            services.reject_closure(proposal, actor_id=user.pk, reason=reason)
            return _g("La propuesta quedó rechazada.")
        services.confirm_closure(proposal, actor_id=user.pk, reason=reason)
        return _g("El cierre quedó confirmado y publicado.")
