"""Finding out the type, text and metadata of a file before it is stored. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from foundation.files.calls_out import check_table
from foundation.files.images import read_image
from foundation.files.kinds import CSV, JPEG, PDF, PNG, agree, sniff
from foundation.files.names import clean_name, extension_of
from foundation.files.office import MOST_TEXT, read_package
from foundation.files.pdf import read_pdf
from foundation.files.plain import decode, storable
from foundation.files.telling import metadata_text

__all__ = ["Inspection", "inspect", "metadata_text"]


@dataclass(frozen=True)
class Inspection:
    """The findings on an acceptable file: its cleaned name, its sniffed media type, its text and metadata.

    Metadata, each key only if it applies, in Chinese words in `telling.py`: `title`, `author`, `subject`, `keywords`,
    `comments`, `category`, `status`, `last_modified_by`, `revised_by`, `company`, `manager`, `custom`, `xmp` (texts);
    `struck_text` (deleted by tracked changes but still in the file), `earlier_text` (of earlier revisions), `links`,
    `linked_files`, `elsewhere` (what stands in no text: formulas, names, alternative texts); `tracked_changes`,
    `has_comments`, `exif`, `gps` (flags); `hidden_…` (lists of what is hidden); `revisions`, `pages`, `width`, `height`,
    `pictures`, `encoding`; `embedded` (documents inside, with their own metadata); `unread` (a list of what was not read:
    pictures, parts of unknown kinds, what is beyond the limits of time or size); and always `text_complete`: False if
    anything is unread, so that a reviewer looks at the file.
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
        if kind is CSV:
            check_table(text)
        metadata = {"encoding": encoding, "text_complete": len(text) <= MOST_TEXT}
        if not metadata["text_complete"]:
            metadata["unread"] = ["文字过多，没有读完"]
        text = text[:MOST_TEXT]
    if not extension:
        shown = f"{shown}.{kind.extensions[0]}"
    return Inspection(shown, kind.media_type, storable(text), _storable(metadata))


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    return value
