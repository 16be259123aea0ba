from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Respaldo de los compromisos")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hang what stands behind a promise into the rooms below."""
        from agreements import access, gate, joining
        from agreements.views import public
        from carta_pages.public import routes
        from workflows import triggers

        access.declare_registers()
        gate.declare_rows()
        routes.register(public.WORD, routes.Route(public.words, public.serve))
        joining.join()
        triggers.protect("agreements.PlanVersion", None)
