"""Codes that the program defines and a row only names: roles, kinds of agencies, functions."""

from __future__ import annotations

from typing import Any

from django.db import models


class CodeField(models.CharField):  # type: ignore[type-arg]
    """One of the codes that its `choices` name. They stay out of the migrations: a new role or function makes none."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs
