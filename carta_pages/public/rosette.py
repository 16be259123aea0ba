"""The seal of a version: a rosette drawn from its SHA-256, so that another text draws another.

A guilloche as on a banknote: ellipses turned around one centre. It proves nothing by itself (the
proof is at ``/verificar/``); it lets a person see at once that two printed copies differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

HASH = re.compile(r"[0-9a-f]{12}")
TURN = 180  # an ellipse looks the same after half a turn
LONG, SHORTEST = 54, 18


@dataclass(frozen=True)
class Ring:
    """Ellipses of one size, evenly turned.

    Args:
        long: half of the long axis, in units of a drawing of 120 by 120.
        short: half of the short axis.
        turns: the angle of each, in degrees.
    """

    long: int
    short: int
    turns: tuple[str, ...]


@lru_cache(maxsize=1024)
def rings(sha256: str) -> tuple[Ring, Ring]:
    """The outer and the inner ring of a version.

    Args:
        sha256: the hash of its content, in hexadecimal.

    Raises:
        ValueError: it is not hexadecimal or shorter than six bytes.
    """
    if not HASH.match(sha256):
        raise ValueError(f"not a hash: {sha256!r}")
    seed = bytes.fromhex(sha256[:12])
    outer = Ring(LONG, SHORTEST + 6 + seed[0] % 24, _turns(9 + seed[1] % 8, seed[2]))
    inner = Ring(LONG - 14 - seed[3] % 8, SHORTEST + seed[4] % 12, _turns(5 + seed[5] % 6, seed[2]))
    return outer, inner


def _turns(count: int, start: int) -> tuple[str, ...]:
    first = start % 30
    return tuple(f"{first + TURN * step / count:.4g}" for step in range(count))
