"""Who must have a second factor, what is missing, how long a mistaken person waits."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django_otp.oath import TOTP

from cms.second_factor import checks, codes, sealing
from cms.second_factor.rules import Standing, pause_after, standing
from entities.second_factor import why_required
from entities.staff_rules import Manager, factor_problems
from entities.vocabulary import Role

MUST = {
    Role.CAL, Role.PLAN, Role.MAX, Role.STAFF, Role.ADM,
    Role.MDT_RECEPTION, Role.MDT_CONTROL, Role.MDT_PUBLICATION,
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_those_who_decide_or_administer_must_have_one(role):
    assert bool(why_required([Role.UNI, role])) is (role in MUST)


def test_whoever_runs_the_platform_must_have_one_without_any_role():
    assert why_required([], is_superuser=True)
    assert why_required([]) == ""


@pytest.mark.parametrize(
    ("has_factor", "verified", "must_have", "mode", "expected"),
    [
        (False, False, True, "required", Standing.ENROL),
        (False, False, True, "Required", Standing.ENROL),
        (False, False, True, "", Standing.ENROL),
        (False, False, True, "optional", Standing.PASSED),
        (False, False, False, "required", Standing.PASSED),
        (False, True, True, "required", Standing.ENROL),
        (True, False, True, "required", Standing.CODE),
        (True, False, False, "optional", Standing.CODE),
        (True, True, True, "required", Standing.PASSED),
    ],
)
def test_what_is_missing(has_factor, verified, must_have, mode, expected):
    found = standing(has_factor=has_factor, verified=verified, must_have=must_have, mode=mode)
    assert found is expected


def test_the_wait_begins_with_the_fifth_mistake_and_grows_to_half_a_day():
    assert [pause_after(n) for n in range(5)] == [timedelta()] * 5
    assert pause_after(5) == timedelta(minutes=15)
    assert pause_after(6) == timedelta(minutes=30)
    waits = [pause_after(n) for n in range(5, 60)]
    assert all(one <= other for one, other in pairwise(waits))
    assert waits[-1] == timedelta(hours=12)


SECRET = b"12345678901234567890"


def _code(at):
    totp = TOTP(SECRET)
    totp.time = at
    return f"{totp.token():06d}"


def test_the_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, SHA-1, the last six of eight digits."""
    for at, expected in [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]:
        assert codes.matched_step(SECRET, expected, after=-1, now=at) == at // 30


@pytest.mark.parametrize(
    ("steps", "passes"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_step_off(steps, passes):
    now = 1_700_000_010
    found = codes.matched_step(SECRET, _code(now + 30 * steps), after=-1, now=now)
    assert (found is not None) is (abs(steps) <= 1)


def test_a_step_is_used_once_and_none_before_it_any_more():
    now = 1_700_000_010
    step = codes.matched_step(SECRET, _code(now), after=-1, now=now)
    assert codes.matched_step(SECRET, _code(now), after=step, now=now) is None
    assert codes.matched_step(SECRET, _code(now - 30), after=step, now=now) is None
    assert codes.matched_step(SECRET, _code(now + 30), after=step, now=now) == step + 1


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "٣٣٣٣٣٣", "-12345", "1e5000", "０" * 6]
)
def test_what_is_no_code_is_wrong_and_nothing_worse(typed):
    assert codes.matched_step(SECRET, typed, after=-1, now=59) is None


def test_a_code_may_be_typed_in_two_groups():
    assert codes.matched_step(SECRET, " 287 082 ", after=-1, now=59) == 1


def test_recovery_codes_are_eighty_bits_each_and_read_without_hyphens():
    found = list(codes.new_recovery_codes())
    assert len(found) == len(set(found)) == 10
    assert all(len(code.replace("-", "")) == 16 for code in found)
    typed = found[0].replace("-", " ").upper()
    assert codes.recovery_digest(1, typed) == codes.recovery_digest(1, found[0])
    assert codes.recovery_digest(2, typed) != codes.recovery_digest(1, found[0])


def test_a_sealed_key_opens_for_its_person_with_any_key_of_the_environment(settings):
    sealed = sealing.seal(1, SECRET)
    assert SECRET.hex() not in sealed
    assert sealing.unseal(1, sealed) == SECRET
    assert sealing.unseal(2, sealed) is None
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "y" * 50
    assert sealing.unseal(1, sealed) == SECRET
    settings.CARTA_SECOND_FACTOR_KEYS = ["its-own-" + "z" * 50]
    assert sealing.unseal(1, sealed) == SECRET
    own = sealing.seal(1, SECRET)
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.unseal(1, sealed) is None
    assert sealing.unseal(1, own) == SECRET


def test_the_drawing_asks_nothing_of_anybody():
    svg = codes.drawing(codes.address(SECRET, "a&<b>", "Carta"))
    assert svg.startswith("<svg ")
    for foreign in ("http", "href", "style", "script", "<image", "a&<b>"):
        assert foreign not in svg


OURS, OTHER = 7, 8
MANAGER = Manager(1, entity_ids=frozenset({OURS}))
PLATFORM = Manager(1, is_platform=True)


@pytest.mark.parametrize(
    ("manager", "user_id", "held", "is_superuser", "allowed"),
    [
        (MANAGER, 2, [(Role.CAL, OURS)], False, True),
        (MANAGER, 2, [(Role.CAL, OURS), (Role.UNI, OURS)], False, True),
        (MANAGER, 1, [(Role.CAL, OURS)], False, False),
        (MANAGER, 2, [(Role.CAL, OTHER)], False, False),
        (MANAGER, 2, [(Role.CAL, OURS), (Role.COM, OTHER)], False, False),
        (MANAGER, 2, [(Role.CAL, OURS), (Role.MDT_CONTROL, None)], False, False),
        (MANAGER, 2, [(Role.CAL, OURS), (Role.ADM, None)], False, False),
        (MANAGER, 2, [(Role.STAFF, OURS)], False, False),
        (MANAGER, 2, [(Role.CAL, OURS)], True, False),
        (MANAGER, 2, [], False, False),
        (PLATFORM, 2, [(Role.ADM, None)], True, True),
        (PLATFORM, 2, [(Role.STAFF, OURS)], False, True),
        (PLATFORM, 1, [(Role.ADM, None)], True, False),
        (Manager(1), 2, [(Role.CAL, OURS)], False, False),
    ],
)
def test_who_may_take_a_lost_factor_away(manager, user_id, held, is_superuser, allowed):
    problems = factor_problems(manager, user_id=user_id, held=held, is_superuser=is_superuser)
    assert (not problems) is allowed
    assert all(str(problem.message) for problem in problems)


def test_a_slip_in_the_setting_is_named(settings):
    assert checks.mode_is_known(None) == []
    settings.CARTA_SECOND_FACTOR = "requerido"
    assert [error.id for error in checks.mode_is_known(None)] == ["carta.E020"]


def test_it_stands_before_the_gate(settings):
    assert checks.stands_before_the_gate(None) == []
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != checks.MIDDLEWARE]
    assert [error.id for error in checks.stands_before_the_gate(None)] == ["carta.E021"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, checks.MIDDLEWARE]
    assert [error.id for error in checks.stands_before_the_gate(None)] == ["carta.E021"]
