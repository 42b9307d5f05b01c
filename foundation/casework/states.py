"""The field that holds a matter's state."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.db.models.signals import class_prepared
from django_fsm import FSMField, FSMFieldDescriptor, FSMModelMixin

#: The row whose columns are being read anew in this thread.
_reading: ContextVar[Any] = ContextVar("reading", default=None)


class _State(FSMFieldDescriptor):
    """Lets whoever reads a row anew set its state; everybody else makes transitions."""

    def __set__(self, instance: Any, value: Any) -> None:
        if _reading.get() is instance:
            self.field.set_state(instance, value)
        else:
            super().__set__(instance, value)


class StateField(FSMField):
    """A state field of django-fsm that looks for no transitions in the models of migrations.

    django-fsm has every field listen to every new class; in a first migration that takes a third of the time.
    """

    descriptor_class = _State

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if cls.__module__ == "__fake__":
            class_prepared.disconnect(self._collect_transitions)


def _refresh(self: Any, *args: Any, **kwargs: Any) -> None:
    token = _reading.set(self)
    try:
        super(FSMModelMixin, self).refresh_from_db(*args, **kwargs)
    finally:
        _reading.reset(token)


# django-fsm takes the protection off the field itself, which all threads share, while it waits for the database: the first to be
# done puts it on again, and the others fail.
FSMModelMixin.refresh_from_db = _refresh  # type: ignore[method-assign]
