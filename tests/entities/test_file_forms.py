"""Files carry no labels: those are shared by every entity of an installation."""

import pytest
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form, get_document_multi_form
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form


@pytest.mark.parametrize(
    "form",
    [
        get_image_form(get_image_model()),
        get_document_form(get_document_model()),
        get_document_multi_form(get_document_model()),
    ],
)
@pytest.mark.django_db
def test_the_form_of_a_file_has_no_labels(form):
    fields = form().fields
    assert "title" in fields
    assert "tags" not in fields
