"""SR-7(2), SR-11: one drafting, two texts; each passage with its ground, confirmed one by one by the secrecy office."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.test import Client

from disclosure.models import Document, How, Redaction
from disclosure.redactions import moved, occurrences, overlapping, pieces, public_text, stretch_of
from foundation.accesses.models import Access
from foundation.casework.acts import ACTS, desk_url
from foundation.casework.buttons import act_url
from foundation.casework.refusals import Invalid, Refused
from tests.doors import Doors
from tests.personas import OPINION, County

pytestmark = [pytest.mark.clause("SR-7(2)"), pytest.mark.clause("SR-11")]

DRAFTER, RECORDS, SECRECY = "rfbsc-drafter", "rfbsc-records_office", "rfbsc-secrecy_office"
TEXT = "各村民委员会：\n驻地在后套大桥东侧，值班室电话另发。\n后套大桥加固时间为下周二。\n请做好绕行准备。"
BRIDGE = "后套大桥"


def mark(how: str, passage: str, start: int, replacement: str = "") -> Redaction:
    return Redaction(how=how, passage=passage, replacement=replacement, stretch=stretch_of(start, passage))


def test_what_is_struck_leaves_no_wreckage() -> None:
    struck = "，值班室电话另发"
    assert "东侧。\n" in public_text(TEXT, [mark(How.STRIKE, struck, TEXT.index(struck))])
    words = "值班室电话另发"
    assert "东侧。\n" in public_text(TEXT, [mark(How.STRIKE, words, TEXT.index(words))])


def test_rewritten_and_excerpted() -> None:
    rewritten = [mark(How.REPLACE, BRIDGE, at, "某桥") for at in occurrences(TEXT, BRIDGE)]
    assert BRIDGE not in public_text(TEXT, rewritten)
    assert public_text(TEXT, rewritten).count("某桥") == 2
    lines = TEXT.split("\n")
    excerpts = [mark(How.EXCERPT, line, TEXT.index(line)) for line in (lines[0], lines[3])]
    assert public_text(TEXT, excerpts) == f"{lines[0]}\n{lines[3]}"
    within = [mark(How.EXCERPT, lines[2], TEXT.index(lines[2])), *rewritten]
    assert public_text(TEXT, within) == "某桥加固时间为下周二。"


def test_the_pieces_joined_are_the_internal_text() -> None:
    marks = [mark(How.EXCERPT, TEXT.split("\n")[2], TEXT.index("后套大桥加固"))]
    marks += [mark(How.STRIKE, BRIDGE, at) for at in occurrences(TEXT, BRIDGE)]
    shown = list(pieces(TEXT, marks))
    assert "".join(piece.text for piece in shown) == TEXT
    assert [piece.how for piece in shown if piece.how] == ["strike", "strike", "excerpt"]
    assert {piece.number for piece in shown if piece.how} == {1, 2, 3}


def begun(county: County) -> Document:
    document = county.draft(body=TEXT)
    county.do("disclosure.begin_declassification", document.ref, DRAFTER, {"declassification": "delete"})
    fresh: Document = county.fresh(document)
    return fresh


def marked(county: County, document: Document, passage: str = BRIDGE, **more: Any) -> Document:
    given = {"passage": passage, "how": "replace", "replacement": "某桥", "ground": "state_secret"}
    given |= {"reason": "设防位置。", **more}
    county.do("disclosure.mark_passage", document.ref, DRAFTER, given)
    fresh: Document = county.fresh(document)
    return fresh


@pytest.mark.django_db
def test_from_one_draft_to_two_texts(county: County) -> None:
    document = begun(county)
    assert (document.attribute, document.internal_body, document.body) == ("declassified", TEXT, "")
    with pytest.raises(Refused, match="什么也没有删去"):
        county.do("disclosure.submit", document.ref, DRAFTER)
    document = marked(county, document)
    assert document.redactions.count() == 2  # wherever it stands
    assert document.body == TEXT.replace(BRIDGE, "某桥")
    assert document.internal_body == TEXT
    first = document.redactions.first()
    county.do("disclosure.unmark_passage", document.ref, DRAFTER, {"mark": first.pk})
    assert county.fresh(document).body.count(BRIDGE) == 1  # one place is public by decision
    county.do("disclosure.submit", document.ref, DRAFTER)


@pytest.mark.django_db
def test_what_makes_no_sense_is_refused(county: County) -> None:
    document = marked(county, begun(county))
    for given, said in (
        ({"passage": "没有写过的话"}, "没有这段文字"),
        ({"passage": "大桥加固"}, "重叠"),
        ({"passage": "绕行", "which": "2"}, "只有 1 处"),
        ({"passage": "绕行", "replacement": ""}, "改写成什么"),
        ({"passage": "绕行", "ground": ""}, "依据"),
        ({"passage": "绕行", "reason": ""}, "理由"),
    ):
        with pytest.raises(Invalid, match=said):
            marked(county, document, **given)


@pytest.mark.django_db
def test_editing_the_internal_text_takes_the_marks_along(county: County) -> None:
    document = marked(county, begun(county))
    given = {
        "title": document.title,
        "formed_on": document.formed_on,
        "attribute": "declassified",
        "declassification": "delete",
        "internal_body": f"先加一句。\n{TEXT}",
    }
    county.do("disclosure.edit", document.ref, DRAFTER, given | {"body": "另写的公开文稿"})
    document = county.fresh(document)
    assert document.body == f"先加一句。\n{TEXT}".replace(BRIDGE, "某桥")
    with pytest.raises(Invalid, match="有增减"):
        county.do("disclosure.edit", document.ref, DRAFTER, given | {"internal_body": "全换了。"})
    with pytest.raises(Invalid, match="还有脱密标记"):
        county.do(
            "disclosure.edit",
            document.ref,
            DRAFTER,
            given | {"attribute": "proactive", "proactive_tests": ["1"]},
        )


@pytest.mark.django_db
def test_what_was_left_out_by_hand_stays_out(county: County) -> None:
    by_hand = "各村民委员会：\n请做好绕行准备。"
    document = county.draft(
        attribute="declassified",
        declassification="delete",
        internal_body=TEXT,
        body=by_hand,
        proactive_tests=[],
    )
    document = marked(county, document, "绕行", how="strike", replacement="")
    assert document.body == "各村民委员会：\n请做好准备。"
    with pytest.raises(Invalid, match="不能再由摘录生成"):
        marked(county, document, "各村民委员会", how="excerpt", replacement="")
    mark = document.redactions.get()
    county.do("disclosure.unmark_passage", document.ref, DRAFTER, {"mark": mark.pk})
    assert BRIDGE not in county.fresh(document).body


@pytest.mark.django_db
def test_what_the_review_struck_stays_out(county: County) -> None:
    document = marked(county, begun(county))
    county.do("disclosure.submit", document.ref, DRAFTER)
    county.do("disclosure.recheck", document.ref, RECORDS)
    Document.objects.filter(pk=document.pk).update(body=document.body.replace("值班室", ""))
    known = {
        name: getattr(document, name) for name in ("title", "formed_on", "attribute", "declassification")
    }
    given = known | {"internal_body": TEXT, "topic": "综合政务/政务公开", "note": "主题"}
    county.do("disclosure.correct", document.ref, RECORDS, given | {"body": county.fresh(document).body})
    assert "值班室" not in county.fresh(document).body


def test_each_mark_stays_with_its_own_passage() -> None:
    text = "前面有十几个字的一句话要删掉的。张三殴打他人，另一个张三举报有功。"
    first, second = occurrences(text, "张三")
    marks = [mark(How.REPLACE, "张三", first, "某甲"), mark(How.REPLACE, "张三", second, "某乙")]
    shorter = text.replace("前面有十几个字的一句话要删掉的。", "")
    assert moved(marks, text, shorter) == []
    assert public_text(shorter, marks) == "某甲殴打他人，另一个某乙举报有功。"
    assert moved(marks, shorter, "张三殴打他人。") == marks  # which of them is gone nobody knows
    within = [mark(How.STRIKE, "张三", first), mark(How.EXCERPT, "张三殴打他人", first)]
    assert moved(within, text, "加一句。" + text) == []
    assert not overlapping(within)


@pytest.mark.django_db
def test_no_internal_text_is_lost_by_beginning_again(county: County) -> None:
    document = county.draft(
        attribute="declassified", declassification="delete", internal_body=TEXT, body="公开的一句。"
    )
    given = {"title": document.title, "formed_on": document.formed_on, "body": "公开的一句。"}
    given |= {"attribute": "proactive", "proactive_tests": ["1"], "internal_body": TEXT}
    county.do("disclosure.edit", document.ref, DRAFTER, given)
    with pytest.raises(Invalid, match="已经有一份内部行文文稿"):
        county.do("disclosure.begin_declassification", document.ref, DRAFTER, {"declassification": "delete"})


@pytest.mark.django_db
def test_the_secrecy_office_confirms_each_mark_and_what_it_saw(county: County, client: Client) -> None:
    document = marked(county, begun(county))
    county.do("disclosure.submit", document.ref, DRAFTER)
    county.do("disclosure.recheck", document.ref, RECORDS)
    form = (
        Doors(county).desk(SECRECY).get(act_url(ACTS["disclosure.confirm_declassification"], document)).text
    )
    assert form.count("改写“后套大桥”为“某桥”") == 2
    assert Access.objects.filter(kind="internal", of=document.ref, staff=county.people[SECRECY]).exists()
    keys = [str(each.pk) for each in document.redactions.all()]
    with pytest.raises(Invalid, match="还有 1 处没有确认"):
        county.do("disclosure.confirm_declassification", document.ref, SECRECY, {"marks": keys[:1]})
    county.do("disclosure.confirm_declassification", document.ref, SECRECY, {"marks": keys})
    shown = Doors(county).desk(SECRECY).get(desk_url(document)).text
    assert "保密办已逐处确认" in shown
    assert "国家秘密（条例第十四条）：设防位置。" in shown
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    for who in ("department_head", "leader"):
        county.do("disclosure.sign", document.ref, f"rfbsc-{who}")
    county.do("disclosure.publish", document.ref, RECORDS)
    document = county.fresh(document)
    public = client.get(f"/documents/{document.index_number}/").text
    assert "某桥加固时间为下周二。" in public
    assert BRIDGE not in public
    newer = county.do(
        "disclosure.revise", document.ref, DRAFTER, {"changed_on": document.formed_on, "reason": "更正"}
    ).matter
    assert newer.redactions.count() == 2


@pytest.mark.django_db
def test_a_ground_changed_after_the_confirmation_is_confirmed_anew(county: County) -> None:
    document = marked(county, begun(county))
    before = document.digest
    Redaction.objects.filter(document=document).update(reason="另一个理由")
    assert county.fresh(document).digest != before


@pytest.mark.django_db
def test_the_database_lets_no_two_cuts_overlap_and_no_words_vanish(county: County) -> None:
    document = marked(county, begun(county))
    start = document.redactions.first().start
    for fields in (
        {"stretch": NumericRange(start + 1, start + 3), "how": "strike", "passage": "大桥"},
        {"stretch": NumericRange(0, 2), "how": "replace", "passage": "各村", "replacement": ""},
        {"stretch": NumericRange(0, 2), "how": "strike", "passage": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Redaction.objects.create(document=document, ground="state_secret", reason="理由", **fields)


@pytest.mark.django_db
def test_only_readers_of_the_internal_text_see_the_marks(county: County) -> None:
    document = marked(county, begun(county))
    address = desk_url(document)
    assert "设防位置" in Doors(county).desk(DRAFTER).get(address).text
    shown = Doors(county).desk("county_supervisor").get(desk_url(document)).text
    assert "设防位置" not in shown
    assert "驻地在" not in shown  # nor what has still to be marked
