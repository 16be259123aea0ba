"""Campaign notices and featured services: two people, their dates, their history (R1 COM)."""

from datetime import date, timedelta

import pytest

from entities import access, clock, published, selectors, services
from entities.access import Register
from entities.errors import RuleViolation
from entities.models import CampaignNotice, FeaturedServices
from entities.vocabulary import ChangeState, Role
from tests.factories.entities import FeaturedFactory, NoticeFactory, person_with

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen(DAY):
        yield


@pytest.fixture(autouse=True)
def _published(monkeypatch):
    """What the rooms above would say: two services, one unit of its own."""
    know(monkeypatch, {11: "Cédula", 12: "Pasaporte"}, "turnos")


def know(monkeypatch, services, *units):
    reader = published.Reader(lambda ids: dict.fromkeys(ids, services), lambda entity_id: units)
    monkeypatch.setattr(published, "_readers", [reader])


def propose(ours, **values):
    values = {
        "title": "Brigada en Sucúa",
        "text": "El sábado, de 08:00 a 13:00, en el coliseo.",
        "starts_on": DAY + timedelta(days=2),
        "ends_on": DAY + timedelta(days=9),
        "actor_id": ours.com.pk,
        **values,
    }
    return services.propose_notice(entity=ours.entity, **values)


def refused(act):
    with pytest.raises(RuleViolation) as caught:
        act()
    return {problem.field: str(problem.message) for problem in caught.value.problems}


def shown(ours, on):
    return [notice.title for notice in selectors.notices_in_force(ours.entity.pk, on)]


def test_a_notice_is_read_only_when_confirmed_and_only_between_its_days(ours, theirs):
    notice = propose(ours)
    assert shown(ours, DAY + timedelta(days=2)) == []
    services.confirm_notice(notice, actor_id=ours.cal.pk)
    days = {n for n in range(15) if shown(ours, DAY + timedelta(days=n))}
    assert days == set(range(2, 10))
    assert shown(theirs, DAY + timedelta(days=5)) == []


def test_nobody_confirms_their_own_notice_and_only_quality_confirms(ours, theirs):
    own = propose(ours, actor_id=ours.cal.pk)
    assert "Usted hizo la propuesta" in refused(
        lambda: services.confirm_notice(own, actor_id=ours.cal.pk)
    ).get("", "")
    for person in (ours.com, ours.uni, ours.plan, theirs.cal):
        assert refused(lambda person=person: services.confirm_notice(own, actor_id=person.pk))
    other = person_with(Role.CAL, ours.entity, capacity="encargado")
    services.confirm_notice(own, actor_id=other.pk)
    assert refused(lambda: services.confirm_notice(own, actor_id=other.pk))


@pytest.mark.parametrize("role", ["uni", "ter", "plan", "max", "aud"])
def test_only_communications_and_quality_propose(role, ours):
    assert refused(lambda: propose(ours, actor_id=getattr(ours, role).pk))
    assert not CampaignNotice.objects.exists()


@pytest.mark.parametrize("own", [Register.NOTICES, Register.FEATURED])
def test_each_register_asks_its_own_row_of_the_table(own, ours, monkeypatch):
    """Closing one to its keepers and deciders leaves the other as it was."""
    monkeypatch.setitem(access.KEEP, own, (Role.PLAN,))
    monkeypatch.setitem(access.DECIDE, own, (Role.MAX,))
    acts = {
        Register.NOTICES: lambda who: propose(ours, actor_id=who.pk),
        Register.FEATURED: lambda who: services.propose_featured(
            entity=ours.entity, services=[11], note="Lo más pedido.", actor_id=who.pk
        ),
    }
    confirm = {
        Register.NOTICES: services.confirm_notice,
        Register.FEATURED: services.confirm_featured,
    }
    for register, act in acts.items():
        proposer, decider = (ours.plan, ours.max) if register is own else (ours.com, ours.cal)
        for person in (ours.com, ours.plan):
            if person is not proposer:
                assert refused(lambda act=act, person=person: act(person))
        row = act(proposer)
        for person in (ours.cal, ours.max):
            if person is not decider:
                assert refused(lambda: confirm[register](row, actor_id=person.pk))  # noqa: B023
        confirm[register](row, actor_id=decider.pk)


def test_nobody_proposes_for_another_entity(ours, theirs):
    assert refused(lambda: propose(ours, actor_id=theirs.com.pk))


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"title": "\u200b"}, {"title"}),
        ({"text": " "}, {"text"}),
        ({"title": "Su cédula en 35 minutos"}, {"title"}),
        ({"text": "Garantizamos su turno."}, {"text"}),
        ({"text": "Hay 40 turnos."}, {"text"}),
        ({"text": "x" * 301}, {"text"}),
        ({"title": "x" * 81}, {"title"}),
        ({"starts_on": None, "ends_on": None}, {"starts_on", "ends_on"}),
        ({"starts_on": DAY, "ends_on": DAY}, {"ends_on"}),
        ({"ends_on": DAY + timedelta(days=120)}, {"ends_on"}),
        ({"title": "Sin filas", "text": "90 %", "ends_on": None}, {"title", "text", "ends_on"}),
    ],
)
def test_a_bad_notice_is_refused_beside_each_field_and_nothing_is_kept(values, fields, ours):
    assert set(refused(lambda: propose(ours, **values))) == fields
    assert not CampaignNotice.objects.exists()


def test_what_changed_while_it_waited_is_asked_again(ours, monkeypatch):
    notice = propose(ours)
    with clock.frozen(DAY + timedelta(days=30)):
        found = refused(lambda: services.confirm_notice(notice, actor_id=ours.cal.pk))
        assert "ya pasó" in found["ends_on"]
    know(monkeypatch, {}, "coliseo")
    CampaignNotice.objects.filter(pk=notice.pk).update(text="En 1 coliseo.")
    assert "text" in refused(lambda: services.confirm_notice(notice, actor_id=ours.cal.pk))


def test_three_at_once_are_the_most(ours):
    for _n in range(3):
        services.confirm_notice(propose(ours), actor_id=ours.cal.pk)
    assert "starts_on" in refused(lambda: propose(ours))
    later = {"starts_on": DAY + timedelta(days=10), "ends_on": DAY + timedelta(days=12)}
    assert propose(ours, **later).pk


def test_either_office_withdraws_at_once_with_a_reason_and_the_row_stays(ours):
    now = {"starts_on": DAY, "ends_on": DAY + timedelta(days=3)}
    notice = propose(ours, **now)
    services.confirm_notice(notice, actor_id=ours.cal.pk)
    assert shown(ours, DAY)
    assert "reason" in refused(
        lambda: services.withdraw_notice(notice, actor_id=ours.com.pk, reason="")
    )
    assert refused(
        lambda: services.withdraw_notice(notice, actor_id=ours.uni.pk, reason="No me gusta")
    )
    services.withdraw_notice(notice, actor_id=ours.com.pk, reason="Se suspendió la brigada")
    assert shown(ours, DAY) == []
    row = CampaignNotice.objects.get()
    assert row.withdrawn_at
    told = [(one.history_type, one.history_user_id, one.history_change_reason)
            for one in row.history.order_by("history_id")]  # fmt: skip
    assert told == [
        ("+", ours.com.pk, "Se propone el aviso."),
        ("~", ours.cal.pk, "Confirmado"),
        ("~", ours.com.pk, "Se suspendió la brigada"),
    ]
    assert refused(lambda: services.withdraw_notice(row, actor_id=ours.com.pk, reason="Otra vez"))


def test_a_proposal_taken_back_is_not_confirmed_and_a_rejected_one_not_withdrawn(ours):
    notice = propose(ours)
    services.withdraw_notice(notice, actor_id=ours.com.pk, reason="Me equivoqué")
    assert refused(lambda: services.confirm_notice(notice, actor_id=ours.cal.pk))
    other = propose(ours)
    services.reject_notice(other, actor_id=ours.cal.pk, reason="No hay brigada")
    assert refused(lambda: services.withdraw_notice(other, actor_id=ours.com.pk, reason="Igual"))


def test_a_notice_of_a_service_is_of_a_published_one(ours):
    page = ours.entity.root_page
    assert page is None or page.pk not in (11, 12)
    from wagtail.models import Page

    elsewhere = Page.objects.first()
    assert set(refused(lambda: propose(ours, service=elsewhere))) == {"service"}


# --- What goes first ---------------------------------------------------------------------


def feature(ours, chosen, **values):
    values = {"note": "Son los más pedidos", "actor_id": ours.com.pk, **values}
    return services.propose_featured(entity=ours.entity, services=chosen, **values)


def test_the_newest_confirmed_choice_counts(ours):
    services.confirm_featured(feature(ours, [12, 11]), actor_id=ours.cal.pk)
    rejected = feature(ours, [11])
    assert "Ya hay una selección" in refused(lambda: feature(ours, [12]))[""]
    services.reject_featured(rejected, actor_id=ours.cal.pk, reason="Faltaba una")
    chosen = FeaturedServices.objects.filter(state=ChangeState.CONFIRMED)
    assert [row.services for row in chosen] == [[12, 11]]
    services.confirm_featured(feature(ours, []), actor_id=ours.cal.pk)
    ours.entity.refresh_from_db()
    found = selectors.featured_ids([ours.entity.root_page_id or 0])
    assert found.get(ours.entity.root_page_id, []) == []


@pytest.mark.parametrize(
    ("chosen", "values", "fields"),
    [
        ([11, 12, 11, 12, 11], {}, {"services"}),
        ([11, 11], {}, {"services"}),
        ([99], {}, {"services"}),
        ([11], {"note": "\u200b"}, {"note"}),
    ],
)
def test_a_bad_choice_is_refused(chosen, values, fields, ours):
    assert set(refused(lambda: feature(ours, chosen, **values))) == fields
    assert not FeaturedServices.objects.exists()


def test_a_choice_is_confirmed_by_another_person_of_quality(ours, theirs):
    choice = feature(ours, [11], actor_id=ours.cal.pk)
    for person in (ours.cal, ours.com, theirs.cal):
        assert refused(lambda person=person: services.confirm_featured(choice, actor_id=person.pk))


# --- The screens -------------------------------------------------------------------------

LIST = "/admin/entities/campaignnotice/"
FEATURED = "/admin/entities/featuredservices/"


def posted(ours, **values):
    return {
        "entity": ours.entity.pk,
        "title": "Brigada en Sucúa",
        "text": "El sábado, en el coliseo.",
        "service": "",
        "starts_on": DAY.isoformat(),
        "ends_on": (DAY + timedelta(days=5)).isoformat(),
        **values,
    }


def test_communications_proposes_quality_confirms_and_either_withdraws_on_screen(ours, enter):
    com, cal = enter(ours.com), enter(ours.cal)
    answer = com.post(f"{LIST}create/", posted(ours), follow=True)
    assert "lo confirma la unidad de calidad" in answer.content.decode()
    notice = CampaignNotice.objects.get()
    assert com.get(f"{LIST}decide/{notice.pk}/").status_code == 403
    assert "Confirmar o rechazar" not in com.get(LIST).content.decode()
    assert "Confirmar o rechazar" in cal.get(LIST).content.decode()
    screen = cal.get(f"{LIST}decide/{notice.pk}/").content.decode()
    assert "El sábado, en el coliseo." in screen
    cal.post(f"{LIST}decide/{notice.pk}/", {"decision": "confirmar"})
    notice.refresh_from_db()
    assert notice.state == ChangeState.CONFIRMED
    assert "Se muestra" in com.get(LIST).content.decode()
    edit = com.get(f"{LIST}edit/{notice.pk}/").content.decode()
    assert "Retirar el aviso" in edit
    com.post(f"{LIST}edit/{notice.pk}/", {"reason": "Se suspendió"})
    notice.refresh_from_db()
    assert notice.withdrawn_at
    assert notice.title == "Brigada en Sucúa"
    assert "Retirado" in com.get(LIST).content.decode()
    assert "Se suspendió" in com.get(f"{LIST}history/{notice.pk}/").content.decode()


def test_the_screen_says_beside_the_field_what_cannot_be_said(ours, enter):
    answer = enter(ours.com).post(f"{LIST}create/", posted(ours, text="En 35 minutos."))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert "«35 minutos» se lee como un estándar" in str(form.errors["text"])
    assert set(form.errors) == {"text"}
    assert not CampaignNotice.objects.exists()


def test_who_proposed_a_notice_is_refused_on_the_screen_too(ours, enter):
    cal = enter(ours.cal)
    cal.post(f"{LIST}create/", posted(ours))
    notice = CampaignNotice.objects.get()
    answer = cal.post(f"{LIST}decide/{notice.pk}/", {"decision": "confirmar"})
    assert "debe decidir otra persona" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.is_waiting


@pytest.mark.parametrize("role", ["uni", "ter", "plan", "max", "aud"])
def test_other_roles_have_no_such_registers(role, ours, enter):
    client = enter(getattr(ours, role))
    for address in (LIST, FEATURED, f"{LIST}create/", f"{FEATURED}create/"):
        assert client.get(address).status_code == 403, address


def test_rows_of_others_are_unknown_and_none_is_deleted(ours, theirs, enter):
    rows = [(LIST, NoticeFactory(entity=theirs.entity)),
            (FEATURED, FeaturedFactory(entity=theirs.entity))]  # fmt: skip
    com = enter(ours.com)
    for address, row in rows:
        for view in ("inspect", "history", "decide"):
            assert com.get(f"{address}{view}/{row.pk}/").status_code == 404, (address, view)
        own = type(row).objects.create(
            **{f.name: getattr(row, f.name) for f in row._meta.fields if f.name not in
               {"id", "uuid", "entity"}}, entity=ours.entity)  # fmt: skip
        assert com.post(f"{address}delete/{own.pk}/").status_code == 404
        assert own in type(own).objects.all()
    assert com.get(f"{FEATURED}edit/{own.pk}/").status_code == 404
