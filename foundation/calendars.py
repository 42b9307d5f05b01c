"""Days as a calendar file (RFC 5545), for the calendars of phones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpResponse

#: The bytes of a line before it is folded.
_LONGEST = 73


@dataclass(frozen=True)
class Event:
    """Something that is to be kept in mind of one whole day; `stamp` is when it was announced."""

    uid: str
    day: date
    says: str
    url: str
    stamp: datetime
    #: The days before at which the phone reminds; none if nought.
    reminds: int = 0


def calendar_file(name: str, title: str, events: Iterable[Event]) -> HttpResponse:
    """The events as a download `name`.ics, which a phone shows as the calendar `title`."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Wuyuan Portal//{name}//ZH",
        f"X-WR-CALNAME:{_escaped(title)}",
    ]
    for event in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}@wuyuan-portal",
            f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(event.says)}",
            f"URL:{event.url}",
            *(_alarm(event) if event.reminds else ()),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    text = "\r\n".join(_folded(line) for line in lines) + "\r\n"
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


def _alarm(event: Event) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(event.says)}",
        f"TRIGGER:-P{event.reminds}D",
        "END:VALARM",
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, cut between characters."""
    pieces, rest = [], line
    while len(rest.encode()) > _LONGEST:
        cut = _LONGEST
        while len(rest[:cut].encode()) > _LONGEST:
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return "\r\n ".join([*pieces, rest])
