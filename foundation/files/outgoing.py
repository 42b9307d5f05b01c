"""Files that leave the agency: the cleaned copy of an original that stays inside, or a file as it was handed in, for a reason."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from foundation.database import frozen, leads_only_to
from foundation.files.models import StoredFile


class Outgoing(models.Model):
    """A `file` that may leave with a matter, and where it comes from; blank of a file that is internal or its own copy."""

    original = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原件"
    )
    removed = models.TextField("清理时去掉的", blank=True, default="", db_default="")
    uncleaned_reason = models.CharField(
        "按原件提供的理由", max_length=500, blank=True, default="", db_default=""
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(original__isnull=True) | Q(uncleaned_reason="") & ~Q(original=F("file")),
                name="%(class)s_copy_or_original",
            ),
        ]
        triggers = [
            leads_only_to(
                "original_stays_inside",
                "original_id",
                "files_storedfile",
                "r.audience = 'internal'",
                "SR-6(1): the original of a copy is internal",
            ),
            frozen(
                "original_stays_named",
                "SR-3: a file stays the copy of its original",
                columns=("original_id", "removed", "uncleaned_reason"),
            ),
        ]

    @property
    def beside(self) -> str:
        """What a reviewer has to know of the original; blank where there is none."""
        if self.original is None:
            return ""
        said = f"对外提供的是清理后的副本，已去掉：{self.removed or '没有别的'}。原件留在内部。"
        told = self.original.metadata_text
        return f"{said}\n原件的属性：\n{told}" if told else said

    @property
    def look(self) -> str:
        """Why a person must look at a file that was not cleaned; blank of any other."""
        return f"按原件提供，没有清理：{self.uncleaned_reason}" if self.uncleaned_reason else ""
