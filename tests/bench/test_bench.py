"""``make bench`` at its smallest: every line is printed, and the queries are those promised."""

import re

import pytest
from wagtail.models import Page, ReferenceIndex

from bench import country, figures, places
from bench.measure import Act, Figure
from bench.scale import scale
from workflows.models import Edition, Notice

LINE = re.compile(
    r"^(P\d+) \d+\.\d\d <= \d\.\d\d \(.+ ms, .+ ms, \d+ queries( <= 30)?\) (ok|short)$"
)
PROMISED = ["P6", "P6", "P7", "P8", "P9", "P9", "P14", "P14", *["P15"] * 7]


class OneDatabase(places.Places):
    """The database of the test in the place of both."""

    def __init__(self):
        super().__init__()
        self.names = {places.SMALL: "test", places.LARGE: "test"}

    def use(self, place):
        pass


@pytest.mark.django_db(transaction=True)  # search entries and references follow a commit
def test_the_smallest_scale_prints_every_line_and_keeps_its_promises_of_queries():
    sizes = scale(0)
    seeded = country.build(sizes, lambda what: None)
    country.enlarge(seeded, sizes, lambda what: None)
    check_the_crowd(seeded, sizes)
    run = figures.Run(OneDatabase(), seeded, sizes)
    lines, found = [], []
    original = run.figures

    def watched():
        for figure in original():
            found.append(figure)
            yield figure

    run.figures = watched
    figures.print_all(run, lines.append)
    matches = [LINE.match(line) for line in lines if not line.startswith("    ")]
    assert all(matches), lines
    assert [match[1] for match in matches] == PROMISED
    too_many = [
        figure.line()
        for figure in found
        if figure.most_queries is not None and figure.act.queries > figure.most_queries
    ]
    assert too_many == []


def check_the_crowd(seeded, sizes):
    """A copy has all that its original had, in a tree that is whole."""
    copies = seeded.copies(sizes.many_pages)
    assert copies > 1
    assert not any(Page.find_problems())
    own = Page.objects.filter(path__startswith=seeded.world.carta.path)
    published = Edition.objects.filter(page__in=own, number=1).count()
    copied = Page.objects.filter(url_path__contains=f"/{seeded.world.carta.slug}-1-{copies}/")
    assert Edition.objects.filter(page__in=copied).count() == published
    assert copied.filter(live=True).count() == published
    keys = [str(pk) for pk in copied.values_list("pk", flat=True)]
    assert ReferenceIndex.objects.filter(object_id__in=keys).exists()
    assert Notice.objects.filter(dossier__editions__page__in=copied).exists()


def act(milliseconds, queries=0):
    made = Act("acto", places.LARGE, lambda: lambda: None, 1)
    made.queries, made.rounds = queries, [milliseconds / 1000]
    return made


@pytest.mark.parametrize(
    ("milliseconds", "queries", "holds"),
    [(13, 30, True), (13.04, 30, True), (13.1, 30, False), (10, 31, False)],
)
def test_a_figure_holds_by_its_ratio_and_by_its_queries(milliseconds, queries, holds):
    figure = Figure("P6", act(milliseconds, queries), act(10), 1.3, 30)
    assert figure.holds is holds
    assert figure.line().endswith(") ok" if holds else ") short")
