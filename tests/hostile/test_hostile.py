"""A sample of the sweep; ``make torture ONLY=hostile`` asks all of it."""

import io
import random

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from openpyxl import Workbook
from wagtail.models import Site

from cms.middleware import entrance
from entities.vocabulary import Role
from tests.hostile import ground, planting, reading, sweep, values

pytestmark = pytest.mark.django_db
SEED = 51
#: Addresses at which the suite looks for stored text, read by whoever may.
SHOWN = (
    "wagtailadmin_home",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:history",
    "wagtailadmin_explore",
    "carta_workflows:index",
    "carta_workflows:dossier",
    "carta_workflows:notices",
    "carta_staff:index",
    "carta_staff:person",
    "carta_portfolio",
    "entities_pointofservice_modeladmin_index",
    "entities_entity_modeladmin_inspect",
    "wagtailimages:index",
    "carta_verify",
)
EXPORTS = ("carta_workflows:index", "entities_pointofservice_modeladmin_index")


@pytest.fixture(scope="module")
def _walk(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=folder):
            made = sweep.Sweep(ground.build())
        yield made, folder
        transaction.set_rollback(True)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def walk(_walk, db, settings):
    made, settings.MEDIA_ROOT = _walk
    made.found = sweep.Found()
    made.clients = {}  # whoever entered in another test is out again
    return made


@pytest.mark.slow
def test_hostile_requests_break_execute_and_leave_nothing(walk):
    rng = random.Random(SEED)
    asks = sweep.a_few(walk, rng)
    assert len(asks) > 280
    assert {one.spot.key for one in asks} >= set(ground.every_key()) - _without_object(walk)
    for one in asks:
        walk.ask(one)
    assert walk.found.failures == [], "\n".join(walk.found.failures)
    assert walk.found.asked == len(asks)
    assert walk.found.shown > 0


def _without_object(walk):
    """Addresses to which nothing in the small world belongs."""
    return {key for key in ground.every_key() if not list(ground.spots(walk.ground, key))}


def test_stored_text_is_shown_and_never_run(walk):
    with sweep.undone():
        assert planting.plant(values.SCRIPTS[3]) > 60
        for key in SHOWN:
            spot, _body = walk.reach(next(ground.spots(walk.ground, key)))
            walk.ask(sweep.Ask(spot, "stored", address=spot.address))
        for where in walk.ground.public:
            walk.ask(sweep.Ask(sweep.Spot("public", "", where), "stored", address=where))
        planting.plant('=HYPERLINK("http://malo.example")')
        for key in EXPORTS:
            spot, _body = walk.reach(next(ground.spots(walk.ground, key)))
            for kind in ("csv", "xlsx"):
                walk.ask(sweep.Ask(spot, kind, address=f"{spot.address}?export={kind}"))
    assert walk.found.failures == [], "\n".join(walk.found.failures)


@pytest.mark.parametrize("payload", [*values.SCRIPTS[:5], values.SCRIPTS[11]])
def test_the_reader_sees_what_would_be_executed(payload):
    """The control: the same text without escaping."""
    pages = (
        f"<p>{payload}</p>",
        f'<a href="{payload}">x</a>',
        f"<textarea>{payload}</textarea>",
        f'<input value="{payload}">',
    )
    assert any(reading.executed(page) for page in pages)


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|' /C calc'!A0"])
def test_the_reader_sees_a_computed_cell_of_a_workbook(cell):
    book, content = Workbook(), io.BytesIO()
    book.active.append(["una", cell])
    book.save(content)
    assert sweep.formulas(sweep.as_csv(content.getvalue()))
    book.active["B1"].data_type = "s"
    content = io.BytesIO()
    book.save(content)
    assert not sweep.formulas(sweep.as_csv(content.getvalue()))


def test_the_reader_sees_an_evaluated_template_and_a_broken_string():
    assert reading.executed(f"<p>{values.EVALUATED}</p>")
    assert reading.executed(f'<script>var a = "";{values.MARK}();//"</script>')
    escaped = values.SCRIPTS[0].replace("<", "&lt;")
    assert not reading.executed(f"<p title='{values.MARK}'>{escaped}</p>")


@pytest.mark.parametrize("where", values.WAYS_OUT)
def test_the_reader_sees_a_way_out(where):
    """A browser drops a tab, not what is written «%09»: that is a path of ours."""
    assert sweep.leads_out(where) is ("%09" not in where)


@pytest.mark.parametrize("where", ["", "/admin/", "?p=1", "http://testserver/x", "/a//b"])
def test_the_reader_lets_the_site_lead_to_itself(where):
    assert not sweep.leads_out(where)


def test_a_write_that_outlives_a_refusal_would_be_seen(walk, monkeypatch):
    monkeypatch.setattr(
        entrance.counting, "network_of", lambda request: Group.objects.create(name="x") and ""
    )
    spot = sweep.Spot("carta_joining:accept", "", reverse("health"))
    gone = reverse("carta_joining:accept", args=["00000000-0000-4000-8000-000000000000", "x"])
    walk.ask(sweep.Ask(spot, "control", address=gone))
    assert any("wrote" in one for one in walk.found.failures)


def test_the_term_of_a_stage_can_be_opened_and_changed(walk):
    """The screen failed for everybody: it named a history that this register does not have."""
    spot = next(ground.spots(walk.ground, "workflows_stagedeadline_modeladmin_edit"))
    client = walk.client(str(Role.CAL))
    assert client.get(spot.address).status_code == 200


@pytest.mark.parametrize("typed", [str(2**63), "9" * 5000, "uno", "0", "-1", ""])
def test_a_unit_that_nobody_has_is_said_beside_the_field(walk, typed):
    spot = next(ground.spots(walk.ground, "carta_staff:rescope"))
    answer = walk.client(str(Role.STAFF)).post(spot.address, {"units": typed, "reason": "x" * 20})
    assert answer.status_code in {200, 400}
    assert "Hay unidades que no son de esta entidad." in answer.content.decode()


def test_a_length_that_is_no_number_is_not_understood(client):
    answer = client.generic("POST", reverse("health"), b"x", CONTENT_LENGTH="x")
    assert answer.status_code == 400
