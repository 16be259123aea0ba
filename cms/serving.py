"""gunicorn's configuration for ``make run``: one process of eight threads on this machine only.

One process because the embedded cache lives in it (DESIGN §6). A deployment behind a proxy has its
own line in ``deploy/``.
"""

import os
import sys
from typing import Any

host = "127.0.0.1"
port = int(os.environ.get("PORT", "8000"))

wsgi_app = "cms.wsgi:application"
bind = [f"{host}:{port}"]
workers = 1
worker_class = "gthread"
threads = 8
timeout = 120
graceful_timeout = 15
control_socket_disable = True
# No visitor says below which path the site hangs.
forwarder_headers = ""
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Say it when the address answers, not before."""
    sys.stdout.write(f"\nListo: http://{host}:{port}/   (Ctrl-C para terminar)\n\n")
    sys.stdout.flush()
