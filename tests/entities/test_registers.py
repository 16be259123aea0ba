"""The registers in the admin: who opens them, what they show, how they are written."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from entities import clock, services
from entities.models import (
    Entity,
    Holiday,
    OrganizationalUnit,
    PointChange,
    RoleAssignment,
    TemporaryClosure,
    TerritorialUnit,
)
from entities.vocabulary import ChangeState, Role
from tests.entities.conftest import said
from tests.factories.entities import (
    LONG_AGO,
    ClosureFactory,
    FeaturedFactory,
    HolidayFactory,
    NoticeFactory,
    PointChangeFactory,
    PointFactory,
    ProvinceFactory,
    RoleAssignmentFactory,
    UnitFactory,
    UserFactory,
    ZoneFactory,
    person_with,
)

pytestmark = pytest.mark.django_db

REGISTERS = (
    "entity",
    "organizationalunit",
    "territorialunit",
    "pointofservice",
    "pointchange",
    "temporaryclosure",
    "campaignnotice",
    "featuredservices",
    "roleassignment",
    "holiday",
)
NEVER_EDITED = {"pointchange", "featuredservices"}
EVERY_ROLE = ("uni", "ter", "cal", "plan", "max", "com", "aud")
ONLY_CAL = ("cal",)
COM_AND_CAL = ("cal", "com")
WHO_SEES = {
    "entity": (),
    "organizationalunit": EVERY_ROLE,
    "territorialunit": ONLY_CAL,
    "pointofservice": EVERY_ROLE,
    "pointchange": COM_AND_CAL,
    "temporaryclosure": COM_AND_CAL,
    "campaignnotice": COM_AND_CAL,
    "featuredservices": COM_AND_CAL,
    "roleassignment": ONLY_CAL,
    "holiday": ONLY_CAL,
}
WHO_ADDS = {
    "entity": (),
    "organizationalunit": ONLY_CAL,
    "territorialunit": ONLY_CAL,
    "pointofservice": COM_AND_CAL,
    "temporaryclosure": COM_AND_CAL,
    "campaignnotice": COM_AND_CAL,
    "featuredservices": COM_AND_CAL,
    "roleassignment": (),
    "holiday": ONLY_CAL,
}


def url(register, action="index", *args):
    return reverse(f"entities_{register}_modeladmin_{action}", args=args)


def row_of(register, side):
    """A row of each register that belongs to one side."""
    return {
        "entity": lambda: side.entity,
        "organizationalunit": lambda: side.unit,
        "territorialunit": lambda: ZoneFactory(entity=side.entity),
        "pointofservice": lambda: side.point,
        "pointchange": lambda: PointChangeFactory(point=side.point),
        "temporaryclosure": lambda: ClosureFactory(point=side.point, confirmed=True),
        "campaignnotice": lambda: NoticeFactory(entity=side.entity),
        "featuredservices": lambda: FeaturedFactory(entity=side.entity),
        "roleassignment": lambda: RoleAssignment.objects.get(user=side.uni),
        "holiday": lambda: HolidayFactory(entity=side.entity),
    }[register]()


def opened(response):
    """Whether the page was shown."""
    return response.status_code == 200


@pytest.mark.parametrize("register", REGISTERS)
def test_the_platform_administrator_opens_every_register(
    register, ours, superuser, platform_admin, enter
):
    row = row_of(register, ours)
    for user in (superuser, platform_admin):
        client = enter(user)
        assert opened(client.get(url(register)))
        assert opened(client.get(url(register, "inspect", row.pk)))
        assert opened(client.get(url(register, "history", row.pk)))
        if register != "pointchange":
            assert opened(client.get(url(register, "create")))
        if register not in NEVER_EDITED:
            assert opened(client.get(url(register, "edit", row.pk)))


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_each_role_opens_exactly_its_registers(register, role, ours, enter):
    client = enter(getattr(ours, role))
    row = row_of(register, ours)
    sees = role in WHO_SEES[register]

    assert opened(client.get(url(register))) is sees
    assert client.get(url(register, "inspect", row.pk)).status_code == (200 if sees else 404)
    assert client.get(url(register, "history", row.pk)).status_code == (200 if sees else 404)
    if register in WHO_ADDS:
        adds = role in WHO_ADDS[register]
        assert opened(client.get(url(register, "create"))) is adds


@pytest.mark.parametrize("role", [Role.MDT_RECEPTION, Role.MDT_CONTROL, Role.MDT_PUBLICATION])
def test_the_ministry_opens_no_register(role, ours, enter):
    client = enter(person_with(role))
    for register in REGISTERS:
        assert not opened(client.get(url(register))), register
        assert client.get(url(register, "inspect", row_of(register, ours).pk)).status_code == 404


@pytest.mark.parametrize("register", REGISTERS)
def test_a_foreign_row_answers_exactly_like_an_unknown_one(register, ours, theirs, enter):
    """T30: one 404 for another entity's row, for no row, and for nonsense."""
    client = enter(ours.cal)
    foreign = row_of(register, theirs)
    for action in ("inspect", "history", "edit"):
        if action == "edit" and register in NEVER_EDITED:
            continue
        foreign_answer = client.get(url(register, action, foreign.pk))
        assert foreign_answer.status_code == 404
        for nonsense in ("999999", "abc", "9" * 40):
            answer = client.get(url(register, action, nonsense))
            assert said(answer) == said(foreign_answer)
        assert client.post(url(register, action, foreign.pk), {}).status_code == 404


@pytest.mark.parametrize("register", [r for r in REGISTERS if r != "entity"])
def test_lists_and_exports_show_only_the_own_entity(register, ours, theirs, enter):
    foreign, own = row_of(register, theirs), row_of(register, ours)
    client = enter(ours.cal)
    page = client.get(url(register))
    pks = {row.pk for row in page.context["object_list"]}
    assert own.pk in pks
    assert foreign.pk not in pks
    for kind in ("csv", "xlsx"):
        export = client.get(url(register), {"export": kind})
        assert export.status_code == 200
    text = b"".join(client.get(url(register), {"export": "csv"}).streaming_content).decode()
    assert "Tránsito" not in text
    assert theirs.unit.name not in text


def test_the_filters_of_a_list_name_no_other_entity(ours, theirs, enter):
    page = enter(ours.cal).get(url("pointofservice"))
    assert theirs.entity.name not in page.content.decode()


def test_a_list_answers_no_question_that_no_filter_declares(ours, enter):
    """The address bar must not probe related tables, a password's first letters for one."""
    client = enter(ours.cal)
    for probe in (
        {"entity__role_assignments__user__password__startswith": "zzz"},
        {"entity__document_prefix__startswith": "zzz"},
        {"nada__que__ver": "1"},
    ):
        page = client.get(url("pointofservice"), probe)
        assert [row.pk for row in page.context["object_list"]] == [ours.point.pk]


@pytest.mark.parametrize("register", REGISTERS)
def test_nothing_is_deleted_from_a_register(register, ours, superuser, enter):
    row = row_of(register, ours)
    client = enter(superuser)
    index = url(register)
    assert client.post(f"{index}delete/{row.pk}/").status_code == 404
    assert type(row).objects.filter(pk=row.pk).exists()


def test_the_words_have_the_right_gender(ours, superuser, enter):
    client = enter(superuser)
    expected = {
        "entity": "Nueva entidad",
        "organizationalunit": "Nueva unidad",
        "territorialunit": "Nueva unidad territorial",
        "pointofservice": "Nuevo punto de atención",
        "temporaryclosure": "Nuevo cierre temporal",
        "campaignnotice": "Nuevo aviso de campaña",
        "featuredservices": "Nueva selección de destacados",
        "roleassignment": "Nueva asignación de rol",
        "holiday": "Nuevo feriado",
    }
    for register, words in expected.items():
        for action in ("index", "create"):
            html = client.get(url(register, action)).content.decode()
            assert words in html
            assert "Crear nuev" not in html
            assert "Añadir un" not in html


# --- Writing ---------------------------------------------------------------------------


def unit_data(side, **values):
    return {
        "entity": side.entity.pk,
        "name": "Dirección de Servicios",
        "acronym": "DS",
        "level": "central",
        "canton": "Quito",
        "opened_on": "2026-01-05",
        **values,
    }


def test_quality_opens_a_unit_and_its_history_says_who(ours, enter):
    response = enter(ours.cal).post(url("organizationalunit", "create"), unit_data(ours))
    assert response.status_code == 302
    unit = OrganizationalUnit.objects.get(acronym="DS")
    assert unit.history.get().history_user_id == ours.cal.pk


def test_quality_opens_no_unit_in_another_entity(ours, theirs, enter):
    response = enter(ours.cal).post(url("organizationalunit", "create"), unit_data(theirs))
    assert response.status_code == 200
    assert "entity" in response.context["form"].errors
    assert not OrganizationalUnit.objects.filter(acronym="DS").exists()


def test_an_edit_without_a_reason_is_refused_beside_the_field(ours, enter):
    client = enter(ours.cal)
    address = url("organizationalunit", "edit", ours.unit.pk)
    data = unit_data(ours, name="Otro nombre")
    refused = client.post(address, data)
    assert "reason" in refused.context["form"].errors
    assert client.post(address, {**data, "reason": "  \u200b  "}).context["form"].errors["reason"]
    ours.unit.refresh_from_db()
    assert ours.unit.name != "Otro nombre"
    assert ours.unit.history.count() == 1

    assert client.post(address, {**data, "reason": "Reforma del estatuto"}).status_code == 302
    record = ours.unit.history.first()
    assert (record.name, record.history_change_reason) == ("Otro nombre", "Reforma del estatuto")
    assert record.history_user_id == ours.cal.pk


def test_what_a_service_refuses_is_shown_beside_its_field(ours, theirs, superuser, enter):
    child = UnitFactory(entity=ours.entity, parent=ours.unit)
    client = enter(superuser)
    response = client.post(
        url("organizationalunit", "edit", ours.unit.pk),
        unit_data(ours, parent=child.pk, reason="Reforma del estatuto"),
    )
    assert response.context["form"].errors["parent"]


def test_the_entity_of_a_row_cannot_be_changed_by_the_form(ours, theirs, superuser, enter):
    enter(superuser).post(
        url("organizationalunit", "edit", ours.unit.pk),
        unit_data(ours, entity=theirs.entity.pk, reason="Intento de mudanza"),
    )
    ours.unit.refresh_from_db()
    assert ours.unit.entity == ours.entity


def entity_data(**values):
    return {
        "name": "Instituto Ecuatoriano de Seguridad Social",
        "short_name": "IESS",
        "slug": "iess",
        "opened_on": "2026-01-05",
        **values,
    }


def test_the_administrator_opens_an_entity_with_its_rooms(superuser, enter):
    response = enter(superuser).post(url("entity", "create"), entity_data())
    assert response.status_code == 302
    entity = Entity.objects.get(slug="iess")
    assert entity.image_collection
    assert entity.document_collection


def test_a_reserved_address_is_refused_with_a_message(superuser, enter):
    response = enter(superuser).post(url("entity", "create"), entity_data(slug="admin"))
    assert "usa para sí mismo" in response.context["form"].errors["slug"][0]
    assert not Entity.objects.filter(short_name="IESS").exists()


def test_the_administrator_gives_and_ends_a_role(ours, superuser, enter):
    person = UserFactory()
    client = enter(superuser)
    data = {
        "user": person.pk,
        "role": Role.UNI,
        "entity": ours.entity.pk,
        "units": [ours.unit.pk],
        "capacity": "titular",
        "post": "Responsable de la unidad",
        "office": "Dirección de Servicios",
        "starts_on": clock.today().isoformat(),
    }
    assert client.post(url("roleassignment", "create"), data).status_code == 302
    assignment = RoleAssignment.objects.get(user=person)
    assert list(assignment.units.all()) == [ours.unit]

    edit = {
        "post": assignment.post,
        "office": assignment.office,
        "ends_on": (last := clock.today() + timedelta(days=9)).isoformat(),
        "reason": "Renuncia aceptada",
        "role": Role.MAX,
    }
    assert client.post(url("roleassignment", "edit", assignment.pk), edit).status_code == 302
    assignment.refresh_from_db()
    assert assignment.ends_on == last
    assert assignment.role == Role.UNI


@pytest.mark.parametrize(
    ("who", "days", "field"),
    [("themselves", 0, ""), ("somebody", -1, "starts_on"), ("somebody", 400, "starts_on")],
)
def test_the_administrator_gives_no_role_to_themselves_nor_over_what_happened(
    ours, superuser, enter, who, days, field
):
    person = superuser if who == "themselves" else UserFactory()
    data = {
        "user": person.pk,
        "role": Role.CAL,
        "entity": ours.entity.pk,
        "capacity": "encargado",
        "document": "Memo 1",
        "post": "Responsable",
        "ends_on": (clock.today() + timedelta(days=30)).isoformat(),
        "starts_on": (clock.today() + timedelta(days=days)).isoformat(),
    }
    answer = enter(superuser).post(url("roleassignment", "create"), data)
    assert answer.context["form"].errors[field or "__all__"]
    assert not RoleAssignment.objects.filter(user=person).exists()


def test_the_administrator_corrects_no_role_of_their_own_nor_ends_one_in_the_past(
    ours, superuser, enter
):
    own = RoleAssignmentFactory(user=superuser, role=Role.AUD, entity=ours.entity, ends_on=None)
    other = RoleAssignmentFactory(role=Role.AUD, entity=ours.entity, ends_on=None)
    past = (clock.today() - timedelta(days=1)).isoformat()
    for row, changes in ((own, {"post": "Otro"}), (other, {"ends_on": past})):
        data = {"post": row.post, "office": row.office, "reason": "Cambio de cargo", **changes}
        answer = enter(superuser).post(url("roleassignment", "edit", row.pk), data)
        assert answer.context["form"].errors
        before = (row.post, row.ends_on)
        row.refresh_from_db()
        assert (row.post, row.ends_on) == before


def test_quality_sees_the_roles_of_its_entity_and_gives_none(ours, enter):
    client = enter(ours.cal)
    row = RoleAssignment.objects.get(user=ours.uni)
    assert opened(client.get(url("roleassignment")))
    assert not opened(client.get(url("roleassignment", "create")))
    assert client.post(url("roleassignment", "edit", row.pk), {}).status_code == 403
    row.refresh_from_db()
    assert row.ends_on is None


def test_quality_keeps_local_holidays_and_only_those(ours, theirs, enter):
    national = HolidayFactory(date=date(2026, 8, 10), name="Primer Grito")
    client = enter(ours.cal)
    data = {"date": "2026-12-06", "name": "Fundación de Quito", "entity": ours.entity.pk}
    assert client.post(url("holiday", "create"), data).status_code == 302
    assert Holiday.objects.filter(entity=ours.entity, date=date(2026, 12, 6)).exists()

    no_entity = client.post(url("holiday", "create"), {**data, "date": "2026-12-07", "entity": ""})
    assert "entity" in no_entity.context["form"].errors
    foreign = {**data, "date": "2026-12-08", "entity": theirs.entity.pk}
    assert "entity" in client.post(url("holiday", "create"), foreign).context["form"].errors
    assert opened(client.get(url("holiday", "inspect", national.pk)))
    assert not opened(client.get(url("holiday", "edit", national.pk)))


def test_quality_draws_its_zones_and_no_province(ours, enter):
    client = enter(ours.cal)
    province = ProvinceFactory()
    data = {"level": "zona", "code": "Z1", "name": "Zona 1", "provinces": [province.pk]}
    data |= {"entity": ours.entity.pk, "opened_on": "2026-01-05"}
    assert client.post(url("territorialunit", "create"), data).status_code == 302
    assert list(TerritorialUnit.objects.get(code="Z1").provinces.all()) == [province]
    bad = {**data, "level": "provincia", "code": "25", "entity": ""}
    assert client.post(url("territorialunit", "create"), bad).context["form"].errors
    assert not TerritorialUnit.objects.filter(code="25").exists()


# --- Points: proposed, then confirmed by somebody else -----------------------------------


def point_data(side, **values):
    return {
        "entity": side.entity.pk,
        "name": side.point.name,
        "kind": side.point.kind,
        "unit": side.unit.pk,
        "address": side.point.address,
        "phone": side.point.phone,
        "hours": side.point.hours,
        "timezone": side.point.timezone,
        "opened_on": LONG_AGO.isoformat(),
        **values,
    }


def test_a_telephone_is_proposed_by_com_and_published_by_cal(ours, enter):
    com, cal = enter(ours.com), enter(ours.cal)
    edit = url("pointofservice", "edit", ours.point.pk)
    data = point_data(ours, phone="1700 774 774", reason="Nueva central telefónica")
    assert com.post(edit, data).status_code == 302
    ours.point.refresh_from_db()
    assert ours.point.phone == "02 222 2222"

    change = PointChange.objects.get()
    assert not opened(com.get(url("pointchange", "decide", change.pk)))
    screen = cal.get(url("pointchange", "decide", change.pk)).content.decode()
    assert "02 222 2222" in screen
    assert "1700 774 774" in screen
    decision = {"decision": "confirmar"}
    assert cal.post(url("pointchange", "decide", change.pk), decision).status_code == 302
    ours.point.refresh_from_db()
    assert ours.point.phone == "1700 774 774"
    assert ours.point.history.first().history_change_reason == "Nueva central telefónica"


def test_quality_does_not_confirm_its_own_proposal(ours, enter):
    client = enter(ours.cal)
    data = point_data(ours, phone="1", reason="Nueva central telefónica")
    client.post(url("pointofservice", "edit", ours.point.pk), data)
    change = PointChange.objects.get()
    response = client.post(url("pointchange", "decide", change.pk), {"decision": "confirmar"})
    assert response.status_code == 200
    assert "otra persona" in str(response.context["form"].errors)
    change.refresh_from_db()
    assert change.state == ChangeState.PROPOSED


def test_a_rejection_needs_a_reason_and_changes_nothing(ours, enter):
    change = PointChangeFactory(point=ours.point, proposed_by=ours.com.pk)
    client = enter(ours.cal)
    decide = url("pointchange", "decide", change.pk)
    assert client.post(decide, {"decision": "rechazar"}).context["form"].errors["reason"]
    response = client.post(decide, {"decision": "rechazar", "reason": "El número no existe"})
    assert response.status_code == 302
    change.refresh_from_db()
    assert (change.state, change.decision_reason) == (ChangeState.REJECTED, "El número no existe")


def test_a_foreign_proposal_cannot_be_decided(ours, theirs, enter):
    change = PointChangeFactory(point=theirs.point, proposed_by=theirs.com.pk)
    decide = url("pointchange", "decide", change.pk)
    assert enter(ours.cal).post(decide, {"decision": "confirmar"}).status_code == 404
    change.refresh_from_db()
    assert change.state == ChangeState.PROPOSED


def test_a_closure_is_proposed_confirmed_and_ended_early(ours, enter):
    com, cal = enter(ours.com), enter(ours.cal)
    data = {
        "point": ours.point.pk,
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-20",
        "public_reason": "Mantenimiento del edificio",
    }
    assert com.post(url("temporaryclosure", "create"), data).status_code == 302
    closure = TemporaryClosure.objects.get()
    decide = url("temporaryclosure", "decide", closure.pk)
    assert opened(cal.get(decide))
    assert cal.post(decide, {"decision": "confirmar"}).status_code == 302
    edit = url("temporaryclosure", "edit", closure.pk)
    assert not opened(com.get(edit))
    early = {"ends_on": "2026-03-10", "reason": "La obra terminó antes"}
    assert cal.post(edit, early).status_code == 302
    closure.refresh_from_db()
    assert closure.state == ChangeState.CONFIRMED
    assert closure.ends_on == date(2026, 3, 10)
    assert closure.reason == "Mantenimiento del edificio"


def test_com_proposes_no_closure_of_a_foreign_point(ours, theirs, enter):
    data = {"point": theirs.point.pk, "starts_on": "2026-03-02", "public_reason": "Porque sí"}
    response = enter(ours.com).post(url("temporaryclosure", "create"), data)
    assert "point" in response.context["form"].errors
    assert not TemporaryClosure.objects.exists()


# --- History, exports, cost --------------------------------------------------------------


def test_the_history_shows_date_field_reason_and_who(ours, superuser, enter):
    services.update_unit(
        ours.unit, actor_id=ours.cal.pk, reason="Reforma del estatuto", name="Unidad de Cobranza"
    )
    old = ours.unit.name
    html = enter(superuser).get(url("organizationalunit", "history", ours.unit.pk)).content.decode()
    for words in (old, "Unidad de Cobranza", "Reforma del estatuto", ours.cal.get_full_name()):
        assert words in html


def test_the_history_of_a_role_shows_its_units(ours, superuser, enter):
    assignment = services.assign_role(
        UserFactory(),
        Role.UNI,
        ours.entity,
        post="Responsable",
        starts_on=LONG_AGO,
        units=[ours.unit],
        actor_id=superuser.pk,
    )
    html = enter(superuser).get(url("roleassignment", "history", assignment.pk)).content.decode()
    assert ours.unit.name in html
    assert html.count("<time") == 1


def test_an_export_runs_no_formula(ours, superuser, enter):
    PointFactory(entity=ours.entity, name="=HYPERLINK(1)", phone="+593 2 222", address="@SUM(1)")
    client = enter(superuser)
    address = url("pointofservice")
    text = b"".join(client.get(address, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    for cell in ("'=HYPERLINK(1)", "'+593 2 222", "'@SUM(1)"):
        assert cell in text
    assert ",=" not in text


COSTLY = [r for r in REGISTERS if r != "entity"]


@pytest.mark.parametrize("register", COSTLY)
def test_a_list_costs_the_same_with_three_rows_and_with_thirty(
    register, ours, superuser, enter, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make = {
        "organizationalunit": lambda: UnitFactory(entity=ours.entity, parent=ours.unit),
        "territorialunit": lambda: ZoneFactory(entity=ours.entity),
        "pointofservice": lambda: PointFactory(entity=ours.entity, unit=ours.unit),
        "pointchange": lambda: PointChangeFactory(point=ours.point),
        "temporaryclosure": lambda: ClosureFactory(point=ours.point),
        "campaignnotice": lambda: NoticeFactory(entity=ours.entity),
        "featuredservices": lambda: FeaturedFactory(entity=ours.entity, services=[11, 12]),
        "roleassignment": lambda: RoleAssignmentFactory(entity=ours.entity, units=[ours.unit]),
        "holiday": lambda: HolidayFactory(entity=ours.entity),
    }[register]

    def cost(user):
        client = enter(user)
        client.get(url(register))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url(register)).status_code == 200
        return len(queries)

    for _ in range(3):
        make()
    few = {user: cost(user) for user in (ours.cal, superuser)}
    for _ in range(27):
        make()
    for user, before in few.items():
        assert cost(user) <= before


@pytest.mark.parametrize(
    ("register", "query", "status"),
    [
        ("holiday", {"anio": "abc"}, 400),
        ("holiday", {"anio": "٢٠٢٦"}, 400),
        ("pointofservice", {"entity__id__exact": "abc"}, 400),
        ("pointofservice", {"entity__id__exact": "999999"}, 200),
        ("pointofservice", {"vigencia": "nada", "o": "99.-7.x", "p": "zzz", "q": "%_'\""}, 200),
        ("roleassignment", {"role__exact": "rey"}, 200),
        ("pointofservice", {"export": "exe"}, 200),
    ],
)
def test_a_bad_address_breaks_no_list(register, query, status, ours, theirs, superuser, enter):
    HolidayFactory()
    assert enter(superuser).get(url(register), query).status_code == status


def test_the_list_of_one_entity_does_not_repeat_its_name(ours, theirs, superuser, enter):
    own = enter(ours.cal).get(url("pointofservice"))
    assert ours.entity.name not in own.content.decode()
    everything = enter(superuser).get(url("pointofservice")).content.decode()
    assert ours.entity.name in everything
    assert theirs.entity.name in everything
