"""Make the files of reports: a draft for each text handed in, and the final ones when it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import product
from random import shuffle

from django.db import transaction

from annual_report.models import AnnualReport, Paper
from annual_report.papers import Contents, as_docx, as_pdf, as_xlsx, contents
from foundation.agencies.actors import Actor
from foundation.files.acts import store_made
from foundation.worker import work_through

MAKERS: dict[str, Callable[[Contents], bytes]] = {
    Paper.Format.PDF: as_pdf,
    Paper.Format.DOCX: as_docx,
    Paper.Format.XLSX: as_xlsx,
}
#: The formats of a draft.
DRAFT_FORMATS = (Paper.Format.PDF,)


def make_missing_papers(*, at: datetime, by: Actor) -> int:
    """Make every missing file and return how many were made; a file that cannot be made is reported and tried again next time."""
    waiting = list(_missing())
    # A file that takes too long holds up the others once, not every time.
    shuffle(waiting)
    return work_through(waiting, lambda paper: _make(*paper, at, by), "paper of an annual report")


def _missing() -> Iterator[tuple[int, str, bool]]:
    """List the missing files: report, format, and whether it is the final one; two queries for drafts and two for final files."""
    waiting = {
        False: ([*AnnualReport.UNDER_DECISION, AnnualReport.State.SIGNED], DRAFT_FORMATS),
        True: (list(AnnualReport.PUBLIC), tuple(MAKERS)),
    }
    for final, (states, formats) in waiting.items():
        reports = AnnualReport.objects.filter(state__in=states).only("pk", "digest", "state")
        papers = Paper.objects.filter(report__in=reports, final=final)
        made = set(papers.values_list("report", "format", "digest"))
        for report, format in product(reports, formats):
            if (report.pk, format, report.digest) not in made:
                yield report.pk, format, final


def _make(pk: int, format: str, final: bool, at: datetime, by: Actor) -> bool:
    report = AnnualReport.objects.select_related("agency").get(pk=pk)
    # Typeset before anything is locked: nobody's signature waits for a file.
    content, digest = MAKERS[format](contents(report)), report.digest
    with transaction.atomic():
        # Only one of two workers gets the lock, and the file is kept only if the text has not changed.
        free = AnnualReport.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        now = free.filter(pk=pk, digest=digest).first()
        if now is None or now.papers.filter(format=format, final=final, digest=digest).exists():
            return False
        if final != (now.state in AnnualReport.PUBLIC):
            return False
        version = f"-v{report.version}" if report.version > 1 else ""
        file = store_made(
            content,
            name=f"{report.agency.code}-{report.year}{version}.{format}",
            agency=report.agency,
            audience="public" if final else "internal",
            by=by,
            at=at,
        )
        Paper.objects.create(report=now, format=format, final=final, digest=digest, file=file, made_at=at)
    return True
