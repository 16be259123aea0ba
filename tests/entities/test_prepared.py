"""A query written once asks the same as one written each time."""

import pytest
from django.contrib.contenttypes.models import ContentType

from entities.prepared import Prepared, number, text

pytestmark = pytest.mark.django_db


def by_model(names):
    rows = ContentType.objects.filter(app_label="entities", model__in=names)
    return rows.exclude(model="nothing").order_by("-model")


def test_each_value_stands_in_its_place_and_constants_stay():
    prepared = Prepared(by_model, text)
    for names in (["entity"], ["holiday", "entity"], ["entity", "holiday"], ["page", "entity"]):
        assert [row.pk for row in prepared(names)] == [row.pk for row in by_model(names)]


def test_it_is_written_once_for_each_number_of_values():
    written = []
    prepared = Prepared(lambda names: written.append(len(names)) or by_model(names), text)
    for names in (["entity"], ["holiday"], ["entity", "holiday"], ["holiday", "page"]):
        list(prepared(names))
    assert written == [1, 2]


@pytest.mark.parametrize(
    "build",
    [
        lambda keys: ContentType.objects.all(),
        lambda keys: ContentType.objects.filter(pk__in=keys).exclude(pk__in=keys),
    ],
    ids=["left out", "twice"],
)
def test_a_value_that_is_not_named_once_is_refused(build):
    with pytest.raises(ValueError, match="once"):
        Prepared(build, number)([1])
