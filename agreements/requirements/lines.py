"""One line of the checklist: what is asked, whether it is there, and where it is mended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from carta_pages.requirements.rules import Rule
from workflows.registries import Finding, Severity

Text = str | Promise


@dataclass(frozen=True)
class Line:
    """A rule asked of one thing.

    Args:
        rule: what is asked, its source and its force.
        holds: whether it is met.
        says: what is there when it is met; what is missing, and of what, when not.
        url: the form where it is mended.
        severity: other than the rule's, where the entity or the case says so.
    """

    rule: Rule
    holds: bool
    says: Text
    url: str = ""
    severity: Severity | None = None

    @property
    def finding(self) -> Finding:
        """The same as a finding."""
        found = self.rule.broken(self.says, url=self.url)
        return replace(found, severity=self.severity) if self.severity else found

    @property
    def weight(self) -> Severity:
        """How much it weighs when it is not met."""
        return self.severity or self.rule.severity


def new(model: str, **prefilled: Any) -> str:
    """Address of the form that opens a row of a register, prefilled.

    Args:
        model: name of the model.
        prefilled: fields of the form with their first values.
    """
    where = reverse(f"agreements_{model}_modeladmin_create")
    return f"{where}?{urlencode(prefilled)}" if prefilled else where


def edit(row: Any) -> str:
    """Address of the form of a row that stands."""
    return reverse(f"agreements_{row._meta.model_name}_modeladmin_edit", args=[row.pk])


def quoted(text: str, most: int = 80) -> str:
    """What a thing is called inside a sentence."""
    short = text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
    return f"«{short}»"
