"""The shape of the tree, its addresses and its births (DESIGN §2, §6)."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from wagtail.models import Page, Site

from carta_pages.models import (
    CartaPage,
    CommitmentPage,
    Norm,
    PortalPage,
    ServicePage,
    TerritorialAnnexPage,
)
from carta_pages.norms_data import NORMS
from carta_pages.services import ensure_portal
from entities.models import Entity
from entities.slugs import MAX_SLUG_LENGTH, RESERVED_SLUGS
from entities.vocabulary import ENTITY_ROLES
from tests.factories.carta_pages import (
    CartaPageFactory,
    CommitmentPageFactory,
    PortalPageFactory,
    ServicePageFactory,
    TerritorialAnnexPageFactory,
)
from tests.factories.entities import RoleAssignmentFactory, provision_entity
from tests.factories.workflows import tree_root
from workflows import access

pytestmark = pytest.mark.django_db

ALLOWED = {
    PortalPage: {CartaPage},
    CartaPage: {ServicePage},
    ServicePage: {CommitmentPage, TerritorialAnnexPage},
    CommitmentPage: set(),
    TerritorialAnnexPage: set(),
}


@pytest.mark.parametrize(("model", "below"), ALLOWED.items())
def test_each_page_type_stands_only_where_it_belongs(model, below):
    assert set(model.allowed_subpage_models()) == below
    for child in below:
        assert child.allowed_parent_page_models() == [model]


def test_pages_know_their_carta_their_service_and_their_entity():
    commitment = CommitmentPageFactory()
    service = commitment.get_parent().specific
    carta = service.get_parent().specific
    assert commitment.carta == service.carta == carta
    assert commitment.entity == service.entity == carta.entity
    assert commitment.service == service
    assert commitment.responsible_unit == service.responsible_unit
    assert carta.responsible_unit is None


def test_the_entity_of_a_page_costs_one_query(django_assert_num_queries):
    commitment = CommitmentPageFactory()
    with django_assert_num_queries(1):
        assert commitment.entity
        assert commitment.entity


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_no_page_takes_a_word_of_the_site_as_its_address(slug):
    with pytest.raises(ValidationError):
        ServicePageFactory(slug=slug, bare=True)


@pytest.mark.parametrize("slug", ["Mayúscula", "con espacio", "ñandú", "-x", "x" * 61])
def test_an_address_is_plain_ascii_and_short(slug):
    with pytest.raises(ValidationError):
        ServicePageFactory(slug=slug, bare=True)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Historial", "historial-2"),
        ("Renovación de cédula: año ñ", "renovacion-de-cedula-ano-n"),
        ("¿…?", "pagina"),
        ("a " * 100, ("a-" * 28)),
    ],
)
def test_a_title_always_gives_a_usable_address(title, slug):
    page = ServicePageFactory(title=title, bare=True)
    assert page.slug == slug.strip("-")
    assert len(page.slug) <= MAX_SLUG_LENGTH


def test_a_service_has_at_most_one_annex():
    service = ServicePageFactory()
    TerritorialAnnexPageFactory(parent=service)
    service.refresh_from_db()
    assert not TerritorialAnnexPage.can_create_at(service)
    with pytest.raises(ValidationError, match="ya tiene su anexo"):
        TerritorialAnnexPageFactory(parent=service, title="Otro anexo")


def test_two_annexes_at_once_cannot_slip_past_each_other(monkeypatch):
    service = ServicePageFactory()
    TerritorialAnnexPageFactory(parent=service)
    monkeypatch.setattr(TerritorialAnnexPage, "_refuse_second_annex", lambda page: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        TerritorialAnnexPageFactory(parent=service, title="Otro anexo")


def test_an_entity_has_one_carta():
    carta = CartaPageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CartaPageFactory(entity=carta.entity, slug="otra")


def test_creating_an_entity_makes_its_carta_as_a_draft_below_the_portal():
    portal = PortalPageFactory()
    entity = provision_entity(name="Registro Civil", short_name="DIGERCIC", slug="registro-civil")
    entity.refresh_from_db()
    carta = CartaPage.objects.get(entity=entity)
    assert entity.root_page_id == carta.pk
    assert carta.get_parent().pk == portal.pk
    assert carta.slug == "registro-civil"
    assert not carta.live
    assert carta.latest_revision is not None
    assert carta.get_latest_revision_as_object().entity == entity


def test_an_entity_whose_carta_cannot_be_made_is_not_made_either():
    portal = PortalPageFactory()
    portal.add_child(instance=Page(title="Ocupada", slug="ocupada"))
    with pytest.raises(ValidationError), transaction.atomic():
        provision_entity(slug="ocupada")
    assert not Entity.objects.filter(slug="ocupada").exists()


def test_the_portal_takes_the_place_of_the_welcome_page_and_is_made_once():
    portal = ensure_portal()
    assert Site.objects.get(is_default_site=True).root_page_id == portal.pk
    assert portal.live
    assert ensure_portal().pk == portal.pk
    assert PortalPage.objects.count() == 1


def home_of_the_site():
    """The page that Wagtail makes, made again where a test before emptied everything."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        home = tree_root().add_child(instance=Page(title="Bienvenida", slug="home"))
        site = Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return site.root_page


def test_on_an_existing_site_the_portal_is_only_added():
    home = home_of_the_site()
    call_command("setup_portal", bajo=home.pk)
    portal = PortalPage.objects.get()
    assert portal.get_parent().pk == home.pk
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    call_command("setup_portal", bajo=home.pk)
    assert PortalPage.objects.count() == 1


def test_a_site_with_pages_of_its_own_keeps_its_root():
    home = home_of_the_site()
    home.add_child(instance=Page(title="Noticias", slug="noticias"))
    ensure_portal()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert Page.objects.filter(pk=home.pk).exists()


# -- norms -------------------------------------------------------------------------------------


def test_the_norms_of_the_sources_are_loaded_once_and_never_overwritten():
    call_command("setup_norms")
    assert Norm.objects.count() == len(NORMS)
    Norm.objects.filter(key="losep").update(short_name="Corregida a mano")
    call_command("setup_norms")
    assert Norm.objects.count() == len(NORMS)
    assert Norm.objects.get(key="losep").short_name == "Corregida a mano"


def test_a_norm_once_loaded_with_its_acronym_for_a_title_is_given_its_title():
    call_command("setup_norms")
    Norm.objects.filter(key__in=["loes", "lotttsv"]).update(title=F("short_name"))
    Norm.objects.filter(key="losep").update(title="Corregido a mano")
    call_command("setup_norms")
    titles = dict(Norm.objects.values_list("key", "title"))
    assert titles["loes"] == "Ley Orgánica de Educación Superior"
    assert titles["lotttsv"].startswith("Ley Orgánica de Transporte Terrestre")
    assert titles["losep"] == "Corregido a mano"


@pytest.mark.parametrize(
    ("provision", "allowed"),
    [
        ("art. 4", True),
        ("Capítulo V", True),
        ("", True),
        ("art. 12", False),
        ("Capítulo II", False),
    ],
)
def test_of_the_ministerial_norm_only_what_the_sources_name_is_cited(provision, allowed):
    call_command("setup_norms")
    assert Norm.objects.get(key="mdt-2025-163").allows(provision) is allowed


def test_a_norm_without_known_articles_may_be_cited_freely():
    call_command("setup_norms")
    assert Norm.objects.get(key="codigo-tributario").allows("art. 132")


@pytest.mark.parametrize("model", [ServicePage, CommitmentPage, TerritorialAnnexPage])
def test_a_page_that_hangs_from_no_carta_is_nobodys(model):
    """Planted, or left by a broken tree: a role in some entity opens nothing of it (T30)."""
    page = model(title="Suelta", path="00010099", depth=2)
    for role in ENTITY_ROLES:
        person = RoleAssignmentFactory(role=role).user
        assert not access.writes(person, page)
        assert not access.may_read_draft(person, page)
        assert not access.may_create(person, model, page)
