"""Every way past the second factor that we could think of, refused (issue «The fortress», T63)."""

import json
import logging
import re
from datetime import timedelta
from itertools import chain, cycle
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from wagtail.documents import get_document_model

from cms.json_log import JsonFormatter
from cms.middleware import second_factor, session_limits
from cms.models import RecoveryCode, SecondFactor, SecurityEvent
from cms.second_factor import attempts, sealing, services
from cms.second_factor.urls import urlpatterns
from entities import clock as calendar
from entities.models import RoleAssignment
from entities.vocabulary import Role
from tests.cms.second_factor.conftest import (
    ENROL,
    HOME,
    PASSWORD,
    VERIFY,
    Phone,
    enrol_by_hand,
    enter,
    is_in,
    next_step,
    offered_in,
    sign_in,
    url,
)
from tests.factories.entities import (
    EntityFactory,
    RoleAssignmentFactory,
    UserFactory,
    person_with,
    provision_entity,
)
from workflows.gate import routes
from workflows.models import Notice

pytestmark = pytest.mark.django_db
Kind = SecurityEvent.Kind


def log_of(user, *kinds):
    rows = SecurityEvent.objects.filter(about_id=user.pk).order_by("pk")
    return [row.kind for row in rows if not kinds or row.kind in kinds]


# --- Around it -------------------------------------------------------------------------------

#: Editor, autosave, preview, choosers, API, bulk, account, our own screens, and what is nowhere.
ADDRESSES = [
    HOME, "/admin/account/", "/admin/pages/", "/admin/pages/1/", "/admin/pages/1/edit/",
    "/admin/pages/1/edit/preview/", "/admin/pages/1/history/", "/admin/choose-page/",
    "/admin/images/chooser/", "/admin/documents/chooser/", "/admin/api/main/pages/",
    "/admin/bulk/wagtailcore/page/delete/", "/admin/editing-sessions/ping/wagtailcore/page/1/1/",
    "/admin/dismissibles/", "/admin/expedientes/", "/admin/personal/", "/admin/users/",
    "/admin/registro-de-seguridad/", "/admin/ayuda/guia-editores/", "/admin/segundo-factor/",
    "/admin/segundo-factor/quitar/", "/admin/segundo-factor/cambiar/", "/admin/no-existe/",
]  # fmt: skip


METHODS = ["get", "head", "post", "put", "patch", "delete", "options"]
SCRIPTS = [{"accept": "application/json"}, {"x-requested-with": "XMLHttpRequest"}]


@pytest.mark.parametrize("has_phone", [False, True], ids=["none", "not given"])
def test_every_address_leads_to_the_missing_step(required, decider, with_phone, has_phone):
    if has_phone:
        with_phone(decider)
    client = sign_in(decider)
    screen = VERIFY if has_phone else ENROL
    methods = cycle(METHODS)
    tried = [(address, next(methods)) for address in ADDRESSES for _third in range(3)]
    for number, (address, method) in enumerate(tried):
        answer = getattr(client, method)(address)
        assert answer.status_code == 302, (method, address)
        assert answer.headers["Location"].split("?")[0] == screen, (method, address)
        answer = getattr(client, method)(address, headers=SCRIPTS[number % 2])
        assert answer.status_code == 403, (method, address)
        if method != "head":
            assert json.loads(answer.content)["error_code"] == "second_factor"


def test_no_view_of_the_admin_is_forgotten(required, decider, with_phone, rf):
    """Each view the resolver knows, asked at the middleware: new ones are closed by themselves."""
    with_phone(decider)
    client = sign_in(decider)
    request = rf.get(HOME)
    request.session, request.user = client.session, decider
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    middleware = second_factor.SecondFactorMiddleware(lambda request: None)
    passed = set()
    for view, key in routes.admin_views().items():
        request.resolver_match = type("Match", (), {"func": staticmethod(view)})()
        if middleware.process_view(request, view, (), {}) is None:
            passed.add(key)
    assert passed == second_factor.ALWAYS | {"carta_factor:verify"}


def test_elsewhere_the_person_is_nobody(required, with_phone):
    """A private document outside the admin: for a verified session, and for no other."""
    entity = provision_entity()
    decider = person_with(Role.PLAN, entity)
    holder = with_phone(decider)
    file = ContentFile(b"solo de la entidad", "borrador.txt")
    document = get_document_model().objects.create(
        title="Borrador", file=file, collection=entity.document_collection
    )
    assert enter(holder).get(document.url).status_code == 200
    for client in (sign_in(decider), Client()):
        answer = client.get(document.url)
        assert answer.status_code != 200
        assert b"solo de la entidad" not in answer.content


def test_before_enrolling_there_is_nothing_of_the_administration_on_the_screen(required, decider):
    text = sign_in(decider).get(ENROL).content.decode()
    assert "sidebar" not in text.split("<main")[1]
    assert "wagtail-sidebar-props" not in text
    assert "Decide sobre expedientes: Planificación." in text


def test_a_verified_session_goes_everywhere(required, decider, with_phone):
    client = enter(with_phone(decider))
    assert is_in(client)
    assert client.get("/admin/expedientes/").status_code == 200


def test_optional_asks_only_those_who_have_one(settings, decider, with_phone):
    settings.CARTA_SECOND_FACTOR = "optional"
    assert is_in(sign_in(decider))
    with_phone(decider)
    assert not is_in(sign_in(decider))


def test_somebody_who_decides_nothing_enters_with_a_password(required, reader):
    assert is_in(sign_in(reader))


def test_a_role_given_counts_on_the_next_request_and_so_does_its_end(required, reader):
    client = sign_in(reader)
    assert is_in(client)
    given = RoleAssignmentFactory(user=reader, role=Role.CAL, entity=EntityFactory())
    assert client.get(HOME).headers["Location"].startswith(ENROL)
    yesterday = calendar.today() - timedelta(days=1)
    RoleAssignment.objects.filter(pk=given.pk).update(ends_on=yesterday)
    assert is_in(client)


def test_a_disabled_person_is_out_whatever_they_type(required, decider, with_phone):
    holder = with_phone(decider)
    inside, halfway = enter(holder), sign_in(decider)
    type(decider).objects.filter(pk=decider.pk).update(is_active=False)
    assert not is_in(inside)
    halfway.post(VERIFY, {"code": holder.phone.code()})
    assert not is_in(halfway)


@pytest.mark.parametrize(
    "target", ["https://malo.example/", "//malo.example/", "javascript:alert(1)", "/\\malo.example"]
)
def test_nobody_is_sent_off_site_afterwards(decider, with_phone, target):
    holder = with_phone(decider)
    client = sign_in(decider)
    answer = client.post(VERIFY, {"code": holder.phone.code(), "next": target})
    assert answer.headers["Location"] == HOME


def test_people_arrive_where_they_were_going(required, decider, with_phone):
    holder = with_phone(decider)
    client = sign_in(decider)
    asked = client.get("/admin/expedientes/?estado=abierto").headers["Location"]
    text = client.get(asked).content.decode()
    assert 'name="next" value="/admin/expedientes/?estado=abierto"' in text
    form = {"code": holder.phone.code(), "next": "/admin/expedientes/?estado=abierto"}
    assert client.post(VERIFY, form).headers["Location"] == form["next"]


# --- The session ------------------------------------------------------------------------------


def test_the_session_gets_another_key_when_it_is_verified(decider, with_phone):
    holder = with_phone(decider)
    client = sign_in(decider)
    before = client.session.session_key
    client.post(VERIFY, {"code": holder.phone.code()})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_loses_the_code(required, decider, with_phone):
    client = enter(with_phone(decider))
    client.post(reverse("wagtailadmin_logout"))
    sign_in(decider, client=client)
    assert not is_in(client)


def test_a_password_typed_again_asks_for_a_code_again(required, decider, with_phone):
    client = enter(with_phone(decider))
    sign_in(decider, client=client)
    assert not is_in(client)


def test_a_flag_of_another_factor_is_worth_nothing(required, decider, with_phone):
    holder = with_phone(decider)
    client = sign_in(decider)
    session = client.session
    for forged in (True, "", "x" * 32, str(SecondFactor.objects.get().pk)):
        session["carta_segundo_factor"] = forged
        session.save()
        assert not is_in(client)
    assert is_in(enter(holder))


def test_a_new_password_keeps_this_session_and_ends_the_others(required, decider, with_phone):
    holder = with_phone(decider)
    here, elsewhere = enter(holder), enter(holder)
    new = "otra frase larga 8"
    account = reverse("wagtailadmin_account")
    panels = chain.from_iterable(here.get(account).context["panels_by_tab"].values())
    form = {field.html_name: field.value() or "" for one in panels for field in one.get_form()}
    form["password-old_password"] = PASSWORD
    form["password-new_password1"] = form["password-new_password2"] = new
    answer = here.post(account, form)
    assert answer.status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_enrolling_ends_the_sessions_begun_without_a_code(settings, decider, clock):
    settings.CARTA_SECOND_FACTOR = "optional"
    here, elsewhere = sign_in(decider), sign_in(decider)
    enrol_by_hand(here, decider, clock)
    assert is_in(here)
    answer = elsewhere.get(HOME)
    assert answer.headers["Location"].startswith(reverse("wagtailadmin_login"))


def test_a_session_from_before_does_not_come_back_when_the_factor_goes(settings, decider, clock):
    settings.CARTA_SECOND_FACTOR = "optional"
    old, here = sign_in(decider), sign_in(decider)
    holder = enrol_by_hand(here, decider, clock)
    form = {"password": PASSWORD, "code": holder.phone.code()}
    assert here.post(url("remove"), form).status_code == 302
    assert is_in(here)
    assert not is_in(old)


# --- Codes ------------------------------------------------------------------------------------


def test_a_code_is_used_once(required, decider, with_phone):
    holder = with_phone(decider)
    code = holder.phone.code()
    first, second = sign_in(decider), sign_in(decider)
    assert first.post(VERIFY, {"code": code}).status_code == 302
    assert second.post(VERIFY, {"code": code}).status_code == 400
    assert not is_in(second)


def test_the_code_that_enrolled_is_spent_too(required, decider, clock):
    client = sign_in(decider)
    sealed, secret = offered_in(client.get(ENROL), decider)
    code = Phone(secret, clock).code()
    assert client.post(ENROL, {"offer": sealed, "code": code}).status_code == 200
    assert sign_in(decider).post(VERIFY, {"code": code}).status_code == 400


def test_wrong_spent_and_shapeless_read_alike(decider, with_phone):
    holder = with_phone(decider)
    spent = holder.phone.code()
    enter(holder)
    texts = set()
    for typed in (holder.phone.wrong(), spent, "abc", "999999999", "<b>"):
        SecondFactor.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
        answer = sign_in(decider).post(VERIFY, {"code": typed})
        main = answer.content.decode().split("<main")[1]
        assert typed not in main
        texts.add((answer.status_code, re.sub(r"[A-Za-z0-9]{64}", "", main)))
    assert len(texts) == 1
    assert "El código no es correcto o ya se usó." in texts.pop()[1]


def test_after_five_mistakes_no_code_is_looked_at(required, decider, with_phone):
    holder = with_phone(decider)
    client = sign_in(decider)
    statuses = [client.post(VERIFY, {"code": holder.phone.wrong()}).status_code for _n in range(4)]
    assert statuses == [400] * 4
    closed = client.post(VERIFY, {"code": holder.phone.wrong()})
    right = client.post(VERIFY, {"code": holder.phone.code()})
    assert closed.status_code == right.status_code == 429
    assert "Podrá intentar otra vez a las" in right.content.decode()
    assert not is_in(client)
    other = sign_in(decider)
    assert other.post(VERIFY, {"code": holder.phone.code()}).status_code == 429
    SecondFactor.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(minutes=16))
    assert client.post(VERIFY, {"code": holder.phone.code()}).status_code == 302
    assert SecondFactor.objects.get().throttling_failure_count == 0
    # Once, when it closes: a row for each try during the pause let anybody who had the password
    # fill a log from which nothing is taken away for two years.
    assert log_of(decider, Kind.FACTOR_FAILED, Kind.LOCKED_OUT) == (
        [Kind.FACTOR_FAILED] * 5 + [Kind.LOCKED_OUT]
    )
    (notice,) = Notice.objects.filter(subject="Intentos fallidos con su segundo factor")
    assert notice.recipient_id == decider.pk


def test_wrong_recovery_codes_do_not_fill_the_log(required, decider, with_phone):
    with_phone(decider)
    client = sign_in(decider)
    for number in range(12):
        client.post(f"{VERIFY}?recuperacion=1", {"code": f"aaaa-bbbb-cccc-{number:04}"})
    assert log_of(decider, Kind.FACTOR_FAILED, Kind.LOCKED_OUT) == (
        [Kind.FACTOR_FAILED] * 5 + [Kind.LOCKED_OUT]
    )


def test_of_two_hundred_guesses_five_are_looked_at(decider, with_phone, monkeypatch):
    holder = with_phone(decider)
    looked_at = []
    real = services.codes.matched_step
    monkeypatch.setattr(
        services.codes, "matched_step", lambda *a, **k: looked_at.append(1) or real(*a, **k)
    )
    wrong = holder.phone.wrong()
    assert not any(attempts.check_code(decider, wrong).accepted for _n in range(200))
    assert len(looked_at) == 5


def test_a_mistake_is_counted_though_the_answer_is_a_refusal(decider, with_phone):
    """The request's transaction is undone by a 400: the count must not go with it."""
    holder = with_phone(decider)
    client = sign_in(decider)
    assert client.post(VERIFY, {"code": holder.phone.wrong()}).status_code == 400
    assert SecondFactor.objects.get().throttling_failure_count == 1
    form = {"password": "equivocada", "code": holder.phone.code()}
    inside = enter(holder)
    assert inside.post(url("remove"), form).status_code == 400
    assert SecondFactor.objects.get().throttling_failure_count == 1


def test_a_recovery_code_opens_once(required, decider, with_phone):
    holder = with_phone(decider)
    form = {"code": holder.recovery[3].upper().replace("-", " ")}
    first, second = sign_in(decider), sign_in(decider)
    assert first.post(f"{VERIFY}?recuperacion=1", form).status_code == 302
    assert "le quedan 9" in first.get(HOME).content.decode()
    assert second.post(f"{VERIFY}?recuperacion=1", form).status_code == 400
    assert not is_in(second)
    assert Kind.RECOVERY_USED in log_of(decider)
    assert Notice.objects.filter(
        recipient_id=decider.pk, subject="Se usó un código de recuperación de su cuenta"
    ).exists()


def test_a_recovery_code_opens_while_somebody_else_guesses(required, decider, with_phone):
    holder = with_phone(decider)
    client = sign_in(decider)
    for _n in range(6):
        client.post(VERIFY, {"code": holder.phone.wrong()})
    form = {"code": holder.recovery[0]}
    assert client.post(f"{VERIFY}?recuperacion=1", form).status_code == 302
    assert is_in(client)


def test_somebody_elses_recovery_code_opens_nothing(required, decider, reader, with_phone):
    with_phone(decider)
    other = with_phone(reader)
    client = sign_in(decider)
    assert client.post(f"{VERIFY}?recuperacion=1", {"code": other.recovery[0]}).status_code == 400
    mine, theirs = RecoveryCode.objects.filter(factor__user=decider)[0], other.recovery[0]
    row = RecoveryCode.objects.get(digest=services.codes.recovery_digest(reader.pk, theirs))
    RecoveryCode.objects.filter(pk=mine.pk).update(digest=row.digest)
    assert client.post(f"{VERIFY}?recuperacion=1", {"code": theirs}).status_code == 400


def test_a_row_moved_from_one_person_to_another_opens_nothing(
    required, decider, reader, with_phone
):
    with_phone(decider)
    attacker = with_phone(reader)
    sealed = SecondFactor.objects.get(user=reader).sealed_key
    SecondFactor.objects.filter(user=decider).update(sealed_key=sealed, last_step=-1)
    client = sign_in(decider)
    assert client.post(VERIFY, {"code": attacker.phone.code()}).status_code == 400


def test_no_act_runs_in_a_transaction_that_a_refusal_undoes():
    for pattern in urlpatterns:
        if pattern.name != "index":
            inside = resolve(reverse(f"carta_factor:{pattern.name}")).func
            assert "default" in inside._non_atomic_requests, pattern.name


# --- Enrolling --------------------------------------------------------------------------------


def test_enrolling_shows_the_codes_once_and_stores_none(required, decider, clock, caplog):
    client = sign_in(decider)
    with caplog.at_level(logging.DEBUG):
        holder = enrol_by_hand(client, decider, clock)
    assert len(holder.recovery) == 10
    assert "no-store" in holder.answer.headers["Cache-Control"]
    assert is_in(client)
    letters = services.codes.in_letters(holder.phone.secret)
    told = [JsonFormatter().format(record) for record in caplog.records]
    stored = [str(row) for row in SecondFactor.objects.values()]
    stored += [str(row) for row in RecoveryCode.objects.values()]
    stored += [str(row) for row in SecurityEvent.objects.values()]
    stored += [str(row) for row in Notice.objects.values()]
    stored += [str(session.get_decoded()) for session in Session.objects.all()]
    later = [client.get(url(name)).content.decode() for name in ("index", "replace")]
    for secret in (letters, holder.phone.secret.hex(), *holder.recovery):
        for text in (*told, *stored, *later):
            assert secret not in text
            assert secret.replace("-", "") not in text
    assert log_of(decider, Kind.FACTOR_SET) == [Kind.FACTOR_SET]


def test_reloading_the_codes_says_that_it_is_active_and_how_to_get_others(required, decider, clock):
    client = sign_in(decider)
    sealed, secret = offered_in(client.get(ENROL), decider)
    form = {"offer": sealed, "code": Phone(secret, clock).code()}
    assert client.post(ENROL, form).status_code == 200
    again = client.post(ENROL, form, follow=True).content.decode()
    assert "su segundo factor está activo" in again
    assert "empiece otra vez" not in again


def test_only_whoever_may_go_on_without_it_finds_the_way_back(settings, decider):
    way = "Volver sin activarlo"
    settings.CARTA_SECOND_FACTOR = "optional"
    client = sign_in(decider)
    assert way in client.get(ENROL).content.decode()
    settings.CARTA_SECOND_FACTOR = "required"
    assert way not in client.get(ENROL).content.decode()


def test_an_offer_of_somebody_else_is_refused(required, decider, reader, clock):
    theirs = services.offer(reader)
    phone = Phone(theirs.secret, clock)
    client = sign_in(decider)
    for sealed in (
        sealing.seal_offer(reader, theirs),
        sealing.seal(decider.pk, theirs.secret),
        "inventada",
        "",
        "ñ",
    ):
        answer = client.post(ENROL, {"offer": sealed, "code": phone.code()})
        assert answer.status_code == 302
    assert not SecondFactor.objects.exists()
    assert not is_in(client)


def test_an_old_offer_is_refused(required, decider, clock, monkeypatch):
    client = sign_in(decider)
    sealed, secret = offered_in(client.get(ENROL), decider)
    monkeypatch.setattr(sealing, "OFFER_SECONDS", -1)
    form = {"offer": sealed, "code": Phone(secret, clock).code()}
    assert client.post(ENROL, form).status_code == 302
    assert not SecondFactor.objects.exists()


def test_a_wrong_first_code_shows_the_same_key_again(required, decider, clock):
    client = sign_in(decider)
    sealed, secret = offered_in(client.get(ENROL), decider)
    wrong = Phone(secret, clock).wrong()
    answer = client.post(ENROL, {"offer": sealed, "code": wrong})
    assert answer.status_code == 400
    assert offered_in(answer, decider)[1] == secret
    assert not is_in(client)


def test_an_offer_kept_for_later_replaces_nothing(settings, decider, clock):
    """A thief with the password opens the screen first and waits until the person enrols."""
    settings.CARTA_SECOND_FACTOR = "optional"
    thief = sign_in(decider)
    sealed, secret = offered_in(thief.get(ENROL), decider)
    holder = enrol_by_hand(sign_in(decider), decider, clock)
    kept = SecondFactor.objects.get().sealed_key
    again = sign_in(decider)
    for client in (thief, again, enter(holder)):
        client.post(ENROL, {"offer": sealed, "code": Phone(secret, clock).code()})
    assert SecondFactor.objects.get().sealed_key != ""
    assert sealing.unseal(decider.pk, SecondFactor.objects.get().sealed_key) == sealing.unseal(
        decider.pk, kept
    )


def test_a_second_key_needs_the_password_and_the_first(required, decider, with_phone, clock):
    holder = with_phone(decider)
    client = enter(holder)
    assert client.get(ENROL).status_code == 302
    fresh = services.offer(decider)
    unconfirmed = {"offer": sealing.seal_offer(decider, fresh), "code": "000000"}
    assert client.post(ENROL, unconfirmed).status_code == 302
    assert (
        client.post(url("replace"), {"password": "no", "code": holder.phone.code()}).status_code
        == 400
    )
    assert client.post(url("replace"), {"password": PASSWORD, "code": "000000"}).status_code == 400
    answer = client.post(url("replace"), {"password": PASSWORD, "code": holder.phone.code()})
    assert answer.status_code == 200
    elsewhere_before = SecondFactor.objects.get().pk
    next_step(clock)
    elsewhere = enter(holder)
    sealed, secret = offered_in(answer, decider)
    new = Phone(secret, clock)
    done = client.post(ENROL, {"offer": sealed, "code": new.code()})
    assert done.status_code == 200
    replaced = SecondFactor.objects.get().pk
    assert replaced != elsewhere_before
    assert is_in(client)
    next_step(clock)
    assert client.post(ENROL, {"offer": sealed, "code": new.code()}).status_code == 302
    assert SecondFactor.objects.get().pk == replaced, "one confirmation, one replacement"
    assert not is_in(elsewhere)
    next_step(clock)
    again = sign_in(decider)
    assert again.post(VERIFY, {"code": holder.phone.code()}).status_code == 400
    assert again.post(f"{VERIFY}?recuperacion=1", {"code": holder.recovery[0]}).status_code == 400
    assert again.post(VERIFY, {"code": new.code()}).status_code == 302


def test_whoever_must_have_one_does_not_remove_it(required, decider, with_phone):
    holder = with_phone(decider)
    client = enter(holder)
    answer = client.post(url("remove"), {"password": PASSWORD, "code": holder.phone.code()})
    assert answer.status_code == 403
    assert "Decide sobre expedientes" in answer.content.decode()
    assert SecondFactor.objects.exists()


def test_new_recovery_codes_void_the_old(required, decider, with_phone):
    holder = with_phone(decider)
    client = enter(holder)
    form = {"password": PASSWORD, "code": holder.phone.code()}
    assert client.post(url("renew_codes"), form).status_code == 200
    assert RecoveryCode.objects.count() == 10
    answer = sign_in(decider).post(f"{VERIFY}?recuperacion=1", {"code": holder.recovery[0]})
    assert answer.status_code == 400


def test_the_key_is_sealed_again_with_the_key_of_today(required, decider, with_phone, settings):
    holder = with_phone(decider)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "y" * 50
    assert services.seal_again() == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(enter(holder))
    settings.SECRET_KEY = "a-third-" + "y" * 50
    assert services.seal_again() == (0, 1)
    client = sign_in(decider)
    assert client.post(VERIFY, {"code": holder.phone.code()}).status_code == 400
    assert client.post(f"{VERIFY}?recuperacion=1", {"code": holder.recovery[0]}).status_code == 302


def test_the_limits_of_a_session_hold_for_a_verified_one(
    required, decider, with_phone, monkeypatch
):
    client = enter(with_phone(decider))
    now = session_limits.time.time()
    monkeypatch.setattr(session_limits, "time", SimpleNamespace(time=lambda: now + 31 * 60))
    assert not is_in(client)


def test_the_embedded_demonstration_asks_nobody(db, settings):
    assert settings.CARTA_SECOND_FACTOR == "optional"
    cache.clear()
    assert is_in(sign_in(UserFactory(superuser=True)))
