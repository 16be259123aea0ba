"""Dates typed into a register: read in both spellings, left as typed, refused beside the field."""

from datetime import date

import pytest
from django.urls import reverse

from entities.admin.base import RegisterAdmin
from entities.models import Holiday
from tests.workflows.gate import world as small_country
from tests.workflows.gate.test_browser_autosave import signed_in

CREATE = "entities_holiday_modeladmin_create"


def kinds(above):
    """Every class below one."""
    for below in above.__subclasses__():
        yield below
        yield from kinds(below)


def test_no_register_has_a_calendar_that_rewrites_what_is_typed(ours, enter):
    asked = set()
    for kind in kinds(RegisterAdmin):
        if not getattr(kind, "model", None):
            continue
        if "create" in kind.closed_actions:
            continue
        address = kind().url_helper.get_action_url_name("create")
        response = enter(ours.cal).get(reverse(address))
        body = response.content.decode() if response.status_code == 200 else ""
        if '"dayOfWeekStart"' in body:
            asked.add(kind.model._meta.model_name)
            patient = body.count('"validateOnBlur": false')
            assert patient == body.count('"dayOfWeekStart"'), kind
    assert {"holiday", "organizationalunit", "pointofservice"} <= asked


@pytest.mark.parametrize("typed", ["06/12/2026", "2026-12-06", "6/12/2026"])
def test_a_date_is_read_as_people_write_it(typed, ours, enter):
    data = {"date": typed, "name": "Fundación de Quito", "entity": ours.entity.pk}
    assert enter(ours.cal).post(reverse(CREATE), data).status_code == 302
    assert Holiday.objects.get(entity=ours.entity).date == date(2026, 12, 6)


@pytest.mark.parametrize("typed", ["31/02/2026", "2026-02-31", "12/31/2026", "mañana", "0", "∞"])
def test_what_is_no_date_is_refused_and_shown_again(typed, ours, enter):
    data = {"date": typed, "name": "Fundación de Quito", "entity": ours.entity.pk}
    response = enter(ours.cal).post(reverse(CREATE), data)
    assert "Escriba una fecha que exista" in str(response.context["form"].errors["date"])
    assert f'value="{typed}"' in response.content.decode()
    assert not Holiday.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_leaving_the_field_changes_nothing(chromium, live_server):
    person = small_country.build().own.people["cal"]
    context, tab = signed_in(chromium, live_server, person)
    for number, typed in enumerate(("2031-12-06", "31/02/2031", "07/12/2031")):
        tab.goto(live_server.url + reverse(CREATE))
        field = tab.locator("input[name=date]")
        field.click()
        field.press_sequentially(typed, delay=10)
        field.press("Tab")
        tab.wait_for_timeout(300)
        assert field.input_value() == typed
        tab.fill("input[name=name]", f"Feriado {number}")
        tab.keyboard.press("Escape")
        with tab.expect_navigation(wait_until="load", timeout=30_000):
            tab.locator("input[name=name]").press("Enter")
    assert sorted(Holiday.objects.filter(name__startswith="Feriado").values_list("date")) == [
        (date(2031, 12, 6),),
        (date(2031, 12, 7),),
    ]
    context.close()
