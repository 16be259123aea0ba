"""The public views; those of governed pages by the name that ``arguments`` gives them."""

from carta_pages.public.views.changes import changes, feed
from carta_pages.public.views.history import compare, history, version
from carta_pages.public.views.page import page

VIEWS = {
    "page": page,
    "history": history,
    "version": version,
    "compare": compare,
    "changes": changes,
    "changes_feed": feed,
}
