"""How long somebody waits before trying again; pure, so that the limits read as a table.

django-axes locks an account from one address after five failures. That stops neither one
address that tries two passwords on every account, nor many addresses that try one account. The
limits here do, and are chosen so that they cannot be turned against people:

* An address is judged by how many **accounts** fail from it, and who then enters is forgotten.
  An office of five hundred behind one address, where a few mistype, stays far below.
* An account under attack from everywhere is slowed down, never locked: a try a minute.
* A browser in which the person entered before is counted by itself (OWASP, «device cookies»):
  what others do at the same account or address does not touch it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
ACCOUNTS_OF_AN_ADDRESS = 30
FAILURES_OF_AN_ADDRESS = 100
FAILURES_OF_AN_ACCOUNT = 20
FAILURES_OF_A_BROWSER = 5
PAUSE = timedelta(minutes=1)
"""Between tries of an account that many fail at, and the least anybody is told to wait."""

LETTER_WINDOW = timedelta(hours=1)
LETTERS_OF_AN_ADDRESS = 30
LETTERS_OF_AN_ACCOUNT = 3

LINKS_OF_AN_ADDRESS = 30
"""Links that opened nothing: invented, or used long ago."""

NO_WAIT = timedelta(0)


@dataclass(frozen=True)
class Tries:
    """What is remembered within a window.

    Args:
        count: how many.
        accounts: of how many different accounts.
        oldest: the first of them.
        newest: the last.
    """

    count: int = 0
    accounts: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None


def before_sign_in(
    now: datetime, of_address: Tries, of_account: Tries, of_browser: Tries | None = None
) -> timedelta:
    """How long to wait before a password is looked at.

    Args:
        now: this moment.
        of_address: failures from the network address.
        of_account: failures of the account, from wherever.
        of_browser: failures of the person in a browser where they entered before; ``None`` in
            one that does not know them.

    Returns:
        zero when the try may go on.
    """
    if of_browser is not None:
        if of_browser.count >= FAILURES_OF_A_BROWSER:
            return _until_forgotten(now, of_browser, WINDOW)
        return NO_WAIT
    too_many = (
        of_address.count >= FAILURES_OF_AN_ADDRESS or of_address.accounts >= ACCOUNTS_OF_AN_ADDRESS
    )
    if too_many:
        return _until_forgotten(now, of_address, WINDOW)
    if of_account.count >= FAILURES_OF_AN_ACCOUNT and of_account.newest is not None:
        return max(NO_WAIT, of_account.newest + PAUSE - now)
    return NO_WAIT


def before_letter(now: datetime, of_address: Tries, of_account: Tries) -> timedelta:
    """How long to wait before another letter with a link leaves."""
    if of_address.count >= LETTERS_OF_AN_ADDRESS:
        return _until_forgotten(now, of_address, LETTER_WINDOW)
    if of_account.count >= LETTERS_OF_AN_ACCOUNT:
        return _until_forgotten(now, of_account, LETTER_WINDOW)
    return NO_WAIT


def before_link(now: datetime, of_address: Tries) -> timedelta:
    """How long to wait before another link is looked at."""
    if of_address.count >= LINKS_OF_AN_ADDRESS:
        return _until_forgotten(now, of_address, WINDOW)
    return NO_WAIT


def _until_forgotten(now: datetime, tries: Tries, window: timedelta) -> timedelta:
    end = (tries.oldest or now) + window
    return max(PAUSE, end - now)
