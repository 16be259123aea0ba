"""The editor, through the admin as a unit writes in it: light, clean, only its own entity."""

import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from wagtail.models import Page

from carta_pages.models import CommitmentPage, IndicatorSheet, ServicePage
from entities import clock
from entities.vocabulary import Role
from tests.carta_pages.editor_forms import add_row, change, opened, read, save
from tests.factories.carta_pages import (
    CartaPageFactory,
    CommitmentPageFactory,
    ServicePageFactory,
    indicator,
)
from tests.factories.entities import (
    ProvinceFactory,
    UnitFactory,
    ZoneFactory,
    person_with,
    provision_entity,
)
from workflows import machine

pytestmark = pytest.mark.django_db


class Desk:
    """A unit's person at their desk, with a commitment open."""

    def __init__(self, client):
        self.client = client
        self.entity = provision_entity()
        self.entity.refresh_from_db()
        self.unit = UnitFactory(entity=self.entity)
        self.carta = self.entity.root_page.specific
        self.user = person_with(Role.UNI, self.entity)
        client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        self.service = ServicePageFactory(
            parent=self.carta, user=self.user, responsible_unit=self.unit
        )
        self.page = CommitmentPageFactory(parent=self.service, user=self.user)

    def open(self, page=None):
        return opened(self.client, page or self.page)

    def save(self, data, page=None):
        return save(self.client, page or self.page, data)

    def draft(self, page=None):
        page = page or self.page
        return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()

    def publish(self, page=None):
        page = page or self.page
        with machine.at_work():
            self.draft(page).get_latest_revision().publish(skip_permission_checks=True)


@pytest.fixture
def desk(client):
    return Desk(client)


def test_a_commitment_is_created_as_a_draft_with_only_a_title(desk):
    url = reverse("wagtailadmin_pages:add", args=["carta_pages", "commitmentpage", desk.service.pk])
    response = desk.client.get(url)
    assert response.status_code == 200
    data = change(read(response), title="Trato amable")
    response = desk.client.post(
        url, data.urlencode(), content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 302, response.content.decode()[:500]
    page = CommitmentPage.objects.get(title="Trato amable")
    assert page.slug == "trato-amable"
    assert not page.live
    assert page.get_parent().pk == desk.service.pk


def test_rows_keep_their_identity_through_two_saves_and_a_publication(desk):
    data = desk.open()
    add_row(data, "indicators", name="Trato", operator="gte", value="92,5")
    assert desk.save(data).status_code == 302
    first = {row.name: row.uuid for row in desk.draft().indicators.all()}
    assert desk.save(change(desk.open(), statement="Otro texto, 35 minutos")).status_code == 302
    assert {row.name: row.uuid for row in desk.draft().indicators.all()} == first
    desk.publish()
    stored = CommitmentPage.objects.get(pk=desk.page.pk).indicators.all()
    assert {row.name: row.uuid for row in stored} == first


def test_rows_written_on_a_live_page_keep_their_identity_through_saves_and_publications(desk):
    desk.publish()
    data = desk.open()
    add_row(data, "indicators", name="Trato")
    assert desk.save(data).status_code == 302
    first = {row.name: row.uuid for row in desk.draft().indicators.all()}
    assert {row.pk is None for row in desk.draft().indicators.all()} == {True, False}
    assert desk.save(change(desk.open(), statement="Segundo texto 35 min")).status_code == 302
    desk.publish()
    assert desk.save(change(desk.open(), statement="Tercer texto 35 min")).status_code == 302
    desk.publish()
    stored = CommitmentPage.objects.get(pk=desk.page.pk).indicators.all()
    assert {row.name: row.uuid for row in stored} == first


def test_two_new_rows_in_one_save_get_two_identities(desk):
    data = desk.open()
    add_row(data, "indicators", name="Uno")
    add_row(data, "indicators", name="Dos")
    assert desk.save(data).status_code == 302
    assert len({row.uuid for row in desk.draft().indicators.all()}) == 3


def test_an_identity_of_another_page_is_refused(desk):
    other = CommitmentPageFactory(parent=desk.service)
    taken = other.indicators.get().uuid
    data = desk.open()
    add_row(data, "indicators", name="Robado", uuid=str(taken))
    response = desk.save(data)
    assert response.status_code == 400
    assert "pertenece a otra página" in response.content.decode()
    assert IndicatorSheet.objects.get(uuid=taken).page_id == other.pk


def test_the_same_identity_twice_is_refused(desk):
    same = str(uuid.uuid4())
    data = desk.open()
    add_row(data, "indicators", name="Uno", uuid=same)
    add_row(data, "indicators", name="Dos", uuid=same)
    assert desk.save(data).status_code == 400


def test_the_identity_of_a_stored_row_cannot_be_changed(desk):
    before = desk.page.indicators.get().uuid
    data = change(desk.open(), indicators__0__uuid=str(uuid.uuid4()), indicators__0__name="Nuevo")
    assert desk.save(data).status_code == 302
    (row,) = desk.draft().indicators.all()
    assert (row.name, row.uuid) == ("Nuevo", before)


def test_an_autosave_tells_the_form_the_identity_it_gave(desk):
    data = desk.open()
    index = add_row(data, "indicators", name="Trato")
    url = reverse("wagtailadmin_pages:edit", args=[desk.page.pk])
    response = desk.client.post(
        url,
        data.urlencode(),
        content_type="application/x-www-form-urlencoded",
        headers={"accept": "application/json"},
    )
    assert response.status_code == 200, response.content.decode()[:300]
    updates = dict(response.json()["field_updates"])
    (added,) = [row for row in desk.draft().indicators.all() if row.name == "Trato"]
    assert updates[f"indicators-{index}-uuid"] == str(added.uuid)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("35,5", Decimal("35.5")), ("35.5", Decimal("35.5")), ("35", Decimal(35)), ("", None)],
)
def test_numbers_are_read_as_people_write_them(desk, typed, stored):
    assert desk.save(change(desk.open(), indicators__0__value=typed)).status_code == 302
    assert desk.draft().indicators.all()[0].value == stored


@pytest.mark.parametrize("typed", ["1.234", "1,234", "NaN", "1_0", "٣٥", "treinta"])
def test_a_doubtful_number_is_asked_back_beside_its_field(desk, typed):
    response = desk.save(change(desk.open(), indicators__0__value=typed))
    assert response.status_code == 400
    assert desk.draft().indicators.all()[0].value == Decimal(35)


def test_a_stored_number_is_shown_with_a_comma(desk):
    desk.save(change(desk.open(), indicators__0__value="35,5"))
    assert desk.open()["indicators-0-value"] == "35,5"


def test_text_is_stored_as_it_will_be_read(desk):
    hostile = "  Usted recibe\u202e su cédula\u0007 en 35 minutos.\r\nSiempre. "
    assert desk.save(change(desk.open(), statement=hostile)).status_code == 302
    assert desk.draft().statement == "Usted recibe su cédula en 35 minutos.\nSiempre."


def test_markup_is_kept_as_the_text_it_is(desk):
    assert desk.save(change(desk.open(), statement="<b>35</b> minutos")).status_code == 302
    assert desk.draft().statement == "<b>35</b> minutos"


def test_an_overlong_text_is_refused_with_its_length(desk):
    response = desk.save(change(desk.open(), statement="a" * 5001))
    assert response.status_code == 400
    assert "5001" in response.content.decode()


@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
def test_no_date_of_publication_is_ever_accepted(desk, name):
    response = desk.save(change(desk.open(), **{name: "2030-01-01 10:00"}))
    assert response.status_code in {400, 403}
    page = Page.objects.get(pk=desk.page.pk)
    assert getattr(page, name) is None
    assert getattr(desk.draft(), name) is None


@pytest.mark.parametrize(
    ("slug", "status"), [("historial", 400), ("Con Espacio", 400), ("otra-palabra", 302)]
)
def test_the_address_shadows_no_word_of_the_site(desk, slug, status):
    assert desk.save(change(desk.open(), slug=slug)).status_code == status


def test_dates_out_of_order_are_named(desk):
    data = change(desk.open(), valid_from="2026-06-01", valid_until="2026-05-01")
    response = desk.save(data)
    assert response.status_code == 400
    assert "no puede ser anterior" in response.content.decode()


def test_a_range_that_runs_backwards_is_refused(desk):
    data = change(
        desk.open(),
        indicators__0__operator="range",
        indicators__0__value="35",
        indicators__0__value_to="20",
    )
    assert desk.save(data).status_code == 400


def test_an_article_that_the_sources_do_not_name_cannot_be_cited(desk):
    from carta_pages.models import Norm
    from carta_pages.services.norms import ensure_norms

    ensure_norms()
    norm = Norm.objects.get(key="mdt-2025-163")
    data = desk.open()
    add_row(data, "citations", norm=str(norm.pk), provision="art. 99")
    response = desk.save(data)
    assert response.status_code == 400
    assert "solo puede citarse" in response.content.decode()


# -- only what is the entity's own -------------------------------------------------------------


def options(response_html, name):
    start = response_html.index(f'name="{name}"')
    return response_html[start : response_html.index("</select>", start)]


def html(desk, page=None):
    url = reverse("wagtailadmin_pages:edit", args=[(page or desk.page).pk])
    return desk.client.get(url).content.decode()


def test_units_and_territories_of_other_entities_are_not_offered(desk):
    foreign_unit, foreign_zone = UnitFactory(name="Ajena"), ZoneFactory(name="Zona ajena")
    own_zone = ZoneFactory(entity=desk.entity, name="Zona propia")
    province = ProvinceFactory()
    shown = options(html(desk), "scope_territories-__prefix__-territory")
    assert str(own_zone) in shown
    assert str(province) in shown
    assert str(foreign_zone) not in shown
    assert str(foreign_unit) not in html(desk)


@pytest.mark.parametrize("relation", ["scope_units", "scope_territories"])
def test_a_posted_foreign_row_is_refused(desk, relation):
    foreign = UnitFactory() if relation == "scope_units" else ZoneFactory()
    data = desk.open()
    add_row(
        data, relation, **{"unit" if relation == "scope_units" else "territory": str(foreign.pk)}
    )
    response = desk.save(data)
    assert response.status_code == 400
    assert not getattr(desk.draft(), relation).all()


def test_a_foreign_responsible_unit_is_refused(desk):
    data = change(desk.open(desk.service), responsible_unit=str(UnitFactory().pk))
    assert desk.save(data, desk.service).status_code == 400


def test_a_closed_unit_is_not_offered_but_a_text_that_names_it_still_opens(desk):
    data = desk.open()
    add_row(data, "scope_units", unit=str(desk.unit.pk))
    assert desk.save(data).status_code == 302
    desk.unit.closed_on = clock.today().replace(year=2021)
    desk.unit.save()
    reopened = desk.open()
    assert reopened["scope_units-0-unit"] == str(desk.unit.pk)
    assert "está cerrada" in html(desk)
    assert desk.save(reopened).status_code == 302


# -- references between rows -------------------------------------------------------------------


def test_with_one_factor_and_one_indicator_the_links_are_made(desk):
    data = desk.open()
    index = add_row(data, "remedies", description="Disculpa escrita")
    data["indicators-0-factor"] = ""
    assert desk.save(data).status_code == 302
    draft = desk.draft()
    (factor,), (sheet,) = draft.quality_factors.all(), draft.indicators.all()
    assert sheet.factor == factor.uuid
    assert draft.remedies.all()[index].indicator == sheet.uuid


def test_a_reference_to_a_removed_row_is_let_go(desk):
    other = indicator(desk.unit, name="Segundo")
    data = desk.open()
    add_row(data, "indicators", name="Segundo", uuid=str(other.uuid))
    desk.save(data)
    data = change(desk.open(), indicators__0__DELETE="on")
    assert desk.save(data).status_code == 302
    draft = desk.draft()
    (left,) = draft.indicators.all()
    assert {row.indicator for row in draft.remedies.all()} == {left.uuid}


# -- what the screen offers --------------------------------------------------------------------


def test_the_editor_has_no_promotion_scheduling_comments_or_publishing(desk):
    page = html(desk)
    for absent in ("id_go_live_at", "id_expire_at", "action-publish", "comments-TOTAL_FORMS"):
        assert absent not in page
    for name in ("id_show_in_menus", "id_seo_title"):
        assert name not in page


def test_every_section_says_what_the_guide_asks_and_where(desk):
    page = html(desk)
    assert page.count("Guía MDT v1.0, 7.1, act. 1") >= 4
    assert "Formato DMCISP-01-05-1, 4" in page


def test_the_list_of_what_is_missing_is_there_before_any_script_runs(desk):
    page = CommitmentPageFactory(parent=desk.service, user=desk.user, bare=True, statement="")
    shown = html(desk, page)
    assert "Faltan" in shown
    assert 'href="#id_statement"' in shown
    assert 'href="#id_indicators-FORMS"' in shown
    assert 'id="id_statement"' in shown
    assert 'id="id_indicators-FORMS"' in shown
    assert "No falta nada" in html(desk)


def test_opening_the_editor_costs_no_query_per_row(desk, django_assert_max_num_queries):
    data = desk.open()
    for number in range(10):
        add_row(data, "indicators", name=f"Indicador {number}", responsible_unit=str(desk.unit.pk))
    assert desk.save(data).status_code == 302
    with django_assert_max_num_queries(90):
        html(desk)


def test_every_page_type_opens_in_the_editor(desk):
    com = person_with(Role.COM, desk.entity)
    service = html(desk, desk.service)
    assert "Ficha de servicio" in service
    desk.client.force_login(com, backend="django.contrib.auth.backends.ModelBackend")
    assert "Quejas, consultas y sugerencias" in html(desk, desk.carta)


def test_a_service_and_a_carta_are_saved_from_their_forms(desk):
    data = desk.open(desk.service)
    add_row(data, "costs", concept="Primera vez", amount="5,00", condition="")
    change(data, beneficiaries=["natural_extranjera", "natural_ecuatoriana"])
    assert desk.save(data, desk.service).status_code == 302
    draft = desk.draft(desk.service)
    assert draft.costs.all()[0].amount == Decimal("5.00")
    assert draft.beneficiaries == ("natural_ecuatoriana", "natural_extranjera")
    com = person_with(Role.COM, desk.entity)
    desk.client.force_login(com, backend="django.contrib.auth.backends.ModelBackend")
    data = change(desk.open(desk.carta), mission="Servir bien.")
    add_row(data, "complaint_channels", kind="queja", text="En ventanilla", term_days="15")
    assert desk.save(data, desk.carta).status_code == 302
    assert desk.draft(desk.carta).complaint_channels.all()[0].term_days == 15


def test_an_annex_row_takes_indicator_and_unit_from_the_commitment(desk):
    url = reverse(
        "wagtailadmin_pages:add", args=["carta_pages", "territorialannexpage", desk.service.pk]
    )
    sheet = desk.page.indicators.get()
    response = desk.client.get(url)
    assert f"{desk.page.title}: {sheet.name} (minutos)" in response.content.decode()
    data = change(read(response), title="Anexo territorial")
    add_row(
        data,
        "rows",
        unit=str(desk.unit.pk),
        territory="",
        indicator=str(sheet.uuid),
        operator="lte",
        value="60",
    )
    response = desk.client.post(
        url, data.urlencode(), content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 302, response.content.decode()[:500]
    annex = desk.service.get_children().type(ServicePage) or Page.objects.get(
        slug="anexo-territorial"
    )
    (row,) = annex.specific.rows.all()
    assert (row.commitment_id, row.commitment_title) == (desk.page.pk, desk.page.title)
    assert (row.indicator_name, row.indicator_unit) == (sheet.name, "minutos")


def test_an_annex_row_names_a_unit_or_a_territory_and_not_both(desk):
    from tests.factories.carta_pages import TerritorialAnnexPageFactory

    annex = TerritorialAnnexPageFactory(parent=desk.service, user=desk.user)
    data = desk.open(annex)
    add_row(data, "rows", unit=str(desk.unit.pk), territory=str(ProvinceFactory().pk))
    response = desk.save(data, annex)
    assert response.status_code == 400
    assert "no los dos" in response.content.decode()


def test_an_indicator_of_another_service_is_let_go_in_an_annex(desk):
    from tests.factories.carta_pages import TerritorialAnnexPageFactory

    foreign = CommitmentPageFactory(parent=ServicePageFactory(parent=desk.carta))
    annex = TerritorialAnnexPageFactory(parent=desk.service, user=desk.user)
    data = desk.open(annex)
    add_row(data, "rows", indicator=str(foreign.indicators.get().uuid))
    assert desk.save(data, annex).status_code == 302
    (row,) = desk.draft(annex).rows.all()
    assert (row.commitment_id, row.indicator_name) == (None, "")


def test_a_page_of_another_entity_is_as_unknown_as_a_number_that_does_not_exist(desk):
    foreign = CommitmentPageFactory(parent=ServicePageFactory(parent=CartaPageFactory()))
    url = reverse("wagtailadmin_pages:edit", args=[foreign.pk])
    assert desk.client.get(url).status_code == 404


@pytest.mark.parametrize("typed", ["150", "-1", "100,01"])
def test_a_partial_limit_beyond_a_percentage_is_refused_beside_its_field(desk, typed):
    data = change(desk.open(), indicators__0__partial_limit=typed)
    response = desk.save(data)
    assert response.status_code == 400
    errors = response.context["form"].formsets["indicators"].forms[0].errors
    assert errors == {"partial_limit": ["Escriba un porcentaje entre 0 y 100."]}
    typed_again = read(response)
    assert typed_again["indicators-0-partial_limit"] == typed
    live = desk.client.post(
        reverse("carta_completeness", args=[desk.page.pk]),
        data.urlencode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert live.status_code == 200


# -- what is typed and what is offered -----------------------------------------------------------


@pytest.mark.parametrize("typed", ["31/02/2027", "ayer", "2027-13-01", "1/1"])
@pytest.mark.parametrize("name", ["valid_from", "indicators-0-approved_on"])
def test_a_date_that_does_not_exist_is_refused_beside_its_field_as_typed(desk, name, typed):
    data = desk.open()
    data[name] = typed
    response = desk.save(data)
    assert response.status_code == 400
    assert "Escriba una fecha que exista" in response.content.decode()
    assert read(response)[name] == typed


def test_the_calendar_does_not_rewrite_what_is_typed(desk):
    body = desk.client.get(reverse("wagtailadmin_pages:edit", args=[desk.page.pk])).content.decode()
    assert body.count('"dayOfWeekStart"')
    assert body.count('"validateOnBlur": false') == body.count('"dayOfWeekStart"')


def test_a_question_not_answered_asks_to_choose(desk):
    data = desk.open()
    add_row(data, "quality_factors", text="Otro factor", affects_perception="unknown")
    assert desk.save(data).status_code == 302
    body = desk.client.get(reverse("wagtailadmin_pages:edit", args=[desk.page.pk])).content.decode()
    assert "Desconocido" not in body
    assert ">Elija…</option>" in body
    assert [row.affects_perception for row in desk.draft().quality_factors.all()][-1] is None


def test_references_to_rows_not_saved_yet_say_so(desk):
    url = reverse("wagtailadmin_pages:add", args=["carta_pages", "commitmentpage", desk.service.pk])
    body = desk.client.get(url).content.decode()
    assert "Guarde primero los factores: aparecerán aquí." in body
    assert "Guarde primero los indicadores: aparecerán aquí." in body
    assert "Guarde primero los factores" not in (
        desk.client.get(reverse("wagtailadmin_pages:edit", args=[desk.page.pk])).content.decode()
    )


def test_norms_of_other_countries_come_last_and_apart(desk):
    from carta_pages.forms.fields import RegisterChoiceField
    from carta_pages.forms.scope import EntityScope
    from carta_pages.services.norms import ensure_norms

    ensure_norms()
    scope = EntityScope(desk.entity, desk.page)
    field = RegisterChoiceField(
        scope.register_rows("carta_pages.norm", None), group_for=scope.group_of
    )
    *own, (heading, foreign) = field.choices
    assert heading == "Referencia extranjera"
    assert {"Ley 20.500", "NMX-R-025-SCFI-2015"} <= {label for _pk, label in foreign}
    assert {"LOSEP", "Constitución"} <= {label for _pk, label in own}
    assert not {label for _pk, label in own} & {label for _pk, label in foreign}
    picked = foreign[0][0]
    assert str(field.clean(picked)) == foreign[0][1]


def test_no_acronym_is_its_own_title():
    from carta_pages.norms_data import NORMS

    acronyms = [data for data in NORMS if data.short_name.isupper() and data.short_name.isalpha()]
    assert len(acronyms) > 5
    assert [data.short_name for data in acronyms if data.title == data.short_name] == []


def test_the_editor_says_agregar_on_buttons_as_in_its_findings(desk):
    body = desk.client.get(reverse("wagtailadmin_pages:edit", args=[desk.page.pk])).content.decode()
    assert "Agregar indicador" in body
    assert "Añadir" not in body
