"""The inbox of notices: a person reads their own, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from workflows.models import Notice
from workflows.screens.home import unread_notices
from workflows.screens.scope import visible_notices
from workflows.services.notices import mark_read
from workflows.views.base import Screen, posted_id

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

A_PAGE = 30


class NoticesView(Screen):
    """«Avisos»: the unread ones first asked for, all of them a click away."""

    template_name = "workflows/notices.html"
    header_icon = "mail"
    breadcrumbs_items = [Screen.HOME]

    def get_page_title(self) -> str:
        return _("Avisos")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        only_unread = self.request.GET.get("ver") == "sin-leer"
        shown = unread_notices(user) if only_unread else visible_notices(user)
        page = WagtailPaginator(shown.select_related("dossier"), A_PAGE).get_page(
            self.request.GET.get("p")
        )
        context["only_unread"] = only_unread
        context["notices_page"] = page
        context["elided_page_range"] = page.paginator.get_elided_page_range(page.number)
        context["notices"] = list(page.object_list)
        context["unread_count"] = unread_notices(user).count()
        return context


class NoticeReadView(View):
    """Marks notices as read: one and goes to its dossier, the ticked ones, or all."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        opened = posted_id(request.POST.get("open"))
        if opened:
            return self._open(request, opened)
        if "all" in request.POST:
            ids = list(unread_notices(request.user).values_list("pk", flat=True))
        else:
            ids = [posted_id(value) for value in request.POST.getlist("notice")]
        count = mark_read(ids, request.user.pk)
        if count:
            message = ngettext("%(n)s aviso leído.", "%(n)s avisos leídos.", count) % {"n": count}
            messages.success(request, message)
        else:
            messages.warning(request, _("No eligió ningún aviso sin leer."))
        return redirect("carta_workflows:notices")

    def _open(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = Notice.objects.filter(pk=pk, recipient_id=request.user.pk).first()
        if notice is None:
            raise Http404
        mark_read([notice.pk], request.user.pk)
        if not visible_notices(request.user).filter(pk=pk, dossier__isnull=False).exists():
            messages.warning(request, _("El expediente de ese aviso ya no está a su alcance."))
            return redirect("carta_workflows:notices")
        return redirect(reverse("carta_workflows:dossier", args=[notice.dossier_id]))
