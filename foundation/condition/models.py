"""When something that repeats was last done, and what it found."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class Pulse(models.Model):
    """The last time that a repeated task came to its end, and a number that it found."""

    name = models.CharField("任务", max_length=60, primary_key=True)
    at = models.DateTimeField("时间")
    found = models.BigIntegerField("发现", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "例行任务"

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


def beat(name: str, at: datetime, found: int = 0) -> None:
    """Note that a task came to its end."""
    Pulse.objects.update_or_create(name=name, defaults={"at": at, "found": found})
