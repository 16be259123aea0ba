"""The person's own account: Wagtail's screen, with a bound on guessing and names in one line (T63).

Wagtail looks at the old password as often as somebody asks, inside the request's transaction: a
stolen session would tell the password in the end, and on SQLite each slow hash would hold the one
place where anybody writes. Here guesses are counted, and no hash is computed in a transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.forms.auth import PasswordChangeForm
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    ChangePasswordPanel,
    NameEmailSettingsPanel,
)

from cms.entrance import counting, rules
from cms.models import EntranceTry
from entities import names
from entities.sanitize import one_line

if TYPE_CHECKING:
    from cms.models import User

BUCKET = "cuenta "
"""Before the person's number, where another try has a network address."""
CLOSED = _l("Hubo demasiadas contraseñas equivocadas. Intente otra vez en un cuarto de hora.")


class NameForm(NameEmailForm):
    """A name as every other: in one line, without what cannot be seen (T55).

    Whoever acts with a role does not change their own: the trace names people (R215).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_fixed = names.is_fixed(self.instance)
        if self.is_fixed:
            for field in self.fields.values():
                field.disabled, field.required = True, False
            self.fields["first_name"].help_text = names.why_fixed(self.instance)

    def save(self, commit: bool = True) -> User:
        """Only the names, and only one's own to change: others may be writing the rest."""
        if commit and not self.is_fixed:
            self.instance.save(update_fields=list(self.fields))
        return self.instance

    def clean_first_name(self) -> str:
        return self._name("first_name")

    def clean_last_name(self) -> str:
        return self._name("last_name")

    def _name(self, field: str) -> str:
        name = one_line(self.cleaned_data[field])
        if not name and not self.is_fixed:
            raise ValidationError(_("Este dato es obligatorio."))
        return name


class CountedPasswordForm(PasswordChangeForm):
    """Looks at five wrong old passwords of a person in a quarter of an hour, and at no more."""

    hashed = ""

    def clean_old_password(self) -> str:
        """The old password.

        Raises:
            ValidationError: it is wrong, or was asked for too often to be looked at.
        """
        kind, bucket = EntranceTry.Kind.SIGN_IN, f"{BUCKET}{self.user.pk}"
        if self._failures(bucket) >= rules.FAILURES_OF_A_BROWSER:
            raise ValidationError(CLOSED)
        counting.remember(kind, bucket)
        if self._failures(bucket) > rules.FAILURES_OF_A_BROWSER:
            raise ValidationError(CLOSED)  # others came at the same moment
        old: str = super().clean_old_password()
        counting.forget(kind, bucket, "")
        return old

    @staticmethod
    def _failures(bucket: str) -> int:
        now, kind = timezone.now(), EntranceTry.Kind.SIGN_IN
        return counting.of_network(kind, bucket, now, rules.WINDOW).count

    def clean(self) -> dict[str, Any]:
        """The hash is made here, while nothing is being written."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            self.hashed = make_password(cleaned["new_password1"])
        return cleaned

    def save(self, commit: bool = True) -> User:
        # As ``set_password``, whose hash is slow on purpose.
        self.user.password, self.user._password = self.hashed, self.cleaned_data["new_password1"]
        if commit:
            self.user.save(update_fields=["password"])
        return self.user


class NamePanel(NameEmailSettingsPanel):
    form_class = NameForm


class PasswordPanel(ChangePasswordPanel):
    """Judged once: Wagtail makes the form again to show it, and every time is a guess."""

    form_class = CountedPasswordForm

    @cached_property
    def form(self) -> CountedPasswordForm:
        return super().get_form()

    def get_form(self) -> CountedPasswordForm:
        return self.form


OWN = {NameEmailSettingsPanel: NamePanel, ChangePasswordPanel: PasswordPanel}


@method_decorator(never_cache, name="dispatch")
class OwnAccountView(AccountView):
    """«Cuenta»; outside the request's transaction (``cms.middleware.transactions``)."""

    @cached_property
    def panels(self) -> list[Any]:
        """Wagtail's, with ours in the place of two of them.

        Not the one for a portrait: it takes files of any kind and size, reads some of them with
        a fault, and nobody would see the portrait, since only pictures of entities are served.
        """
        found = [one for one in super().get_panels() if type(one) is not AvatarSettingsPanel]
        return [
            OWN[type(one)](one.request, one.user, one.profile) if type(one) in OWN else one
            for one in found
        ]

    def get_panels(self) -> list[Any]:
        return self.panels
