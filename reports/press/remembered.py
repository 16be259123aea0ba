"""Which paper a published text gives, remembered: what was told once is not told again.

A paper of the text in force depends on editions and on nothing that moves, so a few hashes stand
for all that it says. Whoever asks a second time costs the reading of those and of one file.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from reports.press import keeping
from reports.press.orders import Order

MOST = 512
_keys: OrderedDict[Hashable, str] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class RememberedOrder:
    """An order that is made only when nobody has made it before.

    Args:
        facts: everything that the paper depends on.
        make: tells the paper; costly for a large carta.
    """

    facts: Hashable
    make: Callable[[], Order]

    @cached_property
    def order(self) -> Order:
        """The order itself, made now."""
        return self.make()

    @cached_property
    def key(self) -> str:
        """The key of the order, remembered or told now."""
        with _lock:
            known = _keys.get(self.facts)
        if known is not None:
            return known
        told = self.order.key
        with _lock:
            _keys[self.facts] = told
            while len(_keys) > MOST:
                _keys.popitem(last=False)
        return told

    def printed(self) -> bytes:
        """The PDF, kept or new.

        Raises:
            printing.BusyError: too many are waiting.
        """
        return keeping.recall(f"{self.key}.pdf") or self.order.printed()
