from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Carta"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.middleware import security_log
        from cms.middleware.session_limits import start_session_clock
        from workflows.gate.answers import refusal_listeners

        user_logged_in.connect(start_session_clock, dispatch_uid="cms.start_session_clock")
        user_logged_in.connect(security_log.note_sign_in, dispatch_uid="cms.note_sign_in")
        user_logged_out.connect(security_log.note_sign_out, dispatch_uid="cms.note_sign_out")
        user_login_failed.connect(security_log.note_failure, dispatch_uid="cms.note_failure")
        refusal_listeners.register(security_log.note_refusal)
