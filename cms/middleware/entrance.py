"""Counts tries at the doors and closes them for a while: signing in, letters, links (T63).

It stands outside the request's transaction, so that what it counts outlives a refusal. What is
refused here is not counted: trying on does not make anybody wait longer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cms.entrance import counting, known, rules
from cms.errors import too_many_tries
from cms.middleware.security_log import note
from cms.models import EntranceTry, SecurityEvent

SIGN_IN = frozenset({"wagtailadmin_login", "wagtailcore_login"})
LETTERS = frozenset({"wagtailadmin_password_reset"})
INVITATION = "carta_joining:accept"
RESET_LINK = "wagtailadmin_password_reset_confirm"
LINKS = frozenset({INVITATION, RESET_LINK})
ENTERED = "_carta_entered"
GONE = 404
Kind = EntranceTry.Kind


class EntranceMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if entered := getattr(request, ENTERED, ""):
            known.mark(response, entered)
        if _opened_nothing(request, response):
            counting.remember(Kind.LINK, counting.network_of(request))
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Answer 429 while the door is closed for whoever asks."""
        wait = _wait(request)
        return too_many_tries(math.ceil(wait.total_seconds())) if wait else None


def _wait(request: HttpRequest) -> timedelta:
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in LINKS:
        now = timezone.now()
        tries = counting.of_network(Kind.LINK, counting.network_of(request), now, rules.WINDOW)
        return rules.before_link(now, tries)
    if request.method == "POST" and name in SIGN_IN:
        return _before_sign_in(request, counting.account_mark(request.POST.get("username", "")))
    if request.method == "POST" and name in LETTERS:
        return _before_letter(request, counting.account_mark(request.POST.get("email", "")))
    return rules.NO_WAIT


def _before_sign_in(request: HttpRequest, account: str) -> timedelta:
    now, kind = timezone.now(), Kind.SIGN_IN
    browser = known.browser_of(request, account)
    return rules.before_sign_in(
        now,
        counting.of_network(kind, counting.network_of(request), now, rules.WINDOW),
        counting.of_account(kind, account, now, rules.WINDOW),
        counting.of_network(kind, browser, now, rules.WINDOW) if browser else None,
    )


def _before_letter(request: HttpRequest, account: str) -> timedelta:
    """Counted whether or not the mailbox is somebody's: the answer must not tell."""
    now, kind, network = timezone.now(), Kind.LETTER, counting.network_of(request)
    wait = rules.before_letter(
        now,
        counting.of_network(kind, network, now, rules.LETTER_WINDOW),
        counting.of_account(kind, account, now, rules.LETTER_WINDOW),
    )
    if not wait:
        counting.remember(kind, network, account)
    return wait


def _opened_nothing(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    if match.view_name == INVITATION:
        return response.status_code == GONE
    context = getattr(response, "context_data", None) or {}
    return match.view_name == RESET_LINK and context.get("validlink") is False


def count_failure(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kw: Any
) -> None:
    """Receiver of ``user_login_failed``. What axes refused to look at is not counted again."""
    if request is None or getattr(request, "axes_locked_out", False):
        return
    account = counting.account_mark(str(credentials.get("username") or ""))
    where = known.browser_of(request, account) or counting.network_of(request)
    counting.remember(Kind.SIGN_IN, where, account)
    if _before_sign_in(request, account):
        # Once, when the door closes: the log must not be filled from outside.
        note(request, SecurityEvent.Kind.LOCKED_OUT, None)


def remember_entry(
    sender: Any, request: HttpRequest | None, user: AbstractBaseUser, **kw: Any
) -> None:
    """Receiver of ``user_logged_in``."""
    if request is None:
        return
    account = counting.account_mark(user.get_username())
    for where in (known.browser_of(request, account), counting.network_of(request)):
        counting.forget(Kind.SIGN_IN, where, account)
    setattr(request, ENTERED, account)


def listen() -> None:
    """Connect what Django says about entering; repeating it is once."""
    user_login_failed.connect(count_failure, dispatch_uid="cms.count_failure")
    user_logged_in.connect(remember_entry, dispatch_uid="cms.remember_entry")
