"""The administration looks and speaks as Carta: no English, no bird, no leftovers."""

import html
import itertools
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Page,
    PageLogEntry,
    Site,
    Task,
    Workflow,
    WorkflowTask,
)

from carta_pages.services.portal import ensure_portal
from tests.factories import workflows as make
from tests.factories.entities import UserFactory
from workflows.services import projection

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(superuser=True))
    return client


def read(client, name, *args, status=200):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def test_the_list_of_sites_is_headed_in_spanish(admin):
    make.published()
    call_command("setup_portal", verbosity=0)
    page = read(admin, "wagtailsites:index")
    for spanish in ("Puerto", "Nombre del sitio", "Página raíz"):
        assert spanish in page, spanish
    for english in ("Port<", "Site name", "Root page"):
        assert english not in page, english


def test_the_root_of_the_tree_has_a_spanish_name():
    make.tree_root()
    call_command("setup_portal", verbosity=0)
    assert Page.objects.get(depth=1).title == "Todas las páginas"
    Page.objects.filter(depth=1).update(title="Sitios del ministerio")
    call_command("setup_portal", verbosity=0)
    assert Page.objects.get(depth=1).title == "Sitios del ministerio", (
        "a name given by people stays"
    )


@pytest.fixture
def stock(db):
    """What Wagtail's own migrations make, made again after a transactional test."""
    root = make.tree_root()
    if not Page.objects.filter(slug="home").exists():
        welcome = root.add_child(title="Welcome to your new Wagtail site!", slug="home")
        PageLogEntry.objects.filter(page=welcome.pk).delete()  # a migration writes none
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    if not Workflow.objects.filter(name=projection.STOCK_WORKFLOW).exists():
        workflow = Workflow.objects.create(name=projection.STOCK_WORKFLOW)
        task = GroupApprovalTask.objects.create(name=projection.STOCK_WORKFLOW)
        WorkflowTask.objects.create(workflow=workflow, task=task)
    return root


def test_the_welcome_page_goes_without_heading_the_history(stock):
    root = stock
    welcome = Page.objects.get(slug="home")
    assert Site.objects.get().root_page_id == welcome.pk
    portal = ensure_portal()
    assert not Page.objects.filter(pk=welcome.pk).exists()
    assert Site.objects.get().root_page_id == portal.pk
    assert not PageLogEntry.objects.filter(page=welcome.pk).exists()
    root.refresh_from_db()
    assert root.numchild == 1


def stock_workflow():
    """What Wagtail's own migration made."""
    workflow = Workflow.objects.get(name=projection.STOCK_WORKFLOW)
    return workflow, workflow.workflow_tasks.get().task


def test_the_moderation_that_wagtail_brings_is_removed(stock):
    make.published()
    Page.objects.filter(slug="home").delete()
    workflow, task = stock_workflow()
    call_command("setup_workflow", verbosity=0)
    assert not Workflow.objects.filter(pk=workflow.pk).exists()
    assert not Task.objects.filter(pk=task.pk).exists()
    assert set(Workflow.objects.values_list("name", flat=True)) == set(
        projection.WORKFLOW_NAMES.values()
    )
    call_command("setup_workflow", verbosity=0)


def test_a_site_with_pages_of_its_own_keeps_its_moderation(stock):
    make.published()
    workflow, _task = stock_workflow()
    Page.objects.get(depth=1).add_child(title="Noticias", slug="noticias")
    call_command("setup_workflow", verbosity=0)
    assert Workflow.objects.filter(pk=workflow.pk).exists()


def test_an_unknown_address_of_the_administration_leads_back_in(admin):
    answer = admin.get("/admin/no-existe/")
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 404
    assert '<main id="main"' in page, "the skip link has somewhere to go"
    assert "No encontramos esta página" in page
    assert "Volver al inicio" in page
    assert "agtail admin" not in page
    assert "Administrador Wagtail" not in page


def test_the_administration_bears_the_mark_of_the_carta(admin):
    page = read(admin, "wagtailadmin_home")
    assert re.search(r"data-wagtail-sidebar-branding-logo>\s*<svg class=\"carta-logo", page)
    assert "carta_pages/icon" in page
    assert "favicon.ico" not in page
    assert "para usar Wagtail" not in page
    assert "Esta parte de Carta necesita JavaScript" in page


@pytest.mark.parametrize("name", ["wagtailadmin_account", "wagtailadmin_reports:site_history"])
def test_no_screen_names_the_tool_or_nobody(admin, name):
    page = read(admin, name)
    shown = re.sub(
        r"<script.*?</script>|<style.*?</style>|<svg.*?</svg>", "", page, flags=re.DOTALL
    )
    words = re.sub(r"<[^>]+>", " ", shown)
    assert "Wagtail" not in words, re.findall(r".{60}Wagtail.{40}", words)
    assert 'aria-label="Actions"' not in page


def test_who_is_unknown_is_not_called_none(admin):
    call_command("setup_portal", verbosity=0)
    page = read(admin, "wagtailadmin_reports:aging_pages")
    assert "Cartas de servicios" in page
    assert "El sistema" in page
    assert not re.search(r">\s*None\s*<", page)


def test_the_list_of_workflows_is_a_list(admin):
    projection.setup_workflows()
    page = read(admin, "wagtailadmin_workflows:index")
    assert 'class="workflow-tasks"' in page
    for items in re.findall(r'<ul class="workflow-tasks">(.*?)</ul>', page, re.DOTALL):
        outside = re.sub(r"<li.*?</li>", "", items, flags=re.DOTALL)
        assert outside.strip() == "", "a list holds items and nothing else"
        assert "<h4" not in items


def test_the_list_of_accounts_says_yes_and_no_in_words(admin):
    UserFactory(is_active=False)
    page = read(admin, "wagtailusers_users:index")
    assert re.search(r">\s*Sí\s*<", page)
    assert re.search(r">\s*No\s*<", page)
    assert not re.search(r">\s*(True|False)\s*<", page)


def test_the_report_of_page_types_writes_names_as_spanish_does(admin):
    make.published()
    page = read(admin, "wagtailadmin_reports:page_types_usage")
    assert "Compromiso de calidad" in page
    assert "Compromiso De Calidad" not in page


LISTS = {
    "accounts": ("wagtailusers_users:index", {"q": "zzz"}),
    "accounts found": ("wagtailusers_users:index", {"q": "una-cuenta"}),
    "images": ("wagtailimages:index", {"q": "zzz"}),
    "documents": ("wagtaildocs:index", {"q": "zzz"}),
    "pages": ("wagtailadmin_pages:search", {"q": "zzz"}),
    "a page found": ("wagtailadmin_pages:search", {"q": "Root"}),
    "the page chooser": ("wagtailadmin_choose_page_search", {"q": "zzz"}),
}


@pytest.mark.parametrize("which", LISTS)
def test_no_heading_of_a_list_is_also_an_alert(admin, which):
    UserFactory(username="una-cuenta")
    name, query = LISTS[which]
    answer = admin.get(reverse(name), query)
    assert answer.status_code == 200
    body = answer.content.decode()
    assert 'role="alert"' in body
    assert not re.search(r"<h[1-6][^>]*role=.alert", body)
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", body)]
    steps = itertools.pairwise(levels)
    assert all(after <= before + 1 for before, after in steps), levels


def test_in_the_form_of_a_new_account_each_tab_stands_among_tabs(admin):
    page = read(admin, "wagtailusers_users:add")
    before, _list, after = page.partition('role="tablist"')
    tabs, _end, rest = after.partition('class="tab-content"')
    assert tabs.count('role="tab"') == 2
    assert 'role="tab"' not in before + rest


def test_the_preview_of_a_picture_without_its_file_is_not_found(admin):
    image = get_image_model().objects.create(
        title="Perdida", file="original_images/no-existe.png", width=10, height=10,
        collection=Collection.get_first_root_node() or Collection.add_root(name="Root"),
    )  # fmt: skip
    read(admin, "wagtailimages:preview", image.pk, "width-100", status=404)
