from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("Seguimiento")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the rows about measured values of imported files; let none be changed (R217)."""
        from carta_pages.importing.columns import Subject
        from carta_pages.registries import row_importers
        from monitoring.services.import_series import import_series
        from workflows import triggers

        triggers.protect("monitoring.RawValue")
        row_importers[Subject.SERIES.value] = import_series
