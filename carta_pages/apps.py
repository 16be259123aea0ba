from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CartaPagesConfig(AppConfig):
    name = "carta_pages"
    verbose_name = _("Carta institucional")
    default_auto_field = "django.db.models.BigAutoField"
