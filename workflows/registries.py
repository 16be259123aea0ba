"""Where rooms above hang in what this room must call but may not import (DESIGN §2).

Steps run inside the caller's transaction, in the order of registration, and may raise:
then everything is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

F = TypeVar("F", bound=Callable[..., Any])


class Severity(StrEnum):
    """How much a finding weighs; only errors stop a submission."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"


@dataclass(frozen=True)
class Finding:
    """One thing a requirement checker has to say about a page.

    Args:
        severity: errors stop a submission, the rest is advice.
        message: plain Spanish, names what is missing and where.
        field: name of the form field it belongs to, for the link; may be empty.
        rule: R-number(s).
        source: where the rule comes from («Guía MDT v1.0, 7.1, act. 1»).
        force: «condición», «recomendación» or «regla de esta instalación».
        url: where it is mended, when that is no field of the page.
    """

    severity: Severity
    message: str | Promise
    field: str = ""
    rule: str = ""
    source: str | Promise = ""
    force: str | Promise = ""
    url: str = ""

    @property
    def blocks(self) -> bool:
        """Whether a submission is refused because of it."""
        return self.severity is Severity.ERROR


@dataclass(frozen=True)
class Checked:
    """What a requirement checker says of one page.

    Args:
        findings: what it lacks.
        asked: numbers of the rules that apply to the page and would stop a submission, met or not.
    """

    findings: tuple[Finding, ...] = ()
    asked: frozenset[str] = frozenset()

    def __add__(self, other: Checked) -> Checked:
        return Checked(self.findings + other.findings, self.asked | other.asked)


class Registry(Generic[F]):
    """An ordered list of callables, filled in ``AppConfig.ready``; registering twice is once."""

    def __init__(self, purpose: str):
        self.purpose = purpose
        self._members: list[F] = []

    def register(self, member: F) -> F:
        """Add a member; usable as a decorator."""
        if member not in self._members:
            self._members.append(member)
        return member

    def remove(self, member: F) -> None:
        """Take a member out; nothing happens when it is not there."""
        if member in self._members:
            self._members.remove(member)

    def __iter__(self) -> Iterator[F]:
        return iter(tuple(self._members))

    def __len__(self) -> int:
        return len(self._members)


requirement_checkers: Registry = Registry(
    "pages -> one Checked for each, in their order: what they still lack, read for all at once"
)
kind_rules: Registry = Registry("(page, kind) -> list[str]: why a page may not travel so")
publication_steps: Registry = Registry("(dossier, editions, decision) in the transaction")
verdict_steps: Registry = Registry("(dossier, decision, favourable) in the transaction")
submission_steps: Registry = Registry(
    "(dossier, actor_id) in the transaction: may these pages travel together; also when parted"
)
exclusion_parts: Registry = Registry("page -> ids of the pages that leave the carta with it")
content_renderers: Registry = Registry("(page, content) -> html: how citizens will see it")
index_summaries: Registry = Registry("edition -> dict: what its index row says besides its name")
backing_sources: Registry = Registry("(pinned pages, entity id) -> what stands behind each now")
publication_followers: Registry = Registry("(dossier, editions) after the commit")
daily_jobs: Registry = Registry("(today) -> str: one line for the daily report")


def checked(pages: Sequence[Any]) -> list[Checked]:
    """Everything the registered checkers say about some pages, in one pass over all of them.

    Args:
        pages: specific page instances, drafts or stored.

    Returns:
        one for each page, in their order; the findings of each, errors first.
    """
    found = [Checked() for _page in pages]
    for checker in requirement_checkers:
        said = checker(pages)
        found = [one + more for one, more in zip(found, said, strict=True)]
    return [Checked(tuple(_errors_first(one.findings)), one.asked) for one in found]


def findings_for(page: Any) -> list[Finding]:
    """Everything the registered checkers say about one page, errors first."""
    return list(checked([page])[0].findings)


def _errors_first(findings: Iterable[Finding]) -> list[Finding]:
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))
