"""Fields for codes that the program defines: roles, kinds of agencies, functions."""

from __future__ import annotations

from typing import Any

from django.db import models

from foundation.agencies.roles import COUNTY_ROLES


class CodeField(models.CharField):  # type: ignore[type-arg]
    """A code out of `choices`, which stay out of the migrations: a new role or function makes none."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


class CountywideField(models.BooleanField):  # type: ignore[type-arg]
    """Whether the role of the row is a county role: stored, so that a database constraint can use it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "editable": False})

    def pre_save(self, model_instance: models.Model, add: bool) -> bool:
        countywide = model_instance.role in COUNTY_ROLES  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, countywide)
        return countywide

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BooleanField", args, kwargs
