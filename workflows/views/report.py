"""A list of one's own scope with filters and a CSV: what our reports add to Wagtail's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button

from entities import clock
from entities.spreadsheets import safe_cell

if TYPE_CHECKING:
    from django.db.models import QuerySet


class CsvReport(ReportView):
    """One queryset for the list, its counts and its export.

    A report says its queryset, its columns and how a row is written; ``rows`` turns what is
    stored into what is shown.
    """

    breadcrumbs_items: ClassVar[list[dict[str, Any]]] = [
        {"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Inicio")}
    ]
    FORMATS = (ReportView.FORMAT_CSV,)
    #: How the file is called, before the day.
    file_name = ""

    def rows(self, stored: Iterable[Any]) -> Iterable[Any]:
        """What is shown of some stored rows."""
        raise NotImplementedError

    def get_valid_orderings(self) -> list[str]:
        return [*super().get_valid_orderings(), self.default_ordering]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """An impossible filter value finds nothing: showing everything would mislead."""
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    def get_filtered_queryset(self) -> QuerySet:
        return self.get_queryset()

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(list(self.rows(object_list)) if not self.is_export else [])

    def get_header_more_buttons(self) -> list[Button]:
        return [
            Button(_("Descargar CSV"), url=self.csv_export_url, icon_name="download", priority=100)
        ]

    def get_filename(self) -> str:
        return f"{self.file_name}-{clock.today().isoformat()}"

    def stream_csv(self, queryset: Any) -> Iterator[Any]:
        """With a byte-order mark, without which spreadsheet programs garble accents."""
        yield "\ufeff".encode()
        yield from super().stream_csv(self.rows(queryset))

    def get_heading(self, queryset: Any, field: str) -> str:
        return str(self.export_headings[field])

    def write_csv_row(self, writer: Any, row_dict: dict[str, Any]) -> Any:
        """A text that begins like a formula stays a text (RELIABILITY T54)."""
        return writer.writerow({name: safe_cell(value) for name, value in row_dict.items()})
