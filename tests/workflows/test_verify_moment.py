"""The proof reads one moment of one database, however busy the site is meanwhile."""

import io
import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from entities.vocabulary import Role
from tests.factories import workflows as make
from workflows import verify
from workflows.models import Edition, TraceEntry
from workflows.one_moment import one_moment
from workflows.services import trace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _a_copy():
    """The same database under a second name."""
    connections.databases["copy"] = connection.settings_dict.copy()
    connections["copy"].connect()
    yield
    connections["copy"].close()
    del connections["copy"]
    del connections.databases["copy"]


def elsewhere(act):
    """Run something in another thread and connection, to its commit."""
    failed = []

    def run():
        try:
            act()
        except Exception as error:  # noqa: BLE001  (the test shows whatever went wrong)
            failed.append(repr(error))
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=60)
    assert not thread.is_alive()
    assert failed == []


def test_what_is_published_while_the_proof_reads_is_no_fault():
    world, _dossier = make.published()
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 20 minutos.")
    before = Edition.objects.count()
    told = []

    def publish():
        make.publish(world, make.submit(world, kind=make.Kind.UPDATE, cause="Mejora."))

    chain = verify.chain

    def publish_after_the_chain(*args):
        yield from chain(*args)
        elsewhere(publish)
        told.append(True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "chain", publish_after_the_chain)
        assert [str(fault) for fault in verify.faults()] == []
    assert told
    assert Edition.objects.count() > before
    assert list(verify.faults()) == []


def test_a_proof_that_stops_at_the_first_fault_leaves_no_transaction_behind():
    make.published()
    TraceEntry.objects.create(
        sequence=99, at=make.clock.now(), kind="x", subject="y", payload="{}", hash="z"
    )
    next(verify.faults())
    assert not connection.in_atomic_block
    with transaction.atomic():
        trace.append("test.event", entity_id=None, subject="x:1", payload={})


def test_inside_a_transaction_it_reads_what_the_transaction_sees():
    make.published()
    with transaction.atomic():
        trace.append("test.event", entity_id=None, subject="x:1", payload={})
        assert list(verify.faults()) == []
    with one_moment():
        assert list(verify.faults()) == []
        assert verify.summary()["versiones"] > 0


@pytest.mark.usefixtures("_a_copy")
def test_the_proof_of_one_database_asks_nothing_of_another():
    make.published()

    def refuse(execute, sql, params, many, context):
        raise AssertionError(f"asked of another database: {sql}")

    with connection.execute_wrapper(refuse):
        call_command("verify_history", "--database=copy", stderr=io.StringIO(), verbosity=2)
