"""AR-1: what photos, sound and film say of themselves, and what a person has to look at."""

from __future__ import annotations

import io
import struct
from datetime import datetime
from typing import IO, Any

import pytest
from PIL import ExifTags, Image

from archive.media import Recording, photo_facts, recording_facts
from foundation.files.rejected import Rejected
from tests.files.sounds import mp3, mp4
from tests.personas import SHANGHAI

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)


def photo(taken: str = "2026:03:01 08:30:00", place: Any = None, kind: str = "JPEG") -> bytes:
    """A picture as a camera leaves it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Nikon", "D850"
    exif[ExifTags.Base.Artist] = "摄影者甲"
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if place:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    target = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(target, kind, exif=exif)
    return target.getvalue()


HOME = {
    ExifTags.GPS.GPSLatitudeRef: "N",
    ExifTags.GPS.GPSLatitude: (41.0, 5.0, 30.0),
    ExifTags.GPS.GPSLongitudeRef: "E",
    ExifTags.GPS.GPSLongitude: (108.0, 16.0, 12.0),
}


@pytest.mark.clause("AR-1")
def test_a_photo_tells_its_size_moment_camera_and_author() -> None:
    found = photo_facts(photo(), NOW)
    assert (found.width, found.height) == (64, 48)
    assert found.taken_at == datetime(2026, 3, 1, 8, 30)
    assert dict(found.facts()) == {
        "尺寸": "64×48 像素",
        "拍摄时间": "2026-03-01 08:30:00",
        "相机": "Nikon D850",
        "摄影者": found.author,
    }
    assert found.place is None
    assert found.warnings == ()


def test_a_place_that_may_be_a_home_is_told_and_stays_out_of_the_catalogue() -> None:
    found = photo_facts(photo(place=HOME), NOW)
    assert found.place == pytest.approx((41.0917, 108.27), abs=0.001)
    assert any("私人住处" in said for said in found.warnings)
    assert "41." not in str(found.facts())


def test_a_place_that_makes_no_sense_is_told() -> None:
    odd = photo(place={ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (95.0, 0.0, 0.0)})
    found = photo_facts(odd, NOW)
    assert found.place is None
    assert found.warnings == ("照片里的拍摄地点写得不对，读不出来。",)


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ("1970:01:01 00:00:00", "没有校准时钟"),
        ("2000:01:01 00:00:01", "没有校准时钟"),
        ("0000:00:00 00:00:00", "没有校准时钟"),
        ("2031:05:01 10:00:00", "在今天以后"),
        ("", "没有记录拍摄时间"),
        ("tomorrow", "没有记录拍摄时间"),
    ],
)
def test_days_that_cannot_be_are_told(taken: str, said: str) -> None:
    (warning,) = photo_facts(photo(taken), NOW).warnings
    assert said in warning


def test_a_damaged_picture_is_refused_in_words() -> None:
    with pytest.raises(Rejected, match="已损坏"):
        photo_facts(photo()[:40], NOW)
    with pytest.raises(Rejected, match="已损坏"):
        photo_facts(b"GIF89a", NOW)


def test_a_photo_is_read_in_a_process_with_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    here = photo_facts(photo(place=HOME), NOW)
    monkeypatch.setattr("foundation.files.apart.bounded", False)
    assert photo_facts(photo(place=HOME), NOW) == here


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def wav(
    seconds: float = 2.0, hertz: int = 8_000, channels: int = 2, extra: bytes = b"", bits: int = 16
) -> bytes:
    rate = hertz * channels * bits // 8
    form = struct.pack("<HHIIHH", 1, channels, hertz, rate, channels * bits // 8, bits)
    inside = b"WAVE" + chunk(b"fmt ", form) + extra + chunk(b"data", bytes(int(rate * seconds)))
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def avi(frames: int = 250, width: int = 640, height: int = 480) -> bytes:
    head = struct.pack("<14I", 40_000, 0, 0, 0, frames, 0, 2, 0, width, height, 0, 0, 0, 0)
    film = struct.pack("<4s4sIHHI8I", b"vids", b"XVID", 0, 0, 0, 0, 1, 25, 0, frames, 0, 0, 0, 0)
    sound = struct.pack("<4s4sIHHI8I", b"auds", b"\0\0\0\0", 0, 0, 0, 0, 1, 44_100, 0, 0, 0, 0, 0, 0)
    form = struct.pack("<HHIIHH", 0x55, 2, 44_100, 16_000, 1, 0)
    streams = chunk(b"LIST", b"strl" + chunk(b"strh", film) + chunk(b"strf", bytes(40)))
    streams += chunk(b"LIST", b"strl" + chunk(b"strh", sound) + chunk(b"strf", form))
    inside = (
        b"AVI "
        + chunk(b"LIST", b"hdrl" + chunk(b"avih", head) + streams)
        + chunk(b"LIST", b"movi" + bytes(5000))
    )
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def read(content: bytes) -> Recording:
    return recording_facts(io.BytesIO(content), NOW)


@pytest.mark.clause("AR-1")
def test_wav_mp3_mp4_and_avi_tell_what_they_are_and_how_long_they_last() -> None:
    sound = read(wav(2.0))
    assert (sound.media_type, sound.seconds, sound.codecs, sound.channels, sound.hertz) == (
        "audio/x-wav", 2.0, ("PCM",), 2, 8_000,
    )  # fmt: skip
    song = read(mp3(3.0))
    assert (song.media_type, song.lasts, song.is_film) == ("audio/mpeg", "0:00:03", False)
    assert song.hertz in (32_000, 44_100, 48_000)
    film = read(mp4(4.0))
    assert film.media_type in ("video/mp4", "audio/mp4")
    assert film.seconds > 0
    old = read(avi())
    assert (old.media_type, old.seconds, old.codecs, old.width, old.height) == (
        "video/x-msvideo", 10.0, ("XVID", "MP3"), 640, 480,
    )  # fmt: skip
    assert dict(old.facts())["画面"] == "640×480"
    for each in (sound, song, film, old):
        assert each.warnings == ()


def test_what_stands_before_the_sound_is_passed_over() -> None:
    assert read(wav(extra=chunk(b"LIST", b"INFOabc"))).seconds == 2.0
    assert read(mp3(3.0, notes=b"x" * 3_000_000)).lasts == "0:00:03"


@pytest.mark.parametrize("whole", [wav(), avi()])
def test_a_file_that_ends_too_soon_is_told(whole: bytes) -> None:
    (said,) = read(whole[:-1000]).warnings
    assert "没有传完" in said


def test_a_film_of_the_future_or_of_an_unset_clock_is_told() -> None:
    made = read(mp4(4.0))
    assert made.made_at is None or not made.warnings
    later = int(
        (datetime(2033, 1, 1, tzinfo=SHANGHAI) - datetime(1904, 1, 1, tzinfo=SHANGHAI)).total_seconds()
    )
    content = mp4(4.0)
    at = content.index(b"mvhd") + 8
    dated = content[:at] + struct.pack(">I", later) + content[at + 4 :]
    (said,) = read(dated).warnings
    assert "今天以后" in said


class Counting(io.BytesIO):
    """Remembers the most that was read at once, and how much in all."""

    most = total = 0

    def read(self, length: int | None = -1) -> bytes:  # type: ignore[override]
        found = super().read(length)
        self.most, self.total = max(self.most, len(found)), self.total + len(found)
        return found


@pytest.mark.parametrize("content", [wav(600.0), mp3(600.0), avi() + bytes(20_000_000)])
def test_memory_stays_bounded(content: bytes) -> None:
    source = Counting(content)
    recording_facts(source, NOW)
    assert source.most <= 1024 * 1024


def test_of_a_large_film_the_index_alone_is_read() -> None:
    content = mp4(4.0)
    large = content + struct.pack(">I4s", 20_000_008, b"mdat") + bytes(20_000_000)
    source = Counting(large)
    assert recording_facts(source, NOW).seconds > 0
    assert source.total < 100_000


BOMB = b"\0\0\0\x18ftypisom" + bytes(12) + struct.pack(">I4sQ", 1, b"moov", 2**62) + bytes(100)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"RIFF\xff\xff\xff\xffWAVE",
        wav()[:30],
        b"RIFF" + bytes(4) + b"AVI " + bytes(100),
        mp4(4.0)[:40],
        BOMB,
        b"\0\0\0\x18ftypisom" + bytes(12) + b"\0\0\0\0" * 30,
        b"ID3" + bytes(3) + b"\x7f\x7f\x7f\x7f" + bytes(10),
        b"\xff\xfb" + bytes(2000),
        b"%PDF-1.7",
        wav(seconds=0),
        wav().replace(struct.pack("<I", 32_000), struct.pack("<I", 0), 1),
    ],
)
def test_what_is_none_or_damaged_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        read(content)
    assert "录音" in refused.value.message or "录像" in refused.value.message


@pytest.mark.parametrize("made", [wav(0.1), avi(5), mp4(4.0), mp3(0.2)])
def test_no_broken_file_ends_otherwise(made: bytes) -> None:
    for at in range(min(len(made), 400)):
        for value in (0, 0xFF, made[at] ^ 0x80):
            broken = made[:at] + bytes([value]) + made[at + 1 :]
            try:
                read(broken)
            except Rejected:
                continue


def test_a_stream_is_read_from_its_beginning() -> None:
    source: IO[bytes] = io.BytesIO(wav())
    source.seek(30)
    assert recording_facts(source, NOW).seconds == 2.0
