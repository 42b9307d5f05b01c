"""A real text of the old portal: imported by command, taken through every act, published, found and read."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from disclosure.models import Document, IndexNumber
from disclosure.numbering import keep_number, next_number
from foundation.casework.refusals import Refused
from foundation.deadlines.models import Clock
from foundation.search.queries import search
from tests.disclosure.test_versions import take_through
from tests.doors import Doors, unchanged
from tests.personas import County

COMPILATION = Path(__file__).parent / "data" / "compilation.txt"
NUMBER = "wy-rfbsc/2023-07692"
ADDRESS = f"/documents/{NUMBER}/"


def run(*files: Path, agency: str = "rfbsc", user: str | None = "rfbsc-drafter") -> tuple[str, str]:
    """Import files; what the command printed."""
    out, err = StringIO(), StringIO()
    call_command("import_documents", *files, agency=agency, user=user, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def imported(county: County) -> Document:
    """The compilation as it came in."""
    run(COMPILATION)
    return Document.objects.get()


@pytest.mark.clause("PD-9")
def test_number_and_first_publication_come_along_and_the_text_word_for_word(imported: Document) -> None:
    assert (imported.index_number, imported.state, imported.version) == (NUMBER, "draft", 1)
    assert (imported.first_published_on, imported.formed_on) == (date(2023, 11, 13), None)
    assert (imported.title, imported.source_publisher) == ("政府信息公开制度汇编", "荣丰办事处")
    assert (imported.validity, imported.document_number, imported.attribute) == ("", "", "")
    lines = COMPILATION.read_text(encoding="utf-8").strip("\n").split("\n")
    assert imported.body == "\n".join(lines[4:])


def test_what_is_odd_is_listed_and_not_mended(county: County) -> None:
    out, _err = run(COMPILATION)
    document = Document.objects.get()
    assert NUMBER in out
    for field in ("效力属性", "文号", "成文日期"):
        assert f"请核对：{field}为空。" in out
    kinds = [oddity["kind"] for oddity in document.oddities]
    assert kinds.count("blank_field") == 3
    assert len(kinds) > 3
    for oddity in document.oddities:
        assert oddity["message"] in out


def test_importing_twice_changes_nothing_and_says_so(imported: Document) -> None:
    with unchanged():
        out, err = run(COMPILATION)
    assert "已经导入过" in out
    assert "没有改动" in out
    assert imported.ref in out
    assert err == ""
    assert IndexNumber.objects.count() == 1


def test_importing_it_at_the_desk_says_so_as_well(doors: Doors, imported: Document) -> None:
    with unchanged(), COMPILATION.open("rb") as file:
        page = doors.post("disclosure.import_document", "agency:rfbsc", "rfbsc-drafter", {"file": file})
    assert page.status_code == 422
    assert f"已经导入为“{imported.title}”" in page.content.decode()


@pytest.mark.clause("PD-9")
def test_the_missing_formation_date_is_asked_for(doors: Doors, imported: Document) -> None:
    proactive = {"attribute": "proactive", "proactive_tests": ["3"]}
    doors.county.do("disclosure.edit", imported.ref, "rfbsc-drafter", proactive)
    doors.refuse("disclosure.submit", imported, "rfbsc-drafter", clause="PD-9", why="没有成文日期")
    page = doors.desk("rfbsc-drafter").get(f"/desk/disclosure/document/{imported.pk}/change/")
    assert "没有成文日期" in page.content.decode()


@pytest.mark.clause("SR-5")
def test_the_attribute_is_asked_for_too(doors: Doors, imported: Document) -> None:
    doors.refuse("disclosure.submit", imported, "rfbsc-drafter", clause="SR-5", why="没有注明公开属性")


@pytest.mark.clause("PD-9")
@pytest.mark.clause("PD-8")
def test_it_is_published_under_its_old_number_found_and_read(county: County, imported: Document) -> None:
    entered = {"formed_on": "2023-11-10", "attribute": "proactive", "proactive_tests": ["3", "4"]}
    county.do("disclosure.edit", imported.ref, "rfbsc-drafter", entered)
    document = take_through(county, imported)
    assert (document.index_number, document.first_published_on) == (NUMBER, date(2023, 11, 13))
    # What the old portal published in time was not late here.
    assert not Clock.objects.of("document", document.pk).exclude(ending="cancelled").exists()

    for q in ("保密审查", "新媒体"):
        assert [entry.url for entry in search(q).entries] == [ADDRESS], q
        listed = Client().get("/documents/", {"q": q})
        assert ADDRESS in listed.content.decode(), q
    assert ADDRESS not in Client().get("/documents/", {"q": "量子纠缠"}).content.decode()

    page = Client().get(ADDRESS)
    html = page.content.decode()
    assert page.status_code == 200
    for said in (NUMBER, "2023-11-13", "政务新媒体", "谁制作、谁公开、谁审查、谁负责"):
        assert said in html, said


def test_the_next_number_of_that_year_comes_after_it(imported: Document, county: County) -> None:
    agency = county.agencies["rfbsc"]
    assert next_number(agency, 2023).number == "wy-rfbsc/2023-07693"
    assert keep_number(agency, NUMBER) is None
    assert keep_number(agency, "wy-lxcz/2023-00001") is None


def test_another_agency_does_not_get_the_number(county: County) -> None:
    out, _err = run(COMPILATION, agency="lxcz", user="lxcz-drafter")
    document = Document.objects.get()
    assert document.index is None
    assert f"索引号 {NUMBER} 不是本机关的" in out


def test_the_portal_itself_may_import(county: County) -> None:
    run(COMPILATION, user=None)
    assert Document.objects.get().drafter is None


def test_who_may_not_draft_may_not_import(county: County, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="1 份中有 1 份没有导入"):
        run(COMPILATION, user="rfbsc-leader")
    with pytest.raises(Refused):
        county.do("disclosure.import_document", "agency:rfbsc", "lxcz-drafter")
    assert not Document.objects.exists()


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(county: County, tmp_path: Path) -> None:
    empty, web, good = (tmp_path / name for name in ("空.txt", "网页.txt", "好.txt"))
    empty.write_bytes(b"")
    web.write_text("<!DOCTYPE html><html></html>", encoding="utf-8")
    good.write_bytes("关于放假的通知\n各单位：\n放假一天。".encode("gb18030"))
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="4 份中有 3 份没有导入"):
        call_command(
            "import_documents",
            *(empty, web, tmp_path / "没有.txt", good),
            agency="rfbsc",
            user="rfbsc-drafter",
            stdout=out,
            stderr=err,
        )
    assert Document.objects.get().title == "关于放假的通知"
    for name in ("空.txt", "网页.txt", "没有.txt"):
        assert name in err.getvalue()
    assert "Traceback" not in err.getvalue()


@pytest.mark.parametrize(
    ("agency", "user", "said"),
    [("nosuch", None, "没有代码为“nosuch”的机构"), ("rfbsc", "nobody", "没有用户“nobody”")],
)
def test_an_unknown_agency_or_person_is_said_to_be_unknown(
    county: County, agency: str, user: str | None, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        run(COMPILATION, agency=agency, user=user)
