"""«Plazos internos»: the register of how long each stage may take (DESIGN §3.1).

The quality office keeps its entity's, the platform's administrator the common ones. Nobody
deletes one: a stage without a deadline of its own follows the common one, and setting it to
the same number says the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import modeladmin_register

from entities import roles
from entities.admin.base import RegisterAdmin
from entities.admin.grammar import Grammar
from entities.admin.permissions import RegisterButtonHelper
from entities.models import Entity
from entities.vocabulary import Role
from workflows.models import StageDeadline
from workflows.services.deadlines import LONGEST, may_set, set_deadline
from workflows.stages import SPECS, Stage

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def own_entities(user: Any) -> frozenset[int]:
    """Entities whose deadlines the person sets."""
    return roles.entity_ids(user, [Role.CAL])


class DeadlinePermissions(PermissionHelper):
    """modeladmin's questions, answered by the service's own rule."""

    def user_has_any_permissions(self, user: Any) -> bool:
        return self.user_can_list(user)

    def user_can_list(self, user: Any) -> bool:
        return roles.is_platform_admin(user) or bool(own_entities(user))

    def user_can_create(self, user: Any) -> bool:
        return self.user_can_list(user)

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: StageDeadline) -> bool:
        return bool(may_set(user, obj.entity_id, obj.stage))

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class DeadlineForm(WagtailAdminModelForm):
    """Of which entity and stage, and how many business days; the first two are chosen once."""

    business_days = forms.IntegerField(
        label=_("Días laborables"),
        min_value=1,
        max_value=LONGEST,
        help_text=_(
            "Se cuentan desde que el expediente entra en la etapa. Los que ya están en ella "
            "conservan el suyo. Regla de esta instalación."
        ),
    )

    class Meta:
        model = StageDeadline
        fields = ("entity", "stage", "business_days")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        is_admin = roles.is_platform_admin(self.for_user)
        entity, stage = self.fields["entity"], self.fields["stage"]
        stage.choices = [
            (member.value, member.label)
            for member, spec in SPECS.items()
            if is_admin or not spec.is_ministry
        ]
        entity.queryset = Entity.objects.filter(pk__in=own_entities(self.for_user))
        entity.empty_label = _("Toda la instalación") if is_admin else None
        entity.required = not is_admin
        if self.instance.pk:
            entity.queryset = Entity.objects.filter(pk=self.instance.entity_id)
            entity.disabled = stage.disabled = True

    def _post_clean(self) -> None:
        """Not here: setting a stage that has a deadline already changes it."""


class DeadlineAdmin(RegisterAdmin):
    model = StageDeadline
    grammar = Grammar(_("plazo interno"), _("plazos internos"), feminine=False)
    form_class = DeadlineForm
    permission_helper_class = DeadlinePermissions
    button_helper_class = RegisterButtonHelper
    menu_label = _("Plazos internos")
    menu_icon = "time"
    menu_order = 310
    list_display = ("stage_label", "scope", "business_days")
    list_select_related = ("entity",)
    list_export = ("stage_label", "scope", "business_days")
    export_filename = "plazos-internos"
    index_template_name = "workflows/deadlines.html"
    inspect_view_enabled = False
    history_view_enabled = False
    closed_actions = ("delete", "inspect", "history")
    panels = (FieldPanel("entity"), FieldPanel("stage"), FieldPanel("business_days"))

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """All columns: what is of the whole installation stands among an entity's own."""
        return self.list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[StageDeadline]:
        rows = StageDeadline.objects.select_related("entity").order_by("entity__name", "stage")
        if roles.is_platform_admin(request.user):
            return rows
        return rows.filter(Q(entity__in=own_entities(request.user)) | Q(entity__isnull=True))

    def defaults(self) -> list[tuple[str, int | None]]:
        """What holds where nobody registered anything: stage and business days."""
        return [(str(stage.label), spec.internal_days) for stage, spec in SPECS.items()]

    def stage_label(self, deadline: StageDeadline) -> str:
        return str(Stage(deadline.stage).label)

    stage_label.short_description = _("etapa")  # type: ignore[attr-defined]
    stage_label.admin_order_field = "stage"  # type: ignore[attr-defined]

    def scope(self, deadline: StageDeadline) -> str:
        return deadline.entity.short_name if deadline.entity else str(_("Toda la instalación"))

    scope.short_description = _("alcance")  # type: ignore[attr-defined]
    scope.admin_order_field = "entity__name"  # type: ignore[attr-defined]

    def create(self, form: Any, user: Any) -> StageDeadline:
        data = form.cleaned_data
        return set_deadline(
            user,
            entity_id=data["entity"].pk if data["entity"] else None,
            stage=data["stage"],
            business_days=data["business_days"],
        )

    def update(self, instance: StageDeadline, form: Any, user: Any) -> StageDeadline:
        return set_deadline(
            user,
            entity_id=instance.entity_id,
            stage=instance.stage,
            business_days=form.cleaned_data["business_days"],
        )


def register() -> None:
    """Hang the register into the menu and the admin's addresses."""
    modeladmin_register(DeadlineAdmin)
