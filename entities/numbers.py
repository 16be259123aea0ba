"""The one way a number is read and written (DESIGN §6, RELIABILITY T53).

Spanish writes «35,5», many keyboards give «35.5», and in Ecuador «1.234» is one thousand two
hundred to some and one and a bit to others. The first two are read; the third is asked back,
because a standard mistaken by a factor of a thousand is a broken promise.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_DIGITS = 20

_GROUP_SPACES = "\u00a0\u202f\u2009"
_GROUPED_BY_SPACE = re.compile(r"([+-]?\d{1,3}(?: \d{3})+)((?:[.,]\d+)?)", re.ASCII)
_THOUSANDS_OR_DECIMALS = re.compile(r"[+-]?([1-9]\d{0,2})[.,](\d{3})", re.ASCII)
_SEPARATED_TWICE = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{3})+[.,]?\d*", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)


def _invalid(message: str, code: str = "invalid") -> ValidationError:
    return ValidationError(message, code=code)


def _refuse_ambiguous(text: str) -> None:
    match = _THOUSANDS_OR_DECIMALS.fullmatch(text)
    if match:
        whole, rest = match.groups()
        sign = "-" if text.startswith("-") else ""
        raise _invalid(
            _(
                "«%(text)s» puede leerse de dos maneras. Escriba %(thousands)s si son miles, o "
                "%(decimal)s si son decimales."
            )
            % {
                "text": text,
                "thousands": f"{sign}{whole}{rest}",
                "decimal": f"{sign}{whole},{rest}0",
            },
            code="ambiguous",
        )
    if len(re.findall("[.,]", text)) > 1 and _SEPARATED_TWICE.fullmatch(text):
        raise _invalid(
            _(
                "Escriba «%(text)s» sin puntos ni comas de miles, y con una sola coma para los "
                "decimales."
            )
            % {"text": text},
            code="ambiguous",
        )


def parse_number(text: str) -> Decimal:
    """Read a number as a person in Ecuador writes it.

    Accepts «35», «35,5», «35.5», a sign, and thousands set apart by a space. Raises
    ValidationError: code «ambiguous» asks back, «invalid» explains the expected form.
    Only ASCII digits count; exponents, underscores, NaN and Infinity are refused.
    """
    given = text.strip().replace("\u2212", "-")
    for space in _GROUP_SPACES:
        given = given.replace(space, " ")
    grouped = _GROUPED_BY_SPACE.fullmatch(given)
    if grouped:
        given = grouped.group(1).replace(" ", "") + grouped.group(2)
    else:
        _refuse_ambiguous(given)
    if not _NUMBER.fullmatch(given):
        raise _invalid(_("Escriba solo el número, con coma para los decimales: 35,5."))
    if sum(character.isdigit() for character in given) > MAX_DIGITS:
        raise _invalid(_("El número puede tener hasta %(max)d cifras.") % {"max": MAX_DIGITS})
    number = Decimal(given.replace(",", "."))
    return abs(number) if number == 0 else number


def format_number(number: Decimal | int, places: int | None = None, grouping: bool = False) -> str:
    """Write a number in Spanish: «35,5».

    ``places`` fixes the decimals (rounded half up, as people do); without it, trailing zeros
    go. ``grouping`` sets thousands apart by a narrow no-break space from five figures on, so
    that no point can be mistaken for a decimal one. Raises ValueError for NaN and Infinity.
    """
    value = Decimal(number)
    if not value.is_finite():
        raise ValueError("A number to show must be finite.")
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    written = f"{value:f}"
    if places is None and "." in written:
        written = written.rstrip("0").rstrip(".")
    if value == 0:
        written = written.lstrip("-")
    whole, point, decimals = written.partition(".")
    if grouping and len(whole.lstrip("-")) > 4:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return f"{whole},{decimals}" if point else whole


class SpanishDecimalField(forms.DecimalField):
    """The number field of every form: reads what :func:`parse_number` reads.

    A text input, not a browser's number input: those change their reading with the language
    of the browser, and some drop what they do not understand without a word.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": gettext_lazy("Escriba solo el número, con coma para los decimales: 35,5."),
    }

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        return parse_number(str(value))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return format_number(value) if Decimal(value).is_finite() else str(value)
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}
