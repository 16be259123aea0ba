"""A file becomes drafts: once, again, refused by row, and never by half."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, ReferenceIndex, Revision

from carta_pages.importing.files import BrokenFileError
from carta_pages.importing.matching import remembered_of
from carta_pages.importing.reading import read_file
from carta_pages.importing.reporting import Outcome
from carta_pages.models import (
    ColumnMemory,
    CommitmentPage,
    ImportedCode,
    ServicePage,
    TerritorialAnnexPage,
)
from carta_pages.requirements.imported import NOTE
from carta_pages.services.import_file import import_file, preview_file
from entities.vocabulary import Role
from tests.carta_pages.importing.sheets import xlsx
from tests.factories.entities import ProvinceFactory, UnitFactory, person_with
from tests.factories.workflows import make_world, submit
from workflows.errors import Refused
from workflows.models import Contribution

pytestmark = pytest.mark.django_db
HEADINGS = [
    "Código del servicio", "Servicio", "Unidad responsable", "Código del compromiso",
    "Nombre del compromiso", "Compromiso", "Factor", "Código del indicador", "Indicador", "Fórmula",
    "Meta", "Sentido", "Frecuencia", "Alcance", "Medida de subsanación",
]  # fmt: skip
ONE = [
    "S-1", "Emisión de pasaporte", "Dirección de Pasaportes", "C-1", "Tiempo", "En 35 minutos.",
    "Rapidez", "I-1", "Tiempo de entrega", "a / b", "≤ 35 minutos", "menor es mejor", "mensual",
    "Nacional", "Turno preferente",
]  # fmt: skip
SECOND = [*ONE[:7], "I-2", "Satisfacción", "c / d", "superior a 3 sobre 5", "", "", "", "Disculpa"]
OTHER = ["S-1", "", "", "C-2", "Trato", "Trato amable.", "", "I-3", "Trato", "", "95 % y 98 %"]


@pytest.fixture
def world():
    made = make_world()
    unit = UnitFactory(entity=made.entity, name="Dirección de Pasaportes", acronym="DP")
    made.people[Role.UNI].role_assignments.get().units.add(unit)
    return made


def run(world, *rows, who=Role.UNI, headings=HEADINGS, preview=False, more=None):
    read = read_file(xlsx([headings, *rows], change=more), "c.xlsx", remembered_of(world.entity))
    person = who if not isinstance(who, Role) else world.people[who]
    return (preview_file if preview else import_file)(world.entity, person, read)


def outcomes(report):
    return [row.outcome for row in report.rows]


def drafts(code):
    page = ImportedCode.objects.get(code=code).page.specific
    return page.get_latest_revision_as_object()


def state():
    """Everything that an import might change."""
    return (
        list(Page.objects.order_by("pk").values()),
        list(Revision.objects.order_by("pk").values_list("pk", "content")),
        list(ImportedCode.objects.order_by("pk").values()),
        list(ColumnMemory.objects.order_by("pk").values()),
        Contribution.objects.count(),
    )


def test_a_file_becomes_drafts_of_services_and_commitments(world):
    report = run(world, ONE, SECOND, OTHER)
    assert outcomes(report) == [Outcome.CREATES] * 3
    service = drafts("S-1")
    assert (service.title, service.responsible_unit.acronym) == ("Emisión de pasaporte", "DP")
    assert service.get_parent().pk == world.carta.pk
    first = drafts("C-1")
    assert (first.title, first.statement, first.live) == ("Tiempo", "En 35 minutos.", False)
    assert first.scope_kinds == ("nacional",)
    (factor,) = first.quality_factors.all()
    one, two = first.indicators.all()
    assert (one.operator, one.value, one.unit) == ("lte", Decimal(35), "minutos")
    assert (one.direction, one.frequency, one.formula) == ("menor", "mensual", "a / b")
    assert (two.operator, two.value, two.unit, two.parameter) == (
        "", Decimal(3), "puntos", "sobre 5",
    )  # fmt: skip
    assert {one.factor, two.factor} == {factor.uuid}
    assert [(r.description, r.indicator) for r in first.remedies.all()] == [
        ("Turno preferente", one.uuid),
        ("Disculpa", two.uuid),
    ]
    (unread,) = drafts("C-2").indicators.all()
    assert unread.value is None
    assert unread.measures == f"{NOTE}«95 % y 98 %»"
    assert [bool(row.warnings) for row in report.rows] == [False, True, True]
    assert Contribution.objects.filter(page=first.pk).get().user_id == world.people[Role.UNI].pk


def test_the_same_file_again_changes_nothing(world):
    run(world, ONE, SECOND, OTHER)
    before = state()
    report = run(world, ONE, SECOND, OTHER)
    assert outcomes(report) == [Outcome.SAME] * 3
    assert state() == before


def test_a_changed_file_changes_the_draft_and_not_its_identities(world):
    run(world, ONE, SECOND)
    before = drafts("C-1")
    uuids = [row.uuid for row in before.indicators.all()]
    changed = [*ONE]
    changed[5], changed[10], changed[6] = "En 30 minutos.", "entre 20 y 30 minutos", "Rapidez"
    report = run(world, changed, [*changed[:6], *SECOND[6:]])
    assert outcomes(report) == [Outcome.UPDATES] * 2
    after = drafts("C-1")
    assert after.pk == before.pk
    assert after.statement == "En 30 minutos."
    first = after.indicators.all()[0]
    assert (first.operator, first.value, first.value_to) == ("range", 20, 30)
    assert [row.uuid for row in after.indicators.all()] == uuids
    run(world, ONE)  # from a range back to a bound: the end of the range goes with it
    first = drafts("C-1").indicators.all()[0]
    assert (first.operator, first.value, first.value_to) == ("lte", 35, None)


def test_what_a_page_refers_to_is_indexed_once_and_right(world):
    other = UnitFactory(entity=world.entity, name="Dirección de Visas", acronym="DV")
    world.people[Role.UNI].role_assignments.get().units.add(other)

    def told(page):
        rows = ReferenceIndex.get_references_for_object(page)
        return sorted(rows.values_list("to_object_id", "content_path"))

    for office in ("DP", "DV"):
        run(world, [*ONE[:2], office, *ONE[3:]])
        page = ImportedCode.objects.get(code="S-1").page.specific
        before = told(page)
        assert (str(page.responsible_unit_id), "responsible_unit") in before
        ReferenceIndex.create_or_update_for_object(page)
        assert told(page) == before


def test_what_the_file_does_not_say_stays(world):
    run(world, ONE)
    draft = drafts("C-1")
    draft.indicators.all()[0].source = "Sistema de turnos"
    sheet = draft.indicators.get_object_list()[0]
    sheet.source, sheet.operator = "Sistema de turnos", "eq"
    draft.save()
    draft.save_revision(user=world.people[Role.UNI])
    short = ["S-1", "", "", "C-1", "", "", "", "I-1", "", "", "menos de 40 minutos"]
    assert outcomes(run(world, short)) == [Outcome.UPDATES]
    sheet = drafts("C-1").indicators.all()[0]
    # «menos de» has no operator of ours: what the author chose stays, the warning asks.
    assert (sheet.source, sheet.value, sheet.operator) == ("Sistema de turnos", 40, "eq")
    assert (sheet.formula, sheet.name) == ("a / b", "Tiempo de entrega")


def test_a_note_goes_when_the_number_is_understood(world):
    run(world, OTHER)
    assert NOTE in drafts("C-2").indicators.all()[0].measures
    run(world, [*OTHER[:10], "≥ 95 %"])
    sheet = drafts("C-2").indicators.all()[0]
    assert (sheet.measures, sheet.value) == ("", 95)


def test_a_note_stops_the_submission(world):
    run(world, OTHER)
    from workflows.registries import findings_for

    messages = [str(finding.message) for finding in findings_for(drafts("C-2")) if finding.blocks]
    assert any("archivo importado" in message for message in messages)


def test_a_preview_says_what_would_happen_and_writes_nothing(world, django_assert_max_num_queries):
    before = state()
    preview = run(world, ONE, SECOND, OTHER, preview=True)
    assert state() == before
    assert preview.rows == run(world, ONE, SECOND, OTHER).rows


def test_existing_pages_are_found_by_code_address_or_name(world):
    world.service.sheet_code = "FS-77"
    world.service.save()
    rows = [["fs-77", "", "", "X-1", world.commitment.title, "Texto nuevo."]]
    assert outcomes(run(world, *rows)) == [Outcome.UPDATES]
    assert ImportedCode.objects.count() == 0
    rows[0][0] = world.service.slug
    assert outcomes(run(world, *rows)) == [Outcome.SAME]
    assert CommitmentPage.objects.get(pk=world.commitment.pk).latest_revision.user_id == (
        world.people[Role.UNI].pk
    )


def test_two_pages_of_one_name_need_a_code(world):
    run(world, ["S-1", "Igual"], ["S-2", "Igual"])
    assert ServicePage.objects.filter(title="Igual").count() == 2
    report = run(world, ["S-1", "Igual"], ["Igual", "Igual"])
    assert outcomes(report) == [Outcome.SAME, Outcome.CREATES]


def test_a_page_under_review_is_refused_by_row_and_the_rest_goes_on(world):
    run(world, ONE)
    submit(world, world.service, world.commitment)
    rows = [[world.service.slug, "", "", "x", world.commitment.title, "Otro texto."], OTHER]
    before = Revision.objects.filter(object_id=str(world.commitment.pk)).count()
    report = run(world, *rows)
    assert outcomes(report) == [Outcome.REFUSED, Outcome.CREATES]
    assert "está en revisión" in report.rows[0].why
    assert Revision.objects.filter(object_id=str(world.commitment.pk)).count() == before


def test_a_published_text_stays_and_its_draft_changes(world):
    from tests.factories.workflows import published

    made, _dossier = published(world)
    live = CommitmentPage.objects.get(pk=made.commitment.pk)
    assert live.live
    said = live.statement
    report = run(made, [made.service.slug, "", "", "x", live.title, "Un texto distinto."])
    assert outcomes(report) == [Outcome.UPDATES]
    live.refresh_from_db()
    assert live.statement == said
    assert live.live_revision_id != live.latest_revision_id
    assert live.get_latest_revision_as_object().statement == "Un texto distinto."


def test_the_quality_office_creates_services_and_no_commitments(world):
    report = run(world, ["S-9", "Nuevo"], OTHER, who=Role.CAL)
    assert outcomes(report) == [Outcome.CREATES, Outcome.REFUSED]
    assert "Usted no escribe páginas" in report.rows[1].why


@pytest.mark.parametrize("role", [Role.PLAN, Role.MAX, Role.COM, Role.AUD, Role.MDT_CONTROL])
def test_whoever_does_not_write_creates_nothing(world, role):
    before = state()
    report = run(world, ONE, OTHER, who=role)
    assert set(outcomes(report)) == {Outcome.REFUSED}
    assert state()[0] == before[0]


def test_a_person_of_another_entity_creates_nothing(world):
    stranger = person_with(Role.UNI, make_world().entity)
    assert set(outcomes(run(world, ONE, OTHER, who=stranger))) == {Outcome.REFUSED}


def test_a_person_bound_to_a_unit_writes_only_what_is_theirs(world):
    mine, other = UnitFactory(entity=world.entity), UnitFactory(entity=world.entity)
    person = person_with(Role.UNI, world.entity, units=[other])
    run(world, ["S-1", "Emisión de pasaporte", "DP"])
    report = run(world, [*ONE[:2], "", *ONE[3:]], who=person)
    assert outcomes(report) == [Outcome.REFUSED]
    assert mine.pk != other.pk


@pytest.mark.parametrize("statement", ["En 35 minutos.", "En 36 minutos."])
def test_a_guess_at_another_unit_s_draft_is_answered_alike(world, statement):
    run(world, ONE)
    run(world, ONE, more=with_annex(["S-1", "C-1", "I-1", "DP", "≤ 50 minutos", "Por avión."]))
    person = person_with(Role.UNI, world.entity, units=[UnitFactory(entity=world.entity)])
    guess = [*ONE[:5], statement, *ONE[6:]]
    for value in ("≤ 50 minutos", "≤ 51 minutos"):
        annex = with_annex(["S-1", "C-1", "I-1", "DP", value, "Por avión."])
        report = run(world, guess, more=annex, who=person, preview=True)
        assert outcomes(report) == [Outcome.REFUSED] * 2
        assert {row.why.split(".")[0] for row in report.rows} == {"Usted no escribe esta página"}


def test_a_row_with_dates_that_cannot_be_is_refused_whole(world):
    headings = [*HEADINGS[:6], "Vigente desde", "Vigente hasta"]
    report = run(world, [*ONE[:6], "01/02/2026", "01/01/2026"], headings=headings)
    assert outcomes(report) == [Outcome.REFUSED]
    assert "no puede ser anterior" in report.rows[0].why
    assert not CommitmentPage.objects.filter(title="Tiempo").exists()


def test_an_interrupted_import_leaves_nothing(world):
    read = read_file(xlsx([HEADINGS, ONE, ["S-2", "Otro"]]), "c.xlsx", {})
    before = state()

    def stop(done, total):
        assert (done, total) == (1, 3)
        assert state() != before
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(world.entity, world.people[Role.UNI], read, stop)
    assert state() == before


ANNEX = ["Código del servicio", "Código del compromiso", "Código del indicador",
         "Unidad o territorio", "Meta", "Justificación"]  # fmt: skip


def with_annex(*rows):
    def change(book):
        sheet = book.create_sheet("Anexo")
        for row in (ANNEX, *rows):
            sheet.append(row)

    return change


def test_the_annex_of_a_file(world):
    galapagos = ProvinceFactory(code="20", name="Galápagos")
    rows = [
        ["S-1", "C-1", "I-1", "Galápagos", "≤ 60 minutos", "Una sola impresora."],
        ["S-1", "C-1", "I-1", "DP", "≤ 50 minutos", "Por avión."],
        ["S-1", "C-1", "I-1", "Atlántida", "≤ 60 minutos", "x"],
        ["S-1", "C-1", "I-9", "Galápagos", "≤ 60 minutos", "x"],
        ["S-1", "C-1", "I-1", "Galápagos", "≤ 60 %", "x"],
    ]
    preview = run(world, ONE, more=with_annex(*rows), preview=True)
    report = run(world, ONE, more=with_annex(*rows))
    assert report.rows == preview.rows
    assert outcomes(report)[1:] == [Outcome.CREATES, Outcome.CREATES] + [Outcome.REFUSED] * 3
    page = TerritorialAnnexPage.objects.get()
    sheet = drafts("C-1").indicators.all()[0]
    first, second = page.get_latest_revision_as_object().rows.all()
    assert (first.territory_id, first.value, first.operator) == (galapagos.pk, 60, "lte")
    assert (first.indicator, first.indicator_unit) == (sheet.uuid, "minutos")
    assert first.commitment_id == drafts("C-1").pk
    assert second.unit.acronym == "DP"
    before = state()
    assert outcomes(run(world, ONE, more=with_annex(*rows[:2]))) == [Outcome.SAME] * 3
    assert state() == before


def test_headings_are_remembered_for_the_entity(world, tmp_path):
    file = tmp_path / "c.xlsx"
    headings = [*HEADINGS[:10], "Dato raro"]
    file.write_bytes(xlsx([headings, ONE[:11]]))
    options = {"entidad": world.entity.slug, "persona": world.people[Role.UNI].username}
    call_command("importar_carta", file, mapa=["Dato raro=indicator.standard"], **options)
    assert drafts("C-1").indicators.all()[0].value == 35
    assert remembered_of(world.entity)["carta", "dato raro"] == "indicator.standard"
    assert remembered_of(make_world().entity) == {}


def test_the_command_tells_each_row_that_needs_a_look(world, tmp_path, capsys):
    file = tmp_path / "c.xlsx"
    file.write_bytes(xlsx([HEADINGS, ONE, OTHER, ["", "", "", "C-9"]]))
    options = {"entidad": world.entity.slug, "persona": world.people[Role.UNI].username}
    call_command("importar_carta", file, previa=True, **options)
    told = capsys.readouterr().out
    assert "Hoja1, fila 3: Crea —" in told
    assert "Hoja1, fila 4: No se puede" in told
    assert "3 filas: 2 crean, 0 actualizan, 0 sin cambios, 1 no se pueden, 1 con avisos." in told
    assert "no se guardó nada" in told
    assert not ImportedCode.objects.exists()
    call_command("importar_carta", file, **options)
    assert ImportedCode.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"entidad": "no-hay"}, "No hay una entidad"),
        ({"persona": "nadie"}, "No hay una cuenta"),
        ({"file": "no-hay.csv"}, "No se puede abrir"),
        ({"mapa": ["sin igual"]}, "ENCABEZADO=COLUMNA"),
        ({"mapa": ["no-hay.json"]}, "No se puede leer el mapa"),
        ({"mapa": ["Meta=nada"]}, "no existe esa columna"),
    ],
)
def test_the_command_says_what_is_wrong(world, tmp_path, change, why):
    file = tmp_path / "c.xlsx"
    file.write_bytes(xlsx([HEADINGS, ONE]))
    options = {
        "file": file,
        "entidad": world.entity.slug,
        "persona": world.people[Role.UNI].username,
        "mapa": [],
        **change,
    }
    with pytest.raises(CommandError, match=why):
        call_command("importar_carta", options.pop("file"), **options)


def test_an_entity_without_a_carta_is_refused(world):
    from tests.factories.entities import EntityFactory

    entity = EntityFactory()
    read = read_file(xlsx([HEADINGS, ONE]), "c.xlsx", {})
    with pytest.raises(Refused, match="no tiene su carta"):
        import_file(entity, world.people[Role.UNI], read)


def test_a_file_with_only_headings_is_refused(world):
    with pytest.raises(BrokenFileError, match="no tiene filas"):
        run(world)
