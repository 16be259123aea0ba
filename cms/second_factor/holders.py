"""What every act on a second factor needs: the person locked, the letter, the log's words."""

from __future__ import annotations

from django.utils.crypto import get_random_string

from cms.models import RecoveryCode, SecondFactor, User
from workflows.services import notices


def locked_person(user: User) -> User:
    """The person, whom every act locks first (T63)."""
    return User.objects.select_for_update().get(pk=user.pk)


def locked_factor(user: User) -> SecondFactor | None:
    """Their factor of this moment, behind their own lock."""
    locked_person(user)
    return SecondFactor.objects.filter(user_id=user.pk).first()


def codes_left(user: User) -> int:
    """How many recovery codes are not spent."""
    return RecoveryCode.objects.filter(factor__user=user, used_at=None).count()


def tell(user_id: int, subject: str, body: str) -> None:
    """Write to the person; the letter goes after the commit."""
    key = f"second-factor-{user_id}-{get_random_string(12)}"
    notices.write([user_id], key, None, subject, body)


def about(user: User) -> dict[str, dict[str, int]]:
    """Whose act a line of the log is of."""
    return {"data": {"user": user.pk}}
