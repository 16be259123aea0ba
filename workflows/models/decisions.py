"""What people decided about a dossier, what they asked, what was answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.files import private_storage
from workflows.models.dossiers import Dossier, DossierItem
from workflows.stages import SPECS, Stage


class Decision(models.Model):
    """One act on a dossier by one person in one capacity. Append-only (trigger)."""

    class Outcome(models.TextChoices):
        SUBMITTED = "submitted", _("Enviado a revisión")
        RESUBMITTED = "resubmitted", _("Reenviado")
        APPROVED = "approved", _("Aprobado")
        RETURNED = "returned", _("Devuelto con observaciones")
        MERGED = "merged", _("Agrupado")
        SPLIT = "split", _("Separado")
        CLARIFICATION = "clarification", _("Aclaración solicitada")
        CLARIFIED = "clarified", _("Aclaración respondida")
        FAVOURABLE = "favourable", _("Control favorable")
        UNFAVOURABLE = "unfavourable", _("Control desfavorable")
        PUBLISHED = "published", _("Publicado")
        WITHDRAWN = "withdrawn", _("Retirado")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="decisions")
    stage = models.CharField(_("etapa"), max_length=20, choices=Stage.choices)
    outcome = models.CharField(_("resultado"), max_length=20, choices=Outcome.choices)
    actor_id = models.BigIntegerField()
    role = models.CharField(_("rol"), max_length=20)
    capacity = models.CharField(_("calidad en que actúa"), max_length=20, blank=True)
    post = models.CharField(_("cargo"), max_length=200, blank=True)
    office = models.CharField(_("oficina"), max_length=200, blank=True)
    at = models.DateTimeField(_("fecha"))
    reason = models.TextField(_("motivo"), blank=True)
    target = models.CharField(_("vuelve a"), max_length=20, choices=Stage.choices, blank=True)
    evidence = models.JSONField(_("sustento"), default=dict, blank=True)
    content_hash = models.CharField(_("huella decidida"), max_length=64)

    class Meta:
        verbose_name = _("decisión")
        verbose_name_plural = _("decisiones")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["actor_id", "-at"], name="decision_of_actor"),
            models.Index(fields=["dossier", "stage"], name="decision_of_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.outcome_label}"

    @property
    def outcome_label(self) -> str:
        """What was decided, in the words of its stage («remitido», not «aprobado»)."""
        done = SPECS[Stage(self.stage)].done
        if done and self.outcome == self.Outcome.APPROVED:
            return str(done)
        return self.get_outcome_display()


class ItemDecision(models.Model):
    """What a decision means for one page: who took part, and which text it approves.

    An approval counts while it is not void and its hash is the item's (DESIGN §3.6).
    Append-only (trigger), but for its voiding.
    """

    item = models.ForeignKey(DossierItem, on_delete=models.PROTECT, related_name="decisions")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="items")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    actor_id = models.BigIntegerField()
    approves = models.BooleanField(default=False)
    snapshot_hash = models.CharField(max_length=64)
    void = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("decisión sobre una página")
        verbose_name_plural = _("decisiones sobre páginas")
        indexes = [models.Index(fields=["item", "stage"], name="item_decision_of_stage")]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.stage}"


class Observation(models.Model):
    """A remark that must be answered before the dossier can leave QUALITY again (R111)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="observations")
    item = models.ForeignKey(
        DossierItem, on_delete=models.PROTECT, null=True, blank=True, related_name="observations"
    )
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="observations")
    stage = models.CharField(_("etapa"), max_length=20, choices=Stage.choices)
    section = models.CharField(_("sección"), max_length=120, blank=True)
    text = models.TextField(_("observación"))
    author_id = models.BigIntegerField()
    office = models.CharField(_("oficina"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("fecha"))
    answer = models.TextField(_("respuesta"), blank=True)
    answered_by_id = models.BigIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(_("respondida el"), null=True, blank=True)

    class Meta:
        verbose_name = _("observación")
        verbose_name_plural = _("observaciones")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.answered_at is None


class Clarification(models.Model):
    """«Aclaración» asked by MDT's control: answered by text and attachment, the carta untouched."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="clarifications")
    question = models.TextField(_("qué debe aclararse"))
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField(_("solicitada el"))
    due_on = models.DateField(_("responder hasta"), null=True, blank=True)
    answer = models.TextField(_("respuesta"), blank=True)
    answered_by_id = models.BigIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(_("respondida el"), null=True, blank=True)

    class Meta:
        verbose_name = _("aclaración")
        verbose_name_plural = _("aclaraciones")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.question[:80]

    @property
    def is_open(self) -> bool:
        """Whether the entity still owes the answer."""
        return self.answered_at is None


class Attachment(models.Model):
    """A file of the dossier: private, with its hash; read only by who may read the dossier."""

    class Kind(models.TextChoices):
        SUPPORT = "support", _("Sustento técnico")
        APPROVAL = "approval", _("Documento de aprobación")
        OFICIO = "oficio", _("Oficio")
        CLARIFICATION = "clarification", _("Respuesta a una aclaración")
        CONTROL = "control", _("Informe de control")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    kind = models.CharField(_("clase"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("título"), max_length=200)
    file = models.FileField(_("archivo"), storage=private_storage, upload_to="expedientes/%Y/%m")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by_id = models.BigIntegerField()
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("adjunto del expediente")
        verbose_name_plural = _("adjuntos del expediente")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
