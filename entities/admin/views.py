"""modeladmin's views with our words, our guards, and the services as the only way to write."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import FieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path, lookup_field
from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.db import models
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail_modeladmin.views import CreateView, EditView, IndexView, InspectView, WMABaseView
from wagtail_modeladmin.views import InstanceSpecificView as BaseInstanceView

from entities.admin.history import history_rows
from entities.errors import RuleViolation
from entities.spreadsheets import safe_cell


@dataclass(frozen=True, slots=True)
class _DeclaredFilter:
    """One entry of ``list_filter``: a filter class, a field, or a field with its filter."""

    what: Any
    how: Any = None

    def build(self, request: HttpRequest, given: dict[str, Any], view: Any) -> Any:
        if callable(self.what):
            return self.what(request, given, view.model, view.model_admin)
        field = get_fields_from_path(view.model, self.what)[-1]
        make = self.how or FieldListFilter.create
        return make(field, request, given, view.model, view.model_admin, field_path=self.what)


class RegisterIndexView(IndexView):
    """The list; only declared filters count and exports are harmless to open."""

    def get_page_title(self) -> str:
        return capfirst(str(self.model_admin.grammar.plural))

    def get_filters(self, request: HttpRequest) -> Any:
        """Only what the register declares filters; any other lookup is dropped.

        Otherwise the address bar could ask about any related table, a password's first
        letter included, and read the answer from the length of the list.
        """
        given = self.get_filters_params()
        specs = [declared.build(request, given, self) for declared in self._declared()]
        shown = [spec for spec in specs if spec.has_output()]
        return shown, bool(shown), {}, False

    @property
    def is_filtering(self) -> bool:
        """Whether a filter is in use: then the folded list of them opens."""
        return any(spec.used_parameters for spec in self.filter_specs)

    def filter_groups(self) -> list[dict[str, Any]]:
        """The filters as the template shows them: what they ask, what can be chosen."""
        return [
            {"title": capfirst(str(spec.title)), "choices": list(spec.choices(self))}
            for spec in self.filter_specs
        ]

    def _declared(self) -> Iterator[_DeclaredFilter]:
        for item in self.list_filter:
            yield _DeclaredFilter(*item) if isinstance(item, tuple) else _DeclaredFilter(item)

    def get_queryset(self, request: HttpRequest | None = None) -> Any:
        try:
            return super().get_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest(_("Ese filtro no existe.")) from error

    def to_row_dict(self, item: models.Model) -> OrderedDict[str, Any]:
        return OrderedDict((name, self._cell(item, name)) for name in self.list_export)

    def _cell(self, item: models.Model, name: str) -> Any:
        display = getattr(item, f"get_{name}_display", None)
        if display is not None:
            return str(display())
        _field, _attr, value = lookup_field(name, item, self.model_admin)
        if value is None:
            return ""
        if isinstance(value, bool):
            return _("Sí") if value else _("No")
        return str(value) if isinstance(value, models.Model) else value

    def write_csv_row(self, writer: Any, row_dict: dict[str, Any]) -> Any:
        return super().write_csv_row(
            writer, {name: safe_cell(value) for name, value in row_dict.items()}
        )

    def stream_csv(self, queryset: Any) -> Iterator[Any]:
        """With a byte-order mark: without it Excel shows «niÃ±o»."""
        yield "\ufeff".encode()
        yield from super().stream_csv(queryset)

    def get_heading(self, queryset: Any, field: str) -> str:
        try:
            return capfirst(str(self.model._meta.get_field(field).verbose_name))
        except FieldDoesNotExist:
            return capfirst(str(getattr(self.model_admin, field).short_description))

    def get_filename(self) -> str:
        return str(self.model_admin.export_filename or self.model_name)


class _ServiceForm:
    """Saving is the service's; what it refuses is shown beside the fields."""

    request: HttpRequest
    model_admin: Any
    instance: Any

    def _write(self, form: BaseForm) -> Any:
        raise NotImplementedError

    def _done(self, instance: Any) -> str:
        raise NotImplementedError

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            saved = self._write(form)
        except RuleViolation as violation:
            violation.add_to_form(form)
            return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]
        messages.success(self.request, self._done(saved))
        return redirect(self.model_admin.url_helper.index_url)

    def get_error_message(self) -> str:
        return self.model_admin.grammar.not_saved


class RegisterCreateView(_ServiceForm, CreateView):
    def get_page_title(self) -> str:
        return self.model_admin.grammar.new

    def get_meta_title(self) -> str:
        return self.model_admin.grammar.new

    def get_page_subtitle(self) -> str:
        return ""

    def _write(self, form: BaseForm) -> Any:
        return self.model_admin.create(form, self.request.user)

    def _done(self, instance: Any) -> str:
        return self.model_admin.created_message(instance)


class RegisterEditView(_ServiceForm, EditView):
    def get_page_title(self) -> str:
        return self.model_admin.grammar.edit

    def get_meta_title(self) -> str:
        return f"{self.model_admin.grammar.edit}: {self.instance}"

    def _write(self, form: BaseForm) -> Any:
        return self.model_admin.update(self.instance, form, self.request.user)

    def _done(self, instance: Any) -> str:
        return self.model_admin.updated_message(instance)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without Wagtail's own log, which would show every entity's rows to all."""
        context = super().get_context_data(**kwargs)
        context["latest_log_entry"] = None
        return context


class RegisterInspectView(InspectView):
    def get_page_title(self) -> str:
        return capfirst(str(self.model_admin.grammar.singular))

    def get_meta_title(self) -> str:
        return f"{self.get_page_title()}: {self.instance}"

    def get_dict_for_field(self, field_name: str) -> dict[str, Any]:
        """Columns that the admin class computes are shown here too."""
        column = getattr(self.model_admin, field_name, None)
        if callable(column):
            label = capfirst(str(column.short_description))
            return {"label": label, "value": column(self.instance)}
        return super().get_dict_for_field(field_name)

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("Sí") if value else _("No")
        return value

    def get_field_label(self, field_name: str, field: Any = None) -> str:
        return capfirst(str(super().get_field_label(field_name, field)))


class RegisterHistoryView(BaseInstanceView):
    """Replaces modeladmin's history, which asks no permission (the admin class guards it)."""

    def check_action_permitted(self, user: Any) -> bool:
        return self.permission_helper.user_can_inspect_obj(user, self.instance)

    def get_page_title(self) -> str:
        return self.model_admin.grammar.history

    def get_meta_title(self) -> str:
        return f"{self.get_page_title()}: {self.instance}"

    def get_template_names(self) -> list[str]:
        return ["entities/register/history.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=history_rows(self.instance), **kwargs)


class RegisterDecideView(BaseInstanceView):
    """Confirm or reject a proposal, with what changes on the screen."""

    def check_action_permitted(self, user: Any) -> bool:
        return self.model_admin.may_decide(user, self.instance)

    def get_page_title(self) -> str:
        return _("Confirmar o rechazar")

    def get_meta_title(self) -> str:
        return f"{self.get_page_title()}: {self.instance}"

    def get_template_names(self) -> list[str]:
        return ["entities/register/decide.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.model_admin.decision_form())
        return super().get_context_data(
            changes=self.model_admin.proposed(self.instance),
            facts=self.model_admin.facts(self.instance),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.model_admin.decision_form(request.POST)
        if form.is_valid():
            try:
                message = self.model_admin.decide(self.instance, form, request.user)
            except RuleViolation as violation:
                violation.add_to_form(form)
            else:
                messages.success(request, message)
                return redirect(self.index_url)
        messages.error(request, _("No se registró la decisión: corrija lo señalado."))
        return self.render_to_response(self.get_context_data(form=form))


__all__ = [
    "RegisterCreateView",
    "RegisterDecideView",
    "RegisterEditView",
    "RegisterHistoryView",
    "RegisterIndexView",
    "RegisterInspectView",
    "WMABaseView",
]
