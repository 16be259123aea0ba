"""``kill -9`` of the load of the demonstration (T22): begun again, it ends as if never stopped."""

import os
import random
import signal
import subprocess
from datetime import UTC, datetime

from entities.clock import ZONE
from tests.torture.conftest import how_many
from tests.torture.house import copied

FULL = 100
DEMO = {"CARTA_DEMO": "1"}
LONGEST = 9


def torture_kill_demo_loading(line, once, prepared, tmp_path):
    """Rounds are kills; as many loads as they need."""
    total, whole = how_many(FULL), {}
    while line.rounds < total:
        day = datetime.now(UTC).astimezone(ZONE).date()
        if day not in whole:
            house = copied(prepared, tmp_path / f"whole-{day}", **DEMO)
            house.manage("load_demo")
            whole[day] = house.inside("shape")
            assert whole[day]["faults"] == []
        house = copied(prepared, tmp_path / f"killed-{line.rounds}", **DEMO)
        while line.rounds < total and not _came_to_its_end(house):
            line.rounds += 1
            line.tell(total)
            if line.rounds % 5 == 0:
                house.manage("verify_history")
        house.manage("load_demo")
        shape = house.inside("shape")
        if shape != whole[day]:
            line.failures.append(sorted(key for key in shape if shape[key] != whole[day][key]))
        _tidy(house)
    assert line.failures == []


def _came_to_its_end(house):
    """Whether a load was done before it was killed; one that failed by itself is no kill."""
    loading = house.begin("manage.py", "load_demo", stdout=subprocess.DEVNULL)
    try:
        code = loading.wait(timeout=random.uniform(1, LONGEST))
    except subprocess.TimeoutExpired:
        os.killpg(loading.pid, signal.SIGKILL)
        loading.wait()
        return False
    assert code == 0, f"load_demo: {code}"
    return True


def _tidy(house):
    for path in sorted(house.var.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
