"""Where an invitation leads. The host mounts it beside the admin: nobody is signed in there.

path("admin/invitacion/", include("workflows.joining_urls"))
"""

from django.urls import path

from workflows.views.joining import AcceptView

app_name = "carta_joining"

urlpatterns = [path("<uuid:uuid>/<str:token>/", AcceptView.as_view(), name="accept")]
