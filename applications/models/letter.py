"""Letters about an application, and their delivery."""

from __future__ import annotations

from django.db import models

from applications.letters import LetterKind
from applications.models.application import Application
from applications.models.complaint import Complaint
from applications.models.consultation import Consultation
from foundation.agencies.models import Agency
from foundation.correspondence import models as correspondence


class Letter(correspondence.Letter):
    """One letter about an application, to the applicant or to a consulted party."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters", verbose_name="申请")
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="征求意见"
    )
    #: The complaint that it answers; the agency complained of does not see such a letter.
    complaint = models.ForeignKey(
        Complaint, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="投诉"
    )
    kind = models.CharField("文书", max_length=30, choices=LetterKind.choices)

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def keeper(self) -> Agency:
        """The agency of the application, also for a letter that another body wrote."""
        return self.application.agency

    @property
    def caption(self) -> str:
        return f"{self} {self.application.number}"


class Delivery(correspondence.Delivery):
    """How a letter reached its addressee."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries", verbose_name="文书")
