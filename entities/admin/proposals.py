"""A register whose rows one person proposes and another confirms or rejects (DESIGN §3.2)."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils.translation import gettext as _g

from entities.access import entity_id_of, may_decide_proposal
from entities.admin.base import RegisterAdmin
from entities.admin.forms import DecisionForm
from entities.admin.permissions import RegisterButtonHelper
from entities.admin.views import RegisterDecideView
from entities.selectors import FieldChange


class ProposalButtons(RegisterButtonHelper):
    """A waiting proposal offers the decision to those who may take it."""

    def get_buttons_for_obj(
        self, obj: Any, exclude: Any = None, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, exclude, *args, **kwargs)
        if self.view.model_admin.may_decide(self.request.user, obj) and obj.is_waiting:
            button = self.inspect_button(obj.pk, kwargs.get("classnames_add"))
            button["url"] = self.url_helper.get_action_url("decide", quote(obj.pk))
            buttons.insert(0, self._worded(button, _g("Confirmar o rechazar")))
        return buttons


class ProposalAdmin(RegisterAdmin):
    """A register of proposals with a screen to decide them."""

    button_helper_class = ProposalButtons

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        return (
            *super().get_admin_urls_for_registration(),
            re_path(
                self.url_helper.get_action_url_pattern("decide"),
                self.decide_view,
                name=self.url_helper.get_action_url_name("decide"),
            ),
        )

    def decide_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        self._known(request, instance_pk)
        return RegisterDecideView.as_view(model_admin=self, instance_pk=instance_pk)(request)

    def may_decide(self, user: Any, proposal: Any) -> bool:
        entity_id = entity_id_of(proposal)
        return entity_id is not None and may_decide_proposal(user, self.register, entity_id)

    def decision_form(self, data: Any = None) -> DecisionForm:
        return DecisionForm(data)

    def facts(self, proposal: Any) -> list[tuple[str, str]]:
        """What else the decider reads: label and value."""
        return []

    def proposed(self, proposal: Any) -> list[FieldChange]:
        """What would change, old → new."""
        return []
