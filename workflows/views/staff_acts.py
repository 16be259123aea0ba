"""What is done on the staff screen: each act is one call of a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from entities import services, staff
from entities.models import RoleAssignment
from entities.names import name_of
from entities.services.names import name_problems
from entities.staff_rules import manage_problems, person_problems
from workflows.screens import staff_forms
from workflows.screens.second_factors import factor_standing
from workflows.screens.staff import Place
from workflows.views.staff import StaffForm, person_url, refuse_if


class MemberView(StaffForm):
    """An act on somebody of the place."""

    @cached_property
    def person(self) -> Any:
        """Somebody who has or had a role here; anybody else is unknown.

        Raises:
            Http404: foreign or unknown.
        """
        found = staff.members(self.place.entity, self.kwargs["pk"])
        if not found:
            raise Http404
        return found[0].person

    @property
    def name(self) -> str:
        """For titles and messages."""
        return name_of(self.person)

    def done_url(self) -> str:
        return person_url(self.place, self.person.pk)


class ResetFactorView(MemberView):
    """«Quitar su segundo factor», of somebody who lost it."""

    form_class = forms.Form
    verb = _l("Quitar su segundo factor")
    is_danger = True
    lead = _l(
        "Hágalo solo si la persona se lo pidió y usted la reconoce: por teléfono a un número que "
        "ya conocía, o en persona. Sus sesiones abiertas se cierran, recibe un aviso por correo y "
        "queda en el registro de seguridad. Podrá activar otro cuando entre."
    )

    def get_page_title(self) -> str:
        return _("Quitar el segundo factor de %s") % self.name

    def ready(self) -> None:
        standing = factor_standing(self.manager, self.person)
        if standing is None or not standing.has:
            raise Http404
        refuse_if(standing.problems)

    def carry_out(self, form: Any) -> str:
        services.reset_second_factor(self.request.user, self.person.pk, self.place.entity)
        return _("Se quitó el segundo factor de %s; recibió un aviso.") % self.name


class RenameView(MemberView):
    """«Corregir su nombre»."""

    form_class = staff_forms.RenameForm
    verb = _l("Corregir el nombre")
    lead = _l(
        "Es para un nombre mal escrito o que cambió legalmente. Se verá en las pantallas y en los "
        "historiales; los asientos de la traza conservan el nombre con que se firmaron. Queda en "
        "el registro de seguridad y en la traza."
    )

    def get_page_title(self) -> str:
        return _("Corregir el nombre de %s") % self.name

    def ready(self) -> None:
        refuse_if(name_problems(self.manager, self.person))

    def form_values(self) -> dict[str, Any]:
        person = self.person
        return {"initial": {"first_name": person.first_name, "last_name": person.last_name}}

    def carry_out(self, form: Any) -> str:
        person = services.rename_person(
            self.request.user, self.person.pk, self.place.entity, **form.cleaned_data
        )
        return _("El nombre quedó así: %s.") % name_of(person)


class GiveView(MemberView):
    """«Dar otro rol» to somebody of the place."""

    form_class = staff_forms.GiveForm
    verb = _l("Dar el rol")

    def get_page_title(self) -> str:
        return _("Dar otro rol a %s") % name_of(self.person)

    def ready(self) -> None:
        entity_id = self.place.entity.pk if self.place.entity else None
        refuse_if(person_problems(self.manager, user_id=self.person.pk, entity_id=entity_id))

    def form_values(self) -> dict[str, Any]:
        return self.offered()

    def carry_out(self, form: Any) -> str:
        values = form.values()
        services.give_role(
            self.request.user, self.person, values.pop("role"), self.place.entity, **values
        )
        return _("%s tiene un rol más; recibió un aviso.") % name_of(self.person)


class AssignmentView(StaffForm):
    """An act on one role."""

    @cached_property
    def assignment(self) -> RoleAssignment:
        """The role, of a place the person manages.

        Raises:
            Http404: foreign or unknown.
        """
        found = staff.assignment_of(self.manager, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def place(self) -> Place:
        """Where the role is, whatever the address says."""
        return Place(self.assignment.entity)

    def ready(self) -> None:
        row = self.assignment
        refuse_if(
            manage_problems(
                self.manager, user_id=row.user_id, role=row.role, entity_id=row.entity_id
            )
        )

    def done_url(self) -> str:
        return person_url(self.place, self.assignment.user_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["assignment"] = self.assignment
        return context

    @property
    def names(self) -> dict[str, str]:
        """For titles and messages."""
        row = self.assignment
        return {
            "role": str(row.get_role_display()),
            "name": name_of(row.user),
        }


class RescopeView(AssignmentView):
    """«Delimitar»."""

    form_class = staff_forms.RescopeForm
    verb = _l("Guardar las unidades")
    lead = _l(
        "El rol con las unidades de antes termina ayer y desde hoy vale el nuevo: así el "
        "historial dice de qué unidades respondía cada día."
    )

    def get_page_title(self) -> str:
        return _("Delimitar a unidades: %(role)s, %(name)s") % self.names

    def form_values(self) -> dict[str, Any]:
        return {"entity": self.place.entity, "initial": {"units": list(self.assignment.unit_ids)}}

    def carry_out(self, form: Any) -> str:
        services.rescope_role(
            self.request.user,
            self.assignment,
            units=form.cleaned_data["units"],
            reason=form.cleaned_data["reason"],
        )
        return _("Se delimitó el rol de %(name)s.") % self.names


class RenewView(AssignmentView):
    """«Renovar»."""

    form_class = staff_forms.RenewForm
    verb = _l("Renovar")

    def get_page_title(self) -> str:
        return _("Renovar: %(role)s, %(name)s") % self.names

    def carry_out(self, form: Any) -> str:
        services.renew_role(self.request.user, self.assignment, **form.cleaned_data)
        return _("Se renovó el rol de %(name)s.") % self.names


class FinishView(AssignmentView):
    """«Terminar»."""

    form_class = staff_forms.FinishForm
    verb = _l("Terminar el rol")
    is_danger = True
    lead = _l("Lo que la persona ya hizo queda como está, con su cargo y su fecha.")

    def get_page_title(self) -> str:
        return _("Terminar: %(role)s, %(name)s") % self.names

    def carry_out(self, form: Any) -> str:
        services.finish_role(
            self.request.user,
            self.assignment,
            last_day=form.last_day,
            reason=form.cleaned_data["reason"],
        )
        return _("Se terminó el rol de %(name)s.") % self.names
