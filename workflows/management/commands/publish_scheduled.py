"""Wagtail's command for the other pages of the site; the carta is never scheduled (DESIGN §3.9)."""

from __future__ import annotations

from typing import Any

from wagtail.management.commands.publish_scheduled import Command as PublishScheduled

from workflows.services.unscheduling import unschedule


class Command(PublishScheduled):
    """A date planted in a page of the carta is taken out first, so that no other page waits."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Take out what may not be scheduled, then do what Wagtail does; a dry run only shows."""
        if not options["dryrun"]:
            for page_id in unschedule():
                self.stderr.write(f"La página {page_id} es de la carta: se le quitó la fecha.")
        super().handle(*args, **options)
