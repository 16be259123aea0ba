"""What makes the public site recognisable: the figure, the seal, the drawings, an answer."""

import hashlib

import pytest
from django.template import Context, Template
from django.urls import reverse

from carta_pages.public import rosette, wording
from carta_pages.public.icons import icons

NARROW = wording.NARROW


@pytest.mark.parametrize(
    ("statement", "figure"),
    [
        ("Usted recibe su cédula en un máximo de 35 minutos, contados.", "35 minutos"),
        ("Entregamos cédulas sin errores en al menos 99,5 de cada 100 casos.", "99,5 de cada 100"),
        ("Disponible al menos el 99 % del tiempo.", f"99{NARROW}%"),
        ("Le entregamos el pasaporte el mismo día en que lo pide.", "el mismo día"),
        ("Notificamos en 3 días laborables desde el aviso.", "3 días laborables"),
        ("Terminamos en 1 día laborable o menos en 95 de cada 100 casos.", "1 día laborable"),
        ("Una persona de la Línea 140 contesta en 2 minutos.", "2 minutos"),
        ("Califican la atención con al menos 4,3 puntos sobre 5.", "4,3 puntos sobre 5"),
        ("Resolvemos en 1.200 días.", "1.200 días"),
        ("Según el artículo 35 de la ley, se atiende pronto.", ""),
        ("Le tratamos con respeto.", ""),
        ("", ""),
    ],
)
def test_the_figure_of_a_promise_is_what_one_repeats_by_heart(statement, figure):
    before, found, after = wording.set_off(statement)
    assert found == figure
    assert before + found + after == wording.bound(statement)


def test_a_hostile_promise_is_shown_as_text():
    shown = Template("{% load carta %}{{ text|promised }}").render(
        Context({"text": "<script>x</script> en 35 minutos & ya"})
    )
    assert shown == ('&lt;script&gt;x&lt;/script&gt; en <b class="figure">35 minutos</b> &amp; ya')


def test_an_address_with_percent_signs_is_left_alone():
    assert wording.bound("https://ejemplo.ec/a%20b?x=5%25") == "https://ejemplo.ec/a%20b?x=5%25"


def test_every_text_has_its_own_seal():
    drawn = {
        rosette.rings(hashlib.sha256(str(number).encode()).hexdigest()) for number in range(300)
    }
    assert len(drawn) >= 299
    same = hashlib.sha256(b"a").hexdigest()
    assert rosette.rings(same) == rosette.rings(same)


@pytest.mark.parametrize("broken", ["", "abc", "zz" * 32, "ab" * 5])
def test_a_broken_hash_draws_no_seal(broken):
    with pytest.raises(ValueError, match="not a hash"):
        rosette.rings(broken)


def test_the_seal_stays_inside_its_circle():
    for number in range(200):
        for ring in rosette.rings(hashlib.sha256(str(number).encode()).hexdigest()):
            assert 0 < ring.short <= ring.long <= 58
            assert len(set(ring.turns)) == len(ring.turns)


def test_drawings_are_one_file_and_a_missing_one_is_noticed():
    assert {"buscar", "si", "no", "lugar"} <= set(icons())
    shown = Template('{% load carta %}{% icon "si" %}').render(Context())
    assert 'aria-hidden="true"' in shown
    assert icons()["si"] in shown
    with pytest.raises(KeyError):
        Template('{% load carta %}{% icon "otro" %}').render(Context())


def test_each_public_state_has_a_drawing_of_its_own():
    from carta_pages.public.states import ICONS, SHOWN

    assert set(ICONS) == set(SHOWN)
    assert len({icons()[name] for name in ICONS.values()}) == len(SHOWN)


@pytest.mark.django_db
def test_the_visual_guide_shows_every_part_and_is_not_indexed(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(reverse("carta_visual_guide"))
    shown = response.content.decode()
    assert 'name="robots" content="noindex"' in shown
    for sign in ('class="figure"', 'class="rosette"', 'class="remedy"', 'class="story"', "<ins>",
                 'class="stack"', 'class="error-summary"', 'class="empty"', 'aria-invalid="true"',
                 'class="standard-tag"', 'class="pages"', "disabled"):  # fmt: skip
        assert sign in shown, sign
