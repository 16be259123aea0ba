"""What must hold before pages may be sent to review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from workflows import access, facts, rules, selectors, staffing
from workflows.errors import IncompleteSubmission, Refused
from workflows.models import Dossier, DossierItem
from workflows.plain_facts import DossierFacts
from workflows.registries import checked, kind_rules
from workflows.stages import Kind
from workflows.verdicts import no


def fits(page: Any, kind: Kind) -> list[str]:
    """Why a page may not travel as this kind; empty when it may.

    A first publication has no edition, or starts a new cycle after an exclusion (R31); every
    other kind has one; page types add their own
    reasons (service states) through ``registries.kind_rules``.
    """
    reasons = []
    edition = selectors.edition_in_force(page.pk)
    if kind == Kind.FIRST and edition is not None and not edition.is_exclusion:
        reasons.append(_("«%s» ya está publicada.") % page.title)
    if kind != Kind.FIRST and edition is None and not _may_be_new(page, kind):
        reasons.append(_("«%s» todavía no se ha publicado nunca.") % page.title)
    if kind != Kind.FIRST and edition is not None and edition.is_exclusion:
        reasons.append(_("«%s» está excluida: necesita un ciclo nuevo.") % page.title)
    for rule in kind_rules:
        reasons.extend(rule(page, kind))
    return reasons


def _may_be_new(page: Any, kind: Kind) -> bool:
    """A new commitment or annex of a published service is an update of the service (R29)."""
    parent = page.get_parent()
    return kind == Kind.UPDATE and parent is not None and parent.live and not page.verdict_root


def check_may_submit(pages: list[Any], user: Any, kind: Kind, entity_id: int, cause: str) -> None:
    for page in pages:
        verdict = access.may_edit(user, page)
        if not verdict:
            raise Refused(verdict)
        if page.entity.pk != entity_id or page.approval_route != pages[0].approval_route:
            raise Refused(no(_("Un expediente reúne páginas de una entidad y de una ruta.")))
        dossier = selectors.open_dossier_of(page.pk)
        if dossier is not None:
            raise Refused(
                no(
                    _("«%(title)s» ya está en el expediente %(number)s.")
                    % {"title": page.title, "number": dossier.number}
                )
            )
        reasons = fits(page, kind)
        if reasons:
            raise Refused(no(" ".join(reasons)))
    problem = rules.cause_problem(kind, cause)
    if problem:
        raise Refused(no(problem))


def check_unscheduled(revision: Any, title: str) -> None:
    """A draft into which somebody planted a date to appear or expire is not sent (DESIGN §3.9).

    Raises:
        Refused: it carries one.
    """
    planted = [revision.content.get(name) for name in ("go_live_at", "expire_at")]
    if any(planted) or revision.approved_go_live_at is not None:
        raise Refused(
            no(
                _("El borrador de «%s» trae una fecha para aparecer o caducar.") % title,
                _(
                    "Nadie puede programar una página de la carta. Quien la redacta puede abrirla "
                    "y guardarla otra vez: se guarda sin esa fecha."
                ),
            )
        )


def check_complete(drafts: list[tuple[Any, Any]]) -> None:
    found = checked([draft for _revision, draft in drafts])
    findings = [finding for one in found for finding in one.findings if finding.blocks]
    if findings:
        raise IncompleteSubmission(findings)


def check_says_something_new(dossier: Dossier, items: Sequence[DossierItem]) -> None:
    """An update changes every page it brings, the first time and after each return.

    Raises:
        Refused: naming the pages whose text is the public one.
    """
    if dossier.kind != Kind.UPDATE:
        return
    unchanged = [
        item.title
        for item in items
        if item.base_edition and item.base_edition.sha256 == item.snapshot_hash
    ]
    if unchanged:
        raise Refused(no(_("«%s» no cambia nada de lo publicado.") % "», «".join(unchanged)))


def check_people_left(told: DossierFacts) -> None:
    """A dossier that nobody could decide further on does not travel (DESIGN §3.7).

    Args:
        told: its facts, at the stage it has reached.

    Raises:
        Refused: naming the first stage without a distinct eligible person.
    """
    lacking = staffing.stage_without_people(
        told, facts.candidates(told), told.stage, planning_may_remit=facts.planning_may_remit()
    )
    if lacking is not None:
        raise Refused(
            no(
                _("No queda una persona distinta que decida en la etapa «%s».") % lacking.label,
                rules.who_decides(told, lacking),
            )
        )
