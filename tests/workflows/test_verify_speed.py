"""A hundred thousand entries are proved in under a minute (T43)."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

import pytest

from tests.factories import workflows as make
from workflows import triggers, verify
from workflows.models import ChainHead, TraceEntry
from workflows.services import trace

ENTRIES = 100_000
SECONDS = 60


@pytest.mark.slow
@pytest.mark.django_db
def test_a_long_chain_is_proved_in_under_a_minute():
    """The mix of kinds of a real walk to publication, again and again; all of it is read."""
    make.published()
    assert list(verify.faults()) == []
    real = list(TraceEntry.objects.order_by("sequence"))
    kinds = Counter(entry.kind for entry in real)
    assert {"dossier.submitted", "dossier.approved", "edition.published"} <= set(kinds)
    previous, start = real[-1].hash, datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for sequence, model in enumerate(islice(cycle(real), ENTRIES - len(real)), len(real) + 1):
        at = start + timedelta(seconds=sequence)
        values = (model.kind, model.entity_id, model.subject, model.actor, model.payload)
        hash_ = trace.entry_hash(sequence, at, *values, previous)
        names = ("kind", "entity_id", "subject", "actor", "payload")
        rows.append(
            TraceEntry(
                sequence=sequence,
                at=at,
                previous_hash=previous,
                hash=hash_,
                **dict(zip(names, values, strict=True)),
            )
        )
        previous = hash_
    TraceEntry.objects.bulk_create(rows, batch_size=5_000)
    with triggers.lifted():
        ChainHead.objects.update(count=ENTRIES, hash=previous)
    began = time.perf_counter()
    assert list(verify.faults()) == []
    assert time.perf_counter() - began < SECONDS
