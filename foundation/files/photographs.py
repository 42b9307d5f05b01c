"""A program that reads a picture from standard input and prints what its camera noted as one line of JSON; run by `apart`."""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import warnings
from typing import Any

from PIL import ExifTags, Image

SECONDS, MEMORY = 10, 1024 * 1024 * 1024
_MOMENT = re.compile(r"([0-9]{4})[:\-]([0-9]{2})[:\-]([0-9]{2})[ T]([0-9]{2}):([0-9]{2}):([0-9]{2})")
#: When it was taken, else digitised, else changed.
_TAKEN = (
    (ExifTags.IFD.Exif, ExifTags.Base.DateTimeOriginal),
    (ExifTags.IFD.Exif, ExifTags.Base.DateTimeDigitized),
    (None, ExifTags.Base.DateTime),
)


def read(content: bytes) -> dict[str, Any]:
    """`width`, `height`, `taken` (local time as the camera wrote it, "" if none), `camera`, `author`, and `place`: latitude and
    longitude, None if none is noted, `[]` where one is noted that makes no sense; or `{"refused": "damaged"}`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "TIFF"))
        exif = image.getexif()
        told = {"width": image.width, "height": image.height, "taken": _taken(exif), "place": _place(exif)}
        names = (exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))
        camera = " ".join(dict.fromkeys(_word(name) for name in names if name))
        return told | {"camera": camera, "author": _word(exif.get(ExifTags.Base.Artist))}
    except Exception:  # whatever a picture made for it sets off
        return {"refused": "damaged"}


def _word(value: Any) -> str:
    return str(value).replace("\0", "").strip()[:200] if value else ""


def _taken(exif: Image.Exif) -> str:
    for directory, tag in _TAKEN:
        noted = exif.get_ifd(directory).get(tag) if directory else exif.get(tag)
        if found := _MOMENT.match(_word(noted)):
            day, time = "-".join(found.groups()[:3]), ":".join(found.groups()[3:])
            return f"{day}T{time}"
    return ""


def _place(exif: Image.Exif) -> list[float] | None:
    noted = exif.get_ifd(ExifTags.IFD.GPSInfo)
    if not noted:
        return None
    try:
        found = [
            _degrees(noted[ExifTags.GPS.GPSLatitude], str(noted.get(ExifTags.GPS.GPSLatitudeRef, "N"))),
            _degrees(noted[ExifTags.GPS.GPSLongitude], str(noted.get(ExifTags.GPS.GPSLongitudeRef, "E"))),
        ]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return []
    return found if abs(found[0]) <= 90 and abs(found[1]) <= 180 else []


def _degrees(parts: Any, side: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if value != value:
        raise ValueError
    return -value if side[:1] in "SW" else value


def main() -> None:
    """Limit this process, read, print."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
