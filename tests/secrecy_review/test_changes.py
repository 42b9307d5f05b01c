"""What changed is read side by side; findings are marked where they stand and mended without leaving wreckage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.models import Document
from foundation.casework.changes import compared, compared_places
from secrecy_review.striking import widened
from tests.disclosure.texts import DECLASSIFIED, identity_number
from tests.doors import Doors
from tests.personas import TEXT, County

REVIEWER = "rfbsc-secrecy_reviewer"
NUMBER = identity_number()


def struck(text: str, passage: str) -> str:
    """The text without the passage and what goes with it."""
    at = text.index(passage)
    start, end = widened(text, at, at + len(passage))
    return text[:start] + text[end:]


@pytest.mark.clause("SR-4")
@pytest.mark.parametrize(
    ("text", "passage", "left"),
    [
        ("联系人（13800138000）负责。", "13800138000", "联系人负责。"),
        ("张三、李四、王五到会。", "李四", "张三、王五到会。"),
        ("张三，李四。", "李四", "张三。"),
        ("电话：13800138000，地址在街上。", "13800138000", "电话，地址在街上。"),
        ("会议结束。13800138000。请知悉。", "13800138000", "会议结束。请知悉。"),
        ("李四，请到会。", "李四", "请到会。"),
        ("一、开头\n李四、王五到会。", "李四", "一、开头\n王五到会。"),
        ("见附件（《李四档案》）。", "李四档案", "见附件。"),
        ("名单（张三、李四）。", "李四", "名单（张三）。"),
        ("名单（张三、李四）。", "张三", "名单（李四）。"),
        ("电话 13800138000 请记。", "13800138000", "电话 请记。"),
        ("没有标点李四的地方", "李四", "没有标点的地方"),
    ],
)
def test_striking_leaves_no_wreckage(text: str, passage: str, left: str) -> None:
    assert struck(text, passage) == left


@given(st.text(alphabet="甲乙，、。：；（）《》 \n", max_size=30), st.integers(0, 30), st.integers(1, 5))
def test_striking_takes_marks_and_blanks_alone(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(len(text), start + length)
    first, last = widened(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
    assert not set("甲乙\n") & set(text[first:start] + text[end:last])
    assert widened(text, start, end, start, end) == (start, end)


@pytest.mark.clause("SR-4")
def test_a_finding_that_is_removed_takes_its_brackets_and_the_next_stays_in_place(county: County) -> None:
    other = identity_number(serial="002")
    body = f"{TEXT}\n经办人（{NUMBER}），复核人（{other}）。"
    document, review = county.under_review(body=body)
    first, second = review.findings.all()
    removed = {"finding": str(first.pk), "resolution": "removed", "justification": ""}
    county.do("secrecy_review.resolve_finding", review.ref, REVIEWER, removed)
    document = county.fresh(document)
    assert document.body == f"{TEXT}\n经办人，复核人（{other}）。"
    assert county.fresh(review).digest == document.digest
    second.refresh_from_db()
    assert document.body[second.start : second.end] == other
    removed["finding"] = str(second.pk)
    county.do("secrecy_review.resolve_finding", review.ref, REVIEWER, removed)
    assert county.fresh(document).body == f"{TEXT}\n经办人，复核人。"


@pytest.mark.clause("SR-4")
def test_findings_are_marked_where_they_stand_and_mended_there(doors: Doors) -> None:
    _document, review = doors.county.under_review(body=f"{TEXT}\n经办人（{NUMBER}）。")
    finding = review.findings.get()
    html = doors.desk(REVIEWER).get(f"/desk/secrecy_review/review/{review.pk}/change/").content.decode()
    marked = html.partition("<mark>")[2].partition("</mark>")[0]
    assert NUMBER in marked
    assert f"{finding.label}，待处理" in marked
    assert f"/desk/act/secrecy_review.resolve_finding/{review.ref}/?finding={finding.pk}" in marked
    drafter = doors.desk("rfbsc-drafter").get(f"/desk/secrecy_review/review/{review.pk}/change/")
    if drafter.status_code == 200:
        assert "处理</a>" not in drafter.content.decode().partition("<mark>")[2].partition("</mark>")[0]


@pytest.mark.clause("SR-4")
def test_findings_in_a_table_are_marked_in_their_cells(doors: Doors) -> None:
    other = identity_number(serial="002")
    body = f"{TEXT}\n姓名｜号码｜备注\n测试甲｜{NUMBER}｜在册\n测试乙｜{other}｜在册\n以上人员。"
    _document, review = doors.county.under_review(body=body)
    assert review.findings.count() == 2
    html = doors.desk(REVIEWER).get(f"/desk/secrecy_review/review/{review.pk}/change/").content.decode()
    table = html.partition("<thead>")[2].partition("</table>")[0]
    assert table.count("<mark>") == 2
    assert f"<td><mark>{NUMBER}" in table
    assert f"<td><mark>{other}" in table
    assert '<th scope="col" class="short">号码</th>' in table
    assert "以上人员。" in html


@pytest.mark.clause("SR-6(2)")
def test_the_reviewer_sends_the_text_back_from_the_review(doors: Doors) -> None:
    document, review = doors.county.under_review()
    address = f"/desk/act/disclosure.return_to_drafter/{document.ref}/"
    assert (
        address
        in doors.desk(REVIEWER).get(f"/desk/secrecy_review/review/{review.pk}/change/").content.decode()
    )
    doors.county.do("disclosure.return_to_drafter", document.ref, REVIEWER, {"reason": "请删去号码"})
    assert doors.county.fresh(document).state == Document.State.DRAFT
    page = doors.desk(REVIEWER).get(f"/desk/secrecy_review/review/{review.pk}/change/").content.decode()
    assert address not in page


@pytest.mark.clause("SR-3")
def test_the_next_review_shows_what_changed_since_the_last(doors: Doors) -> None:
    county = doors.county
    document, first = county.under_review()
    county.do("disclosure.return_to_drafter", document.ref, REVIEWER, {"reason": "请改月份"})
    changed = TEXT.replace("本月底", "十二月底")
    edited = {**_entered(county.fresh(document)), "body": changed}
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", edited)
    html = (
        doors.desk("rfbsc-drafter").get(f"/desk/disclosure/document/{document.pk}/change/").content.decode()
    )
    assert "上一次审查以后的改动" in html
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, "rfbsc-records_office")
    review = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
    html = doors.desk(REVIEWER).get(f"/desk/secrecy_review/review/{review.pk}/change/").content.decode()
    assert "上一次审查以后的改动" in html
    assert "〔删〕</span>本" in html
    assert "〔增〕</span>十二" in html
    old = doors.desk(REVIEWER).get(f"/desk/secrecy_review/review/{first.pk}/change/").content.decode()
    assert "上一次审查以后的改动" not in old


def _entered(document: Document) -> dict[str, object]:
    return {
        "title": document.title,
        "formed_on": str(document.formed_on),
        "attribute": document.attribute,
        "proactive_tests": document.proactive_tests,
    }


@pytest.mark.clause("SR-6(1)")
def test_internal_and_public_text_stand_side_by_side_for_the_readers_of_the_internal(doors: Doors) -> None:
    document = doors.county.draft(**DECLASSIFIED)
    address = f"/desk/disclosure/document/{document.pk}/change/"
    html = doors.desk("rfbsc-drafter").get(address).content.decode()
    assert "内部文稿与公开文稿对照" in html
    assert "〔删〕" in html
    hidden = doors.desk("county_supervisor").get(address).content.decode()
    assert "内部文稿与公开文稿对照" not in hidden


@pytest.mark.clause("SR-6(1)")
def test_an_internal_text_that_is_the_public_one_is_refused(doors: Doors) -> None:
    from tests.personas import DRAFT

    same = {**DRAFT, **DECLASSIFIED, "internal_body": TEXT.replace("\n", "\n\n")}
    doors.refuse("disclosure.draft", "agency:rfbsc", "rfbsc-drafter", same, clause="SR-6(1)", why="一样")


@pytest.mark.clause("SR-3")
def test_a_new_version_stands_beside_the_one_before(doors: Doors) -> None:
    county = doors.county
    published = county.published()
    said = {"change_note": "改正月份", "changed_on": str(county.at.date()), "reason": "改正月份"}
    revised = county.do("disclosure.revise", published.ref, "rfbsc-drafter", said).matter
    county.do(
        "disclosure.edit",
        revised.ref,
        "rfbsc-drafter",
        {**_entered(revised), **said, "body": TEXT.replace("本月底", "十二月底")},
    )
    html = doors.desk("rfbsc-drafter").get(f"/desk/disclosure/document/{revised.pk}/change/").content.decode()
    assert "与上一版对照" in html
    assert "〔增〕</span>十二" in html


def test_what_did_not_change_is_no_change_and_long_stretches_are_shortened() -> None:
    assert compared("正文", "甲。", "甲。") is None
    assert compared_places([("标题", "甲", "甲"), ("正文", "甲。乙。", "甲。丙。")])[0]["label"] == "正文"
    long = "这一句没有改动。" * 60
    found = compared("正文", f"{long}甲。", f"{long}乙。")
    assert found is not None
    same, changed = found["rows"]
    assert "字没有改动" in same["left"][0]["text"]
    assert [piece["kind"] for piece in changed["left"]] == ["gone", "same"]
    assert [piece["kind"] for piece in changed["right"]] == ["new", "same"]
    added = compared("正文", "", "甲。")
    assert added is not None
    assert added["rows"][0]["left"] == []
    huge = compared("正文", "甲" * 300_001, "乙")
    assert huge is not None
    assert huge["too_long"]


@given(st.text(alphabet="甲乙丙。，\n", max_size=60), st.text(alphabet="甲乙丙。，\n", max_size=60))
def test_both_columns_hold_the_whole_texts(before: str, after: str) -> None:
    found = compared("正文", before, after)
    if found is not None:
        for side, text in (("left", before), ("right", after)):
            assert "".join(piece["text"] for row in found["rows"] for piece in row[side]) == text
