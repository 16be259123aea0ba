from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Carta"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.middleware.session_limits import start_session_clock

        user_logged_in.connect(start_session_clock, dispatch_uid="cms.start_session_clock")
