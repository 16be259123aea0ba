"""The forms of the admin as a browser would send them, read from the page it shows."""

import re
from html import unescape
from html.parser import HTMLParser

from django.urls import reverse


class _Fields(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.inside, self.values = form_id, False, []
        self.select, self.text = None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == self.form_id
        if not self.inside or not attrs.get("name"):
            if self.select and tag == "option" and "selected" in attrs:
                self.values.append((self.select, attrs.get("value", "")))
            return
        name = attrs["name"]
        if tag == "input" and attrs.get("type") not in {"submit", "button", "file"}:
            is_box = attrs.get("type") in {"checkbox", "radio"}
            if is_box and "checked" not in attrs:
                return
            self.values.append((name, attrs.get("value", "on" if is_box else "")))
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.text = (name, "")

    def handle_data(self, data):
        if self.text:
            self.text = (self.text[0], self.text[1] + data)

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea" and self.text:
            self.values.append((self.text[0], self.text[1].removeprefix("\n")))
            self.text = None
        elif tag == "form":
            self.inside = False


def page_form(client, page, url=None):
    """Every value of the editor's form, as it stands on the screen."""
    response = client.get(url or reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200, response.status_code
    parser = _Fields("page-edit-form")
    parser.feed(response.content.decode())
    assert parser.values, "the editor's form was not found"
    return {name: value for name, value in parser.values if "__prefix__" not in name}


def text_of(response):
    """The words of an answer, without markup."""
    body = unescape(response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
