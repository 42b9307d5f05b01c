"""Tiny sounds and films, written byte by byte. They are silent."""

from __future__ import annotations

import struct

from foundation.files.media import _crc


def mp3(seconds: float, *, notes: bytes = b"", tail: bytes = b"") -> bytes:
    """Frames of MPEG-1 Layer III, 32 kbit/s, 44.1 kHz, one channel, behind notes in ID3."""
    frame = b"\xff\xfb\x10\xc4" + bytes(100)
    size = len(notes)
    head = b"ID3\4\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) + notes if notes else b""
    return head + frame * round(seconds * 44_100 / 1152) + tail


def _page(body: bytes, *, kind: int, granule: int, number: int) -> bytes:
    lacing = b"\xff" * (len(body) // 255) + bytes([len(body) % 255])
    head = b"OggS\0" + struct.pack("<BqIII", kind, granule, 7, number, 0) + bytes([len(lacing)]) + lacing
    page = bytearray(head + body)
    page[22:26] = _crc(bytes(page)).to_bytes(4, "little")
    return bytes(page)


def opus(seconds: float, *, note: str = "") -> bytes:
    """An Ogg file with Opus, 20 ms a packet, with a note of whoever made it."""
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", bool(note))
    if note:
        told = f"ARTIST={note}".encode()
        tags += struct.pack("<I", len(told)) + told
    head = b"OpusHead\1\2" + struct.pack("<HIH", 312, 48_000, 0) + b"\0"
    pages = [
        _page(head, kind=2, granule=0, number=0),
        _page(tags, kind=0, granule=0, number=1),
    ]
    for place in range(round(seconds * 50)):
        granule = 312 + (place + 1) * 960
        pages.append(_page(b"\xfc\xff\xfe", kind=0, granule=granule, number=place + 2))
    return b"".join(pages)


def box(kind: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def mp4(
    seconds: float,
    *,
    codecs: tuple[tuple[bytes, bytes], ...] = ((b"vide", b"avc1"), (b"soun", b"mp4a")),
    brand: bytes = b"isom",
    note: bytes = b"",
) -> bytes:
    """The boxes of an MP4 file, with tracks of these kinds and codecs, and a note such as the place of a camera."""
    tracks = [
        box(
            b"trak",
            box(
                b"mdia",
                box(b"hdlr", bytes(8), kind, bytes(13)),
                box(
                    b"minf", box(b"stbl", box(b"stsd", bytes(4), struct.pack(">I", 1), box(codec, bytes(70))))
                ),
            ),
        )
        for kind, codec in codecs
    ]
    head = box(b"mvhd", bytes(12), struct.pack(">II", 1000, round(seconds * 1000)), bytes(80))
    notes = [box(b"udta", box(b"\xa9xyz", note))] if note else []
    return (
        box(b"ftyp", brand, bytes(4), b"isom") + box(b"moov", head, *tracks, *notes) + box(b"mdat", bytes(64))
    )
