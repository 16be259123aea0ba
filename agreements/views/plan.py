"""The screens of the publication plan: drawn up, approved, and read by the ministry (R78-R90)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from agreements.access import (
    READERS,
    Register,
    may_read_approved,
    reads_all_approved,
)
from agreements.models import PlanVersion, PublicationPlan
from agreements.rules.plan_parts import PARTS
from agreements.selectors.plan_content import drawn_up, readable
from agreements.selectors.plan_offer import offer
from agreements.selectors.plan_screen import plan_screen
from agreements.services import approving, signing
from agreements.services.plan import open_version
from agreements.views.plan_sheet import workbook
from entities import access, roles
from entities.admin.forms import ReasonField
from entities.errors import RuleViolation
from workflows.gate import answers
from workflows.identifiers import LARGEST_ID
from workflows.verdicts import no

if TYPE_CHECKING:
    from django.http import HttpRequest


class ApproveForm(forms.Form):
    """The act of approval, and the hash of what was read."""

    document = forms.CharField(
        label=gettext_lazy("Documento de aprobación"),
        max_length=200,
        help_text=gettext_lazy("Número del memorando, acta o resolución con que se aprueba."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReopenForm(forms.Form):
    """Why a new version is drawn up."""

    reason = ReasonField(label=gettext_lazy("Motivo de la nueva versión"))


def plan_or_404(request: HttpRequest, pk: int) -> PublicationPlan:
    """A plan that the person reads while it is drawn up.

    Raises:
        Http404: it is foreign, or there is none.
    """
    plans = PublicationPlan.objects.select_related("entity", "unit", "started_from")
    found = plans.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None or not access.may_see(request.user, Register.PLANS, found.entity_id):
        raise Http404
    return found


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a plan: its five parts, the schedule, alerts and logs."""
    row = plan_or_404(request, pk)
    screen = plan_screen(row)
    user = request.user
    return render(
        request,
        "agreements/plan.html",
        {
            "plan": row,
            "screen": screen,
            "parts": dict(PARTS),
            "lacking": approving.lacking(row, screen.found) if row.is_open else [],
            "may_keep": access.may_keep(user, Register.PLANS, row.entity_id),
            "may_write": access.may_keep(user, Register.NOTES, row.entity_id),
            "may_approve": roles.has_role(
                user, roles.Role.PLAN, row.entity_id, unit=roles.ANY_UNIT
            ),
            "signs": {
                kind
                for kind, role in signing.SIGNS.items()
                if roles.has_role(user, role, row.entity_id, unit=roles.ANY_UNIT)
            },
            "versions": row.versions.defer("content"),
            "meetings": row.meetings.all(),
        },
    )


@require_safe
def plan_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as it is being drawn up, as a workbook."""
    row = plan_or_404(request, pk)
    found = drawn_up(row)
    is_draft = row.is_open
    says = _("En elaboración, sin aprobar") if is_draft else _("Versión %d") % row.version
    front = [(_("Situación"), says), (_("Huella"), found.sha256)]
    return workbook(found.content, f"plan-{row.entity.slug}-{row.year}", front)


@require_safe
def plan_services(request: HttpRequest, pk: int) -> HttpResponse:
    """Which services may enter the plan, and why the others may not (R88)."""
    row = plan_or_404(request, pk)
    may_keep = access.may_keep(request.user, Register.PLANS, row.entity_id)
    return render(
        request,
        "agreements/plan_services.html",
        {"plan": row, "offered": offer(row), "may_keep": may_keep and row.is_open},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def plan_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a new version of an approved plan, saying why."""
    row = plan_or_404(request, pk)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            open_version(row, actor_id=request.user.pk, reason=form.cleaned_data["reason"])
        except RuleViolation as violation:
            violation.add_to_form(form)
        else:
            messages.success(request, _("Se abrió una versión nueva; la aprobada sigue vigente."))
            return redirect("agreements_plan", pk=row.pk)
    context = {"plan": row, "form": form}
    return render(request, "agreements/plan_reopen.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def plan_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the five parts and approve them; what is missing is named instead."""
    row = plan_or_404(request, pk)
    refused = approving.why_not(row, request.user)
    if refused and request.method == "POST":
        return answers.forbidden(request, no(refused, _("Aprueba la oficina de planificación.")))
    found = drawn_up(row)
    form = ApproveForm(request.POST or None, initial={"seen": found.sha256})
    if request.method == "POST" and form.is_valid():
        try:
            version = approving.approve_plan(row, request.user, **form.cleaned_data)
        except RuleViolation as violation:
            violation.add_to_form(form)
            form.data = form.data.copy()
            form.data["seen"] = found.sha256
        else:
            messages.success(request, _("Quedó aprobada la versión %d del plan.") % version.number)
            return redirect("agreements_plan", pk=row.pk)
    return render(
        request,
        "agreements/plan_approve.html",
        {
            "plan": row,
            "content": readable(found.content),
            "parts": dict(PARTS),
            "lacking": approving.lacking(row, found),
            "refused": refused,
            "form": form,
        },
        status=_status(form),
    )


def _status(form: Any) -> int:
    return 400 if form.is_bound and form.errors else 200


@require_safe
def approved_plans(request: HttpRequest) -> HttpResponse:
    """The newest approved version of each plan: of one's entities; of all for the ministry."""
    versions = PlanVersion.objects.select_related("plan__entity").order_by(
        "-plan__year", "plan__entity__name", "-number"
    )
    user = request.user
    if not (reads_all_approved(user) or roles.is_platform_admin(user)):
        mine = roles.entity_ids(user, READERS)
        if not mine:
            reason = _("Los planes aprobados son de una entidad, y usted no actúa por ninguna.")
            return answers.forbidden(request, no(reason, _("Usted ve lo suyo en «Inicio».")))
        versions = versions.filter(plan__entity_id__in=mine)
    newest: dict[int, PlanVersion] = {}
    for version in versions.defer("content"):
        newest.setdefault(version.plan_id, version)
    context = {"versions": list(newest.values())}
    return render(request, "agreements/approved_plans.html", context)


def version_or_404(request: HttpRequest, pk: int) -> PlanVersion:
    """An approved version that the person reads.

    Raises:
        Http404: it is foreign, or there is none.
    """
    versions = PlanVersion.objects.select_related("plan__entity")
    found = versions.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None or not may_read_approved(request.user, found.plan.entity_id):
        raise Http404
    return found


@require_safe
def plan_version(request: HttpRequest, pk: int) -> HttpResponse:
    """An approved version, as it was frozen."""
    version = version_or_404(request, pk)
    return render(
        request,
        "agreements/plan_version.html",
        {
            "version": version,
            "plan": version.plan,
            "content": readable(version.content),
            "parts": dict(PARTS),
        },
    )


@require_safe
def plan_version_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """An approved version as a workbook."""
    version = version_or_404(request, pk)
    front = [
        (_("Versión"), version.number),
        (_("Aprobada el"), f"{version.approved_at:%d/%m/%Y}"),
        (_("Aprobada por"), f"{version.post}, {version.office}"),
        (_("Documento"), version.document),
        (_("Huella"), version.sha256),
    ]
    plan = version.plan
    name = f"plan-{plan.entity.slug}-{plan.year}-v{version.number}"
    return workbook(version.content, name, front)
