"""Default deny: every URL of the admin has its row, and every row its URL (issue item 4)."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import clear_url_caches, get_resolver, path, reverse
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from tests.factories.entities import UserFactory
from workflows.gate import checks, routes, table
from workflows.gate.rows import Access, Reach, Target, closed, open_to_all, platform

WAGTAIL_URLS = 150


def test_every_admin_url_has_a_verdict():
    keys = routes.admin_keys()
    assert len(keys) > WAGTAIL_URLS, "the walker lost sight of the admin"
    assert table.without_verdict(keys) == []


def test_no_row_is_dead():
    assert table.dead_rows(routes.admin_keys()) == []


def test_every_row_explains_itself():
    for key, row in table.every_row().items():
        assert str(row.why).endswith("."), key
        if row.access in {Access.CLOSED, Access.PLATFORM}:
            assert str(row.who).endswith("."), key


def test_the_admin_is_found_where_it_is_mounted():
    assert routes.admin_path() == "/admin/"
    edit = get_resolver().resolve("/admin/pages/1/edit/")
    assert routes.key_of(edit, "/admin/pages/1/edit/") == "wagtailadmin_pages:edit"
    public = get_resolver().resolve("/una-entidad/")
    assert routes.key_of(public, "/una-entidad/") is None


def test_the_admin_is_found_under_another_prefix(settings):
    settings.ROOT_URLCONF = "tests.workflows.gate.urls_elsewhere"
    edit = get_resolver().resolve("/gestion/interna/pages/1/edit/")
    key = routes.key_of(edit, "/gestion/interna/pages/1/edit/", settings.ROOT_URLCONF)
    assert key == "wagtailadmin_pages:edit"
    undeclared = table.without_verdict(routes.admin_keys(settings.ROOT_URLCONF))
    assert "third_party_beside_the_admin" in undeclared


def test_the_address_under_a_script_prefix_is_the_admin_still(settings):
    from django.urls import set_script_prefix

    set_script_prefix("/cartas/")
    try:
        assert routes.admin_path() == "/admin/"
    finally:
        set_script_prefix("/")


@pytest.fixture
def third_party_url():
    """What ``register_admin_urls`` of an app that nobody declared would add."""

    def leak(request):
        return HttpResponse("todo lo de todas las entidades")

    patterns = decorate_urlpatterns(
        [path("otra-app/todo/", leak, name="otra_app_todo")], require_admin_access
    )
    admin_urls.urlpatterns[:0] = patterns
    clear_url_caches()
    routes.forget()
    yield reverse("otra_app_todo")
    admin_urls.urlpatterns.remove(patterns[0])
    clear_url_caches()
    routes.forget()


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_url_without_verdict_answers_404_to_everybody(client, third_party_url, accept):
    client.force_login(UserFactory(superuser=True))
    for method in (client.get, client.post):
        response = method(third_party_url, headers={"accept": accept})
        assert response.status_code == 404
        assert b"todas las entidades" not in response.content
    client.logout()
    assert client.get(third_party_url).status_code == 404


def test_a_url_without_verdict_is_named(third_party_url):
    assert "otra_app_todo" in table.without_verdict(routes.admin_keys())
    warnings = [warning.msg for warning in checks.every_admin_url_has_a_verdict(None)]
    assert any("otra_app_todo" in message for message in warnings)


@pytest.mark.django_db
def test_a_declared_url_opens(client, third_party_url, monkeypatch):
    monkeypatch.setitem(table._exact, "otra_app_todo", platform("De prueba."))
    client.force_login(UserFactory(superuser=True))
    assert client.get(third_party_url).status_code == 200


def test_two_rooms_cannot_disagree(monkeypatch):
    monkeypatch.setattr(table, "_exact", dict(table._exact))
    with pytest.raises(ImproperlyConfigured):
        table.declare({"wagtailadmin_pages:delete": open_to_all("Abierto.")})
    table.declare({"wagtailadmin_pages:delete": open_to_all("Abierto.")}, replace=True)
    assert table.lookup("wagtailadmin_pages:delete").access is Access.OPEN


def test_the_narrowest_family_wins(monkeypatch):
    monkeypatch.setattr(table, "_families", {})
    table.declare({"app_*": open_to_all("Abierto."), "app_holiday_*": platform("Plataforma.")})
    assert table.lookup("app_holiday_modeladmin_edit").access is Access.PLATFORM
    assert table.lookup("app_other").access is Access.OPEN
    assert "app_holiday_*" in table.dead_rows(["app_other"])
    assert "app_*" not in table.dead_rows(["app_other"])


def test_a_conditional_refusal_needs_its_objects():
    with pytest.raises(ValueError, match="objects"):
        closed("Cerrado.", "Nadie.", reach=Reach.OWN)
    assert closed("Cerrado.", "Nadie.", Target("page", "pk"), reach=Reach.OWN).targets


def test_a_missing_middleware_is_an_error(settings):
    assert checks.gate_is_installed(None) == []
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != checks.GATE]
    assert [error.id for error in checks.gate_is_installed(None)] == ["carta.E010"]
    settings.MIDDLEWARE = [checks.GATE, *settings.MIDDLEWARE]
    assert [error.id for error in checks.gate_is_installed(None)] == ["carta.E011"]
