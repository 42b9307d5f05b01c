"""What a PDF must not hold, because it runs or leads elsewhere; imports nothing of the portal, for the reader's process."""

from __future__ import annotations

import re
from typing import Any

from pypdf.generic import ByteStringObject, DictionaryObject, StreamObject, TextStringObject


def names(table: str) -> frozenset[str]:
    """The names in a table."""
    return frozenset(table.split())


SCRIPTS = names("/JavaScript /Launch /ImportData /SubmitForm /Rendition /RichMediaExecute")
ATTACHMENTS = names("/EmbeddedFile /FileAttachment /RichMedia /Movie /Sound /3D /GoTo3DView")
ELSEWHERE = frozenset({"/GoToR", "/GoToE", "/Thread"})
LINKS = ("http", "https", "mailto", "tel", "about")


def at(holder: Any, key: str) -> Any:
    """What a dictionary holds, followed to where it stands; None if nothing."""
    return holder[key] if isinstance(holder, DictionaryObject) and key in holder else None


def name_at(holder: Any, key: str) -> str:
    """A name or text that a dictionary holds; "" if nothing."""
    value = at(holder, key)
    return str(value) if isinstance(value, str) else ""


def refused(value: DictionaryObject) -> str:
    """Why the file is refused for this dictionary: "script", "attachment", "remote"; "" if it is not."""
    return _dangerous(value) or _calls_out(value)


def _dangerous(value: DictionaryObject) -> str:
    names = {str(value.raw_get(key)) for key in ("/S", "/Type", "/Subtype") if key in value}
    if "/JS" in value or "/JavaScript" in value or "/XFA" in value or names & SCRIPTS:
        return "script"
    if "/EmbeddedFiles" in value or names & ATTACHMENTS or "/EF" in value or "/Collection" in value:
        return "attachment"
    return ""


def _calls_out(value: DictionaryObject) -> str:
    """ "remote" if the dictionary leads to another file, or to an address without anybody's click."""
    kind = name_at(value, "/S")
    if kind in ELSEWHERE and ("/F" in value or kind != "/Thread"):
        return "remote"
    if kind == "/URI" and _leads_astray(_address(value)):
        return "remote"
    if isinstance(value, StreamObject) and ("/F" in value or "/Ref" in value):
        return "remote"
    if name_at(value, "/Type") in ("/Filespec", "/F") and (
        at(value, "/FS") == "/URL" or any(_is_share(at(value, key)) for key in ("/F", "/UF", "/Unix", "/DOS"))
    ):
        return "remote"
    begins = [at(value, "/OpenAction")]
    events = at(value, "/AA")
    begins += [at(events, key) for key in events] if isinstance(events, DictionaryObject) else []
    if any(isinstance(action, DictionaryObject) and at(action, "/S") == "/URI" for action in begins):
        return "remote"
    return ""


def _leads_astray(address: str) -> bool:
    plain = re.sub(r"[\x00-\x20\u200b-\u200f\u2060\ufeff]", "", address).lower()
    scheme = re.match(r"([a-z][a-z0-9+.\-]*):", plain)
    return _is_share(plain) or (scheme is not None and scheme[1] not in LINKS)


def _is_share(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("\\\\", "//"))


def _address(action: DictionaryObject) -> str:
    address = at(action, "/URI")
    if isinstance(address, ByteStringObject):
        return bytes(address).decode("utf-8", "replace")
    return str(address) if isinstance(address, TextStringObject) else ""
