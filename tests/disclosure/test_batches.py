"""A back catalogue comes in at once: told row by row before, exactly once whatever happens, and never past the review."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from xlsxwriter import Workbook

from disclosure import tasks
from disclosure.batch_rows import COLUMNS, EXAMPLE
from disclosure.importing_batches import import_rows, work
from disclosure.models import Batch, BatchRow, Document
from foundation.casework.acts import desk_url
from foundation.casework.models import LedgerLine
from foundation.casework.refusals import Invalid, Refused
from tests.disclosure.test_drafting_from_word import photograph
from tests.doors import Doors
from tests.files import samples
from tests.personas import County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-9")]

DRAFTER = "rfbsc-drafter"


def row(number: int = 1, **cells: Any) -> dict[str, Any]:
    known = {
        "标题": f"关于第{number}件事的通知",
        "正文": f"各村民委员会：\n第{number}件事。",
        "成文日期": "2024-11-02",
    }
    return known | cells


def table(rows: Iterable[Mapping[str, Any]], heads: tuple[str, ...] = COLUMNS) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads)
        for number, cells in enumerate(rows, 1):
            for place, head in enumerate(heads):
                value = cells.get(head, "")
                (sheet.write_number if isinstance(value, int) else sheet.write_string)(number, place, value)
    return out.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def checked(county: County, content: bytes, files: bytes | None = None, name: str = "目录.xlsx") -> Batch:
    given = {"table": SimpleUploadedFile(name, content)}
    if files is not None:
        given["container"] = SimpleUploadedFile("文件.zip", files)
    batch: Batch = county.do("disclosure.check_batch", "agency:rfbsc", DRAFTER, files=given).matter
    return batch


def imported(county: County, batch: Batch) -> Batch:
    county.do("disclosure.start_batch", batch.ref, DRAFTER)
    work(at=county.at)
    fresh: Batch = county.fresh(batch)
    return fresh


def wrong(county: County, **cells: Any) -> str:
    batch = checked(county, table([row(**cells)]))
    found: BatchRow = batch.rows.get()
    assert found.state == "wrong", found.says
    return found.says


def test_each_row_becomes_a_draft_with_all_that_it_says(county: County) -> None:
    full = dict(zip(COLUMNS, EXAMPLE, strict=True)) | {"附件": "", "索引号": "wy-rfbsc/2024-00018"}
    batch = checked(county, table([full, row(2)]))
    assert batch.counts() == {"ready": 2}
    assert not Document.objects.exists()  # nothing is taken over yet
    batch = imported(county, batch)
    assert (batch.state, batch.counts()) == ("done", {"done": 2})
    document = Document.objects.get(index__number="wy-rfbsc/2024-00018")
    assert document.state == Document.State.DRAFT
    assert document.drafter == county.people[DRAFTER]
    assert (document.genre, document.validity, document.attribute) == ("通知", "in_force", "proactive")
    assert document.proactive_tests == [1, 2]
    assert (str(document.formed_on), str(document.first_published_on)) == ("2024-11-02", "2024-11-05")
    assert document.body == "各村民委员会：\n现将有关事项通知如下。"
    line = LedgerLine.objects.get(matter_kind="document", matter_id=document.pk)
    assert line.act == "disclosure.import_row"
    assert batch.rows.get(line=2).fields == {}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"标题": ""}, "没有标题"),
        ({"标题": "长" * 301}, "标题超过 300 字"),
        ({"正文": ""}, "没有正文"),
        ({"正文文件": "一.txt"}, "只填一项"),
        ({"成文日期": "去年"}, "不是日期"),
        ({"成文日期": "2035-01-01"}, "还没有到"),
        ({"发布日期": "2024-11-01"}, "晚于发布日期"),
        ({"主题分类": "不存在的类"}, "不在国家的分类"),
        ({"公文种类": "便条"}, "不在现行种类"),
        ({"效力属性": "大概有效"}, "不在现行写法"),
        ({"公开属性": "不予公开"}, "逐件拟稿"),
        ({"公开属性": "随便"}, "不在现行写法"),
        ({"符合的主动公开要求": "九"}, "填序号"),
        ({"索引号": "wy-lxcz/2024-00001"}, "不是本机关的写法"),
        ({"附件": "表.xlsx"}, "没有随表上传"),
        ({"内容概述": "=1+1"}, "公式"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_imported(
    county: County, cells: dict[str, Any], said: str
) -> None:
    assert said in wrong(county, **cells)


def test_days_of_spreadsheets_are_days(county: County) -> None:
    batch = imported(county, checked(county, table([row(成文日期=45598)])))
    assert str(batch.rows.get().document.formed_on) == "2024-11-02"


def test_the_same_document_is_never_two(county: County) -> None:
    # One file, uploaded twice: a workbook written again carries the second in which it was written.
    uploaded = table([row(1), row(1), row(2)])
    batch = checked(county, uploaded)
    assert [r.state for r in batch.rows.all()] == ["ready", "wrong", "ready"]
    with pytest.raises(Invalid, match="已经上传过"):
        checked(county, uploaded)
    imported(county, batch)
    again = checked(county, table([row(1), row(2), row(3)]), name="改过的.xlsx")
    assert [r.state for r in again.rows.all()] == ["known", "known", "ready"]
    imported(county, again)
    assert Document.objects.count() == 3
    county.draft(title="手工录入的通知", formed_on="2024-11-02")
    other = checked(county, table([row(9, 标题="手工录入的通知")]), name="另一张.xlsx")
    assert "标题、文号、成文日期都相同" in other.rows.get().says


def test_a_table_with_nothing_to_import_is_not_started(county: County) -> None:
    batch = checked(county, table([row(标题="")]))
    with pytest.raises(Refused, match="没有可以导入的行"):
        county.do("disclosure.start_batch", batch.ref, DRAFTER)
    county.do("disclosure.drop_batch", batch.ref, DRAFTER, {"reason": "改好再传"})
    assert checked(county, table([row(标题="")])).pk != batch.pk


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no workbook", "表格|识别|类型"), (table([]), "没有内容"), (table([{}], heads=("题目",)), "缺标题")],
)
def test_what_is_no_table_is_refused(county: County, content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        checked(county, content)


def test_texts_and_attachments_come_out_of_a_zip(county: County) -> None:
    files = {
        "正文/一.docx": samples.word("各镇：按时完成。", author="张三"),
        "图/现场.jpg": photograph(),
        "坏.docx": b"PK\x03\x04 damaged",
    }
    rows = [
        row(1, 正文="", 正文文件="正文/一.docx", 附件="图/现场.jpg"),
        row(2, 正文="", 正文文件="坏.docx"),
        row(3, 附件="没有.xlsx"),
    ]
    batch = checked(county, table(rows), packed(files))
    assert [r.state for r in batch.rows.all()] == ["ready", "ready", "wrong"]
    batch = imported(county, batch)
    assert batch.counts() == {"done": 1, "failed": 1, "wrong": 1}
    assert "损坏" in batch.rows.get(line=3).says
    document = batch.rows.get(line=2).document
    assert "按时完成" in document.body
    attachment = document.attachments.get()
    assert attachment.file.audience == "public"
    assert attachment.original is not None
    assert "拍摄" in attachment.removed or "GPS" in attachment.removed


def test_names_packed_in_chinese_windows_are_found(county: County) -> None:
    # Such programs write names in their own encoding, and no mark of UTF-8.
    plain = packed({"zzzz.txt": "各村：照此办理。".encode()}).replace(
        b"zzzz.txt", "正文.txt".encode("gb18030")
    )
    batch = imported(county, checked(county, table([row(1, 正文="", 正文文件="正文.txt")]), plain))
    assert batch.counts() == {"done": 1}


def test_what_is_no_zip_is_refused_and_a_bomb_is_not_read(county: County) -> None:
    rows = table([row(1, 正文="", 正文文件="a.txt")])
    with pytest.raises(Invalid, match="损坏"):
        checked(county, rows, b"PK\x03\x04 no zip")
    batch = imported(county, checked(county, rows, packed({"a.txt": b"0" * 30_000_000})))
    assert "解压后过大" in batch.rows.get().says


def test_names_and_titles_stay_as_they_were_written(county: County) -> None:
    title, files = "关于印发《办法（试行）》的通知①", {"附件（1）.txt": "表。".encode()}
    batch = checked(county, table([row(1, 标题=title, 附件="附件（1）.txt")]), packed(files))
    assert batch.rows.get().says == ""
    document = imported(county, batch).rows.get().document
    assert document.title == title
    assert document.attachments.get().title == "附件（1）"


def test_one_bad_row_holds_up_no_other(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = packed({"a.txt": "各村：照此办理。".encode() * 900})
    at = bad.index(b"a.txt") + 40
    rows = [row(1, 正文="", 正文文件="a.txt"), row(2, 附件="b.txt；c/b.txt"), row(3)]
    files = {"b.txt": b"table", "c/b.txt": b"table"}
    out = io.BytesIO(packed({"a.txt": "各村：照此办理。".encode() * 900}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    content = bytearray(out.getvalue())
    content[at : at + 8] = b"\xff" * 8
    batch = imported(county, checked(county, table(rows), bytes(content)))
    assert [r.state for r in batch.rows.all()] == ["failed", "done", "done"]
    assert batch.rows.get(line=3).document.attachments.count() == 1


def test_two_tables_with_one_document_in_common(county: County) -> None:
    first = checked(county, table([row(1), row(2)]))
    second = checked(county, table([row(2), row(3)]), name="另一张.xlsx")
    imported(county, first)
    second = imported(county, second)
    assert [r.state for r in second.rows.all()] == ["failed", "done"]
    assert "另一张表" in second.rows.get(line=2).says
    assert Document.objects.count() == 3


def test_whoever_imports_neither_rechecks_nor_signs(county: County) -> None:
    batch = imported(county, checked(county, table([row(1, 公开属性="主动公开", 符合的主动公开要求="1")])))
    document = batch.rows.get().document
    county.judge(document, DRAFTER)
    county.do("disclosure.submit", document.ref, DRAFTER)
    county.grant(DRAFTER, "records_office")
    with pytest.raises(Refused, match="SR-6"):
        county.do("disclosure.recheck", document.ref, DRAFTER)


def test_a_table_that_is_done_may_come_again(county: County) -> None:
    content = table([row(1), row(2, 附件="没有.txt")])
    imported(county, checked(county, content))
    again = checked(county, content, packed({"没有.txt": b"table"}))
    assert [r.state for r in again.rows.all()] == ["known", "ready"]


def test_whoever_stops_it_loses_nothing_and_doubles_nothing(county: County) -> None:
    batch = checked(county, table(row(number) for number in range(1, 31)))
    county.do("disclosure.start_batch", batch.ref, DRAFTER)

    class Killed(BaseException):
        """The worker is gone."""

    def gone() -> None:
        if Document.objects.count() == 11:
            raise Killed

    with pytest.raises(Killed):
        import_rows(batch, at=lambda: county.at, tell=gone)
    assert county.fresh(batch).state == Batch.State.RUNNING
    work(at=county.at)
    work(at=county.at)
    assert Document.objects.count() == 30
    assert county.fresh(batch).state == Batch.State.DONE


def test_a_batch_dropped_on_its_way_keeps_what_was_imported(county: County) -> None:
    batch = checked(county, table(row(number) for number in range(1, 6)))
    county.do("disclosure.start_batch", batch.ref, DRAFTER)
    import_rows(batch, at=lambda: county.at, most=2)
    county.do("disclosure.drop_batch", batch.ref, DRAFTER, {"reason": "不对"})
    work(at=county.at)
    assert Document.objects.count() == 2


def test_the_task_works_through_what_waits(county: County) -> None:
    batch = checked(county, table([row()]))
    county.do("disclosure.start_batch", batch.ref, DRAFTER)
    assert tasks.import_batches() == 1
    assert tasks.import_batches() == 0


def test_the_desk_shows_what_is_wrong_and_gives_the_report(county: County) -> None:
    batch = checked(county, table([row(1), row(2, 主题分类="不存在的类")]))
    desk = Doors(county).desk(DRAFTER)
    page = desk.get(desk_url(batch)).text
    assert "不在国家的分类之内" in page
    csv = desk.get(f"/desk/disclosure/batch/{batch.pk}/report.csv").content.decode()
    assert csv.count("\n") == 3
    empty = desk.get("/desk/disclosure/batch/table.xlsx")
    again = checked(county, empty.content, name="空表.xlsx")
    assert again.rows.get().says.startswith("写了文件名")  # the row that shows how names a file
    assert Doors(county).desk("lxcz-drafter").get(desk_url(batch)).status_code == 404


def test_the_command_line_checks_imports_and_goes_on(county: County, tmp_path: Path, capsys: Any) -> None:
    place = tmp_path / "目录.xlsx"
    place.write_bytes(table([row(1), row(2, 正文="", 正文文件="二.txt"), row(3, 标题="")]))
    (tmp_path / "二.txt").write_text("各村：照此办理。\n", "utf-8")
    (tmp_path / "外.txt").symlink_to("/etc/hostname")
    given = {"agency": "rfbsc", "user": DRAFTER, "files": tmp_path}
    call_command("import_catalogue", str(place), check=True, **given)
    assert work(at=county.at) == 0  # its files are here alone
    assert "可以导入 2 行" in capsys.readouterr().out
    assert not Document.objects.exists()
    call_command("import_catalogue", str(place), **given)
    assert "已导入 2 行" in capsys.readouterr().out
    call_command("import_catalogue", str(place), **given)
    assert Document.objects.count() == 2
    place.write_bytes(table([row(4, 正文="", 正文文件="外.txt")]))
    call_command("import_catalogue", str(place), check=True, **given)
    assert "没有找到文件" in capsys.readouterr().err
    with pytest.raises(CommandError, match="没有代码"):
        call_command("import_catalogue", str(place), agency="nobody", user=DRAFTER)


def test_the_database_keeps_rows_and_tables_once(county: County) -> None:
    batch = checked(county, table([row()]))
    for change in (
        lambda: BatchRow.objects.create(batch=batch, line=2, label="x", state="ready"),
        lambda: BatchRow.objects.filter(batch=batch).update(state="done"),
        lambda: Batch.objects.create(
            agency=batch.agency,
            created_at=county.at,
            name="x",
            table=batch.table,
            table_sha256=batch.table_sha256,
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
