"""Reading pictures: size and metadata."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image

from foundation.files.rejected import Rejected
from foundation.files.worth import worth

MOST_PIXELS = 120_000_000
MOST_NOTES = 20_000
LATIN = re.compile(r"\A[\x00-\xff]*[\x80-\xff][\x00-\xff]*\Z")
#: Two bytes a character, the greater first: an ideograph, or a digit.
HIGH = re.compile(rb"[\x4e-\x9f].[\x00\x4e-\x9f]", re.DOTALL)
NAMED_TAGS = {
    ExifTags.Base.Artist: "author",
    ExifTags.Base.XPAuthor: "author",
    ExifTags.Base.ImageDescription: "title",
    ExifTags.Base.XPTitle: "title",
    ExifTags.Base.XPSubject: "subject",
    ExifTags.Base.XPKeywords: "keywords",
    ExifTags.Base.XPComment: "comments",
    ExifTags.Base.Copyright: "company",
}


def read_image(content: bytes) -> dict[str, Any]:
    """Width, height, `exif` and `gps` (flags) and the texts in the metadata; pixels are not decoded, so it is unread.

    Raises `Rejected` if the picture is damaged or has more than 120 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        if image.width * image.height > MOST_PIXELS:
            raise Rejected("图片尺寸过大，请缩小后重新上传。")
        exif = image.getexif()
        metadata: dict[str, Any] = {"width": image.width, "height": image.height}
        if set(exif) - {ExifTags.Base.Orientation}:  # which way is up says nothing of whoever took it
            metadata |= {"exif": True, "gps": bool(exif.get_ifd(ExifTags.IFD.GPSInfo))}
        for tag, key in NAMED_TAGS.items():
            if words := _words(exif.get(tag)):
                metadata[key] = f"{metadata[key]}；{words}" if metadata.get(key, words) != words else words
        notes = [*_remarks(exif), *_segments(content)]
        notes += [
            f"{key}：{_words(value)}" for key, value in image.info.items() if isinstance(value, str) and value
        ]
    except Image.DecompressionBombError:
        raise Rejected("图片尺寸过大，请缩小后重新上传。") from None
    except Rejected:
        raise
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, AttributeError, zlib.error, struct.error):
        raise Rejected("图片已损坏，无法打开，请重新导出后上传。") from None
    if notes:
        told = dict.fromkeys(filter(None, [metadata.get("comments"), *notes]))
        metadata["comments"] = "；".join(told)[:MOST_NOTES]
    return metadata | {"pictures": 1, "unread": ["图片 1 张"], "text_complete": False}


def notes_of(content: bytes) -> dict[str, Any]:
    """What a picture inside another file says of itself; nothing if it is damaged, for a person looks at it anyway."""
    try:
        return {key: value for key, value in read_image(content).items() if isinstance(value, str | bool)}
    except Rejected:
        return {}


def _remarks(exif: Image.Exif) -> list[str]:
    """The remark of whoever took the picture, and other texts that cameras and editors leave in EXIF."""
    found = []
    for directory in (exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo), dict(exif)):
        for tag, value in directory.items():
            if tag in (ExifTags.Base.MakerNote, *NAMED_TAGS):
                continue
            if tag == ExifTags.Base.UserComment and isinstance(value, bytes):
                found.append(_user_comment(value))
            elif isinstance(value, str | bytes) and worth(text := _words(value)):
                found.append(text)
    return [text for text in found if text]


def _user_comment(value: bytes) -> str:
    """The remark behind the eight bytes that name its encoding."""
    coded, text = value[:8], value[8:]
    if coded.startswith(b"UNICODE"):
        order = "utf-16-be" if text[:1] == b"\0" or (len(text) > 1 and HIGH.match(text)) else "utf-16-le"
        return text.decode(order, "replace").replace("\x00", "").strip()[:2000]
    return _words(text if coded.strip(b"\0") in (b"", b"ASCII", b"JIS") else value)


def _segments(content: bytes) -> list[str]:
    """The texts between the pixels: comments, XMP and captions, wherever they stand in the file."""
    texts = _of_png(content) if content.startswith(b"\x89PNG") else _of_jpeg(content)
    return [text for text in texts if text]


def _of_jpeg(content: bytes) -> Iterator[str]:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] not in (0xD9, 0xDA):
        if content[at + 1] == 0xFF:
            at += 1
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        marker, body = content[at + 1], content[at + 4 : at + 2 + length]
        if marker == 0xFE:
            yield _words(body)
        elif marker == 0xE1 and body.startswith(b"http://ns.adobe.com/"):
            yield _of_xmp(body.partition(b"\0")[2])
        elif marker not in (0xE0, 0xE1, 0xE2) and 0xE0 <= marker <= 0xEF:
            yield from filter(worth, re.split(r"[\x00-\x1f\ufffd]+", body.decode("utf-8", "replace")))
        at += 2 + max(length, 2)
    tail = content.rpartition(b"\xff\xd9")[2]
    if len(tail) < MOST_NOTES:
        yield from filter(worth, re.split(r"[\x00-\x1f\ufffd]+", tail.decode("utf-8", "replace")))


def _of_png(content: bytes) -> Iterator[str]:
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        key, _nul, rest = body.partition(b"\0")
        if kind == b"tEXt":
            yield f"{_words(key)}：{_words(rest)}"
        elif kind == b"zTXt":
            yield f"{_words(key)}：{_words(zlib.decompressobj().decompress(rest[1:], MOST_NOTES))}"
        elif kind == b"iTXt":
            text = rest[2:].split(b"\0", 2)[-1]
            if rest[:1] == b"\x01":
                text = zlib.decompressobj().decompress(text, MOST_NOTES)
            yield _of_xmp(text) if b"xmpmeta" in text else f"{_words(key)}：{_words(text)}"
        at += 12 + length
        if kind == b"IEND":
            break
    yield from filter(
        worth, re.split(r"[\x00-\x1f\ufffd]+", content[at:][:MOST_NOTES].decode("utf-8", "replace"))
    )


def _of_xmp(packet: bytes) -> str:
    """The texts of an XMP packet, those in attributes too."""
    text = packet.decode("utf-8", "replace")
    values = [value for value in re.findall(r"=\s*[\"']([^\"'<>]*)[\"']", text) if worth(value)]
    return " ".join([*re.sub(r"<[^<>]*>", " ", text).split(), *values])[:MOST_NOTES]


def _words(value: object) -> str:
    """The text of a metadata value in any of the encodings that cameras and editors use."""
    if isinstance(value, bytes):
        wide = len(value) >= 2 and value[1::2].count(0) * 4 > len(value)
        text = value.decode("utf-16-le", "replace") if wide else _meant(value)
    elif isinstance(value, str):
        # Bytes that were read one a character.
        text = _meant(value.encode("latin-1")) if LATIN.search(value) else value
    else:
        return ""
    return text.replace("\x00", "").strip()[:2000]


def _meant(raw: bytes) -> str:
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
