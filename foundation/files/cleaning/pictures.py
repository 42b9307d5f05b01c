"""Pictures without what cameras and editors wrote into them: the pixels stay as they are, bit by bit."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import ExifTags, Image, ImageCms, ImageOps

from foundation.files.cleaning.refusal import NotCleanable
from foundation.files.images import MOST_PIXELS

_DAMAGED = "图片已损坏，无法清理；请重新导出后上传。"
#: The one segment of an application that decoders need: how Adobe's programs coded the colours.
_ADOBE = 0xEE
_HEADERS_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
#: Frames, tables, scans, restarts: the segments of a JPEG that its pixels are made of; JPG (C8) is reserved.
_DRAWS = frozenset({*range(0xC0, 0xE0)} - {0xC8})
#: The chunks of a PNG that say how its pixels look.
_CHUNKS = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB sBIT bKGD pHYs".split())
#: The boxes of JPEG 2000 that decoders need.
_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_BOXES_OF_HEADER = frozenset({b"ihdr", b"bpcc", b"colr", b"pclr", b"cmap", b"cdef", b"res "})
QUALITY = 95
#: What a broken picture may raise.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    KeyError,
    TypeError,
    zlib.error,
    struct.error,
    Image.DecompressionBombError,
)


def cleaned_picture(content: bytes) -> bytes:
    """A photograph or drawing upright, in colours that need no profile, with nothing but its pixels.

    A PNG loses nothing, and a JPEG only where it is turned or its colours are those of a profile.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotCleanable("图片尺寸过大，无法清理；请缩小后重新上传。")
            turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1
            profile = _profile_of(image)
            if not turned and profile is None:
                return without_notes(content)
            dpi = image.info.get("dpi")
            upright = ImageOps.exif_transpose(image)
            if profile is not None:
                upright = _in_usual_colours(upright, profile)
    except BROKEN:
        raise NotCleanable(_DAMAGED) from None
    target, more = io.BytesIO(), {"dpi": dpi} if dpi else {}
    upright.info.clear()
    if content.startswith(b"\x89PNG"):
        upright.save(target, "PNG", **more)
    else:
        upright.save(target, "JPEG", quality=QUALITY, subsampling=0, **more)
    return without_notes(target.getvalue())


def _in_usual_colours(picture: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """A picture in sRGB; as it is where its profile is that of other pictures."""
    try:
        usual = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, profile, usual, outputMode="RGB") or picture
    except ImageCms.PyCMSError:
        return picture


def _profile_of(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """The profile by which the colours of a picture are meant, if they are not the usual ones anyway."""
    embedded = image.info.get("icc_profile")
    if not embedded or image.mode not in ("RGB", "CMYK"):
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(embedded))
        return None if "srgb" in ImageCms.getProfileDescription(profile).casefold() else profile
    except (OSError, ImageCms.PyCMSError):
        return None


def without_notes(content: bytes) -> bytes:
    """A JPEG or PNG without EXIF, XMP, colour profiles, remarks and whatever follows its end."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    raise NotCleanable(_DAMAGED)


def _png(content: bytes) -> bytes:
    pieces, at = [content[:8]], 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            break
        if kind in _CHUNKS:
            pieces.append(content[at:end])
        if kind == b"IEND":
            return b"".join(pieces)
        at = end
    raise NotCleanable(_DAMAGED)


def _jpeg(content: bytes) -> bytes:
    """Header, tables, scans and end; of what applications wrote only the coding of colours, and which way is up."""
    pieces = [b"\xff\xd8", *_upright(content)]
    for marker, body in _segments(content):
        if marker == _ADOBE and body[4:9] == b"Adobe":
            # Version, flags, transform; nothing behind them.
            pieces.append(b"\xff\xee\x00\x0e" + body[4:16].ljust(12, b"\0"))
        elif marker == 0xE0 and body[4:9] == b"JFIF\0":
            pieces.append(b"\xff\xe0\x00\x10" + body[4:16].ljust(12, b"\0") + b"\0\0")
        elif marker in _DRAWS:
            pieces.append(body)
    return b"".join(pieces)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every segment with its marker, a scan with its data; up to the end of the picture."""
    at, size = 2, len(content)
    while at + 2 <= size:
        if content[at] != 0xFF:
            raise NotCleanable(_DAMAGED)
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            yield marker, b"\xff\xd9"
            return
        if marker in _HEADERS_WITHOUT_LENGTH:
            yield marker, content[at : at + 2]
            at += 2
            continue
        end = at + 2 + max(int.from_bytes(content[at + 2 : at + 4], "big"), 2)
        if end > size:
            raise NotCleanable(_DAMAGED)
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        yield marker, content[at:end]
        at = end
    # Cut off before its end: what is there is shown all the same.
    yield 0xD9, b"\xff\xd9"


def _end_of_scan(content: bytes, at: int) -> int:
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] not in (0x00, 0xFF) and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 1 if content[at + 1] == 0xFF else 2
    return len(content)


def _upright(content: bytes) -> list[bytes]:
    """The way in which a picture inside a document is turned, as the one entry of its EXIF; nothing where it is upright."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
            turned = image.getexif().get(ExifTags.Base.Orientation, 1)
    except BROKEN:
        return []
    if turned not in range(2, 9):
        return []
    entry = struct.pack("<HHIHH", ExifTags.Base.Orientation, 3, 1, turned, 0)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    return [b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif]


def as_png(content: bytes) -> bytes:
    """A picture of another kind (GIF, BMP, TIFF, WebP) as PNG."""
    try:
        with Image.open(io.BytesIO(content), formats=("GIF", "BMP", "TIFF", "WEBP", "ICO")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise NotCleanable("图片尺寸过大，无法清理；请缩小后重新上传。")
            image.load()
            plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    except BROKEN:
        raise NotCleanable(_DAMAGED) from None
    target = io.BytesIO()
    plain.info.clear()
    plain.save(target, "PNG")
    return _png(target.getvalue())


def jpeg_2000(content: bytes) -> bytes:
    """A JPEG 2000 picture with no boxes but those of its pixels."""
    if content.startswith(b"\xff\x4f\xff\x51"):
        return _codestream(content)
    return b"".join(head + body for kind, head, body in map(_box, _boxes(content)) if kind in _BOXES)


def _box(box: tuple[bytes, bytes, bytes]) -> tuple[bytes, bytes, bytes]:
    """A box without remarks, and with the length that it has then."""
    kind, _head, body = box
    if kind == b"jp2h":
        body = b"".join(h + b for k, h, b in _boxes(body) if k in _BOXES_OF_HEADER)
    elif kind == b"jp2c":
        body = _codestream(body)
    else:
        return box
    return kind, struct.pack(">I", len(body) + 8) + kind, body


def _codestream(content: bytes) -> bytes:
    """The pixels of JPEG 2000 without the remarks before the first tile, and whatever follows the end."""
    pieces, at = [content[:2]], 2
    while content[at : at + 2] != b"\xff\x90":
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if content[at : at + 1] != b"\xff" or end <= at + 3 or end > len(content):
            raise NotCleanable(_DAMAGED)
        if content[at + 1] != 0x64:
            pieces.append(content[at:end])
        at = end
    last = content.rfind(b"\xff\xd9")
    return b"".join(pieces) + content[at : last + 2 if last > at else None]


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        length, kind, begins = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], at + 8
        if length == 1:
            length, begins = int.from_bytes(content[at + 8 : at + 16], "big"), at + 16
        end = at + length if length else len(content)
        if end <= at or end > len(content):
            raise NotCleanable(_DAMAGED)
        yield kind, content[at:begins], content[begins:end]
        at = end


def metafile(content: bytes) -> bytes:
    """A drawing of Windows (EMF) without its description, its remarks and whatever follows its end; a WMF has none to keep."""
    if content[40:44] != b" EMF":
        raise NotCleanable("文件里有 WMF 或其他旧式图形，无法清理；请把它改为图片（PNG、JPG）后重新上传。")
    records, at, ended = [], 0, False
    while at + 8 <= len(content) and not ended:
        kind, size = struct.unpack_from("<II", content, at)
        if size < 8 or size % 4 or at + size > len(content):
            break
        record, ended = content[at : at + size], kind == 14
        if kind != 70 or content[at + 12 : at + 16] == b"EMF+":
            records.append(record)
        at += size
    if not ended or len(records[0]) < 88:
        raise NotCleanable("文件里的图元文件（EMF）已损坏，无法清理；请把它改为图片（PNG、JPG）后重新上传。")
    head = bytearray(records[0][:88])
    head[60:68] = bytes(8)
    struct.pack_into("<I", head, 4, 88)
    records[0] = bytes(head)
    whole = bytearray(b"".join(records))
    struct.pack_into("<II", whole, 48, len(whole), len(records))
    return bytes(whole)
