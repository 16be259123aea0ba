from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Carta"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the security log listen, guard its table and be opened; start the session's clock."""
        from cms import (
            admin_words,
            file_checks,  # noqa: F401  (importing registers them)
        )
        from cms.entrance import counting
        from cms.expired_sessions import clear_expired_sessions
        from cms.file_storage import clear_unfinished
        from cms.handbook import gate as handbook_gate
        from cms.middleware import entrance, security_log
        from cms.middleware.session_limits import start_session_clock
        from cms.models import SecurityEvent
        from cms.page_cache import marking, marks, trimming
        from cms.second_factor import checks  # noqa: F401  (importing registers them)
        from cms.second_factor import gate as factor_gate
        from cms.second_factor.services import FactorKeeper
        from cms.second_factor.sessions import forget_code
        from cms.security import gate, listeners, retention
        from entities import journal, register_copy, second_factor
        from workflows import triggers
        from workflows.gate.answers import refusal_listeners
        from workflows.registries import daily_jobs

        admin_words.name_site_columns()
        journal.name_kinds(
            {"demo.iniciada": _("Demostración iniciada"), "demo.cargada": _("Demostración cargada")}
        )
        user_logged_in.connect(forget_code, dispatch_uid="cms.forget_code")
        user_logged_in.connect(start_session_clock, dispatch_uid="cms.start_session_clock")
        security_log.listen()
        entrance.listen()
        listeners.connect()
        marking.listen()
        register_copy.use_memory(marks.remember)
        refusal_listeners.register(security_log.note_refusal)
        triggers.protect("cms.SecurityEvent", triggers.Expiry("at", SecurityEvent.KEPT_DAYS))
        daily_jobs.register(retention.forget_old)
        daily_jobs.register(clear_expired_sessions)
        daily_jobs.register(counting.forget_old)
        daily_jobs.register(clear_unfinished)
        daily_jobs.register(trimming.forget_old)
        gate.declare_rows()
        handbook_gate.declare_rows()
        factor_gate.declare_rows()
        second_factor.set_keeper(FactorKeeper())
