"""Many entities in a minute: rows of one entity copied inside the database.

The entity that is copied was written, approved and published by the real services. Every row
that this left (tree, page types and their rows, revisions, pins, dossiers, decisions, editions,
indexes, Wagtail's workflow states, log, references and search entries, people and roles) is
copied once for each entity of the crowd, its keys moved by a fixed stride. So tables, indexes
and proportions are those of a site where each of these entities went the same way.

Not copied: the trace (a chain cannot be), the history tables of the registers, files. Inside
texts (revision JSON, snapshots) a copy still names the pages of the original: nobody opens or
publishes a page of the crowd.
"""

# ruff: noqa: S608  (every name in these statements comes from models, every value is a number)

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection, models, transaction
from wagtail.models import Page, ReferenceIndex, Revision, WorkflowState
from wagtail.search.models import IndexEntry

from bench import finding
from workflows.models import Dossier, Notice

STRIDE = 1_000_000
APPS = ("wagtailcore", "wagtailsearch", "cms", "entities", "workflows", "carta_pages")
LEFT_OUT = (
    "wagtailcore.Collection",
    "wagtailcore.ModelLogEntry",
    "wagtailsearch.SQLiteFTSIndexEntry",  # written by a trigger of its table
    "workflows.TraceEntry",
    "workflows.ChainHead",
    "carta_pages.Norm",
    # One vocabulary for the whole country; the words of its pages: bench.finding.
    "carta_pages.SearchTerm",
    "carta_pages.SearchGram",
    "carta_pages.SearchState",
    "carta_pages.SynonymGroup",
    "carta_pages.LifeEvent",
    "carta_pages.VagueExpression",
    "carta_pages.WritingLimit",
)
#: Columns that name a person without a foreign key.
PEOPLE = frozenset(
    {
        "opened_by_id",
        "actor_id",
        "submitted_by_id",
        "recipient_id",
        "user_id",
        "author_id",
        "answered_by_id",
        "asked_by_id",
        "uploaded_by_id",
    }
)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def marks() -> dict[type[models.Model], int]:
    """The highest key of every table that is copied."""
    found = {}
    installed = apps.get_models(include_auto_created=True)
    # Wagtail's first: a revision is written before the pin that guards it.
    for model in sorted(installed, key=lambda model: not model._meta.app_label.startswith("wag")):
        meta = model._meta
        left_out = meta.label in LEFT_OUT or meta.object_name.startswith("Historical")
        if meta.app_label in APPS and not left_out and isinstance(_key_type(meta.pk), _INTEGERS):
            highest = model._base_manager.aggregate(highest=models.Max(meta.pk.attname))
            found[model] = highest["highest"] or 0
    return found


_INTEGERS = (models.AutoField, models.IntegerField)


def _key_type(field: Any) -> Any:
    while field.remote_field is not None:
        field = field.target_field
    return field


class Crowd:
    """Copies of one entity.

    Args:
        before: ``marks()`` before the entity was made.
        after: ``marks()`` once it was published; later rows are not copied.
        carta: its carta.
    """

    def __init__(self, before: dict, after: dict, carta: Any):
        self.ranges = {model: (before[model], after[model]) for model in after}
        self.carta = carta
        self._first_place = int(carta.path[-carta.steplen :], 36) + 1000
        self._source = 0

    @transaction.atomic
    def copy(self, first: int, last: int) -> None:
        """Make the copies numbered ``first`` to ``last``, the very first from the entity itself.

        The others are copied from that one: people go on working in the entity meanwhile.
        """
        if last < first:
            return
        with connection.cursor() as cursor:
            for model, (low, high) in self.ranges.items():
                if high > low:
                    cursor.execute(self._statement(model, low, high, first, last))
            finding.copy(cursor, *self.ranges[Page], (first, last), self._shift)
        parent = Page.objects.filter(path=self.carta.path[: -self.carta.steplen])
        parent.update(numchild=models.F("numchild") + last - first + 1)
        if not self._source:
            self._source = first
            self.carta = Page.objects.get(pk=self.carta.pk + first * STRIDE)
            self.ranges = {
                model: (low + first * STRIDE, high + first * STRIDE)
                for model, (low, high) in self.ranges.items()
            }

    def _statement(self, model: type[models.Model], low: int, high: int, *numbers: int) -> str:
        meta = model._meta
        fields = [field for field in meta.local_concrete_fields if not field.generated]
        names = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(self._value(model, field) for field in fields)
        key = f'o."{meta.pk.column}"'
        return (
            f"WITH RECURSIVE c(n) AS (SELECT {numbers[0]} UNION ALL SELECT n + 1 FROM c "
            f'WHERE n < {numbers[1]}) INSERT INTO "{meta.db_table}" ({names}) '
            f'SELECT {values} FROM "{meta.db_table}" o CROSS JOIN c '
            f"WHERE {key} > {low} AND {key} <= {high} ORDER BY c.n, {key}"
        )

    def _value(self, model: type[models.Model], field: Any) -> str:
        column = f'o."{field.column}"'
        special = self._special(model, field, column)
        if special:
            return special
        if field.primary_key and field.remote_field is None:
            return f"{column} + {self._shift}"
        if field.remote_field is not None:
            return self._moved(field.remote_field.model, column)
        if field.column in PEOPLE:
            return self._moved(get_user_model(), column)
        if isinstance(field, models.UUIDField):
            sqlite = "lower(hex(randomblob(16)))"
            return sqlite if connection.vendor == "sqlite" else "gen_random_uuid()"
        if field.unique and isinstance(field, models.CharField):
            return f"{column} || '-' || c.n"
        return column

    def _special(self, model: type[models.Model], field: Any, column: str) -> str:
        if model is Page and field.column == "path":
            return self._path(column)
        if model is Page and field.column == "url_path":
            slug = self.carta.slug
            return f"replace({column}, '/{slug}/', '/{slug}-' || c.n || '/')"
        if model is Page and field.column == "slug":
            return f"CASE WHEN o.id = {self.carta.pk} THEN {column} || '-' || c.n ELSE {column} END"
        if (model, field.column) in {(Dossier, "number"), (Notice, "key")}:
            return f"{column} || '-' || c.n"
        in_text = (Revision, WorkflowState, ReferenceIndex, IndexEntry)
        if model in in_text and field.column == "object_id":
            return f"CAST({self._moved(Page, f'CAST({column} AS bigint)')} AS varchar(255))"
        return ""

    def _moved(self, model: Any, column: str) -> str:
        """A key of ``model``: moved when it names a row that is copied too."""
        model = model._meta.concrete_model
        while model not in self.ranges or model._meta.pk.remote_field is not None:
            parent = model._meta.pk.remote_field
            if parent is None:
                return column
            model = parent.model
        low, high = self.ranges[model]
        test = f"{column} > {low} AND {column} <= {high}"
        return f"CASE WHEN {test} THEN {column} + {self._shift} ELSE {column} END"

    @property
    def _shift(self) -> str:
        return f"(c.n - {self._source}) * {STRIDE}"

    def _path(self, column: str) -> str:
        """The path below the portal: four digits of the copy, then the page's own."""
        parent, step = self.carta.path[: -self.carta.steplen], self.carta.steplen
        start = self._first_place
        digits = " || ".join(
            f"substr('{DIGITS}', ((c.n + {start}) / {36**place}) % 36 + 1, 1)"
            for place in reversed(range(step))
        )
        return f"'{parent}' || {digits} || substr({column}, {len(self.carta.path) + 1})"


def settle() -> None:
    """Keys go on after the highest, and the planner knows the tables."""
    tables = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
        whole = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if whole else "ANALYZE")
