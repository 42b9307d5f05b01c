"""The state of what is public."""

from __future__ import annotations

from django.db import models


class PublicState(models.Model):
    """The one row whose mark is another after every transaction that changed something citizens see.

    Nothing but the triggers `changes_public_pages` (foundation/database.py) writes it, at the very end of a transaction: acts
    take no turns over it. The mark is drawn anew, not counted up, so that a restored database never shows one that it had before.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    mark = models.UUIDField("标记")

    class Meta:
        verbose_name = verbose_name_plural = "公开内容的状态"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="publicstate_only_one")]

    def __str__(self) -> str:
        return str(self.mark)
