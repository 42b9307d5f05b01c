"""Which opinions are found alike, and that a person decides."""

from __future__ import annotations

import pytest

from foundation.casework.refusals import Invalid
from participation.clockwork import suggest_groups
from participation.gates import unanswered
from participation.likeness import SHORTEST, letters, likeness, measures, pairs, suggestions
from participation.models import Suggestion
from tests.participation.people import Office, says

TEXT = "建议把居民阶梯水价的第一档由每户每月十二吨提高到十五吨，照顾人口多的家庭和老人。"


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (TEXT.replace("，", ",").replace("。", " !"), "same"),
        ("建议把居民阶梯水价的第一档由每户每月１２吨提高到十五吨，照顾人口多的家庭和老人。", "same"),
        (f"尊敬的领导：您好！{TEXT}此致敬礼，一位普通市民", "campaign"),
        (
            f"{TEXT}我家七口人，孩子上学老人看病，去年光水费就比前年多交了一百八十块，实在吃不消了。",
            "campaign",
        ),
        ("多口之家用水多，起步的量应当放宽一些，免得吃亏。", ""),
        ("水价根本不应当分档，请维持现在的办法不变，谁用谁付钱最公平。", ""),
        ("", ""),
    ],
)
def test_what_is_alike(other: str, found: str) -> None:
    assert likeness(TEXT, other) == found
    assert likeness(other, TEXT) == found


def test_short_texts_are_never_grouped() -> None:
    one, other = "同意涨价", "不同意涨价"
    assert measures(pairs(letters(one)), pairs(letters(other)))[0] == pytest.approx(0.75)
    assert likeness(one, other) == ""
    assert suggestions({1: one, 2: one, 3: other}) == []
    assert likeness("字" * (SHORTEST - 1), "字" * (SHORTEST - 1)) == ""


def test_suggestions_take_equal_texts_and_campaigns_and_leave_the_rest() -> None:
    rows = {
        1: TEXT,
        2: f"{TEXT}！",
        3: f"尊敬的领导：您好！{TEXT}此致敬礼，一位普通市民",
        4: "水价根本不应当分档，请维持现在的办法不变，谁用谁付钱最公平。",
        5: "",
    }
    [found] = suggestions(rows)
    assert (found.members, found.sample, found.kind) == ((1, 2, 3), 1, "campaign")


@pytest.mark.django_db
@pytest.mark.clause("PP-8")
def test_a_person_confirms_what_the_portal_suggests(office: Office) -> None:
    call = office.opened()
    alike = [says(call, f"{TEXT}{mark}") for mark in ("", "！", "！！")]
    says(call, "水价根本不应当分档，请维持现在的办法不变，谁用谁付钱最公平。")
    assert suggest_groups(at=office.county.at) == 1
    suggestion = Suggestion.objects.get()
    assert suggestion.members == [opinion.pk for opinion in alike]
    assert call.groups.count() == 0
    given = {"suggestion": suggestion.pk, "title": "扩大第一档", "without": alike[2].number}
    office.do("confirm_group", call, "drafter", given)
    group = call.groups.get()
    assert sorted(group.members.values_list("opinion", flat=True)) == [alike[0].pk, alike[1].pk]
    with pytest.raises(Invalid):
        office.do("confirm_group", call, "drafter", given)
    office.do("answer", call, "drafter", {"group": group.pk, "result": "adopted"})
    assert unanswered(call).count() == 2
