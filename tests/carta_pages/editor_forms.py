"""The editor's form as a browser would send it, with every value of lists of boxes."""

from django.http import QueryDict
from django.urls import reverse

from tests.workflows.gate.forms import _Fields


def opened(client, page):
    """Form data of the page's editor as it stands on the screen."""
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200, response.status_code
    return read(response)


def read(response):
    """Form data in an answer that shows the editor."""
    parser = _Fields("page-edit-form")
    parser.feed(response.content.decode())
    data = QueryDict(mutable=True)
    for name, value in parser.values:
        if "__prefix__" not in name:
            data.appendlist(name, value)
    assert data
    return data


def change(data, **values):
    """Set values; names with a dash travel as ``indicators__0__value``."""
    for name, value in values.items():
        field = name.replace("__", "-")
        data.setlist(field, value if isinstance(value, list) else [value])
    return data


def add_row(data, relation, **values):
    """Append a row as the «Añadir» button does."""
    index = int(data[f"{relation}-TOTAL_FORMS"])
    data[f"{relation}-TOTAL_FORMS"] = str(index + 1)
    for name, value in {
        "id": "",
        "uuid": "",
        "DELETE": "",
        "ORDER": str(index + 1),
        **values,
    }.items():
        data.setlist(f"{relation}-{index}-{name}", value if isinstance(value, list) else [value])
    return index


def save(client, page, data):
    """Press «Guardar borrador»."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, data.urlencode(), content_type="application/x-www-form-urlencoded")
