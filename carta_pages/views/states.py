"""The portfolio of an entity: every service with its state and its step, and planning (R33)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carta_pages.access import Register
from carta_pages.editor.starting import new_commitment_url
from carta_pages.forms.state import StateForm
from carta_pages.models import ServicePage, ServiceState
from carta_pages.selectors import portfolio, state_of
from carta_pages.services.change_state import StateAct, change_state
from carta_pages.state_rules import Actor
from carta_pages.states import MEANINGS, SOURCE, State
from entities import access, roles
from entities.errors import RuleViolation
from entities.models import Entity
from workflows.gate import answers
from workflows.verdicts import no

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def service_portfolio(request: HttpRequest) -> HttpResponse:
    """Services of the person's entities; the platform administrator sees all of them."""
    entities = Entity.objects.order_by("name")
    if not access.may_open(request.user, Register.STATES):
        reason = _("Esta lista es de los servicios de una entidad, y usted no actúa por ninguna.")
        who = _("La abren quienes tienen un rol en una entidad. Usted ve lo suyo en «Inicio».")
        return answers.forbidden(request, no(reason, who))
    mine = access.visible_entity_ids(request.user, Register.STATES)
    if mine is not None:
        entities = entities.filter(pk__in=mine)
    portfolios = [
        {
            "entity": entity,
            "rows": [
                (row, new_commitment_url(request.user, row.service, entity.pk))
                for row in portfolio(entity.pk)
            ],
            "may_plan": roles.has_role(request.user, roles.Role.CAL, entity_id=entity.pk),
        }
        for entity in entities
    ]
    return render(
        request,
        "carta_pages/admin/portfolio.html",
        {"portfolios": portfolios, "meanings": _meanings(), "source": SOURCE},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_service_state(request: HttpRequest, page_id: int) -> HttpResponse:
    """One service: its state, its history and the moves of the quality office."""
    service = get_object_or_404(ServicePage, pk=page_id)
    entity = service.entity
    user = request.user
    if not access.may_see(user, Register.STATES, entity.pk):
        raise Http404
    assignment = roles.assignment_for(user, roles.Role.CAL, entity.pk, unit=roles.ANY_UNIT)
    form = StateForm(request.POST or None, current=state_of(service.pk))
    status = 200
    if request.method == "POST":
        if assignment is None:
            who = _("Puede hacerlo la oficina de calidad de %s.") % entity.short_name
            return answers.forbidden(request, no(_("Usted no planifica servicios."), who))
        if form.is_valid() and _apply(request, service, form, assignment):
            return redirect("carta_portfolio")
        status = 400
    return render(
        request,
        "carta_pages/admin/service_state.html",
        {
            "service": service,
            "entity": entity,
            "state": state_of(service.pk),
            "form": form if assignment is not None and form.moves else None,
            "transitions": history_of(service),
            "meanings": _meanings(),
            "source": SOURCE,
        },
        status=status,
    )


def _apply(request: HttpRequest, service: ServicePage, form: StateForm, assignment: Any) -> bool:
    act = StateAct(
        actor=Actor.QUALITY,
        actor_id=request.user.pk,
        reason=form.cleaned_data["reason"],
        support=form.cleaned_data["support"],
        capacity=assignment.capacity,
        post=assignment.post,
        office=assignment.office,
    )
    try:
        row = change_state(service, form.cleaned_data["target"], act)
    except RuleViolation as error:
        error.add_to_form(form)
        return False
    messages.success(
        request,
        _("«%(service)s» quedó en «%(state)s».") % {"service": service.title, "state": row},
    )
    return True


def history_of(service: ServicePage) -> list[Any]:
    """Transitions of a service, newest first (R34)."""
    row = ServiceState.objects.filter(service=service).first()
    return list(row.history.select_related("dossier")) if row else []


def _meanings() -> list[tuple[str, Any]]:
    return [(state.label, MEANINGS[state]) for state in State]
