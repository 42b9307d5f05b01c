"""Reading pictures: size and metadata."""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import ExifTags, Image

from foundation.files.rejected import Rejected

MOST_PIXELS = 120_000_000
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
    """Width, height, `exif` and `gps` (flags) and the texts in the metadata; pixels are not decoded.

    Raises `Rejected` if the picture is damaged or has more than 120 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        if image.width * image.height > MOST_PIXELS:
            raise Rejected("图片尺寸过大，请缩小后重新上传。")
        exif = image.getexif()
        metadata: dict[str, Any] = {"width": image.width, "height": image.height, "text_complete": True}
        if exif:
            metadata |= {"exif": True, "gps": bool(exif.get_ifd(ExifTags.IFD.GPSInfo))}
        for tag, key in NAMED_TAGS.items():
            if words := _words(exif.get(tag)):
                metadata[key] = words
        notes = [
            f"{key}：{_words(value)}" for key, value in image.info.items() if isinstance(value, str) and value
        ]
        if comment := _words(image.info.get("comment")):
            notes.append(comment)
    except Image.DecompressionBombError:
        raise Rejected("图片尺寸过大，请缩小后重新上传。") from None
    except Rejected:
        raise
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, AttributeError):
        raise Rejected("图片已损坏，无法打开，请重新导出后上传。") from None
    if notes:
        metadata["comments"] = "；".join(filter(None, [metadata.get("comments"), *notes]))[:20_000]
    return metadata


def _words(value: object) -> str:
    """The text of a metadata value in any of the encodings that cameras and editors use."""
    if isinstance(value, bytes):
        wide = len(value) >= 2 and value[1::2].count(0) * 4 > len(value)
        text = value.decode("utf-16-le" if wide else "utf-8", "replace")
    elif isinstance(value, str):
        text = value
    else:
        return ""
    return text.replace("\x00", "").strip()[:2000]
