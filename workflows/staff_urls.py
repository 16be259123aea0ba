"""«Personal», mounted in the Wagtail admin under ``personal/``.

Every name has its row in the gate table (``workflows.gate.table.staff``).
"""

from django.urls import path

from workflows.views import staff_acts
from workflows.views.base import screen
from workflows.views.staff import PersonScreen, StaffList

app_name = "carta_staff"


def _at(route, view, name):
    return path(route, screen(view.as_view()), name=name)


urlpatterns = [
    _at("", StaffList, "index"),
    _at("invitar/", staff_acts.InviteView, "invite"),
    _at("personas/<int:pk>/", PersonScreen, "person"),
    _at("personas/<int:pk>/rol/", staff_acts.GiveView, "give"),
    _at("personas/<int:pk>/segundo-factor/", staff_acts.ResetFactorView, "reset_factor"),
    _at("roles/<int:pk>/delimitar/", staff_acts.RescopeView, "rescope"),
    _at("roles/<int:pk>/renovar/", staff_acts.RenewView, "renew"),
    _at("roles/<int:pk>/terminar/", staff_acts.FinishView, "finish"),
    _at("invitaciones/<int:pk>/reenviar/", staff_acts.SendAgainView, "send_again"),
    _at("invitaciones/<int:pk>/anular/", staff_acts.CancelView, "cancel"),
]
