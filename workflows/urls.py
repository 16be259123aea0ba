"""The machine's screens, mounted in the Wagtail admin under ``expedientes/``.

Every name has its row in the gate table (``workflows.gate.table.dossiers``).
"""

from django.urls import path

from workflows.views.base import screen
from workflows.views.board import BoardView, MergeView, SplitView
from workflows.views.dossier import AnswerView, DecideView, DossierScreen, WithdrawView
from workflows.views.files import AttachmentView, PreviewView
from workflows.views.listing import DossierList
from workflows.views.notices import NoticeReadView, NoticesView
from workflows.views.submission import DiscardView, ResubmitView, SubmitView
from workflows.views.trace import TraceView

app_name = "carta_workflows"


def _at(route, view, name):
    return path(route, screen(view.as_view()), name=name)


urlpatterns = [
    path("", screen(DossierList.as_view()), name="index"),
    path("resultados/", screen(DossierList.as_view(results_only=True)), name="index_results"),
    _at("<int:pk>/", DossierScreen, "dossier"),
    _at("<int:pk>/decidir/", DecideView, "decide"),
    _at("<int:pk>/reenviar/", ResubmitView, "resubmit"),
    _at("<int:pk>/retirar/", WithdrawView, "withdraw"),
    _at("<int:pk>/aclaraciones/<int:clarification>/", AnswerView, "answer"),
    _at("<int:pk>/paginas/<int:item>/", PreviewView, "preview"),
    _at("adjuntos/<int:pk>/", AttachmentView, "attachment"),
    _at("enviar/<int:page_id>/", SubmitView, "submit"),
    _at("descartar/<int:page_id>/", DiscardView, "discard"),
    _at("tablero/", BoardView, "board"),
    _at("tablero/agrupar/", MergeView, "merge"),
    _at("tablero/separar/", SplitView, "split"),
    _at("avisos/", NoticesView, "notices"),
    _at("traza/", TraceView, "trace"),
    _at("avisos/leidos/", NoticeReadView, "notice_read"),
]
