"""Codes that the program defines and a row only names: roles, kinds of agencies, functions."""

from __future__ import annotations

from typing import Any

from django.db import models

from foundation.agencies.roles import COUNTY_ROLES


class CodeField(models.CharField):  # type: ignore[type-arg]
    """One of the codes that its `choices` name. They stay out of the migrations: a new role or function makes none."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


class CountywideField(models.BooleanField):  # type: ignore[type-arg]
    """Whether the role of a grant is the county's: written beside it, so that the database can hold what follows from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "editable": False})

    def pre_save(self, model_instance: models.Model, add: bool) -> bool:
        countywide = model_instance.role in COUNTY_ROLES  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, countywide)
        return countywide

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BooleanField", args, kwargs
