"""«Personal»: whoever manages an entity's people invites, limits, renews and ends their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from entities import staff
from entities.errors import RuleViolation
from entities.services.names import name_problems
from entities.services.staff import manager_of
from entities.staff_rules import Manager, givable_roles
from workflows.errors import Refused
from workflows.screens.second_factors import factor_standing, why_member_must, without_factor
from workflows.screens.staff import Place, cards, history, places_of, shown_members
from workflows.screens.stage_coverage import coverage, ministry_coverage
from workflows.verdicts import no
from workflows.views.base import Screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from entities.errors import Problem

A_PAGE = 50


def refuse_if(problems: list[Problem]) -> None:
    """Answer 403 with the first problem. Raises Refused."""
    for problem in problems:
        raise Refused(no(str(problem.message)))


class StaffScreen(Screen):
    """A screen of the people of one place; a foreign place is an unknown one."""

    PEOPLE = {"url": reverse_lazy("carta_staff:index"), "label": _l("Personal")}
    breadcrumbs_items = [Screen.HOME, PEOPLE]
    header_icon = "group"
    http_method_names = ["get", "head", "options"]

    @cached_property
    def manager(self) -> Manager:
        """Whoever looks, as the staff rules see them."""
        return manager_of(self.request.user)

    @cached_property
    def places(self) -> list[Place]:
        """The places whose people they manage.

        Raises:
            Refused: there is none.
        """
        found = places_of(self.manager)
        if not found:
            raise Refused(
                no(
                    _("El personal de una entidad lo administra quien tiene ese rol en ella."),
                    _("Lo asigna la administración de la plataforma."),
                )
            )
        return found

    @cached_property
    def place(self) -> Place:
        """The one that is shown."""
        asked = self.request.GET.get("entidad")
        if not asked:
            return self.places[0]
        found = next((place for place in self.places if place.key == asked), None)
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["place"] = self.place
        return context


def index_url(place: Place) -> str:
    """The list of a place."""
    return f"{reverse('carta_staff:index')}?entidad={place.key}"


def person_url(place: Place, user_id: int) -> str:
    """A person's own screen in a place."""
    return f"{reverse('carta_staff:person', args=[user_id])}?entidad={place.key}"


class StaffList(StaffScreen):
    """Who can act at each stage and who is missing; then everybody with their roles."""

    template_name = "workflows/staff/index.html"
    breadcrumbs_items = [Screen.HOME]

    def get_page_title(self) -> str:
        return _("Personal")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        which = "terminados" if self.request.GET.get("ver") == "terminados" else "vigentes"
        everybody = staff.members(self.place.entity)
        page = WagtailPaginator(shown_members(everybody, which), A_PAGE).get_page(
            self.request.GET.get("p")
        )
        context["places"] = self.places
        context["which"] = which
        entity = self.place.entity
        context["stages"] = coverage(entity, everybody) if entity else ministry_coverage(everybody)
        context["without_factor"] = without_factor(everybody)
        context["people_page"] = page
        context["people"] = list(page.object_list)
        context["elided_page_range"] = page.paginator.get_elided_page_range(page.number)
        return context


class PersonScreen(StaffScreen):
    """Everything about one person in the place."""

    template_name = "workflows/staff/person.html"
    header_icon = "user"

    def get_page_title(self) -> str:
        return self.member.name

    @cached_property
    def member(self) -> staff.Member:
        """The person; somebody with no role here, ever, is unknown."""
        found = staff.members(self.place.entity, self.kwargs["pk"])
        if not found:
            raise Http404
        return found[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["member"] = self.member
        context["cards"] = cards(self.manager, self.member)
        context["events"] = history(self.place, self.member)
        context["factor"] = factor_standing(self.manager, self.member.person)
        context["why_factor"] = why_member_must(self.member)
        context["may_rename"] = not name_problems(self.manager, self.member.person)
        context["is_self"] = self.member.person.pk == self.request.user.pk
        return context


class StaffForm(StaffScreen):
    """A form whose service may still refuse: then nothing is written and the form says why."""

    http_method_names = ["get", "head", "options", "post"]
    template_name = "workflows/staff/form.html"
    form_class: Any = None
    verb: Any = ""
    lead: Any = ""
    is_danger = False

    def form_values(self) -> dict[str, Any]:
        """What the form needs besides what was posted."""
        return {}

    def get_form(self, data: Any = None) -> Any:
        """The form, bound to what was posted."""
        return self.form_class(data, **self.form_values())

    def ready(self) -> None:
        """Look for what the address names, before anything else.

        Raises:
            Http404: foreign or unknown.
        """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.ready()
        return self.answer(form=self.get_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.ready()
        form = self.get_form(request.POST)
        if form.is_valid():
            try:
                message = self.carry_out(form)
            except RuleViolation as violation:
                violation.add_to_form(form)
            else:
                messages.success(request, message)
                return redirect(self.done_url())
        return self.answer(400, form=form)

    def carry_out(self, form: Any) -> str:
        """Call the service; what to tell when it is done."""
        raise NotImplementedError

    def done_url(self) -> str:
        """Where to go afterwards."""
        return index_url(self.place)

    def back_url(self) -> str:
        """Where «Cancelar» leads."""
        return self.done_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.update(
            heading=self.get_page_title(),
            lead=self.lead,
            verb=self.verb,
            is_danger=self.is_danger,
            back_url=self.back_url(),
        )
        return context

    def offered(self) -> dict[str, Any]:
        """Entity and roles for the forms that give one."""
        entity = self.place.entity
        entity_id = entity.pk if entity else None
        return {"entity": entity, "roles": givable_roles(self.manager, entity_id)}
