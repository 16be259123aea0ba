"""Buttons on a governed page: to its dossier, to sending it, to discarding its draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button

from workflows import access, selectors
from workflows.governed import GovernedPage
from workflows.screens.scope import readable_dossier


def page_buttons(
    page: Any, user: Any, next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """``register_page_header_buttons``: what can be done with the page now."""
    if not isinstance(page, GovernedPage):
        return
    dossier = page.open_dossier()
    if dossier is not None:
        if readable_dossier(user, dossier.pk) is not None:
            yield Button(
                _("Ver el expediente %s") % dossier.number,
                dossier.get_absolute_url(),
                icon_name="clipboard-list",
                priority=5,
            )
        return
    yield from discard_button(page, user)


def discard_button(
    page: Any, user: Any, next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """``register_page_listing_more_buttons``: a draft that nobody was ever sent can go.

    The cheap questions first: most rows of a list are public.
    """
    if not isinstance(page, GovernedPage) or page.live or page.numchild:
        return
    known = page.foreseen
    submitted = known.was_submitted if known else selectors.was_submitted(page.pk)
    if not submitted and access.writes(user, page) and access.may_edit(user, page):
        yield Button(
            _("Descartar el borrador"),
            reverse("carta_workflows:discard", args=[page.pk]),
            icon_name="bin",
            priority=90,
        )
