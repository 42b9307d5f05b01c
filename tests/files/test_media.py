"""Sound and film: known by content, of a known length, without what cameras noted, played in parts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import Http404
from django.test import RequestFactory
from pytest_django import Settings

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.files.acts import store_media
from foundation.files.delivering import deliver_in_parts
from foundation.files.media import read_media
from foundation.files.models import StoredFile
from foundation.files.rejected import Rejected
from interpretation.film import bars, film_of
from tests.files.samples import pdf
from tests.files.sounds import mp3, mp4, opus

AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("content", "media_type", "seconds"),
    [
        (mp3(3), "audio/mpeg", 3.0),
        (mp3(3, notes=b"TPE1\0\0\0\x05\0\0\0test" + bytes(40), tail=b"TAG" + bytes(125)), "audio/mpeg", 3.0),
        (opus(2), "audio/ogg", 2.0),
        (mp4(61), "video/mp4", 61.0),
        (mp4(61, codecs=((b"soun", b"mp4a"),), brand=b"M4A "), "audio/mp4", 61.0),
        (film_of(bars([("1", 1)], 3)), "video/webm", 3.0),
    ],
)
def test_what_a_file_is_and_how_long_follows_from_its_content(
    content: bytes, media_type: str, seconds: float
) -> None:
    found = read_media(content)
    assert found.media_type == media_type
    assert found.seconds == pytest.approx(seconds, abs=0.1)
    assert read_media(found.content).removed == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (pdf(), "这不是录音或者录像"),
        (b"", "这不是录音或者录像"),
        (b"RIFF" + bytes(40), "没有压缩"),
        (b"MZ" + bytes(200), "这不是录音或者录像"),
        (b"\xff\xfb" + bytes(200), "读不出"),
        (mp4(5, brand=b"qt  "), "MOV"),
        (mp4(5, codecs=((b"vide", b"hvc1"),)), "H.265"),
        (mp4(5, codecs=((b"vide", b"mp4v"),)), "编码"),
        (mp4(5, codecs=((b"vide", b"avc1"), (b"meta", b"gpmd"))), "别的轨道"),
        (mp4(0), "没有写明时长"),
        (mp4(5)[:60], "读不出"),
        (opus(1).replace(b"OpusHead", b"\x01vorbisX"), "不是 Opus"),
        (film_of(bars([("1", 1)], 1)).replace(b"webm", b"matr"), "MKV"),
        (film_of(bars([("1", 1)], 1))[:900], "读不出"),
        (film_of(bars([("1", 1)], 1)).replace(b"V_VP8", b"V_MS1"), "编码"),
    ],
)
def test_what_browsers_do_not_play_is_refused_with_what_helps(content: bytes, says: str) -> None:
    with pytest.raises(Rejected, match=says):
        read_media(content)


@pytest.mark.clause("SR-4")
def test_what_cameras_and_programs_noted_is_blanked_where_it_stands() -> None:
    place = b"+40.9876+108.2765/"
    film = mp4(9, note=place)
    found = read_media(film)
    assert place not in found.content
    assert (len(found.content), found.removed) == (len(film), ["拍摄和制作信息"])
    dated = bytearray(mp4(9))
    at = dated.index(b"mvhd") + 8
    dated[at : at + 8] = b"\xe6\x01\x02\x03" * 2
    found = read_media(bytes(dated))
    assert (found.content, found.removed) == (mp4(9), ["拍摄时间"])
    sound = opus(1, note="张三的手机")
    found = read_media(sound)
    assert "张三".encode() not in found.content
    assert (len(found.content), found.removed) == (len(sound), ["标题、作者等信息"])
    named = mp3(1, notes="TPE1张三".encode())
    assert "张三".encode() not in read_media(named).content
    webm = film_of(bars([("1", 1)], 1))
    at = webm.index(bytes.fromhex("1654AE6B"))
    titled = webm[:at] + bytes.fromhex("7BA986") + b"secret" + webm[at:]
    assert b"secret" not in read_media(titled).content


@pytest.fixture
def kept(settings: Settings, tmp_path: Path, db: None) -> Callable[..., StoredFile]:
    settings.PUBLIC_FILES_ROOT = tmp_path / "public"
    agency = Agency.objects.create(code="nmj-media", name="农牧局", short_name="农牧局", kind="department")
    how: dict[str, Any] = {"agency": agency, "audience": "public", "by": SYSTEM, "at": AT}
    return lambda content, name="讲解.avi": store_media(content, name=name, **how)[0]


def test_a_row_says_how_long_it_lasts_and_that_somebody_has_to_hear_it(
    kept: Callable[..., StoredFile], settings: Settings
) -> None:
    row = kept(opus(2))
    assert (row.name, row.media_type, row.metadata["seconds"]) == ("讲解.ogg", "audio/ogg", 2.0)
    assert row.to_be_looked_at == ["录音要人工听一遍"]
    settings.MEDIA_MAX_BYTES = 100
    with pytest.raises(Rejected, match="文件超过"):
        kept(opus(3))


def test_a_player_gets_the_part_that_it_asks_for(kept: Callable[..., StoredFile]) -> None:
    row = kept(opus(2))
    whole = row.place.read()

    def asked(span: str, **more: str) -> tuple[int, bytes, Any]:
        request = RequestFactory().get("/", headers={"Range": span, **more} if span else more)
        answer = deliver_in_parts(request, row)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert answer.get("Content-Length", str(len(body))) == str(len(body))
        return answer.status_code, body, answer.headers

    status, body, headers = asked("")
    assert (status, body, headers["Accept-Ranges"]) == (200, whole, "bytes")
    assert headers["Content-Type"] == "audio/ogg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    size = len(whole)
    for span, first, last in (
        ("bytes=0-", 0, size - 1),
        ("bytes=0-1", 0, 1),
        ("bytes=10-99", 10, 99),
        (f"bytes=100-{size * 9}", 100, size - 1),
        ("bytes=-7", size - 7, size - 1),
    ):
        status, body, headers = asked(span)
        assert (status, body) == (206, whole[first : last + 1]), span
        assert headers["Content-Range"] == f"bytes {first}-{last}/{size}"
    assert asked(f"bytes={size}-")[0] == 416
    for odd in ("bytes=9-3", "bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=x-y"):
        assert asked(odd)[:2] == (200, whole), odd
    assert asked("bytes=0-1", **{"If-Range": '"another"'})[:2] == (200, whole)
    with pytest.raises(Http404):
        deliver_in_parts(RequestFactory().get("/"), None)
