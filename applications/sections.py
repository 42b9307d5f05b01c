"""Sections of the desk's pages of applications and replies, and their rows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from applications.models import Application, ReplyFile
from foundation.casework.acts import desk_url
from foundation.casework.desk import section
from foundation.casework.outgoing import file_row
from foundation.casework.worklist import shortened
from foundation.privacy.masking import mask_name


def links_section(title: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A section of links; none without a row."""
    return [section(title, "links", rows=rows)] if rows else []


def files_section(title: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A section of files; none without a row."""
    return [section(title, "files", files=rows)] if rows else []


def link_row(matter: Any, label: Any, text: Any) -> dict[str, Any]:
    """A row of `links_section` that leads to the page of a matter."""
    return {"url": desk_url(matter), "label": label, "text": text}


def given_row(each: ReplyFile) -> dict[str, Any]:
    """A row of `files_section` for a file that goes with a reply."""
    here = [each.reply_id, each.pk]
    url, original = (reverse(f"admin:applications_reply_{view}", args=here) for view in ("file", "original"))
    return file_row(each.file, each.title, "随答复提供", url, given=each, original=original)


def called_as(application: Application, *more: str) -> list[str]:
    """What people call an application below its number: agency, masked applicant, what it asks for, and more."""
    whose = mask_name(application.applicant.name)
    said = (str(application.agency), whose, shortened(application.wanted), *more)
    return [part for part in said if part]
