"""A hundred thousand entries are proved in under a minute (T43)."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from workflows import verify
from workflows.models import ChainHead, TraceEntry
from workflows.services import trace

ENTRIES = 100_000
SECONDS = 60


@pytest.mark.slow
@pytest.mark.django_db
def test_a_long_chain_is_proved_in_under_a_minute():
    previous, start = trace.GENESIS, datetime(2026, 1, 1, tzinfo=UTC)
    payload = trace.payload_text({"number": "EXP-RC-2026-0001", "stage": "quality", "n": 1})
    rows = []
    for sequence in range(1, ENTRIES + 1):
        at = start + timedelta(seconds=sequence)
        values = (sequence, at, "state.changed", 1, f"service:{sequence}", "a" * 64, payload)
        hash_ = trace.entry_hash(*values, previous)
        rows.append(
            TraceEntry(
                sequence=sequence,
                at=at,
                kind=values[2],
                entity_id=1,
                subject=values[4],
                actor=values[5],
                payload=payload,
                previous_hash=previous,
                hash=hash_,
            )
        )
        previous = hash_
    TraceEntry.objects.bulk_create(rows, batch_size=5_000)
    ChainHead.objects.create(pk=trace.HEAD_ID, count=ENTRIES, hash=previous)
    began = time.perf_counter()
    assert list(verify.faults()) == []
    assert time.perf_counter() - began < SECONDS
