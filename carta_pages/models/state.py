"""The state of a service in the carta: one for the whole institution (R20-R21, R34)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from carta_pages.states import State
from entities.history import register_history


class ServiceState(models.Model):
    """Current state of one service and the act that brought it there; changed by one door.

    Its own model and never a page field: publishing an old revision must not bring an old
    state back. Each row of its history holds a whole transition: from, to, date, actor,
    capacity, reason and support (R34). Only a service that was never submitted can go, and
    its state with it; the history stays.
    """

    service = models.OneToOneField(
        "carta_pages.ServicePage",
        on_delete=models.CASCADE,
        related_name="state",
        verbose_name=_("servicio"),
    )
    value = models.CharField(
        _("estado"), max_length=20, choices=State.choices, default=State.EMPTY, blank=True
    )
    previous = models.CharField(
        _("estado anterior"), max_length=20, choices=State.choices, default=State.EMPTY, blank=True
    )
    transition = models.CharField(_("transición"), max_length=8, blank=True)
    effective_on = models.DateField(_("vigente desde"), null=True, blank=True)
    changed_at = models.DateTimeField(_("registrado el"), null=True, blank=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    capacity = models.CharField(_("calidad en que actúa"), max_length=20, blank=True)
    post = models.CharField(_("cargo"), max_length=200, blank=True)
    office = models.CharField(_("oficina"), max_length=200, blank=True)
    reason = models.TextField(_("motivo"), blank=True)
    support = models.CharField(_("documento de sustento"), max_length=255, blank=True)
    dossier = models.ForeignKey(
        "workflows.Dossier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="service_states",
        verbose_name=_("expediente"),
    )

    history = register_history()

    class Meta:
        verbose_name = _("estado del servicio")
        verbose_name_plural = _("estados de los servicios")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__in=State.values) & models.Q(previous__in=State.values),
                name="service_state_is_one_of_seven_or_none",
            )
        ]

    def __str__(self) -> str:
        return str(State(self.value).label)
