"""What somebody asks of the press: a template and data, known by a key before it is set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reports.press import compiling, coverage, printing

if TYPE_CHECKING:
    from datetime import date

PREVIEW_PPI = 48
DRAWINGS = ("qr", "seal")
"""Parts of the data that hold SVG of ours, which has no words to look after."""


@dataclass(frozen=True)
class Order:
    """A paper to be set.

    Args:
        template: file of the layout.
        data: what it says, as the content functions give it.
        day: the day the document bears.
    """

    template: str
    data: dict[str, Any]
    day: date

    @cached_property
    def text(self) -> str:
        """The data as the template reads it; only what can be shown."""
        shown = coverage.showable_data(self.data)
        for drawing in DRAWINGS:
            if drawing in self.data:
                shown[drawing]["svg"] = self.data[drawing]["svg"]
        return compiling.written(shown)

    @cached_property
    def key(self) -> str:
        """Digest of everything that shapes the paper; also its ETag."""
        return compiling.key_of(self.template, f"{self.day.isoformat()}\n{self.text}")

    def printed(self) -> bytes:
        """The PDF, kept or new.

        Raises:
            printing.BusyError: too many are waiting.
        """
        return printing.once(
            f"{self.key}.pdf", lambda: compiling.compiled(self.template, self.text, self.day)
        )

    def pictured(self, patience: float = 0, ppi: float = PREVIEW_PPI) -> bytes:
        """Its first page as PNG, kept or new.

        Args:
            patience: seconds the caller may wait for a place at the press.
            ppi: pixels per inch; a point of the template is 1/72 of one.

        Raises:
            printing.BusyError: too many are waiting.
        """
        return printing.once(
            f"{self.key}-{ppi:g}.png",
            lambda: compiling.pictured(self.template, self.text, ppi),
            patience,
        )
