"""The file of a session as one ZIP: cover, list, and every file that stands there, each under what it is."""

from __future__ import annotations

import zipfile
from io import BytesIO

from foundation.files.acts import open_file
from training.models import Session
from training.papers import session_paper


def session_archive(session: Session) -> bytes:
    """Cover with facts, list and results as PDF, then notice, sheet, photos, slides, papers, summary."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("00-培训情况.pdf", session_paper(session))
        for number, row in enumerate(session.files.select_related("file"), 1):
            with open_file(row.file) as source:
                archive.writestr(f"{number:02}-{row.get_sort_display()}-{row.file.name}", source.read())
    return out.getvalue()
