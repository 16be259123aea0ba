"""«Tablero de calidad»: grouping what units sent into dossiers, and splitting them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from entities.models import Entity
from entities.vocabulary import Role
from workflows.errors import Refused, Stale
from workflows.models import Dossier, DossierItem
from workflows.screens.board import Board, entities_of
from workflows.services import grouping
from workflows.verdicts import Verdict, no
from workflows.views.base import Screen, posted_id

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


#: Before the number of a dossier: the field with what the board showed of it.
SEEN = "seen-"


class BoardView(Screen):
    """The board of the quality office; a person of several chooses the entity."""

    template_name = "workflows/board.html"
    header_icon = "grid"
    breadcrumbs_items = [Screen.HOME]
    http_method_names = ["get", "head", "options"]

    def get_page_title(self) -> str:
        return _("Tablero de calidad")

    @cached_property
    def entities(self) -> list[Entity]:
        """Entities whose quality office the person is.

        Raises:
            Refused: none.
        """
        found = list(entities_of(self.request.user))
        if not found:
            raise Refused(
                no(
                    _("El tablero es de la oficina de calidad."),
                    _("Puede abrirlo: %s de cada entidad.") % Role.CAL.label,
                )
            )
        return found

    @cached_property
    def entity(self) -> Entity:
        """The one that is shown; anything but an own entity is an unknown one."""
        asked = self.request.POST.get("entidad") or self.request.GET.get("entidad")
        if not asked:
            return self.entities[0]
        found = next((e for e in self.entities if e.pk == posted_id(asked)), None)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.answer()

    def posted(self, name: str) -> list[int]:
        """Ids ticked on the board."""
        return [posted_id(value) for value in self.request.POST.getlist(name)]

    @property
    def seen(self) -> dict[int, str]:
        """What the board showed of each dossier, as its form sends it back."""
        posted = self.request.POST.items()
        return {
            posted_id(name.removeprefix(SEEN)): str(value)
            for name, value in posted
            if name.startswith(SEEN)
        }

    def get_context_data(
        self, refusal: Verdict | None = None, stale: str = "", **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["entities"] = self.entities
        context["board"] = Board(
            self.entity,
            self.request.user,
            frozenset(self.posted("dossier")),
            frozenset(self.posted("item")),
        )
        context["refusal"] = refusal
        context["stale"] = stale
        return context


class GroupingView(BoardView):
    """Posts of the board; a refusal answers with the board, the ticks as they were."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing is done by reading."""
        return redirect("carta_workflows:board")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entity = self.entity
        try:
            message = self.carry_out()
        except Stale as error:
            return self.answer(409, stale=str(error))
        except Refused as error:
            return self.answer(403, refusal=error.verdict)
        messages.success(request, message)
        return redirect(f"{reverse('carta_workflows:board')}?entidad={entity.pk}")

    def carry_out(self) -> str:
        """Call the service; what to tell when it is done."""
        raise NotImplementedError

    def own(self, ids: list[int]) -> list[int]:
        """The same ids, all of them dossiers of this entity.

        Raises:
            Http404: one of them is foreign, or never was.
        """
        wanted = set(ids)
        known = Dossier.objects.filter(pk__in=wanted - {0}, entity=self.entity).count()
        if known != len(wanted):
            raise Http404
        return ids


class MergeView(GroupingView):
    """«Agrupar»."""

    def carry_out(self) -> str:
        host = grouping.merge(self.own(self.posted("dossier")), self.request.user, seen=self.seen)
        count = host.items.count()
        return ngettext(
            "Quedó en %(number)s, con %(count)s página.",
            "Quedaron juntas en %(number)s: %(count)s páginas.",
            count,
        ) % {"number": host.number, "count": count}


class SplitView(GroupingView):
    """«Separar»: the ticked pages of one dossier go to a new one, once that is confirmed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "confirmado" in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            dossier, leaving = self.chosen()
            grouping.check_seen(dossier, self.seen)
        except Stale as error:
            return self.answer(409, stale=str(error))
        except Refused as error:
            return self.answer(403, refusal=error.verdict)
        staying = dossier.items.exclude(pk__in=[item.pk for item in leaving])
        self.template_name = "workflows/board/split.html"
        seen = self.seen[dossier.pk]
        return self.answer(dossier=dossier, leaving=leaving, staying=staying, seen=seen)

    def chosen(self) -> tuple[Dossier, list[DossierItem]]:
        """The ticked pages and the dossier they are in.

        Raises:
            Http404: one of them is foreign, or never was.
            Refused: none, or of several dossiers.
        """
        ids = set(self.posted("item"))
        items = list(
            DossierItem.objects.filter(pk__in=ids - {0}, dossier__entity=self.entity)
            .select_related("dossier")
            .defer("snapshot")
        )
        if len(items) != len(ids):
            raise Http404
        dossiers = {item.dossier for item in items}
        if not dossiers:
            raise Refused(no(_("Elija las páginas que se separan.")))
        if len(dossiers) > 1:
            raise Refused(no(_("Separe las páginas de un expediente por vez.")))
        return dossiers.pop(), items

    def carry_out(self) -> str:
        dossier, leaving = self.chosen()
        ids = [item.pk for item in leaving]
        separated = grouping.split(dossier.pk, ids, self.request.user, seen=self.seen)
        return _("Se abrió %s con lo que separó.") % separated.number
