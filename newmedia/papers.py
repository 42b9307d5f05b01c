"""Papers: a filing with the sheet for the national system, the month's check, the notice of a petition, evidence."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils.timezone import localtime

from foundation.agencies.actors import Actor
from foundation.correspondence.letters import Form
from foundation.files.acts import open_file
from foundation.papers import Enclosed, render
from newmedia import monthly
from newmedia.models import Filing, Message, MonthCheck, PoliceReport


def filing_paper(filing: Filing) -> bytes:
    """The three forms with a box for the opinion of the office, then the sheet; one PDF, one entry of everything."""
    copies = list(filing.copies.select_related("agency").order_by("pk"))
    context = {
        "filing": filing,
        "account": filing.account,
        "content": filing.content,
        "copies": copies,
        "sent_on": localtime(filing.created_at).date(),
    }
    html = render_to_string("newmedia/papers/filing.html", context)
    return render(html, title=filing.title)


def check_paper(made: MonthCheck) -> bytes:
    """The month's check, across the sheet."""
    rows = [row.cells() for row in monthly.read(made.rows)]
    html = render_to_string(
        "newmedia/papers/check.html", {"made": made, "heads": monthly.HEADS, "rows": rows}
    )
    return render(html, title=made.title)


PETITION_NOTICE = Form("信访事项告知书", "newmedia/letters/petition_notice.html", ("message",))
#: Of the source of a page so many characters are printed; the whole of it goes along as a file.
PRINTED_SOURCE = 6_000


def evidence_paper(message: Message, by: Actor, at: datetime) -> bytes:
    """Everything that was kept of unlawful words as one PDF: facts, people, times, digests, pictures, the source of the page.

    The screenshots and the source go along as files, to the byte: their digests can be computed again from them.
    """
    row = (
        message.evidence.exclude(confirmed_at=None)
        .select_related("captured_by", "confirmed_by")
        .order_by("pk")
        .last()
    )
    assert row is not None, "it is made of confirmed evidence"
    pictures, enclosed, shown = [], [], []
    for number, picture in enumerate(row.pictures.select_related("file"), 1):
        with open_file(picture.file) as source:
            content = source.read()
        pictures.append((content, picture.file.media_type))
        kind = "png" if picture.file.media_type == "image/png" else "jpg"
        enclosed.append(Enclosed(f"screenshot-{number}.{kind}", content, f"截图 {number}"))
        same = sha256(content).hexdigest() == picture.sha256
        shown.append({"number": number, "row": picture, "same": same})
    enclosed.append(Enclosed("words.txt", row.text.encode(), "言论原文"))
    if row.source:
        enclosed.append(Enclosed("source.txt", row.source.encode(), "网页源代码"))
    context = {
        "message": message,
        "evidence": row,
        "pictures": shown,
        "source": row.source[:PRINTED_SOURCE],
        "cut": len(row.source) > PRINTED_SOURCE and len(row.source),
        "as_kept": row.as_kept and all(each["same"] for each in shown),
        "report": PoliceReport.objects.filter(message=message).first(),
        "by": by,
        "at": at,
    }
    html = render_to_string("newmedia/papers/evidence.html", context)
    return render(html, title=f"证据材料 {message.number}", pictures=pictures, enclosed=enclosed)
