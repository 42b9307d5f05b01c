"""What of a package is read without the portal: a page and a record of each item or volume, and the first page."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from archive.packages import tables
from archive.packages.catalogues import gigabytes
from archive.packages.contents import Archived, Member, Package
from archive.packages.layout import DATA, ITEMS, OTHER, PAGE, READ_ME, REGISTER, VOLUMES, folder_of, name_of

_STYLE = Path(__file__).with_name("style.css")


def style() -> bytes:
    """The one stylesheet of the pages."""
    return _STYLE.read_bytes()


def _said(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value))


def _of_member(number: int, member: Member) -> dict[str, Any]:
    told = {each.name: getattr(member, each.name) for each in fields(member) if each.name != "open"}
    return {"file": name_of(number, member), **told}


def record(unit: Archived) -> bytes:
    """All that is recorded of an item or volume, as JSON in UTF-8: its metadata, its files, and what was done (DA/T 46)."""
    number, entries = 0, []
    for entry in unit.entries:
        files = []
        for member in entry.members:
            number += 1
            files.append(_of_member(number, member))
        told = {each.name: getattr(entry, each.name) for each in fields(entry) if each.name != "members"}
        entries.append({**told, "files": files})
    told = {each.name: getattr(unit, each.name) for each in fields(unit)}
    told |= {name: asdict(told[name]) for name in ("opening", "disclosure", "records")}
    told |= {"security_changes": [asdict(change) for change in unit.security_changes], "entries": entries}
    return json.dumps(told, ensure_ascii=False, indent=1, default=_said).encode() + b"\n"


def page(package: Package, unit: Archived) -> bytes:
    """The page of an item or volume: what it is, its files, how it was dealt with."""
    number, entries = 0, []
    for entry in unit.entries:
        named = []
        for member in entry.members:
            number += 1
            named.append((name_of(number, member), member))
        entries.append({"entry": entry, "files": tables.files(entry, named)})
    up = "../" * (folder_of(unit).count("/") + 1)
    done = tables.of_records(unit.records)
    said = {"package": package, "unit": unit, "entries": entries, "tables": done, "up": up}
    return render_to_string("archive/packages/unit.html", said).encode()


def front(package: Package) -> bytes:
    """The first page: what the package is, what lies where, how to verify it; it leads to the page of each item or volume."""
    said = {
        "package": package,
        "contents": tables.contents((unit, f"{folder_of(unit)}/{PAGE}") for unit in package.units),
        "gigabytes": gigabytes(package.size),
        "files": sum(len(unit.members) for unit in package.units),
        "parts": _parts(package),
    }
    return render_to_string("archive/packages/front.html", said).encode()


def _parts(package: Package) -> list[tuple[str, str]]:
    """The files of the package as a whole, each with what it is."""
    parts = [(f"{DATA}/{READ_ME}", "说明文件")]
    for name, schema, is_volume in ((ITEMS, "items.xsd", False), (VOLUMES, "volumes.xsd", True)):
        if any(unit.is_volume is is_volume for unit in package.units):
            parts += [
                (f"{DATA}/{name}", name.partition(".")[0]),
                (f"{DATA}/{OTHER}/{schema}", f"{name.partition('.')[0]}的格式"),
            ]
    if package.register is not None:
        parts.append((f"{DATA}/{OTHER}/{REGISTER}", "移交登记表"))
    parts += [(f"{DATA}/{OTHER}/{name}", name) for name, _content in package.others]
    return parts
