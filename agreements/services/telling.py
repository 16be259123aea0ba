"""Who is told when a service loses its level: the quality office, and MDT if it controls it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from agreements.models import CapabilityAssessment, ReviewCase
from agreements.selectors.processes import open_dossiers_of
from carta_pages.models import ServicePage
from carta_pages.states import State
from entities import roles
from entities.vocabulary import Role
from workflows.models import Dossier
from workflows.services import notices
from workflows.stages import is_remitted_stage


def tell_moved(
    service: ServicePage, before: State, reason: str, assessment: CapabilityAssessment
) -> None:
    """A service became No Postulable by itself (R24).

    Args:
        service: which.
        before: its state until now.
        reason: in one sentence.
        assessment: the verified one that did it.
    """
    key = f"capability-{assessment.pk}-service-{service.pk}"
    subject = _("«%s» pasó a «No Postulable»") % service.title
    body = _("%(reason)s Estaba en «%(before)s».") % {
        "reason": reason,
        "before": State(before).label,
    }
    notices.write(_quality(service.entity.pk), key, None, subject, body)
    for dossier in _under_control(service):
        notices.write(
            notices.able_to_act(dossier),
            f"{key}-dossier-{dossier.pk}",
            dossier,
            subject,
            _("%s El control solo puede terminar con un resultado desfavorable.") % body,
        )


def tell_case(case: ReviewCase) -> None:
    """A published service must be reviewed (R167)."""
    notices.write(
        _quality(case.entity_id),
        f"review-case-{case.pk}",
        None,
        _("Revisión obligatoria: «%s»") % case.service.title,
        _(
            "%s El servicio sigue publicado con su estado: la entidad debe decidir si lo "
            "actualiza, lo excluye o recupera la condición."
        )
        % case.why,
    )


def _quality(entity_id: int) -> set[int]:
    return set(roles.holders(Role.CAL, entity_id=entity_id).values_list("pk", flat=True))


def _under_control(service: ServicePage) -> list[Dossier]:
    """Open dossiers of the service that were remitted to MDT."""
    return [one for one in open_dossiers_of(service) if is_remitted_stage(one.stage)]
