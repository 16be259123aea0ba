"""«Personal», mounted in the Wagtail admin under ``personal/``.

Every name has its row in the gate table (``workflows.gate.table.staff``).
"""

from workflows.views import staff_acts, staff_invitations
from workflows.views.base import screen_path
from workflows.views.staff import PersonScreen, StaffList

app_name = "carta_staff"


urlpatterns = [
    screen_path("", StaffList, "index"),
    screen_path("invitar/", staff_invitations.InviteView, "invite"),
    screen_path("personas/<int:pk>/", PersonScreen, "person"),
    screen_path("personas/<int:pk>/rol/", staff_acts.GiveView, "give"),
    screen_path("personas/<int:pk>/nombre/", staff_acts.RenameView, "rename"),
    screen_path("personas/<int:pk>/segundo-factor/", staff_acts.ResetFactorView, "reset_factor"),
    screen_path("roles/<int:pk>/delimitar/", staff_acts.RescopeView, "rescope"),
    screen_path("roles/<int:pk>/renovar/", staff_acts.RenewView, "renew"),
    screen_path("roles/<int:pk>/terminar/", staff_acts.FinishView, "finish"),
    screen_path("invitaciones/<int:pk>/reenviar/", staff_invitations.SendAgainView, "send_again"),
    screen_path("invitaciones/<int:pk>/anular/", staff_invitations.CancelView, "cancel"),
]
