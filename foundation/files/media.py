"""Sound and film: what a file really is, how long it lasts, and the same file without what cameras and programs noted in it.

Pure Python. A type is told by content. Notes (names, places, dates) are blanked where they stand; sound and pictures stay as they
were. Nothing is decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from foundation.files.rejected import Rejected

ALLOWED = "MP3、M4A、OGG（Opus）的录音，MP4、WebM 的录像"
#: The most parts of a file that are looked at; a film of three hours has fewer.
MOST_PARTS = 2_000_000
_NOT_READ = f"读不出这个录音或者录像。可以上传的有 {ALLOWED}；请用剪辑软件重新导出后再传。"
_NO_LENGTH = "这个文件没有写明时长，手机上不能拖动。请用剪辑软件重新导出（普通 MP4）后再传。"
_OTHER_TRACKS = "里面除了画面和声音还有别的轨道（例如行车位置、内嵌字幕）。请只导出画面和声音，字幕另外上传。"


@dataclass(frozen=True)
class Media:
    """A sound or film as it may be kept: its type, the extension of its name, its length in seconds, its bytes without notes."""

    media_type: str
    extension: str
    seconds: float
    content: bytes
    #: What was blanked, in short words.
    removed: list[str] = field(default_factory=list)

    @property
    def is_film(self) -> bool:
        """Whether there are pictures in it."""
        return self.media_type.startswith("video/")


def read_media(content: bytes) -> Media:
    """What a sound or film is. Raises `Rejected`, saying what to do, for anything else."""
    try:
        if content[4:8] == b"ftyp":
            found = _mp4(content)
        elif content.startswith(b"\x1a\x45\xdf\xa3"):
            found = _webm(content)
        elif content.startswith(b"OggS"):
            found = _ogg(content)
        elif content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1:2] >= b"\xe0"):
            found = _mp3(content)
        elif content.startswith((b"RIFF", b"fLaC", b"FORM")):
            raise Rejected("这是没有压缩的录音或者旧式录像，太大也不好放。请导出为 MP3 或者 MP4 后再传。")
        else:
            raise Rejected(f"这不是录音或者录像。可以上传的有 {ALLOWED}。")
    except Rejected:
        raise
    except (struct.error, IndexError, ValueError, OverflowError):
        raise Rejected(_NOT_READ) from None
    if not 0 < found.seconds < 24 * 3600:
        raise Rejected(_NO_LENGTH)
    return found


# MP4 and M4A (ISO/IEC 14496-12)

_FILM_CODECS = {b"avc1", b"avc3", b"av01", b"vp09"}
_SOUND_CODECS = {b"mp4a", b"Opus"}
_INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"}
#: Boxes that begin with the times at which it was made and changed.
_DATED = {b"mvhd", b"tkhd", b"mdhd"}
_NOTES = {b"udta", b"meta", b"uuid", b"free", b"skip"}


def boxes(content: bytes, start: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, beginning, begin of the body and end of every box, and of those inside."""
    count = 0
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, start)
        body = start + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, body)
            body += 8
        stop = end if size == 0 else start + size
        count += 1
        if stop < body or stop > end or count > MOST_PARTS:
            raise Rejected(_NOT_READ)
        yield kind, start, body, stop
        if kind in _INSIDE and depth < len(_INSIDE):
            yield from boxes(content, body, stop, depth + 1)
        start = stop


def _undated(kind: bytes, body: int, cleaned: bytearray) -> list[str]:
    """Blank the times at which a film, a track was made and changed; what was removed."""
    if kind not in _DATED:
        return []
    times = slice(body + 4, body + (20 if cleaned[body] == 1 else 12))
    dated = any(cleaned[times])
    cleaned[times] = bytes(times.stop - times.start)
    return ["拍摄时间"] if dated else []


def _mp4(content: bytes) -> Media:
    brand, cleaned = content[8:12], bytearray(content)
    if brand == b"qt  ":
        raise Rejected("这是 MOV 录像，很多电脑放不出来。请导出为 MP4（H.264）后再传。")
    seconds, scale, removed, tracks, codecs = 0.0, 0, [], set(), []
    for kind, start, body, stop in boxes(content, 0, len(content)):
        removed += _undated(kind, body, cleaned)
        if kind == b"mvhd":
            long = content[body] == 1
            scale, length = struct.unpack_from(">IQ" if long else ">II", content, body + (20 if long else 12))
            seconds = length / scale if scale else 0.0
        elif kind == b"mehd" and not seconds and scale:
            long = content[body] == 1
            seconds = struct.unpack_from(">Q" if long else ">I", content, body + 4)[0] / scale
        elif kind == b"hdlr":
            tracks.add(content[body + 8 : body + 12])
        elif kind == b"stsd":
            codecs.append(content[body + 12 : body + 16])
        elif kind in _NOTES:
            if any(content[body:stop]) and kind not in (b"free", b"skip"):
                removed.append("拍摄和制作信息")
            cleaned[start + 4 : start + 8] = b"free"
            cleaned[body:stop] = bytes(stop - body)
    if tracks - {b"vide", b"soun"}:
        raise Rejected(_OTHER_TRACKS)
    if any(codec in (b"hvc1", b"hev1") for codec in codecs):
        raise Rejected("画面是 H.265 编码，很多手机和电脑的浏览器放不出来。请导出为 H.264 后再传。")
    if not tracks or not codecs or set(codecs) - _FILM_CODECS - _SOUND_CODECS:
        raise Rejected("画面或者声音的编码浏览器放不出来。请导出为 H.264 画面、AAC 声音的 MP4 后再传。")
    film = b"vide" in tracks
    kind_of = ("video/mp4", "mp4") if film else ("audio/mp4", "m4a")
    return Media(*kind_of, seconds, bytes(cleaned), list(dict.fromkeys(removed)))


# WebM (EBML, RFC 8794)

_SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP = (
    0x18538067,
    0x1549A966,
    0x1654AE6B,
    0xAE,
    0x1F43B675,
    0xA0,
)
_MASTERS = {0x1A45DFA3, _SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP}
_DOCTYPE, _SCALE, _DURATION, _TYPE, _CODEC, _TIME = 0x4282, 0x2AD7B1, 0x4489, 0x83, 0x86, 0xE7
_TOLD = (_DOCTYPE, _SCALE, _DURATION, _TYPE, _CODEC)
_BLOCKS = {0xA3, 0xA1}
#: Tags, attachments, chapters, title, file names, name of a track, date.
_WEBM_NOTES = {0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x7384, 0x536E, 0x4461, 0xEC}
_WEBM_CODECS = {b"V_VP8", b"V_VP9", b"V_AV1", b"A_OPUS", b"A_VORBIS"}
_FILM, _SOUND = 1, 2


def _vint(content: bytes, at: int, *, keep: bool) -> tuple[int, int, bool]:
    """A number of variable length, its width, and whether all its bits are set, which says that nobody knows it."""
    first = content[at]
    width = 9 - first.bit_length()
    if width > 8:
        raise Rejected(_NOT_READ)
    value = int.from_bytes(content[at : at + width], "big")
    if not keep:
        value &= (1 << (7 * width)) - 1
    return value, width, value == (1 << (7 * width)) - 1


def _elements(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Name, beginning, begin of the body and end of every element that is no master; what masters hold follows them."""
    at, count = 0, 0
    while at < len(content):
        name, width, _ = _vint(content, at, keep=True)
        size, more, unknown = _vint(content, at + width, keep=False)
        body = at + width + more
        count += 1
        if count > MOST_PARTS:
            raise Rejected(_NOT_READ)
        if name in _MASTERS:
            at = body
            continue
        if unknown or body + size > len(content):
            raise Rejected(_NOT_READ)
        yield name, at, body, body + size
        at = body + size


def _webm(content: bytes) -> Media:
    told: dict[int, list[bytes]] = {name: [] for name in _TOLD}
    cleaned, removed, cluster, last = bytearray(content), [], 0, 0
    for name, start, body, stop in _elements(content):
        if name in told:
            told[name].append(content[body:stop])
        elif name == _TIME:
            cluster = int.from_bytes(content[body:stop], "big")
        elif name in _BLOCKS:
            _number, width, _ = _vint(content, body, keep=False)
            last = max(last, cluster + struct.unpack_from(">h", content, body + width)[0])
        elif name in _WEBM_NOTES:
            removed += ["标题和制作信息"] if name != 0xEC else []
            cleaned[start:stop] = _void(stop - start)
    _playable(told)
    scale = int.from_bytes(told[_SCALE][-1], "big") if told[_SCALE] else 1_000_000
    length = [struct.unpack(">f" if len(value) == 4 else ">d", value)[0] for value in told[_DURATION]]
    seconds = (max(length, default=0.0) or last) * scale / 1e9
    return Media("video/webm", "webm", seconds, bytes(cleaned), list(dict.fromkeys(removed)))


def _playable(told: dict[int, list[bytes]]) -> None:
    """Refuse what browsers do not play."""
    tracks = {int.from_bytes(value, "big") for value in told[_TYPE]}
    if told[_DOCTYPE] != [b"webm"]:
        raise Rejected("这是 MKV 录像，浏览器放不出来。请导出为 MP4 或者 WebM 后再传。")
    if tracks - {_FILM, _SOUND}:
        raise Rejected(_OTHER_TRACKS)
    if {value.rstrip(b"\0") for value in told[_CODEC]} - _WEBM_CODECS:
        raise Rejected("画面或者声音的编码浏览器放不出来。请导出为 MP4（H.264）后再传。")
    if _FILM not in tracks:
        raise Rejected("WebM 里只有声音。录音请导出为 MP3、M4A 或者 OGG（Opus）后再传。")


def _void(length: int) -> bytes:
    """An element of that many bytes that says nothing."""
    if length - 2 < 127:
        return b"\xec" + bytes([0x80 | length - 2]) + bytes(length - 2)
    return b"\xec\x01" + (length - 9).to_bytes(7, "big") + bytes(length - 9)


# Ogg with Opus (RFC 3533, RFC 7845)

_CRC = []
for _byte in range(256):
    _value = _byte << 24
    for _ in range(8):
        _value = (_value << 1) ^ (0x04C11DB7 if _value & 0x80000000 else 0)
    _CRC.append(_value & 0xFFFFFFFF)


def _crc(page: bytes) -> int:
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ _CRC[(value >> 24) ^ byte]
    return value


def _ogg(content: bytes) -> Media:
    at, head, granule, serials, removed = 0, b"", 0, set(), []
    cleaned, packet = bytearray(content), 0
    notes: list[tuple[int, int]] = []
    pages: list[tuple[int, int]] = []
    while content[at : at + 4] == b"OggS":
        position, serial = struct.unpack_from("<qI", content, at + 6)
        lacing = content[at + 27 : at + 27 + content[at + 26]]
        body = at + 27 + len(lacing)
        end = body + sum(lacing)
        if end > len(content):
            raise Rejected(_NOT_READ)
        serials.add(serial)
        granule = max(granule, position)
        head = head or content[body : body + 19]
        piece = body
        for length in lacing:
            if packet == 1:
                notes.append((piece, piece + length))
                pages.append((at, end))
            piece += length
            packet += length < 255
        at = end
    if not head.startswith(b"OpusHead"):
        raise Rejected("这个 OGG 不是 Opus 编码。请导出为 MP3、M4A 或者 OGG（Opus）后再传。")
    if len(serials) != 1 or not notes:
        raise Rejected(_OTHER_TRACKS)
    old = b"".join(content[start:stop] for start, stop in notes)
    new = b"OpusTags".ljust(len(old), b"\0")
    if len(old) < 16 or not old.startswith(b"OpusTags"):
        raise Rejected(_NOT_READ)
    if any(old[8:]):
        removed.append("标题、作者等信息")
    for start, stop in notes:
        cleaned[start:stop], new = new[: stop - start], new[stop - start :]
    for start, stop in dict.fromkeys(pages):
        cleaned[start + 22 : start + 26] = bytes(4)
        cleaned[start + 22 : start + 26] = _crc(bytes(cleaned[start:stop])).to_bytes(4, "little")
    skipped = struct.unpack_from("<H", head, 10)[0]
    return Media("audio/ogg", "ogg", (granule - skipped) / 48_000, bytes(cleaned[:at]), removed)


# MP3 (ISO/IEC 11172-3)

_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_KBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
#: The fewest frames of a sound: two bytes like those of a frame stand in many files.
_FEWEST_FRAMES = 3


def frame(content: bytes, at: int) -> tuple[int, float]:
    """Length in bytes and in seconds of the frame that begins here; zeros where none does."""
    if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] & 0xE6 != 0xE2:
        return 0, 0.0
    version, bits, rate = content[at + 1] >> 3 & 3, content[at + 2] >> 4, content[at + 2] >> 2 & 3
    if version not in _RATES or not 0 < bits < 15 or rate > 2:
        return 0, 0.0
    first, hertz = version == 3, _RATES[version][rate]
    samples = 1152 if first else 576
    length = samples // 8 * _KBITS[first][bits] * 1000 // hertz + (content[at + 2] >> 1 & 1)
    return length, samples / hertz


def _mp3(content: bytes) -> Media:
    begin = 0
    if content.startswith(b"ID3"):
        size = 0
        for byte in content[6:10]:
            size = size << 7 | byte & 0x7F
        begin = 10 + size
    while begin < len(content) and not content[begin]:  # padding behind the notes
        begin += 1
    at, seconds, frames = begin, 0.0, 0
    while True:
        length, lasts = frame(content, at)
        if not length or at + length > len(content):
            break
        at, seconds, frames = at + length, seconds + lasts, frames + 1
    # Behind the last frame stand notes of a few kilobytes, or part of a frame.
    if frames < _FEWEST_FRAMES or len(content) - at > max(200_000, len(content) // 20):
        raise Rejected(_NOT_READ)
    removed = ["标题、作者等信息"] if begin or at < len(content) else []
    return Media("audio/mpeg", "mp3", seconds, content[begin:at], removed)
