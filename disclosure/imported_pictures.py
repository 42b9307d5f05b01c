"""Pictures of a file that comes in: those that a page can show and of which a cleaned copy can be made."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from foundation.files.cleaning import NotCleanable, clean
from foundation.files.inspection import inspect
from foundation.files.kinds import JPEG, PNG
from foundation.files.rejected import Rejected

#: Pictures of one text at most.
MOST_PICTURES = 100
#: Kinds as they are; of other kinds that Pillow reads, a PNG is made.
SHOWN = {"JPEG": JPEG, "PNG": PNG}
#: Pixels of a picture that is written anew at most.
LARGEST = 40_000_000


@dataclass(frozen=True)
class Picture:
    """A picture of the text, 〔图1〕: its number, a name for its file, its bytes."""

    number: int
    name: str
    content: bytes


def picture_of(content: bytes, number: int) -> Picture | None:
    """The picture with that number; None for what is no picture (a Windows metafile), is damaged, or cannot be cleaned."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            kind = SHOWN.get(image.format or "")
            if kind is None:
                if image.width * image.height > LARGEST or image.format in ("WMF", "EMF"):
                    return None
                made = io.BytesIO()
                image.convert("RGBA" if image.has_transparency_data else "RGB").save(made, "PNG")
                kind, content = PNG, made.getvalue()
        name = f"图{number}.{kind.extensions[0]}"
        clean(content, inspect(content, name).media_type)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        Image.DecompressionBombError,
        Rejected,
        NotCleanable,
    ):
        return None
    return Picture(number, name, content)
