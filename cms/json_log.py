"""Log lines as JSON, one per event, with the request they belong to and nothing personal.

Django writes the address asked for into its warnings, and a database error quotes the value that
offended it. Both may carry what a citizen wrote, so an address is left out and an exception is
told by its type and the places it passed through; ``CARTA_LOG_DETAIL=1`` adds the message, for
the hour in which somebody looks for a fault.
"""

import json
import logging
import os
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

request_id_of_this_request: ContextVar[str] = ContextVar("request_id", default="")
FRAMES_KEPT = 30


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if request_id := request_id_of_this_request.get():
            line["request_id"] = request_id
        line.update(getattr(record, "data", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = _error(*record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    if hasattr(record, "request") and isinstance(record.args, tuple) and record.args:
        # Django's own lines about a request: "%s: %s" of a reason and the address.
        return str(record.args[0])
    return record.getMessage()


def _error(
    kind: type[BaseException] | None,
    error: BaseException | None,
    trace: TracebackType | None,
) -> dict[str, Any]:
    frames = traceback.extract_tb(trace)[-FRAMES_KEPT:]
    told: dict[str, Any] = {
        "type": kind.__qualname__ if kind else "",
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if os.environ.get("CARTA_LOG_DETAIL") == "1":
        told["detail"] = str(error)
    return told
