"""Wagtail's permission questions about governed pages, all answered here (DESIGN §3.9).

Nobody publishes, unpublishes, deletes, moves, copies, reorders, locks or hides a governed
page by hand, superusers included; who may edit follows from state, role and scope.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import PagePermissionTester

from workflows import access


class GovernedPermissionTester(PagePermissionTester):
    """Answers for one user and one governed page."""

    def can_edit(self) -> bool:
        """By the table of ``workflows.access``: state × role × scope."""
        return access.writes(self.user, self.page)

    def can_add_subpage(self) -> bool:
        """Somebody who may write one of the page types that fit below."""
        return access.may_add_below(self.user, self.page)

    def can_view_revisions(self) -> bool:
        """Whoever may read the draft."""
        return bool(access.may_read_draft(self.user, self.page))

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Never: a draft is discarded, a publication excluded, both by our services."""
        return False

    def can_unpublish(self) -> bool:
        """Never."""
        return False

    def can_publish(self) -> bool:
        """Never by hand: only a dossier publishes."""
        return False

    def can_publish_subpage(self) -> bool:
        """Never by hand."""
        return False

    def can_submit_for_moderation(self) -> bool:
        """Never natively: submission is ours."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Never: what is published is public."""
        return False

    def can_unschedule(self) -> bool:
        """Never: nothing is scheduled."""
        return False

    def can_lock(self) -> bool:
        """Never by hand: the lock is the dossier's."""
        return False

    def can_unlock(self) -> bool:
        """Never by hand."""
        return False

    def can_reorder_children(self) -> bool:
        """Never: the order is part of the published index."""
        return False

    def can_move(self) -> bool:
        """Never."""
        return False

    def can_move_to(self, destination: Any) -> bool:
        """Never."""
        return False

    def can_copy(self) -> bool:
        """Never natively: «Duplicar como borrador» is ours."""
        return False

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        """Never natively."""
        return False
