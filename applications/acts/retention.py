"""Erasing personal data when the retention term is over; what the annual report counts stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from applications.models import Application, Complaint, Delivery, Enclosure, Remedy
from applications.models.application import CLOSED
from foundation.agencies.actors import Actor
from foundation.casework.acts import Step, act, perform
from foundation.deadlines.counting import midnight
from foundation.files.acts import erase
from foundation.files.models import StoredFile
from foundation.notices.acts import forget
from foundation.privacy.retention import last_day

#: Applications erased in one run of the task at most.
AT_ONCE = 200


def due(today: date) -> QuerySet[Application]:
    """Applications to erase: closed for the whole term, with no pending or later complaint, reconsideration or suit."""
    before = last_day(today)
    this = OuterRef("pk")
    complaints = Complaint.objects.filter(application=this).exclude(answered_on__lte=before)
    remedies = Remedy.objects.filter(application=this).exclude(concluded_on__lte=before)
    return Application.objects.filter(closed_on__lte=before, applicant__erased_at=None).exclude(
        Exists(complaints) | Exists(remedies)
    )


def erase_due(*, at: datetime, by: Actor) -> int:
    """Erase the applicants that are due and the messages of that age; return the number of applications."""
    term_over = due(localdate(at)).order_by("pk")[:AT_ONCE]
    done = [perform("applications.erase_applicant", on=found, actor=by, at=at) for found in term_over]
    forget(before=midnight(last_day(localdate(at)) + timedelta(days=1)))
    return len(done)


@act(
    "applications.erase_applicant",
    "到期清除申请人信息",
    on=Application,
    states=tuple(CLOSED),
    cites=("OR-3",),
)
def erase_applicant(step: Step) -> None:
    application: Application = step.matter
    application.applicant.erase(step.at)
    application.applicant.save()
    application.wanted = application.wanted_before = application.wanted_number = ""
    application.explanation = ""
    application.proposal_answer = ""
    application.disclosure_proposal = application.help_needed = application.help_given = ""
    application.code_hash = ""
    files = _files(application)
    for stored in files:
        erase(stored, step.at)
    application.enclosures.update(name="")
    application.letters.update(content="")
    application.searches.update(terms="", note="")
    Delivery.objects.filter(letter__application=application).update(proof="")
    application.consultations.update(name="", address="", email="", concern="", opinion="")
    application.complaints.update(text="", answer="")
    step.detail = {"files": len(files)}


def _files(application: Application) -> list[StoredFile]:
    """The letters, and the enclosures that no other application, linked by passing on, still needs."""
    needed = Enclosure.objects.filter(file=OuterRef("file"), application__applicant__erased_at=None)
    own = application.enclosures.annotate(needed=Exists(needed.exclude(application=application)))
    files = [enclosure.file for enclosure in own.filter(needed=False).select_related("file")]
    return files + [letter.file for letter in application.letters.select_related("file") if letter.file]
