"""The state of what is public."""

from __future__ import annotations

from django.db import models


class PublicState(models.Model):
    """The one row whose mark is another after every transaction that changed something citizens see.

    The triggers `changes_public_pages` (foundation/database.py) write it, at the very end of a transaction, so that acts hardly
    wait for one another, and so does a restore. The mark is drawn anew, not counted up: none ever comes a second time.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    mark = models.UUIDField("标记")

    class Meta:
        verbose_name = verbose_name_plural = "公开内容的状态"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="publicstate_only_one")]

    def __str__(self) -> str:
        return str(self.mark)
