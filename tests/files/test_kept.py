"""Files of a form that came back: whose they are, how long, and how they lie in database and folder."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from foundation.casework.fields import ManyFiles, Upload
from foundation.files import kept
from foundation.files.kept import Keeping, KeptUpload, NotTaken
from foundation.files.models import KeptFile
from foundation.files.tasks import forget_kept
from tests.personas import County

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TEXT = "鸿雁滩的身份证 150821198001011234".encode()


class Two(forms.Form):
    """A field of one file, and one of up to three."""

    one = Upload(required=False)
    more = ManyFiles(most=3, required=False)
    word = forms.CharField()


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.PERSONAL_FILES_ROOT = tmp_path / "personal"
    return tmp_path / "personal" / "kept"


def paper(name: str, content: bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def press(
    data: QueryDict, *, at: datetime = AT, form: str = "room.act", staff_id: int | None = None, **files: Any
) -> tuple[Two, Keeping, MultiValueDict[str, Any]]:
    """The form sent once, with `word` forgotten; it comes back."""
    keeping = Keeping(form, data, at=at, staff_id=staff_id)
    given = {name: value if isinstance(value, list) else [value] for name, value in files.items()}
    gathered = keeping.gather(Two.base_fields, MultiValueDict(given))
    sent = Two(data, gathered)
    keeping.keep(sent, gathered)
    return sent, keeping, gathered


def carried(form: Two, *drop: str) -> QueryDict:
    """What the page of a form that came back sends by itself, with boxes ticked at the files of these names."""
    data = QueryDict(mutable=True)
    for name in ("one", "more"):
        shown = form.fields[name].kept  # type: ignore[attr-defined]
        for row in shown.files if shown else ():
            data["kept"] = shown.token
            data.appendlist(f"{name}-kept", str(row.pk))
            if row.name in drop:
                data.appendlist(f"{name}-drop", str(row.pk))
    return data


def names(form: Two, field: str = "more") -> list[str]:
    return [row.name for row in form.fields[field].kept.files]  # type: ignore[attr-defined]


def test_what_was_chosen_comes_back_as_if_uploaded(root: Path) -> None:
    form, *_ = press(QueryDict(), one=paper("甲.txt"), more=[paper("乙.txt"), paper("丙.txt", b"c")])
    assert (names(form, "one"), names(form)) == (["甲.txt"], ["乙.txt", "丙.txt"])
    again, _, files = press(carried(form))
    assert [upload.name for upload in files.getlist("more")] == ["乙.txt", "丙.txt"]
    assert (files["one"].name, files["one"].read()) == ("甲.txt", TEXT)
    assert again.errors.keys() == {"word"}
    assert len(list(root.iterdir())) == 3


def test_nothing_lies_open_and_the_token_is_not_stored(root: Path) -> None:
    form, keeping, _ = press(QueryDict(), one=paper("鸿雁身份证.txt"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(f)::text FROM files_keptfile f")
        (row,) = cursor.fetchone()
    assert "鸿雁" not in row
    assert keeping.token not in row
    (bytes_on_disk,) = root.iterdir()
    assert TEXT not in bytes_on_disk.read_bytes()
    assert "鸿雁" not in bytes_on_disk.name
    assert names(form, "one") == ["鸿雁身份证.txt"]


def test_another_one_replaces_it_or_is_added() -> None:
    form, *_ = press(QueryDict(), one=paper("甲.txt"), more=paper("乙.txt"))
    form, *_ = press(carried(form), one=paper("新.txt"), more=paper("丙.txt"))
    assert (names(form, "one"), names(form)) == (["新.txt"], ["乙.txt", "丙.txt"])
    form, _, files = press(carried(form, "乙.txt"))
    assert (names(form), KeptFile.objects.count()) == (["丙.txt"], 2)
    assert len(files.getlist("more")) == 1
    form, *_ = press(carried(form), one=paper("坏.exe", b"MZ\x90\x00"))
    assert names(form, "one") == ["新.txt"], "what cannot be taken in replaces nothing"
    assert "坏.exe" in form.fields["one"].kept.left[0]  # type: ignore[attr-defined]


def test_the_limits_count_what_is_kept(settings: Settings) -> None:
    form, *_ = press(QueryDict(), more=[paper("一.txt"), paper("二.txt")])
    form, *_ = press(carried(form), more=[paper("三.txt"), paper("四.txt")])
    assert form.errors["more"] == ["一共选了 4 个文件，最多 3 个，请挑出最要紧的。"]
    assert names(form) == ["一.txt", "二.txt", "三.txt"]
    assert form.fields["more"].kept.left == ["超出 3 个，没有留下：四.txt"]  # type: ignore[attr-defined]
    settings.FORM_MAX_BYTES = 3 * len(TEXT) + 5
    form, *_ = press(carried(form), one=paper("五.txt"))
    assert "合计不超过" in form.errors["one"][0]
    assert (names(form), names(form, "one")) == (["一.txt", "二.txt", "三.txt"], [])


def test_what_is_not_acceptable_is_not_kept_and_says_so() -> None:
    bad = {"one": paper("程序.exe", b"MZ\x90\x00"), "more": [paper("好.txt"), paper("空.txt", b"")]}
    form, *_ = press(QueryDict(), **bad)
    assert form.fields["one"].kept.left[0].startswith("程序.exe：")  # type: ignore[attr-defined]
    assert "空" in form.errors["more"][0]
    assert (names(form), names(form, "one")) == (["好.txt"], [])


@pytest.mark.parametrize("how", ["token", "number", "form", "staff", "late", "bytes", "damage", "field"])
def test_what_is_not_yours_or_gone_is_asked_for_again(how: str, county: County, root: Path) -> None:
    form, *_ = press(QueryDict(), one=paper("甲.txt"))
    data = carried(form)
    more: dict[str, Any] = {}
    if how == "token":
        data["kept"] = "x" * 43
    elif how == "number":
        data["one-kept"] = "1' OR '1'='1"
    elif how == "field":
        data["more-kept"] = data.pop("one-kept")[0]
    elif how == "bytes":
        next(root.iterdir()).unlink()
    elif how == "damage":
        (path,) = root.iterdir()
        path.unlink()
        path.write_bytes(b"gAAAA")
    else:
        others: dict[str, dict[str, Any]] = {
            "form": {"form": "room.other"},
            "staff": {"staff_id": county.people["rfbsc-drafter"].pk},
            "late": {"at": AT + timedelta(hours=1)},
        }
        more = others[how]
    again, _, files = press(data, **more)
    (taken,) = [upload for name in files for upload in files.getlist(name)]
    assert isinstance(taken, NotTaken)
    assert "已经过期" in " ".join(again.errors.get("one", again.errors.get("more", [])))


def test_one_of_the_staff_has_a_day_and_no_colleague_has_it(county: County) -> None:
    mine, other = (county.people[f"rfbsc-{role}"].pk for role in ("drafter", "records_office"))
    form, *_ = press(QueryDict(), one=paper("甲.txt"), staff_id=mine)
    data = carried(form)
    assert isinstance(press(data, staff_id=other)[2]["one"], NotTaken)
    assert isinstance(press(data)[2]["one"], NotTaken)
    late = AT + timedelta(hours=23)
    assert isinstance(press(data, staff_id=mine, at=late)[2]["one"], KeptUpload)


def test_a_token_of_ones_own_making_is_not_used() -> None:
    data = QueryDict("kept=" + "a" * 43)
    assert press(data, one=paper("甲.txt"))[1].token != "a" * 43


def test_old_ones_are_forgotten_and_so_are_stray_bytes(
    county: County, root: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    press(QueryDict(), at=county.at - timedelta(hours=2), one=paper("旧.txt"))
    press(QueryDict(), at=county.at, one=paper("新.txt"))
    for name, hours in (("0" * 32, 30), ("1" * 32, 1)):
        (root / name).write_bytes(b"x")
        then = (county.at - timedelta(hours=hours)).timestamp()
        os.utime(root / name, (then, then))
    with django_capture_on_commit_callbacks(execute=True):
        forget_kept()
    (left,) = KeptFile.objects.all()
    assert left.name == "新.txt"
    assert {path.name for path in root.iterdir()} == {left.id.hex, "1" * 32}


def test_a_form_keeps_no_more_than_it_shows() -> None:
    """However often it is sent with one token, and also by two presses at once."""
    form, *_ = press(QueryDict(), one=paper("甲.txt"), more=[paper("乙.txt"), paper("丙.txt")])
    data = carried(form)
    data.setlist("more-kept", [])
    again, *_ = press(data, more=paper("丁.txt"))
    assert (names(again), names(again, "one")) == (["丁.txt"], ["甲.txt"])
    assert KeptFile.objects.count() == 2


def test_what_no_key_reads_is_forgotten_all_the_same(settings: Settings) -> None:
    press(QueryDict(), one=paper("甲.txt"))
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    kept.forget_old(AT + timedelta(hours=2))
    assert not KeptFile.objects.exists()


def test_the_bytes_go_with_the_row(
    root: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    form, *_ = press(QueryDict(), one=paper("甲.txt"))
    with django_capture_on_commit_callbacks(execute=True):
        Keeping("room.act", carried(form), at=AT).forget()
    assert (KeptFile.objects.count(), list(root.iterdir())) == (0, [])


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("owner_hash", "", "keptfile_owned"),
        ("form", "", "keptfile_of_a_form"),
        ("size", 0, "keptfile_not_empty"),
        ("expires_at", AT + timedelta(hours=2), "keptfile_not_for_long"),
        ("expires_at", AT, "keptfile_not_for_long"),
    ],
)
def test_the_database_refuses_what_belongs_to_nobody_or_stays(
    column: str, value: Any, constraint: str
) -> None:
    press(QueryDict(), one=paper("甲.txt"))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        KeptFile.objects.update(**{column: value})


def test_they_are_rotated_with_everything_else(settings: Settings) -> None:
    form, *_ = press(QueryDict(), one=paper("甲.txt"))
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode(), *settings.PERSONAL_DATA_KEYS]
    said = StringIO()
    call_command("rotate_personal_data", stdout=said)
    assert "files.KeptFile: 1\n" in said.getvalue()
    assert "files.KeptFile bytes: 1\n" in said.getvalue()
    settings.PERSONAL_DATA_KEYS = settings.PERSONAL_DATA_KEYS[:1]
    assert press(carried(form))[2]["one"].read() == TEXT


def test_what_is_typed_is_kept_without_what_brings_files_back() -> None:
    assert kept.without(QueryDict("a=1&kept=x&one-kept=2&more-drop=3")).urlencode() == "a=1"
