"""Encrypted columns for personal data."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core import checks
from django.db import models
from django.db.models.lookups import Exact

from foundation.privacy.keys import Unreadable, decrypt, encrypt

#: The beginning of every Fernet token: version 128, and a time in this millennium.
FERNET = "gAAAAA"


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted on its way into the database and decrypted on its way out; blank stays blank.

    It cannot be searched: only `isnull` and `exact=""` are answered, every other lookup raises `TypeError`. A value that
    no key reads raises `Unreadable`, naming the column.
    """

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        try:
            return decrypt(value)
        except Unreadable as unreadable:
            raise Unreadable(f"{self}: {unreadable}") from None

    def value_to_string(self, obj: models.Model) -> str:
        """The encrypted value, for exports (`dumpdata`)."""
        text = self.value_from_object(obj)
        return encrypt(text) if text else ""

    def to_python(self, value: Any) -> Any:
        """Decrypt a value from an export; other values are plain text."""
        if isinstance(value, str) and value.startswith(FERNET):
            with suppress(Unreadable):
                return decrypt(value)
        return super().to_python(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "exact":
            return ExactlyBlank
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise _unsearchable(self, lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise _unsearchable(self, lookup_name)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse `unique` and `db_index`: equal values look different in the column."""
        found = super().check(**kwargs)
        if self.unique or self.db_index:  # type: ignore[attr-defined]
            found.append(
                checks.Error("An encrypted column cannot be unique or indexed.", obj=self, id="privacy.E001")
            )
        return found


class ExactlyBlank(Exact):  # type: ignore[type-arg]
    """`field=""`, the only comparison with an encrypted column."""

    def get_prep_lookup(self) -> Any:
        if self.rhs not in ("", None):  # None: Django asks for isnull next
            raise _unsearchable(self.lhs.output_field, "exact")
        return self.rhs


def _unsearchable(field: Any, lookup_name: str) -> TypeError:
    return TypeError(f"{field} is encrypted and cannot be searched by {lookup_name}")
