"""The field that holds a matter's state."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import class_prepared
from django_fsm import FSMField


class StateField(FSMField):
    """A state of django-fsm, except that the models which migrations remember have no transitions to look for.

    django-fsm has every field listen to every class that is made. A first migration makes some six thousand, a thousand
    fields listen, and a third of its time goes into telling them.
    """

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if cls.__module__ == "__fake__":
            class_prepared.disconnect(self._collect_transitions)
