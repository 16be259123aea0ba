from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CartaPagesConfig(AppConfig):
    name = "carta_pages"
    verbose_name = _("Carta institucional")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hang the rules of the text, the states and the birth of a carta into the rooms below."""
        from carta_pages import access, gate, requirements, writing
        from carta_pages.public import entries, in_force, provinces, rendering
        from carta_pages.services import (
            duplicate_draft,
            follow_dossier,
            follow_search,
            import_runs,
            tell_changes,
        )
        from carta_pages.services.portal import provision_carta
        from entities import journal
        from entities import published as outward
        from entities.provisioning import register_provisioning_step
        from workflows import registries
        from workflows.gate.duplicate import set_duplicator
        from workflows.screens import content

        access.declare_registers()
        journal.name_kinds({"service.state": _("Estado del servicio cambiado")})
        registries.requirement_checkers.register(requirements.check_all)
        registries.kind_rules.register(follow_dossier.kind_fits)
        registries.submission_steps.register(follow_dossier.submitted)
        registries.exclusion_parts.register(follow_dossier.leaves_with)
        registries.publication_steps.register(follow_dossier.published)
        registries.verdict_steps.register(follow_dossier.judged)
        registries.publication_followers.register(tell_changes.follow)
        registries.daily_jobs.register(tell_changes.tell_untold)
        registries.content_renderers.register(rendering.page_content)
        registries.index_summaries.register(entries.summary)
        registries.publication_followers.register(follow_search.published)
        registries.daily_jobs.register(follow_search.look)
        registries.daily_jobs.register(import_runs.forget_files)
        content.use_shell(rendering.STYLESHEETS, body_class="carta")
        register_provisioning_step(provision_carta)
        set_duplicator(duplicate_draft)
        outward.use_reader(in_force.READER)
        gate.declare_rows()
        provinces.watch_register()
        writing.watch_registers()
