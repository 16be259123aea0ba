"""Who may act, for whom, since when, until when and in what capacity (R1, R11)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from entities.history import register_history
from entities.models.entity import Entity
from entities.models.organization import OrganizationalUnit
from entities.vocabulary import CROSS_ENTITY_ROLES, Capacity, Role


class RoleAssignment(models.Model):
    """A person × role × entity × units, between two days, both included.

    All access is computed from these rows on each request; there is no group to keep in
    step. ``post`` is the person's «cargo»; ``office`` is the text shown in public beside a
    decision, never the name. The person cannot be erased under a row (PROTECT). A row with
    ``annulled_on`` counts on no day: it is how an assignment that has not begun is taken back.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("persona"),
        on_delete=models.PROTECT,
        related_name="role_assignments",
    )
    role = models.CharField(_("rol"), max_length=10, choices=Role)
    entity = models.ForeignKey(
        Entity,
        verbose_name=_("entidad"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="role_assignments",
        help_text=_("Vacía solo para los roles que miran a todas las entidades."),
    )
    units = models.ManyToManyField(
        OrganizationalUnit,
        verbose_name=_("unidades"),
        blank=True,
        related_name="role_assignments",
        help_text=_("Sin unidades, el rol vale para toda la entidad."),
    )
    capacity = models.CharField(
        _("calidad en que actúa"), max_length=12, choices=Capacity, default=Capacity.TITULAR
    )
    document = models.CharField(
        _("documento"),
        max_length=160,
        blank=True,
        help_text=_("Acción de personal u oficio de delegación, con su número."),
    )
    post = models.CharField(_("cargo"), max_length=160)
    office = models.CharField(
        _("dependencia que se muestra al público"),
        max_length=200,
        blank=True,
        help_text=_("Así firma en las páginas públicas; nunca el nombre de la persona."),
    )
    starts_on = models.DateField(_("desde"))
    ends_on = models.DateField(_("hasta"), null=True, blank=True)
    annulled_on = models.DateField(
        _("anulada el"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Se dejó sin efecto el día en que empezaba o antes: no vale ningún día."),
    )

    history = register_history(m2m_fields=[units])

    class Meta:
        verbose_name = _("asignación de rol")
        verbose_name_plural = _("asignaciones de roles")
        ordering = ["entity", "role", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=CROSS_ENTITY_ROLES, entity__isnull=True)
                | Q(entity__isnull=False) & ~Q(role__in=CROSS_ENTITY_ROLES),
                name="role_entity_exactly_when_needed",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="role_dates_in_order",
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"], name="role_user_starts")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.post}"

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """Units the role is limited to; empty means the whole entity."""
        return frozenset(unit.pk for unit in self.units.all())
