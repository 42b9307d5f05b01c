"""What is found in one file: its digest, what it is, how it opens, what its own headers say otherwise than its metadata."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from django.conf import settings

from archive.four_properties.results import Examined
from archive.media import photo_facts, recording_facts
from archive.packages.contents import Member, Sort, pieces
from archive.pages import count_pages
from foundation.files import outside
from foundation.files.kinds import JPEG, KINDS, PDF, PNG, sniff
from foundation.files.media import read_media
from foundation.files.rejected import Locked, Rejected, Running

MEDIA = frozenset({"audio/x-wav", "audio/mpeg", "audio/mp4", "video/mp4", "video/x-msvideo"})
#: What the portal publishes beside these (`foundation.files.media`): what it let out it keeps.
PUBLISHED = frozenset({"video/webm", "audio/ogg"})
#: The formats that are archived, and what opens each (GB/T 33190, GB/T 23286, DA/T 50, DA/T 78).
ENVIRONMENTS = {
    **{kind.media_type: "常见的办公软件、版式阅读器或者浏览器" for kind in KINDS},
    **dict.fromkeys(sorted(MEDIA), "常见的播放器"),
    **dict.fromkeys(sorted(PUBLISHED), "常见的浏览器"),
}


@dataclass
class Seen:
    """What was found in one file. What is wrong is told in Chinese, blank where nothing is."""

    member: Member
    place: str
    sha256: str = ""
    size: int = 0
    missing: bool = False
    #: Why it does not open, is locked, would run, is of no format that is archived.
    closed: str = ""
    locked: str = ""
    running: str = ""
    foreign: str = ""
    virus: str = ""
    #: What it says itself otherwise than its metadata, and what a person has to look at.
    differs: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    #: Too large to be looked into.
    unopened: bool = False

    @property
    def name(self) -> str:
        """The file as people know it."""
        return f"“{self.member.title}”（{self.member.name}）"


def look(member: Member, place: str, given: Examined, at: datetime) -> Seen:
    """What is found in a file. One that is missing, or whose bytes are others than its digest says, is not looked into."""
    seen = Seen(member, place)
    try:
        with member.open() as source:
            digest = hashlib.sha256()
            for piece in pieces(source):
                digest.update(piece)
                seen.size += len(piece)
    except OSError:
        seen.missing = True
        return seen
    seen.sha256 = digest.hexdigest()
    if seen.sha256 != member.sha256:
        return seen
    if given.scanner is not None:
        with member.open() as source:
            seen.virus = given.scanner.scan(source)
    try:
        _look_inside(seen, at)
    except Rejected as rejected:
        if rejected.message == outside.BUSY:  # which says nothing of the file
            raise
        seen.closed = rejected.message
        seen.locked = rejected.message if isinstance(rejected, Locked) else ""
        seen.running = rejected.message if isinstance(rejected, Running) else ""
    return seen


def _look_inside(seen: Seen, at: datetime) -> None:
    """Open a file as what its metadata say it is; raises `Rejected` where it does not open."""
    member = seen.member
    if member.media_type not in ENVIRONMENTS:
        seen.foreign = f"格式 {member.media_type or '未写明'} 不在可以归档的格式之内"
    if member.media_type in MEDIA:
        with member.open() as source, _seekable(source, seen.size) as recording:
            _compare_recording(seen, recording, at)
        return
    if member.media_type in PUBLISHED and seen.size <= settings.MEDIA_MAX_BYTES:
        with member.open() as source:
            _compare_type(seen, read_media(source.read()).media_type)
        return
    if seen.size > settings.UPLOAD_MAX_BYTES:
        seen.unopened = True
        return
    with member.open() as source:
        content = source.read()
    try:
        sniff(content)
    except Rejected as refused:
        seen.foreign = refused.message
        raise
    found = outside.inspect(content, member.name)
    _compare_type(seen, found.media_type)
    if found.media_type == PDF.media_type:
        _compare_pages(seen, content)
    elif found.media_type in (JPEG.media_type, PNG.media_type) and member.sort is Sort.MATERIAL:
        _compare_photo(seen, content, at)


def _compare_type(seen: Seen, found: str) -> None:
    if found != seen.member.media_type:
        seen.differs.append(f"登记的格式是 {seen.member.media_type}，内容却是 {found}")


def _compare_pages(seen: Seen, content: bytes) -> None:
    counted, said = count_pages(content), seen.member.pages
    if said is not None and said != counted.numbered:
        seen.differs.append(f"登记 {said} 页，文件{counted}".rstrip("。"))
    if counted.to_be_looked_at:
        seen.doubts.append(counted.to_be_looked_at)


def _compare_photo(seen: Seen, content: bytes, at: datetime) -> None:
    photo = photo_facts(content, at)
    seen.doubts += photo.warnings
    said = seen.member.made_on
    if photo.taken_at is not None and said is not None and photo.taken_at.date() != said:
        seen.differs.append(f"登记的拍摄日期是 {said}，照片里记的是 {photo.taken_at:%Y-%m-%d}")


def _compare_recording(seen: Seen, source: IO[bytes], at: datetime) -> None:
    recording = recording_facts(source, at)
    seen.doubts += recording.warnings
    _compare_type(seen, recording.media_type)
    said = dict(seen.member.facts).get("时长", "")
    if said and said != recording.lasts:
        seen.differs.append(f"登记的时长是 {said}，文件是 {recording.lasts}")


def _seekable(source: IO[bytes], size: int) -> IO[bytes]:
    """A stream in which one can go back and forth: the same, or a copy in a file that goes when it is closed."""
    if source.seekable():
        return source
    copy = tempfile.TemporaryFile()  # noqa: SIM115 – closed by whoever reads it
    shutil.copyfileobj(source, copy)
    return copy
