"""What came about outside the portal: described, its originals added as they are, handed in (AR-1(2))."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from archive.forms.keeping import HandInForm, MaterialEditForm, MaterialForm, OriginalForm, RemoveOriginalForm
from archive.media import photo_facts, recording_facts
from archive.models import Material, Original
from archive.models.base import KEEPER
from foundation.agencies.models import Agency
from foundation.agencies.roles import Role
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.fields import ReasonForm
from foundation.casework.refusals import Invalid
from foundation.casework.together import many_files
from foundation.files.acts import store, store_unchanged
from foundation.files.inspection import Inspection
from foundation.files.models import Audience, StoredFile
from foundation.files.names import clean_name
from foundation.files.rejected import Rejected

State = Material.State
MAKERS = (KEEPER, Role.RECORDS_OFFICE, Role.DRAFTER)
#: What each sort of material consists of.
_RECORDED = (Material.Sort.SOUND, Material.Sort.FILM)


@act(
    "archive.add_material",
    "登记照片、录音、录像等材料",
    on=Agency,
    creates=Material,
    role=MAKERS,
    asks=MaterialForm,
    cites=("AR-1",),
)
def add_material(step: Step) -> Material:
    row = Material(agency=step.matter, created_at=step.at, **step.data)
    attribute(step, row).save()
    return row


@act(
    "archive.edit_material",
    "修改著录",
    on=Material,
    states=(State.GATHERING,),
    role=MAKERS,
    asks=MaterialEditForm,
    cites=("AR-1",),
)
def edit_material(step: Step) -> None:
    for name, value in step.data.items():
        setattr(step.matter, name, value)


@act(
    "archive.add_original",
    "添加原件",
    on=Material,
    states=(State.GATHERING,),
    role=MAKERS,
    asks=OriginalForm,
    cites=("AR-1", "AR-2"),
)
def add_original(step: Step) -> None:
    """Inspected as every upload is, and kept as it came: of an original nothing is taken out (DA/T 50)."""
    material: Material = step.matter
    upload = step.data["file"]
    try:
        stored, told = _recorded(step, upload) if material.sort in _RECORDED else _pictured(step, upload)
    except Rejected as rejected:
        raise Invalid({"原件": [str(rejected)]}) from rejected
    if material.originals.filter(file__sha256=stored.sha256).exists():
        raise Invalid({"原件": ["同一个文件已经在里面了，不用再添加一次。"]})
    Original.objects.create(
        material=material, file=stored, caption=step.data["title"], told=told, added_at=step.at
    )
    step.detail = {"file": stored.sha256}


def _pictured(step: Step, upload: Any) -> tuple[StoredFile, dict[str, Any]]:
    material: Material = step.matter
    stored = store(
        upload,
        name=str(upload.name),
        agency=material.agency,
        audience=Audience.INTERNAL,
        by=step.actor,
        at=step.at,
    )
    if not stored.media_type.startswith("image/"):
        return stored, {}
    photo = photo_facts(stored.place.read(), step.at)
    return stored, {"facts": photo.facts(), "warnings": list(photo.warnings)}


def _recorded(step: Step, upload: Any) -> tuple[StoredFile, dict[str, Any]]:
    material: Material = step.matter
    recording = recording_facts(upload, step.at)
    if recording.is_film != (material.sort == Material.Sort.FILM):
        raise Rejected("录像请登记为“录像、专题片”，录音请登记为“录音”。")
    unread = ["录像要人工看一遍" if recording.is_film else "录音要人工听一遍"]
    told = {"seconds": round(recording.seconds, 1), "unread": unread, "text_complete": False}
    found = Inspection(clean_name(str(upload.name)), recording.media_type, metadata=told)
    stored = store_unchanged(
        upload, found, agency=material.agency, by=step.actor, at=step.at, most=settings.MEDIA_MAX_BYTES
    )
    return stored, {"facts": recording.facts(), "warnings": list(recording.warnings)}


@act(
    "archive.remove_original",
    "去掉一个原件",
    on=Material,
    states=(State.GATHERING,),
    role=MAKERS,
    asks=RemoveOriginalForm,
    cites=("AR-1",),
    weight="quiet",
)
def remove_original(step: Step) -> None:
    original: Original = step.data["original"]
    step.detail = {"file": original.file.sha256}
    original.delete()


@gate("AR-1", "有原件")
def with_an_original(step: Step) -> Objection | None:
    if step.matter.originals.exists():
        return None
    return "还没有添加原件。", "请先添加照片、录音、录像或者扫描件。"


@act(
    "archive.hand_in",
    "交档案员归档",
    on=Material,
    via="hand_in",
    role=MAKERS,
    asks=HandInForm,
    cites=("AR-1", "AR-2"),
    gates=[with_an_original],
    tells=(KEEPER,),
    weight="primary",
)
def hand_in(step: Step) -> None:
    """From now on it is found like everything that ended."""
    step.matter.valid_copy = bool(step.data["valid_copy"])
    step.matter.hand_in(step.at, step.staff)


@act(
    "archive.drop_material",
    "不要了",
    on=Material,
    via="drop",
    role=MAKERS,
    asks=ReasonForm,
    cites=("AR-1",),
    weight="quiet",
)
def drop_material(step: Step) -> None:
    step.matter.drop()


many_files("archive.add_original", "一次添加多个原件")
