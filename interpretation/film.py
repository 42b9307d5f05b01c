"""A tiny film made by code, for demonstration and tests: pictures in a row as VP8 in WebM, without sound."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

#: Size of the pictures, in pixels.
WIDE, HIGH = 640, 360
_QUALITY = 40
#: The seconds of a cluster, from whose beginning a player can go on.
_CLUSTER = 10


def film_of(pictures: Sequence[Image.Image]) -> bytes:
    """A film that shows each picture for a second."""
    head = _part(
        "1A45DFA3",
        _part("4286", b"\1") + _part("42F7", b"\1") + _part("42F2", b"\4") + _part("42F3", b"\x08"),
        _part("4282", b"webm") + _part("4287", b"\2") + _part("4285", b"\2"),
    )
    info = _part(
        "1549A966",
        _part("2AD7B1", (1_000_000).to_bytes(3, "big"))
        + _part("4489", struct.pack(">d", len(pictures) * 1000.0)),
        _part("4D80", b"Wuyuan Portal") + _part("5741", b"Wuyuan Portal"),
    )
    size = _part("B0", WIDE.to_bytes(2, "big")) + _part("BA", HIGH.to_bytes(2, "big"))
    track = _part("D7", b"\1") + _part("73C5", b"\1") + _part("83", b"\1") + _part("86", b"V_VP8")
    tracks = _part("1654AE6B", _part("AE", track, _part("E0", size)))
    clusters = [
        (at * 1000, _cluster(at * 1000, pictures[at : at + _CLUSTER]))
        for at in range(0, len(pictures), _CLUSTER)
    ]
    before = len(info) + len(tracks) + len(_index(clusters, 0))
    return head + _part(
        "18538067", info, tracks, _index(clusters, before), *(made for _time, made in clusters)
    )


def _part(name: str, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return bytes.fromhex(name) + b"\x01" + len(body).to_bytes(7, "big") + body


def _index(clusters: list[tuple[int, bytes]], at: int) -> bytes:
    """Where in the film each cluster begins, so that a player can jump there."""
    points = []
    for moment, made in clusters:
        place = _part("F7", b"\1") + _part("F1", at.to_bytes(8, "big"))
        points.append(_part("BB", _part("B3", moment.to_bytes(4, "big")), _part("B7", place)))
        at += len(made)
    return _part("1C53BB6B", *points)


def _cluster(moment: int, pictures: Sequence[Image.Image]) -> bytes:
    blocks = [
        _part("A3", b"\x81" + struct.pack(">hB", second * 1000, 0x80) + _frame(picture))
        for second, picture in enumerate(pictures)
    ]
    return _part("1F43B675", _part("E7", moment.to_bytes(4, "big")), *blocks)


def _frame(picture: Image.Image) -> bytes:
    """The picture as a frame that needs no other: what a WebP picture holds."""
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "WEBP", quality=_QUALITY, method=0)
    made = buffer.getvalue()
    at = made.index(b"VP8 ")
    (length,) = struct.unpack_from("<I", made, at + 4)
    return made[at + 8 : at + 8 + length]


def bars(values: Sequence[tuple[str, float]], seconds: int) -> list[Image.Image]:
    """One picture for each second, on which bars with these figures grow to their length, one after the other."""
    font = ImageFont.load_default(size=44)
    colours = ("#1f5a7a", "#3f7f5f", "#b45f06", "#14497f")
    most = max(value for _label, value in values)
    pictures = []
    for second in range(seconds):
        picture = Image.new("RGB", (WIDE, HIGH), "#ffffff")
        draw = ImageDraw.Draw(picture)
        for row, (label, value) in enumerate(values):
            grown = min(max((second + 1) * len(values) / max(seconds - 2, 1) - row, 0.0), 1.0)
            top = 40 + row * (HIGH - 60) // len(values)
            draw.rectangle(
                (40, top, 44 + int(420 * grown * value / most), top + 56), colours[row % len(colours)]
            )
            if grown == 1.0:
                draw.text((60 + int(420 * value / most), top + 2), label, fill="#1c2430", font=font)
        pictures.append(picture)
    return pictures


def png_of(picture: Image.Image) -> bytes:
    """A picture as PNG."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
