"""What is not a number never reaches a table, by whatever door (RELIABILITY T53)."""

from decimal import Decimal, InvalidOperation

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from carta_pages.models import AnnexRow, IndicatorSheet, ServiceCost
from tests.factories.carta_pages import (
    CommitmentPageFactory,
    ServicePageFactory,
    TerritorialAnnexPageFactory,
)

pytestmark = pytest.mark.django_db

REFUSALS = (DatabaseError, ValidationError, InvalidOperation, ValueError, OverflowError)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1E+400"])
@pytest.mark.parametrize(
    ("model", "factory", "field"),
    [
        (IndicatorSheet, CommitmentPageFactory, "value"),
        (IndicatorSheet, CommitmentPageFactory, "value_to"),
        (IndicatorSheet, CommitmentPageFactory, "baseline"),
        (IndicatorSheet, CommitmentPageFactory, "partial_limit"),
        (AnnexRow, TerritorialAnnexPageFactory, "value"),
        (ServiceCost, ServicePageFactory, "amount"),
    ],
)
def test_the_database_itself_refuses_it(model, factory, field, value):
    page = factory(bare=True)
    operator = "range" if field == "value_to" else ""
    values = {"operator": operator} if hasattr(model, "operator") else {}
    with pytest.raises(REFUSALS), transaction.atomic():
        model.objects.create(page=page, **values, **{field: Decimal(value)})
    assert not model.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"operator": "gte", "value": 1, "value_to": 2},
        {"operator": "range", "value": 2, "value_to": 1},
        {"partial_limit": 101},
        {"partial_limit": -1},
    ],
)
def test_a_standard_that_makes_no_sense_is_refused_by_the_database(values):
    page = CommitmentPageFactory(bare=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        IndicatorSheet.objects.create(page=page, **values)


def test_a_cost_is_never_negative():
    page = ServicePageFactory(bare=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceCost.objects.create(page=page, amount=Decimal(-1))
