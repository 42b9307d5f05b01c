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


class Kept(str):
    """Text as it was read from a column, with its ciphertext: saved again unchanged, the column keeps the very bytes."""

    token: str
    column: str

    @classmethod
    def of(cls, text: str, token: str, column: str) -> Kept:
        """A text that came out of a column as this ciphertext."""
        found = cls(text)
        found.token, found.column = token, column
        return found


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted on its way into the database and decrypted on its way out; blank stays blank.

    What was read and not changed is written back as the ciphertext that it was, so that the database can freeze the column
    (`foundation.database.frozen`); a new row is always encrypted anew, and so is what goes into another column.

    It cannot be searched: only `isnull` and `exact=""` are answered, every other lookup raises `TypeError`. A value that
    no key reads raises `Unreadable`, naming the column.
    """

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if isinstance(text, Kept) and text.column == str(self):
            return text.token
        return encrypt(text) if text else text

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Of a new row plain text: equal ciphertexts would tell that two rows are about the same."""
        value = super().pre_save(model_instance, add)
        return str(value) if add and isinstance(value, Kept) else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        try:
            return Kept.of(decrypt(value), value, str(self))
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
