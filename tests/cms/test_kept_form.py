"""What was written is on the page that says it could not be saved (T24)."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError

from cms.errors import server_error

TEXT = "Usted recibe su cédula en <35> minutos."
RICH = json.dumps({"blocks": [{"text": "Un párrafo."}, {"text": "Otro más."}], "entityMap": {}})
FORM = {"csrfmiddlewaretoken": "abc", "statement": TEXT, "body": RICH, "action-submit": "1"}


def told(request, error):
    """The page of a request in which this was raised."""
    try:
        raise error
    except type(error):
        return server_error(request)


def sent(rf, data, origin="http://testserver", **options):
    return rf.post("/admin/pages/3/edit/?a=1&b=2", data, headers={"origin": origin}, **options)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("database or disk is full"), 507),
        (OperationalError("database is locked"), 503),
        (InterfaceError("connection already closed"), 503),
    ],
)
def test_it_can_be_sent_again_and_copied(rf, error, status):
    answer = told(sent(rf, FORM), error)
    page = answer.content.decode()
    assert answer.status_code == status
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'action="/admin/pages/3/edit/?a=1&amp;b=2"' in page
    assert 'name="csrfmiddlewaretoken" value="abc"' in page
    assert 'name="action-submit" value="1"' in page
    shown = "Usted recibe su cédula en &lt;35&gt; minutos."
    assert f'name="statement" value="{shown}"' in page
    assert f'<pre class="kept">{shown}</pre>' in page
    assert '<pre class="kept">Un párrafo.\nOtro más.</pre>' in page
    assert "Intentar guardar otra vez" in page


def test_a_form_whose_file_is_gone_is_not_sent_without_it(rf):
    data = {**FORM, "attachment": SimpleUploadedFile("informe.pdf", b"%PDF-1.7")}
    page = told(sent(rf, data), OperationalError("disk I/O error")).content.decode()
    assert "Los archivos que eligió deberá elegirlos otra vez" in page
    assert "Intentar guardar otra vez" not in page
    assert "Usted recibe su cédula" in page


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (FORM, {"origin": "https://malo.example.org"}),
        (FORM, {"origin": "null"}),
        ({**FORM, "password": "una clave secreta"}, {}),
        (json.dumps(FORM), {"content_type": "application/json"}),
        ({}, {}),
    ],
    ids=["foreign page", "unknown page", "password", "script", "empty"],
)
def test_what_is_not_written_out(rf, data, options):
    page = told(sent(rf, data, **options), OperationalError("disk I/O error")).content.decode()
    assert "El sistema no puede responder ahora" in page
    assert "<form" not in page
    assert "cédula" not in page
