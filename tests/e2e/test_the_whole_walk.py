"""By clicking, as each person: from a unit's draft to the public page and its proof (issue: 2).

A unit writes, a reviewer returns with a reason, it is corrected, grouped with another unit's
page, decided at every stage by different people, published, and read with its history.
"""

import os
import re

import pytest
from django.urls import reverse

from carta_pages.models import CommitmentPage, ServicePage
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.carta_pages import plan
from tests.factories.entities import PASSWORD, RoleAssignmentFactory, UnitFactory, UserFactory
from workflows import verify
from workflows.models import Dossier, Edition

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROMISE = "Le entregamos su duplicado de cédula en 20 minutos o menos."
BETTER = "Le entregamos su duplicado de cédula en 15 minutos o menos."
REASON = "El número no coincide con la medición del trimestre."
TODAY = make.clock.today


class Desk:
    """One person at a browser."""

    def __init__(self, browser, live_server, person=None):
        self.base = live_server.url
        self.context = browser.new_context(locale="es-EC", viewport={"width": 1280, "height": 900})
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(20_000)
        if person is not None:
            self.go(reverse("wagtailadmin_login"))
            self.tab.fill("input[name=username]", person.get_username())
            self.tab.fill("input[name=password]", PASSWORD)
            self.tab.click("button[type=submit]")
            self.tab.wait_for_url("**" + reverse("wagtailadmin_home"))

    def __enter__(self):
        return self

    def __exit__(self, kind, problem, trace):
        if problem is not None and os.environ.get("SHOTS"):
            self.tab.screenshot(path=os.path.join(os.environ["SHOTS"], "desk.png"))
        self.context.close()

    def go(self, path):
        answer = self.tab.goto(self.base + path)
        self.tab.wait_for_load_state("load")
        return answer

    def follow(self, path):
        """Click the first link that leads to an address."""
        link = self.tab.locator(f"a[href='{path}'], a[href='{self.base}{path}']").first
        link.wait_for(state="attached")
        with self.tab.expect_navigation():
            link.evaluate("e => e.click()")
        self.tab.wait_for_load_state("load")

    def from_home(self, path):
        """Find something among what waits for this person, and open it."""
        self.go(reverse("wagtailadmin_home"))
        self.follow(path)

    def open_tab(self, name):
        wanted = self.tab.get_by_role("tab", name=re.compile(name))
        for _try in range(5):
            wanted.press("Enter")
            if wanted.get_attribute("aria-selected") == "true":
                return
            self.tab.wait_for_timeout(300)
        raise AssertionError(f"the tab «{name}» does not open")

    def put(self, **values):
        """Fill fields by name: text, dates, choices and ticks."""
        for name, value in values.items():
            selector = f"[name='{name}']"
            kind = self.tab.eval_on_selector(selector, "e => e.type || e.tagName")
            if isinstance(value, list):
                for one in value:
                    self.tick(f"{selector}[value='{one}']")
            elif kind == "select-one":
                self.tab.select_option(selector, value)
            elif value is True:
                self.tick(selector)
            else:
                self.tab.fill(selector, str(value))
                self.tab.keyboard.press("Tab")

    def unfold(self, row):
        """Open a row that the editor shows folded."""
        self.tab.locator(f"#inline_child_{row} [data-panel-toggle]").first.click()

    def tick(self, selector):
        """Tick a box by the keyboard: it works while a panel is still sliding open."""
        box = self.tab.locator(selector)
        if not box.is_checked():
            box.press("Space")
        assert box.is_checked(), selector

    def add_row(self, relation, **values):
        """Add a row of an inline panel and fill it."""
        place = int(self.tab.input_value(f"#id_{relation}-TOTAL_FORMS"))
        row = self.tab.locator(f"#inline_child_{relation}-{place}")
        for _try in range(5):
            self.tab.locator(f"#id_{relation}-ADD").press("Enter")
            self.tab.wait_for_timeout(500)
            if row.count():
                break
        self.put(**{f"{relation}-{place}-{name}": value for name, value in values.items()})

    def save(self):
        with self.tab.expect_navigation():
            self.tab.locator("button.action-save").press("Enter")
        self.tab.wait_for_load_state("load")

    def first_option(self, name, template):
        """The first real option of a choice in the empty row of an inline panel."""
        return self.tab.evaluate(
            """([panel, name]) => {
                const html = document.getElementById(panel).content
                    || new DOMParser().parseFromString(
                        document.getElementById(panel).textContent, "text/html");
                const options = html.querySelectorAll(`[name="${name}"] option`);
                return [...options].map(o => o.value).find(v => v);
            }""",
            [f"id_{template}-EMPTY_FORM_TEMPLATE", name],
        )

    def decide(self, path, action, **values):
        """Open a dossier from home, choose what to do, fill the form, send it."""
        self.from_home(path)
        choice = self.tab.locator(
            f"details.carta-choice:has(input[name=action][value={action}])"
        ).first
        if choice.get_attribute("open") is None:
            choice.locator("summary").click()
        for name, value in values.items():
            field = choice.locator(f"[name='{name}']")
            if value == "favourable":
                choice.locator(f"[name='{name}'][value='favourable']").check()
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        with self.tab.expect_navigation():
            choice.locator("button[type=submit]").click()
        self.tab.wait_for_load_state("load")


def country():
    """A public service, and a second unit with its own service and draft."""
    world, _dossier = make.published()
    unit, writer = UnitFactory(entity=world.entity), UserFactory()
    RoleAssignmentFactory(user=writer, role=Role.UNI, entity=world.entity).units.set([unit])
    service = ServicePage(title="Pasaporte ordinario", slug="pasaporte", responsible_unit=unit)
    make._add(world.carta, service, writer, unit)
    plan(service)
    make.publish(
        world, make.submit(world, service, make.add_commitment(service, writer), user=writer)
    )
    return world, writer, make.add_commitment(service, writer)


def write(desk, service):
    """A unit writes a commitment in the editor, tab by tab, saving as it goes."""
    desk.go(reverse("wagtailadmin_pages:add", args=["carta_pages", "commitmentpage", service.pk]))
    desk.put(title="Duplicado de cédula", statement=PROMISE)
    desk.add_row(
        "quality_factors",
        text="Tiempo total en la agencia",
        journey_step="entrega",
        critical_point="Impresión del documento",
        dimensions=["capacidad_respuesta"],
        affects_perception="true",
        perception_impact="Es lo primero que la gente comenta.",
    )
    desk.save()
    desk.open_tab("Indicador")
    desk.add_row(
        "indicators",
        name="Tiempo de entrega del duplicado",
        code="RC-07",
        factor=desk.first_option("indicators-__prefix__-factor", template="indicators"),
        measures="Minutos entre el turno y la entrega.",
        operator="lte",
        value="20",
        unit="minutos",
        direction="menor",
        formula="Suma de minutos / personas atendidas",
        variables="Minutos: sistema de turnos",
        frequency="mensual",
        source="Sistema de turnos",
        responsible_unit=desk.first_option(
            "indicators-__prefix__-responsible_unit", template="indicators"
        ),
        baseline="24,5",
        statistical_basis="Doce meses bajo control estadístico.",
        version="1.0",
        approved_on="15/01/2026",
    )
    desk.save()
    desk.open_tab("Dónde rige")
    desk.put(scope_kinds=["nacional"], valid_from="01/01/2026", review_on="01/01/2027")
    desk.open_tab("Si no se cumple")
    desk.add_row(
        "remedies",
        description="Atención prioritaria en la próxima visita.",
        indicator=desk.first_option("remedies-__prefix__-indicator", template="remedies"),
        trigger="Cuando la espera supera el estándar.",
        how_to_ask="En ventanilla, con el código del turno.",
        deadline="3 días laborables",
        applied_by="Responsable de la agencia",
        user_effect="Se explica la causa y se da una nueva hora.",
        instrument="Manual del proceso, versión 2",
        valid_from="01/01/2026",
        is_linked=True,
        is_viable=True,
        is_documented=True,
        informs_improvement=True,
    )
    desk.add_row("feedback_channels", kind="pagina_web", detail="Formulario en línea")
    desk.save()
    return CommitmentPage.objects.child_of(service).get(title="Duplicado de cédula")


def send(desk, page, note):
    """«Enviar a revisión», from one's drafts at home."""
    desk.from_home(reverse("carta_workflows:submit", args=[page.pk]))
    desk.tab.check("[name=kind][value=actualizacion]")
    desk.put(change_note=note)
    with desk.tab.expect_navigation():
        desk.tab.locator("#formulario button[type=submit]").click()
    return Dossier.objects.get(items__page=page.pk, status="open")


def test_a_commitment_from_the_first_draft_to_its_public_proof(chromium, live_server):
    world, other_writer, other_page = country()
    unit = world.people[Role.UNI]

    with Desk(chromium, live_server, unit) as desk:
        page = write(desk, world.service)
        dossier = send(desk, page, "Nuevo compromiso para el duplicado.")
    review = reverse("carta_workflows:dossier", args=[dossier.pk])

    with Desk(chromium, live_server, world.people[Role.CAL]) as desk:
        desk.decide(review, "return", target="unit", reason=REASON)
    dossier.refresh_from_db()
    assert dossier.stage == "unit"

    with Desk(chromium, live_server, unit) as desk:
        desk.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        desk.put(statement=BETTER)
        desk.open_tab("Indicador")
        desk.unfold("indicators-0")
        desk.put(**{"indicators-0-value": "15"})
        desk.save()
        desk.from_home(review)
        desk.follow(reverse("carta_workflows:resubmit", args=[dossier.pk]))
        assert REASON in desk.tab.inner_text("main")
        for field in desk.tab.locator("#formulario textarea").all()[:1]:
            field.fill("Se ajustó el número a la medición del trimestre.")
        with desk.tab.expect_navigation():
            desk.tab.locator("#formulario button[type=submit]").click()
    dossier.refresh_from_db()
    assert dossier.stage == "quality"

    with Desk(chromium, live_server, other_writer) as desk:
        second = send(desk, other_page, "Compromiso de otra unidad.")

    with Desk(chromium, live_server, world.people[Role.CAL]) as desk:
        desk.from_home(reverse("carta_workflows:board"))
        for box in desk.tab.locator("input[type=checkbox][name=dossier]").all():
            box.check()
        with desk.tab.expect_navigation():
            desk.tab.get_by_role("button", name=re.compile("Agrupar")).click()
        dossier.refresh_from_db()
        second.refresh_from_db()
        assert {dossier.status, second.status} == {"open", "merged"}
        host = dossier if dossier.is_open else second
        review = reverse("carta_workflows:dossier", args=[host.pk])
        desk.decide(review, "approve")

    walk(chromium, live_server, world, review)
    host.refresh_from_db()
    assert host.status == Dossier.Status.PUBLISHED
    assert Edition.objects.filter(dossier=host).count() == 2
    assert list(verify.faults()) == []
    read_as_a_stranger(chromium, live_server, page)


def walk(chromium, live_server, world, review):
    """Planning, authority, reception, control and publication, each by its own person."""
    today = TODAY().isoformat()
    host = Dossier.objects.get(pk=int(review.rstrip("/").rsplit("/", 1)[1]))
    with Desk(chromium, live_server, world.people[Role.PLAN]) as desk:
        desk.decide(
            review, "approve", approval_document="Acta 014-2026", approval_document_date=today
        )
    with Desk(chromium, live_server, world.people[Role.MAX]) as desk:
        desk.decide(review, "approve", oficio="RC-DG-2026-0091-O", oficio_date=today)
    with Desk(chromium, live_server, world.people[Role.MDT_RECEPTION]) as desk:
        desk.decide(review, "approve", reception_number="MDT-REC-2026-0140")
    verdicts = {f"verdict-{service.page_id}": "favourable" for service in make._services(host)}
    with Desk(chromium, live_server, world.people[Role.MDT_CONTROL]) as desk:
        desk.decide(review, "verdict", control_report="MDT-CTL-2026-0077", **verdicts)
    with Desk(chromium, live_server, world.people[Role.MDT_PUBLICATION]) as desk:
        desk.decide(
            review,
            "approve",
            legal_act="MDT-SCSP-2026-0033-R",
            legal_act_date=today,
            effective_date=today,
        )


def read_as_a_stranger(chromium, live_server, page):
    """The public page, its history, an update's difference and the proof."""
    address = page.get_url_parts()[2]
    edition = Edition.objects.get(page=page.pk)
    with Desk(chromium, live_server) as desk:
        desk.go("/")
        for above in page.get_ancestors().live()[2:]:
            desk.follow(above.get_url_parts()[2])
        desk.follow(address)
        text = desk.tab.inner_text("main")
        assert "15 minutos" in text
        assert "20 minutos" not in text
        desk.follow(f"/verificar/{edition.code}/")
        proof = desk.tab.inner_text("main")
        assert edition.sha256 in proof.replace("\n", "")
        assert "MDT-SCSP-2026-0033-R" in proof
        desk.tab.go_back()
        desk.follow(f"{address}historial/")
        assert "Nuevo compromiso para el duplicado." in desk.tab.inner_text("main")


def test_an_update_shows_its_difference_to_everybody(chromium, live_server):
    world, _dossier = make.published()
    make.edit(
        world.commitment, world.people[Role.UNI], statement="Su cédula en 30 minutos o menos."
    )
    dossier = make.submit(world, kind="actualizacion", change_note="De 35 a 30 minutos.")
    review = reverse("carta_workflows:dossier", args=[dossier.pk])
    with Desk(chromium, live_server, world.people[Role.CAL]) as desk:
        desk.go(review)
        assert desk.tab.locator("ins", has_text="30").count() >= 1
    make.publish(world, dossier)
    with Desk(chromium, live_server) as desk:
        address = world.commitment.get_url_parts()[2]
        desk.go(address)
        desk.follow(f"{address}historial/")
        desk.follow(f"{address}comparar/1/2/")
        assert desk.tab.locator("del", has_text="35").count() >= 1
        assert desk.tab.locator("ins", has_text="30").count() >= 1
