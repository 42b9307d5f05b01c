"""What photos, sound and film say of themselves, for the catalogue of materials (DA/T 50, DA/T 63, DA/T 78; AR-1).

    photo = photo_facts(content, at=now)          # a picture, read in a process with limits of its own
    recording = recording_facts(stream, at=now)   # WAV, MP3, MP4, M4A, AVI; headers alone, by pieces, whatever the size

Both tell in `warnings`, in Chinese, what a person has to look at: a day that cannot be, a place that may be somebody's home, a
file that ends too soon. Both raise `Rejected` for what is none of these or is damaged.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import IO

from foundation.files import apart
from foundation.files.media import boxes, frame
from foundation.files.rejected import Rejected

CAMERA_READER = "foundation.files.photographs"
#: Clocks of cameras that were never set begin here, and no digital camera is older.
UNSET = (1970, 1980, 2000)
EARLIEST = 1990
#: By how much the clock of a camera may be ahead.
AHEAD = timedelta(days=1)
#: The largest part of a file that is read at once, and the most parts that are looked at.
PIECE, LARGEST_INDEX, MOST_CHUNKS = 1024 * 1024, 64 * 1024 * 1024, 100_000

_PLACE = "照片里记着拍摄地点（北纬 {:.4f}、东经 {:.4f}）。地点可能是私人住处，公开、移交以前请核对；归档的原件保留这项信息。"
_ODD_PLACE = "照片里的拍摄地点写得不对，读不出来。"
_UNSET = "记录的拍摄时间是 {}，像是相机没有校准时钟，请另行注明时间。"
_FUTURE = "记录的拍摄时间 {} 在今天以后，请核对相机的时钟，另行注明时间。"
_NO_DAY = "没有记录拍摄时间，请另行注明时间。"
_CUT = "文件比它自己写明的短，可能没有传完，请与原件核对。"
_DAMAGED_PHOTO = "图片已损坏，无法打开，请用原件重新上传。"
_DAMAGED = "这个录音或者录像已损坏，读不出来，请用原件重新上传。"
_OTHER = "这不是能读的录音或者录像。归档的录音用 WAV、MP3，录像用 MP4、AVI。"


@dataclass(frozen=True)
class Photo:
    """A picture: its size in pixels; when by the camera's clock, with what, by whom, where (latitude, longitude) it was taken."""

    width: int
    height: int
    taken_at: datetime | None
    camera: str
    author: str
    place: tuple[float, float] | None
    warnings: tuple[str, ...] = ()

    def facts(self) -> list[tuple[str, str]]:
        """What the catalogue records, by Chinese label; not the place, which is read from the original alone."""
        taken = self.taken_at.strftime("%Y-%m-%d %H:%M:%S") if self.taken_at else ""
        told = [
            ("尺寸", f"{self.width}×{self.height} 像素"),
            ("拍摄时间", taken),
            ("相机", self.camera),
            ("摄影者", self.author),
        ]
        return [(label, value) for label, value in told if value]


@dataclass(frozen=True)
class Recording:
    """Sound or film: its type, length in seconds, codecs, and what of size, channels and rate the file says."""

    media_type: str
    format: str
    seconds: float
    codecs: tuple[str, ...] = ()
    width: int = 0
    height: int = 0
    channels: int = 0
    hertz: int = 0
    made_at: datetime | None = None
    warnings: tuple[str, ...] = ()

    @property
    def is_film(self) -> bool:
        """Whether there are pictures in it."""
        return self.media_type.startswith("video/")

    @property
    def lasts(self) -> str:
        """Its length as people write it: 1:02:03."""
        minutes, seconds = divmod(round(self.seconds), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}:{seconds:02d}"

    def facts(self) -> list[tuple[str, str]]:
        """What the catalogue records, by Chinese label."""
        told = [
            ("时长", self.lasts),
            ("格式", self.format),
            ("编码", "、".join(self.codecs)),
            ("画面", f"{self.width}×{self.height}" if self.width else ""),
            ("声道", str(self.channels or "")),
            ("采样率", f"{self.hertz} Hz" if self.hertz else ""),
            ("录制时间", self.made_at.strftime("%Y-%m-%d %H:%M:%S") if self.made_at else ""),
        ]
        return [(label, value) for label, value in told if value]


def photo_facts(content: bytes, at: datetime) -> Photo:
    """What a picture says of itself; `at` is now, with which its day is compared."""
    found = apart.read(CAMERA_READER, content)
    if "refused" in found:
        raise Rejected(_DAMAGED_PHOTO)
    place, said = found["place"], []
    if place:
        said.append(_PLACE.format(*place))
    elif place is not None:
        said.append(_ODD_PLACE)
    taken, wrong = _moment(found["taken"])
    said += [wrong] if wrong else _doubts(taken, at)
    return Photo(
        width=found["width"],
        height=found["height"],
        taken_at=taken,
        camera=found["camera"],
        author=found["author"],
        place=(place[0], place[1]) if place else None,
        warnings=tuple(said),
    )


def _moment(noted: str) -> tuple[datetime | None, str]:
    """The moment that a camera noted, without a zone, and what is wrong with it."""
    if not noted:
        return None, _NO_DAY
    try:
        return datetime.fromisoformat(noted), ""
    except ValueError:
        return None, _UNSET.format(noted.replace("T", " "))


def _doubts(taken: datetime | None, at: datetime) -> list[str]:
    """What is doubtful about a moment."""
    if taken is None:
        return []
    now = at.replace(tzinfo=None) if taken.tzinfo is None else at
    if taken > now + AHEAD:
        return [_FUTURE.format(f"{taken:%Y-%m-%d}")]
    unset = taken.year in UNSET and (taken.month, taken.day) == (1, 1)
    return [_UNSET.format(f"{taken:%Y-%m-%d}")] if unset or taken.year < EARLIEST else []


def recording_facts(source: IO[bytes], at: datetime) -> Recording:
    """What sound or film says of itself. The stream is read from its beginning and has to be one in which one can `seek`."""
    source.seek(0)
    head = source.read(12)
    source.seek(0, 2)
    size = source.tell()
    try:
        if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
            found = _wav(source, size)
        elif head[:4] == b"RIFF" and head[8:12] == b"AVI ":
            found = _avi(source, size)
        elif head[4:8] == b"ftyp":
            found = _mp4(source, size, head[8:12])
        elif head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] >= b"\xe0"):
            found = _mp3(source, size)
        else:
            raise Rejected(_OTHER)
    except Rejected:
        raise
    except (struct.error, IndexError, ValueError, OverflowError, ZeroDivisionError):
        raise Rejected(_DAMAGED) from None
    if not 0 < found.seconds < 100 * 3600:
        raise Rejected(_DAMAGED)
    return replace(found, warnings=(*found.warnings, *_doubts(found.made_at, at)))


def _read(source: IO[bytes], start: int, length: int) -> bytes:
    """So many bytes from there, at most a `PIECE`."""
    source.seek(start)
    return source.read(min(length, PIECE))


def _chunks(source: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, beginning and length of every chunk of a RIFF file, as it says itself."""
    for _ in range(MOST_CHUNKS):
        head = _read(source, start, 8) if start + 8 <= end else b""
        if len(head) < 8:
            return
        name, length = struct.unpack("<4sI", head)
        yield name, start + 8, length
        start += 8 + length + (length & 1)
    raise Rejected(_DAMAGED)


#: Codes of sound in WAV (RFC 2361).
_SOUNDS = {
    1: "PCM",
    2: "ADPCM",
    3: "PCM（浮点）",
    6: "A-law",
    7: "μ-law",
    0x11: "IMA ADPCM",
    0x55: "MP3",
    0xFFFE: "PCM",
}


def _wav(source: IO[bytes], size: int) -> Recording:
    rate = data = hertz = channels = 0
    codec, wide, cut = "", 0, False
    for name, start, length in _chunks(source, 12, size):
        if name == b"ds64":
            wide = struct.unpack_from("<Q", _read(source, start, 28), 8)[0]
        elif name == b"fmt ":
            code, channels, hertz, rate = struct.unpack_from("<HHII", _read(source, start, 16))
            codec = _SOUNDS.get(code, f"0x{code:04X}")
        elif name == b"data":
            said = wide if length == 0xFFFFFFFF and wide else length
            data, cut = min(said, size - start), said > size - start
            break
    if not rate or not data:
        raise Rejected(_DAMAGED)
    warnings = (_CUT,) if cut else ()
    return Recording(
        "audio/x-wav", "WAV", data / rate, (codec,), channels=channels, hertz=hertz, warnings=warnings
    )


def _avi(source: IO[bytes], size: int) -> Recording:
    length = struct.unpack("<I", _read(source, 4, 4))[0]
    seconds, width, height, codecs, channels, hertz = 0.0, 0, 0, [], 0, 0
    sort = b""
    for name, start, stop in _avi_headers(source, size):
        body = _read(source, start, stop)
        if name == b"avih":
            step, _rate, _pad, _flags, frames, _first, _streams, _buffer, width, height = struct.unpack_from(
                "<10I", body
            )
            seconds = step * frames / 1e6
        elif name == b"strh":
            sort, handler = struct.unpack_from("<4s4s", body)
            scale, rate, _start, count = struct.unpack_from("<4I", body, 20)
            if sort == b"vids":
                codecs.append(handler.rstrip(b"\0 ").decode("latin-1"))
                seconds = count * scale / rate if rate and count else seconds
        elif name == b"strf" and sort == b"auds":
            code, channels, hertz = struct.unpack_from("<HHI", body)
            codecs.append(_SOUNDS.get(code, f"0x{code:04X}"))
    # A large file goes on in parts of its own (OpenDML), so that it may be longer than its first part says, never shorter.
    warnings = (_CUT,) if length + 8 > size else ()
    return Recording(
        "video/x-msvideo",
        "AVI",
        seconds,
        tuple(filter(None, codecs)),
        width,
        height,
        channels,
        hertz,
        None,
        warnings,
    )


def _avi_headers(source: IO[bytes], size: int) -> Iterator[tuple[bytes, int, int]]:
    """The chunks of the list of headers, and of the list of each stream in it."""
    for name, start, length in _chunks(source, 12, size):
        if name != b"LIST" or _read(source, start, 4) != b"hdrl":
            continue
        for inner, begin, long in _chunks(source, start + 4, min(start + length, size)):
            if inner == b"LIST" and _read(source, begin, 4) == b"strl":
                yield from _chunks(source, begin + 4, min(begin + long, size))
            else:
                yield inner, begin, long
        return
    raise Rejected(_DAMAGED)


#: The first moment of MP4.
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)


def _mp4(source: IO[bytes], size: int, brand: bytes) -> Recording:
    index, cut = _index_of(source, size)
    seconds, scale, made, tracks, codecs, width, height, channels, hertz = 0.0, 0, 0, set(), [], 0, 0, 0, 0
    for kind, _start, body, _stop in boxes(index, 0, len(index)):
        if kind == b"mvhd":
            long = index[body] == 1
            made = struct.unpack_from(">Q" if long else ">I", index, body + 4)[0]
            scale, length = struct.unpack_from(">IQ" if long else ">II", index, body + (20 if long else 12))
            seconds = length / scale if scale else 0.0
        elif kind == b"mehd" and not seconds and scale:
            seconds = struct.unpack_from(">Q" if index[body] == 1 else ">I", index, body + 4)[0] / scale
        elif kind == b"hdlr":
            tracks.add(index[body + 8 : body + 12])
        elif kind == b"stsd":
            codec = index[body + 12 : body + 16]
            codecs.append(codec.decode("latin-1").strip("\0 "))
            if codec in (b"mp4a", b"Opus"):
                channels, hertz = struct.unpack_from(">H6xH", index, body + 32)
            else:
                width, height = struct.unpack_from(">HH", index, body + 40)
    film = b"vide" in tracks
    said = "MOV" if brand == b"qt  " else "MP4" if film else "M4A"
    moment = _EPOCH + timedelta(seconds=made) if 0 < made < 2**33 else None
    return Recording(
        "video/mp4" if film else "audio/mp4",
        said,
        seconds,
        tuple(codecs),
        width if film else 0,
        height if film else 0,
        channels,
        hertz,
        moment,
        (_CUT,) if cut else (),
    )


def _index_of(source: IO[bytes], size: int) -> tuple[bytes, bool]:
    """The box that says what is in an MP4, and whether the file ends before its last box does."""
    start, index, cut = 0, b"", False
    for _ in range(MOST_CHUNKS):
        head = _read(source, start, 16)
        if len(head) < 8:
            break
        length, kind = struct.unpack_from(">I4s", head)
        length = struct.unpack_from(">Q", head, 8)[0] if length == 1 else length or size - start
        if length < 8:
            raise Rejected(_DAMAGED)
        if kind == b"moov":
            if length > LARGEST_INDEX or start + length > size:
                raise Rejected(_DAMAGED)
            source.seek(start)
            index = source.read(length)
        start += length
        cut = start > size
    if not index:
        raise Rejected(_DAMAGED)
    return index, cut


def _mp3(source: IO[bytes], size: int) -> Recording:
    head, begin = _read(source, 0, 10), 0
    if head.startswith(b"ID3"):
        begin = 10 + sum((byte & 0x7F) << 7 * (3 - place) for place, byte in enumerate(head[6:10]))
    held, at, seconds, frames, hertz, channels = b"", 0, 0.0, 0, 0, 0
    source.seek(begin)
    while True:
        if len(held) - at < 4096 and (more := source.read(PIECE)):
            held, at = held[at:] + more, 0
        length, lasts = frame(held, at)
        if not length or at + length > len(held):
            # Padding behind the notes, before the first frame.
            if not frames and at < len(held) and not held[at]:
                at += 1
                continue
            break
        if not frames:
            hertz, channels = (
                round((1152 if held[at + 1] >> 3 & 3 == 3 else 576) / lasts),
                1 if held[at + 3] >> 6 == 3 else 2,
            )
        at, seconds, frames = at + length, seconds + lasts, frames + 1
    if frames < 3:
        raise Rejected(_DAMAGED)
    cut = bool(frame(held, at)[0])
    return Recording(
        "audio/mpeg",
        "MP3",
        seconds,
        ("MP3",),
        channels=channels,
        hertz=hertz,
        warnings=(_CUT,) if cut else (),
    )
