"""The repository as the architecture tests read it: tracked files, or all files without git."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("cms", "reports", "improvement", "monitoring", "feedback", "agreements", "carta_pages",
         "workflows", "entities")  # fmt: skip
NOT_OURS = {".git", ".venv", "var", "build", "dist", "__pycache__", "node_modules"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the repository, new ones included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / line for line in listed.stdout.splitlines()]
        return tuple(path for path in found if path.is_file())
    return tuple(
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not NOT_OURS.intersection(path.relative_to(ROOT).parts)
    )


def of_rooms(suffix: str) -> list[Path]:
    """Files of the applications and the host that end in ``suffix``."""
    return [path for path in files() if path.suffix == suffix and _room(path) in ROOMS]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]
