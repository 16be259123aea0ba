"""The host's own user; the apps know only ``settings.AUTH_USER_MODEL``."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who signs in. What they may do follows from role assignments."""
