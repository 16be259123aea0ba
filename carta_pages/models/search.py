"""The index of the public search: what is in force, by word, and nothing else (R174).

Rows of our own instead of the database's full text: the same words, stems and ranks on every
database, and a cost that does not grow with the number of pages. They are derived from
editions; one service writes them (``services.search_index``) and a command rebuilds them.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_TERM = 100


class SearchTerm(models.Model):
    """One distinct word of what is published, or one value of a filter («canal=oficina»).

    A word has no «=», so the two never meet. ``shown`` is the word as it is written, with its
    accents; ``documents`` counts the pages that hold it.
    """

    text = models.CharField(max_length=MAX_TERM, unique=True)
    stem = models.CharField(max_length=MAX_TERM, blank=True, db_index=True)
    sound = models.CharField(max_length=MAX_TERM, blank=True, db_index=True)
    shown = models.CharField(max_length=MAX_TERM, blank=True)
    documents = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("palabra del buscador")
        verbose_name_plural = _("palabras del buscador")

    def __str__(self) -> str:
        return self.text


class SearchGram(models.Model):
    """Three letters in a row of how a word sounds: a word typed wrong still shares most."""

    gram = models.CharField(max_length=3)
    term = models.ForeignKey(SearchTerm, on_delete=models.CASCADE, related_name="grams")

    class Meta:
        verbose_name = _("letras de una palabra")
        verbose_name_plural = _("letras de las palabras")
        constraints = [
            models.UniqueConstraint(
                fields=["gram", "term"],
                name="search_gram_once",
                violation_error_message=_("Esas letras de la palabra ya constan."),
            )
        ]

    def __str__(self) -> str:
        return self.gram


class SearchDocument(models.Model):
    """One published page as the search knows it.

    ``facets`` holds the texts of its filter terms, separated by spaces; ``fingerprint`` says
    whether what is stored is what its edition would give now.
    """

    class Kind(models.TextChoices):
        SERVICE = "servicio", _("Servicios")
        COMMITMENT = "compromiso", _("Compromisos")
        ANNEX = "anexo", _("Anexos territoriales")

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    service = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    edition_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=255)
    entity_name = models.CharField(max_length=200, blank=True)
    service_title = models.CharField(max_length=255, blank=True)
    lead = models.TextField(blank=True)
    text = models.TextField(blank=True)
    facets = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("página del buscador")
        verbose_name_plural = _("páginas del buscador")

    def __str__(self) -> str:
        return self.title


class SearchPosting(models.Model):
    """A word of a page, and how much it weighs there: most in the title.

    Without foreign keys in the database: there is one of these for every word of every page,
    they are written only together with both ends, and the daily check looks at them.
    """

    pk = models.CompositePrimaryKey("document_id", "term_id")
    document = models.ForeignKey(
        SearchDocument,
        on_delete=models.CASCADE,
        related_name="postings",
        db_index=False,
        db_constraint=False,
    )
    term = models.ForeignKey(
        SearchTerm,
        on_delete=models.CASCADE,
        related_name="postings",
        db_index=False,
        db_constraint=False,
    )
    weight = models.SmallIntegerField()

    class Meta:
        verbose_name = _("palabra de una página")
        verbose_name_plural = _("palabras de las páginas")
        indexes = [models.Index("term", models.F("weight").desc(), "document", name="search_best")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.term_id}"


class SearchState(models.Model):
    """One row: whoever writes the index holds it, so that two never write at once.

    ``version`` says by which rules the index was made; others ask for a rebuild.
    """

    version = models.CharField(max_length=40, blank=True)
    built_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("estado del buscador")
        verbose_name_plural = _("estado del buscador")

    def __str__(self) -> str:
        return self.version
