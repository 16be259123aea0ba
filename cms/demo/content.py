"""What the demonstration says, read from ``content/`` and checked on the way in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
ENTITY_FILE = "entidad.toml"

Row = list[Any]


@dataclass(frozen=True)
class CommitmentText:
    """One promise: the sentence, its factor, its indicator sheet and its remedy.

    ``later`` marks those that are written after the service's first publication.
    """

    slug: str
    title: str
    statement: str
    factor: str
    journey: str
    critical: str
    dimensions: list[str]
    impact: str
    indicator: str
    measures: str
    formula: str
    variables: str
    unit: str
    better: str
    value: str
    frequency: str
    source: str
    remedy: str
    trigger: str
    deadline: str
    baseline: str = ""
    parameter: str = ""
    scope_kinds: list[str] = field(default_factory=lambda: ["nacional"])
    scope_deconcentrated: str = ""
    scope_units: list[str] = field(default_factory=list)
    scope_provinces: list[str] = field(default_factory=list)
    later: bool = False


@dataclass(frozen=True)
class AnnexText:
    """A territorial annex; its rows name unit and commitment by key and slug."""

    slug: str
    title: str
    capacity: str
    demand: str
    delivery: str
    coherence: str
    rows: list[dict[str, str]]


@dataclass(frozen=True)
class ServiceText:
    """A service with its commitments and, for some, its annex."""

    slug: str
    title: str
    code: str
    unit: str
    writer: str
    description: str
    obtains: str
    beneficiaries: list[str]
    beneficiaries_detail: str
    coverage: str
    accessibility: str
    priority_attention: str
    contact_office: str
    contact_phone: str
    contact_email: str
    providers: list[str]
    processes: list[Row]
    procedures: list[Row]
    requirements: list[Row]
    costs: list[Row]
    channels: list[Row]
    citations: list[Row]
    commitments: list[CommitmentText]
    annex: AnnexText | None = None


@dataclass(frozen=True)
class PersonText:
    """Somebody who works in an entity, in one post."""

    first_name: str
    last_name: str
    post: str
    office: str
    units: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class EntityText:
    """An entity: its registers, its people, the texts of its carta, its services."""

    key: str
    slug: str
    details: dict[str, Any]
    oficio: str
    defaults: dict[str, Any]
    units: list[dict[str, Any]]
    points: list[dict[str, Any]]
    people: dict[str, PersonText]
    carta: dict[str, Any]
    services: dict[str, ServiceText]
    zones: list[dict[str, Any]] = field(default_factory=list)
    opened_on: date | None = None


_SECTIONS = {"key", "slug", "oficio", "defaults", "units", "points", "carta", "zones", "opened_on"}


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _service(raw: dict[str, Any]) -> ServiceText:
    annex = raw.pop("annex", None)
    commitments = [CommitmentText(**text) for text in raw.pop("commitments")]
    return ServiceText(**raw, commitments=commitments, annex=AnnexText(**annex) if annex else None)


def _entity(folder: Path) -> EntityText:
    raw = _read(folder / ENTITY_FILE)
    people = {name: PersonText(**text) for name, text in raw.pop("people").items()}
    files = sorted(path for path in folder.glob("*.toml") if path.name != ENTITY_FILE)
    services = {path.stem: _service(_read(path)) for path in files}
    sections = {name: raw.pop(name) for name in _SECTIONS & raw.keys()}
    return EntityText(**sections, details=raw, people=people, services=services)


@cache
def entities() -> dict[str, EntityText]:
    """The six entities by key, in the order in which they join."""
    found = {text.key: text for text in map(_entity, _folders())}
    return {key: found[key] for key in ("rc", "sri", "iess", "trabajo", "ant", "edu")}


def _folders() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if (path / ENTITY_FILE).exists())


@cache
def changes() -> dict[str, dict[str, Any]]:
    """Later texts of pages that stand already, by name."""
    return _read(FOLDER / "cambios.toml")


@cache
def annex_drafts() -> dict[str, tuple[str, AnnexText]]:
    """Annexes that somebody has begun: (service, text) by name."""
    raw = _read(FOLDER / "anexos.toml")
    return {name: (text.pop("place"), AnnexText(**text)) for name, text in raw.items()}


@cache
def events() -> dict[str, list[str]]:
    """Places of the services of each moment of life."""
    return _read(FOLDER / "momentos.toml")


def entity_of(path: str) -> EntityText:
    """The entity of a place such as ``rc/cedula``."""
    return entities()[path.partition("/")[0]]


def service_of(path: str) -> ServiceText:
    """The service of a place such as ``rc/cedula`` or ``rc/cedula/sin-errores``."""
    key, stem, *_rest = path.split("/")
    return entities()[key].services[stem]
