from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntitiesConfig(AppConfig):
    name = "entities"
    verbose_name = _("Entidades")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.documents import get_document_model
        from wagtail.images import get_image_model
        from wagtail.models import AbstractPage
        from wagtail.permissions import register_permission_policy

        from entities import checks  # noqa: F401 - registers the system checks
        from entities.policies import RoleCollectionPolicy, RolePagePermissionPolicy

        register_permission_policy(AbstractPage, RolePagePermissionPolicy())
        # By exact class: Wagtail's own apps register theirs for the same models in their own
        # ready(), before or after ours as INSTALLED_APPS has it; the exact one wins always.
        for model, auth_model in (
            (get_image_model(), "wagtailimages.Image"),
            (get_document_model(), "wagtaildocs.Document"),
        ):
            register_permission_policy(
                model, RoleCollectionPolicy(model, auth_model=auth_model), exact_class=True
            )
