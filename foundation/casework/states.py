"""The field that holds a matter's state."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import class_prepared
from django_fsm import FSMField


class StateField(FSMField):
    """A state field of django-fsm that looks for no transitions in the models of migrations.

    django-fsm has every field listen to every new class; in a first migration that takes a third of the time.
    """

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if cls.__module__ == "__fake__":
            class_prepared.disconnect(self._collect_transitions)
