"""Where the machine's screens join Wagtail; ``workflows/wagtail_hooks.py`` calls it once."""

from __future__ import annotations

from functools import partial

from django.urls import include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem


def register() -> None:
    """Register URLs, home screen, menu, buttons and the register of deadlines."""
    from workflows.panels import buttons, deadlines, home, menu, staff_gaps

    hooks.register("register_admin_urls", _urls)
    hooks.register("construct_homepage_panels", home.replace_panels, order=1000)
    hooks.register("construct_homepage_panels", staff_gaps.add_panel, order=1010)
    hooks.register("construct_homepage_summary_items", home.replace_summary, order=1000)
    for item in menu.ITEMS:
        hooks.register("register_admin_menu_item", partial(_itself, item))
    for name in ("main", "reports", "settings"):
        hooks.register(f"construct_{name}_menu", menu.hide_what_is_closed, order=1000)
    hooks.register("construct_help_menu", menu.hide_foreign_help, order=1000)
    hooks.register("register_page_header_buttons", buttons.page_buttons)
    hooks.register("register_page_listing_more_buttons", buttons.discard_button)
    deadlines.register()


def _itself(item: MenuItem) -> MenuItem:
    return item


def _urls() -> list:
    from workflows import staff_urls, urls

    return [
        path("expedientes/", include((urls.urlpatterns, urls.app_name))),
        path("personal/", include((staff_urls.urlpatterns, staff_urls.app_name))),
    ]
