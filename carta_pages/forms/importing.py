"""The form that brings a file, and the choice of what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from carta_pages.importing.columns import COLUMNS
from carta_pages.importing.files.tables import MAX_BYTES
from carta_pages.importing.headings import IGNORED
from carta_pages.importing.reading import FileRead, Sheet


class ImportForm(forms.Form):
    """A file for one of the person's entities."""

    entity: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label=_("Entidad"))
    file = forms.FileField(
        label=_("Archivo"),
        allow_empty_file=True,
        max_length=255,
        help_text=_("CSV, XLSX u ODS, hasta %d MB.") % (MAX_BYTES // 1024**2),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )

    def __init__(self, *args: Any, entities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].queryset = entities  # type: ignore[attr-defined]
        if len(entities) == 1:
            self.fields["entity"].initial = entities[0]
            self.fields["entity"].widget = forms.HiddenInput()

    def clean_file(self) -> Any:
        """Not more than is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("El archivo pesa más de %d MB. Divídalo.") % (MAX_BYTES // 1024**2)
            )
        return file


def field_name(place: int, column: int) -> str:
    """Name of the choice for one column of one sheet."""
    return f"columna-{place}-{column}"


def options_of(sheet: Sheet) -> list[tuple[str, str]]:
    """What a column of the sheet may mean."""
    columns = COLUMNS[sheet.mapping.subject]
    return [(IGNORED, str(_("No se lee"))), *((c.key, str(c.label)) for c in columns)]


def chosen_in(read: FileRead, data: QueryDict) -> dict[int, tuple[str, ...]]:
    """The choices of the posted form, sheet by sheet; a column without a choice stays."""
    return {
        place: tuple(
            data.get(field_name(place, column), key)
            for column, key in enumerate(sheet.mapping.keys)
        )
        for place, sheet in enumerate(read.sheets)
    }


def samples(sheet: Sheet, rows: Iterable[Any]) -> list[list[str]]:
    """The first things that each column says.

    Args:
        sheet: with its mapping.
        rows: the first lines below the headings.
    """
    lines = list(rows)
    return [
        [line.cell(column).line[:60] for line in lines if line.cell(column).line]
        for column in range(len(sheet.mapping.headings))
    ]
