"""What this room says of the pages of a dossier: the entity reads it live, others frozen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agreements.access import may_read
from agreements.backing_schema import SCHEMA
from agreements.selectors.backing import read
from workflows.backing import BackingSource

SOURCE = BackingSource("agreements", _("Lo que respalda la promesa"), SCHEMA, read, may_read)
