"""Where the gate joins Wagtail; ``workflows/wagtail_hooks.py`` calls it once."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks


def register() -> None:
    """Register viewsets, URLs, menus and the script that keeps autosave honest."""
    from workflows.gate import menus, viewset

    # After Wagtail's own viewset for pages (order -1), so that ours answers.
    hooks.register("register_admin_viewset", viewset.viewsets, order=10)
    hooks.register("register_admin_urls", _urls)
    hooks.register("construct_page_action_menu", menus.keep_own_actions, order=1000)
    hooks.register("register_page_header_buttons", menus.duplicate_button)
    hooks.register("register_page_listing_more_buttons", menus.duplicate_button)
    hooks.register("insert_editor_js", _autosave_script)


def _urls() -> list:
    from workflows.gate import urls

    return [path("carta/", include((urls.urlpatterns, urls.app_name)))]


def _autosave_script() -> str:
    return format_html('<script src="{}" defer></script>', static("workflows/gate/autosave.js"))
