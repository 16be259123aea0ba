"""``python -m bench``: one database server, named by ``DATABASE_URL``; SQLite without it."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time

IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def main() -> int:
    """Measure and print; 1 when ``--strict`` and something falls short."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a line is short")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="carta-bench-")
    os.environ |= {
        "CARTA_VAR_DIR": folder,
        "CARTA_BENCH_NAME": f"test_bench_{os.getpid()}",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    try:
        good = _measure(float(os.environ.get("SCALE") or 1))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if good or not asked.strict else 1


def _measure(factor: float) -> bool:
    import django

    django.setup()
    from django.db import connection
    from django.test import override_settings

    from bench import country, figures, places
    from bench.scale import scale

    sizes, started = scale(factor), time.monotonic()

    def tell(what: str) -> None:
        sys.stderr.write(f"  {time.monotonic() - started:4.0f} s  {what}\n")
        sys.stderr.flush()

    def write(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    with places.made() as two:
        tell(f"base vacía ({connection.vendor})")
        # What a worker would have done by now is there when the entity is copied.
        with override_settings(TASKS=IMMEDIATE):
            seeded = country.build(sizes, tell)
        two.clone()
        two.use(places.LARGE)
        country.enlarge(seeded, sizes, tell)
        two.hire()
        tell("medidas")
        good = figures.print_all(figures.Run(two, seeded, sizes), write)
        tell("fin")
    return good


if __name__ == "__main__":
    sys.exit(main())
