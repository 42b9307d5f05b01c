"""Finding out the type, text and metadata of a file before it is stored. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from foundation.files.images import read_image
from foundation.files.kinds import JPEG, PDF, PNG, agree, sniff
from foundation.files.names import clean_name, extension_of
from foundation.files.office import MOST_TEXT, read_package
from foundation.files.pdf import read_pdf
from foundation.files.plain import decode, storable


@dataclass(frozen=True)
class Inspection:
    """The findings on an acceptable file: its cleaned name, its sniffed media type, its text and metadata.

    Metadata, each key only if it applies: `title`, `author`, `subject`, `keywords`, `comments`,
    `category`, `status`, `last_modified_by`, `company`, `manager`, `custom`, `xmp` (texts); `struck_text`
    (deleted by tracked changes but still in the file); `tracked_changes`, `has_comments`, `exif`,
    `gps` (flags); `revisions`, `pages`, `width`, `height`, `encoding`; `embedded` (documents inside, with
    their own metadata); and always `text_complete`: False if the limits of time or size ended the
    reading, so that a reviewer looks at the rest.
    """

    name: str
    media_type: str
    text: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)


def inspect(content: bytes, name: str) -> Inspection:
    """Sniff, check and read a file. Raises `Rejected`, saying what to do, if it is not acceptable."""
    shown = clean_name(name)
    extension = extension_of(shown)
    sniffed = sniff(content)
    if sniffed is None:
        package, text, metadata = read_package(content)
        kind = agree(package.kind, extension)
    elif (kind := agree(sniffed, extension)) is PDF:
        text, metadata = read_pdf(content)
    elif kind in (JPEG, PNG):
        text, metadata = "", read_image(content)
    else:
        text, encoding = decode(content)
        metadata = {"encoding": encoding, "text_complete": len(text) <= MOST_TEXT}
        text = text[:MOST_TEXT]
    if not extension:
        shown = f"{shown}.{kind.extensions[0]}"
    return Inspection(shown, kind.media_type, storable(text), _storable(metadata))


def metadata_text(metadata: dict[str, Any]) -> str:
    """Every text in the metadata, one a line, for the secrecy review."""
    lines: list[str] = []
    for key, value in metadata.items():
        if isinstance(value, str) and key != "encoding":
            lines.append(value)
        elif isinstance(value, list):
            lines.extend(metadata_text(inner) for inner in value if isinstance(inner, dict))
    return "\n".join(filter(None, lines))


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    return value
