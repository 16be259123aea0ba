"""The machine's screens, mounted in the Wagtail admin under ``expedientes/``.

Every name has its row in the gate table (``workflows.gate.table.dossiers``).
"""

from workflows.views.base import screen_path
from workflows.views.board import BoardView, MergeView, SplitView
from workflows.views.discarding import DiscardView
from workflows.views.dossier import AnswerView, DecideView, DossierScreen, WithdrawView
from workflows.views.files import AttachmentView, BackingFileView, PreviewView
from workflows.views.listing import DossierList
from workflows.views.notices import NoticeReadView, NoticesView
from workflows.views.submission import ResubmitView, SubmitView
from workflows.views.trace import TraceView

app_name = "carta_workflows"


urlpatterns = [
    screen_path("", DossierList, "index"),
    screen_path("resultados/", DossierList, "index_results", results_only=True),
    screen_path("<int:pk>/", DossierScreen, "dossier"),
    screen_path("<int:pk>/decidir/", DecideView, "decide"),
    screen_path("<int:pk>/reenviar/", ResubmitView, "resubmit"),
    screen_path("<int:pk>/retirar/", WithdrawView, "withdraw"),
    screen_path("<int:pk>/aclaraciones/<int:clarification>/", AnswerView, "answer"),
    screen_path("<int:pk>/paginas/<int:item>/", PreviewView, "preview"),
    screen_path("<int:pk>/respaldo/<int:item>/<str:sha256>/", BackingFileView, "backing_file"),
    screen_path("adjuntos/<int:pk>/", AttachmentView, "attachment"),
    screen_path("enviar/<int:page_id>/", SubmitView, "submit"),
    screen_path("descartar/<int:page_id>/", DiscardView, "discard"),
    screen_path("tablero/", BoardView, "board"),
    screen_path("tablero/agrupar/", MergeView, "merge"),
    screen_path("tablero/separar/", SplitView, "split"),
    screen_path("avisos/", NoticesView, "notices"),
    screen_path("traza/", TraceView, "trace"),
    screen_path("avisos/leidos/", NoticeReadView, "notice_read"),
]
