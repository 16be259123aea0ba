"""Rows gathered into the services and commitments that they describe; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from carta_pages.importing.rows import RowRead
from carta_pages.requirements.wording import bare

TITLE_ROOM = 90
_BELOW = ("commitment", "factor", "indicator", "remedy")
_ONCE = ("title", "statement")


@dataclass
class CommitmentSpec:
    """A commitment and the rows that speak of it."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    rows: list[RowRead] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its name, or the beginning of its sentence, or its code."""
        return self.values.get("title") or _beginning(self.values.get("statement", "")) or self.code


@dataclass
class ServiceSpec:
    """A service, its commitments by key, its annex, and the rows that speak only of it."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    commitments: dict[str, CommitmentSpec] = field(default_factory=dict)
    rows: list[RowRead] = field(default_factory=list)
    annex: list[RowRead] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its name, or its code."""
        return self.values.get("title") or self.code

    def all_rows(self) -> Iterator[RowRead]:
        """Every row that speaks of it or of what hangs from it, the annex left out."""
        yield from self.rows
        for commitment in self.commitments.values():
            yield from commitment.rows


@dataclass
class Grouped:
    """What a file describes.

    Args:
        services: by key, in the order of the file.
        refused: rows that are not taken, each with the reason.
    """

    services: dict[str, ServiceSpec] = field(default_factory=dict)
    refused: list[tuple[RowRead, str]] = field(default_factory=list)


def key_of(code: str, title: str = "") -> str:
    """By what two rows speak of the same: the code, or the name where there is no code."""
    return bare(code or title)


def group(rows: Iterable[RowRead], annex: Iterable[RowRead] = ()) -> Grouped:
    """Gather the rows.

    Args:
        rows: of the sheets about services and commitments.
        annex: of the sheets about differentiated standards.
    """
    found = Grouped()
    for row in rows:
        why = _take(found, row)
        if why:
            found.refused.append((row, why))
    for row in annex:
        service = _service(found, row)
        if service is None:
            found.refused.append((row, _no_service()))
        else:
            service.annex.append(row)
    return found


def _service(found: Grouped, row: RowRead) -> ServiceSpec | None:
    code, title = row.get("service.code"), row.get("service.title")
    key = key_of(code, title)
    if not key:
        return None
    return found.services.setdefault(key, ServiceSpec(code or title))


def _no_service() -> str:
    return _("Falta el código o el nombre del servicio.")


def _take(found: Grouped, row: RowRead) -> str:
    """Put a row where it belongs; why not, when it cannot be."""
    service = _service(found, row)
    if service is None:
        return _no_service()
    _add_values(service.values, row.part("service"), service, row)
    if not any(row.part(name) for name in _BELOW):
        service.rows.append(row)
        return ""
    code, title = row.get("commitment.code"), row.get("commitment.title")
    key = key_of(code, title or row.get("commitment.statement"))
    if not key:
        return _("Falta el código o el nombre del compromiso.")
    commitment = service.commitments.get(key)
    if commitment is None:
        commitment = CommitmentSpec(code or title or _beginning(row.get("commitment.statement")))
    else:
        why = _contradiction(commitment, row)
        if why:
            return why
    service.commitments[key] = commitment
    for name, value in row.part("commitment").items():
        commitment.values.setdefault(name, value)
    commitment.rows.append(row)
    return ""


def _add_values(
    values: dict[str, Any], said: dict[str, Any], service: ServiceSpec, row: RowRead
) -> None:
    for name, value in said.items():
        if values.setdefault(name, value) != value:
            first = next(iter(service.all_rows()), row)
            row.warnings.append(
                _("El servicio ya está en la fila %(row)d con otros datos; se toman aquellos.")
                % {"row": first.number}
            )
            return


def _contradiction(commitment: CommitmentSpec, row: RowRead) -> str:
    first = commitment.rows[0].number
    for name in _ONCE:
        before, now = commitment.values.get(name), row.get(f"commitment.{name}", None)
        if before and now and before != now:
            return _(
                "El código «%(code)s» ya está en la fila %(row)d con otro texto: cada compromiso "
                "necesita su código."
            ) % {"code": commitment.code, "row": first}
    own = row.part("indicator")
    key = key_of(own.get("code", ""), own.get("name", ""))
    for earlier in commitment.rows:
        other = earlier.part("indicator")
        if not key or key_of(other.get("code", ""), other.get("name", "")) != key:
            continue
        if any(other.get(name, value) != value for name, value in own.items()):
            return _("El indicador «%(code)s» ya está en la fila %(row)d con otros datos.") % {
                "code": own.get("code") or own.get("name"),
                "row": earlier.number,
            }
    return ""


def _beginning(sentence: str) -> str:
    """The first words of a sentence, whole."""
    if len(sentence) <= TITLE_ROOM:
        return " ".join(sentence.split()).rstrip(".")
    return " ".join(sentence[:TITLE_ROOM].rpartition(" ")[0].split()) + "…"
