from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


def _reinstall_guards(sender: Any, using: str, **kwargs: Any) -> None:
    """SQLite drops triggers without a word when a table is altered: put them back."""
    from django.db import connections

    from workflows import triggers

    connection = connections[using]
    if not triggers.is_supported(connection):
        return
    tables = connection.introspection.table_names()
    needed = {sender.get_model(name)._meta.db_table for name in triggers.APPEND_ONLY}
    if needed <= set(tables):
        triggers.install(using)


def _make_way(sender: Any, using: str, plan: Any = (), **kwargs: Any) -> None:
    """A migration of Wagtail's may alter a column that a guard names; the rest stays guarded."""
    from workflows import triggers

    triggers.make_way({migration.app_label for migration, _backwards in plan}, using)


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = _("Aprobaciones")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hang trace and outbox into the room below, and the guards after every migrate."""
        from entities import journal, letters
        from workflows import checks, registries  # noqa: F401  (importing registers the checks)
        from workflows.gate import wiring
        from workflows.models import kinds
        from workflows.services import invitation_mail, publication, trace

        journal.set_recorder(trace.record)
        journal.name_kinds(kinds.LABELS)
        letters.set_writers(invitation_mail.write_invitation, invitation_mail.write_appointment)
        registries.publication_followers.register(publication.refresh_references)
        wiring.connect()
        pre_migrate.connect(_make_way, sender=self, dispatch_uid="carta_guards_make_way")
        post_migrate.connect(_reinstall_guards, sender=self, dispatch_uid="carta_guards")
