from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("Seguimiento")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the rows about measured values of the files that are imported."""
        from carta_pages.importing.columns import Subject
        from carta_pages.registries import row_importers
        from monitoring.services.import_series import import_series

        row_importers[Subject.SERIES.value] = import_series
