"""The registers' menu, and two doors of Wagtail that roles must guard."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from entities.access import may_read_collection
from entities.admin.communication import FeaturedAdmin, NoticeAdmin
from entities.admin.people import RoleAdmin
from entities.admin.places import EntityAdmin, HolidayAdmin, TerritoryAdmin, UnitAdmin
from entities.admin.points import ClosureAdmin, PointAdmin, PointChangeAdmin
from entities.models import RoleAssignment


@modeladmin_register
class RegistersGroup(ModelAdminGroup):
    menu_label = _("Registros")
    menu_item_name = "registros"
    menu_icon = "folder-open-inverse"
    menu_order = 300
    items = (
        PointAdmin,
        PointChangeAdmin,
        ClosureAdmin,
        NoticeAdmin,
        FeaturedAdmin,
        UnitAdmin,
        TerritoryAdmin,
        RoleAdmin,
        HolidayAdmin,
        EntityAdmin,
    )


@hooks.register("insert_global_admin_css")
def fits_any_window() -> str:
    """The few rules without which forms and lists run off a narrow screen."""
    return format_html('<link rel="stylesheet" href="{}">', static("entities/admin.css"))


@hooks.register("before_serve_document", order=-10)
def only_own_documents(document: Any, request: HttpRequest) -> None:
    """A stranger gets the same 404 as for a document that does not exist, signed in or not."""
    if not may_read_collection(request.user, document.collection):
        raise Http404


def _held(users: Any) -> bool:
    return RoleAssignment.objects.filter(user__in=[user.pk for user in users]).exists()


def _refuse_deletion(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _g(
            "Estas personas tienen roles registrados y sus actos quedan en el historial: "
            "desactive la cuenta en lugar de eliminarla."
        ),
    )
    return redirect(reverse("wagtailusers_users:index"))


@hooks.register("before_delete_user")
def keep_people_with_roles(request: HttpRequest, user: Any) -> HttpResponse | None:
    """The database refuses it anyway (PROTECT); here it is said instead of an error page."""
    return _refuse_deletion(request) if _held([user]) else None


@hooks.register("before_bulk_action")
def keep_people_in_bulk(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> HttpResponse | None:
    if action_type != "delete" or action.model is not RoleAssignment.user.field.related_model:
        return None
    return _refuse_deletion(request) if _held(objects) else None
