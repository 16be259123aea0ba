"""Bulk actions on pages, files and accounts are taken off the admin's lists (DESIGN §3.9).

The gate table closes their URL; this removes the check boxes that would lead there.
"""

from __future__ import annotations

from django.contrib.auth import get_user_model
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page


def unregister_protected() -> None:
    """Forget the registered bulk actions of protected models; safe to repeat."""
    for model in (Page, get_image_model(), get_document_model(), get_user_model()):
        app_label, model_name = model._meta.app_label, model._meta.model_name
        bulk_action_registry.get_bulk_actions_for_model(app_label, model_name)
        bulk_action_registry.actions.get(app_label, {}).pop(model_name, None)
