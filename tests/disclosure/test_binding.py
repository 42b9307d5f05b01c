"""What was decided between agencies binds: no second case, no rewording, no new version gets round it (PD-7, 条例37)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse

from disclosure.models import Document
from foundation.casework.refusals import NotPermitted, Refused
from tests.disclosure.disputes import (
    AGAINST,
    OURS,
    RULING,
    THEIRS,
    divided,
    opened,
    referred,
    ruled,
    with_an_office,
)
from tests.disclosure.test_versions import CHANGE
from tests.personas import OPINION, TEXT, County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-7")]
RECORDS = "rfbsc-records_office"
WITHHELD: dict[str, Any] = {"verdict": "withheld", "withheld_words": ""}


def refused(county: County, name: str, on: str, by: str, data: dict[str, object] | None = None) -> Refused:
    with pytest.raises(Refused) as caught, transaction.atomic():
        county.do(name, on, by, data)
    return caught.value


def take_on(county: County, document: Document) -> None:
    """Take a draft as far as its publication."""
    for name, role in (("submit", "drafter"), ("recheck", "records_office")):
        county.do(f"disclosure.{name}", document.ref, f"rfbsc-{role}")
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    for role in ("department_head", "leader"):
        county.do("disclosure.sign", document.ref, f"rfbsc-{role}")


def second_case(county: County, document: Document) -> Refused:
    with pytest.raises(Refused) as caught, transaction.atomic():
        opened(county, document)
    return caught.value


def rewritten(county: County, document: Document, body: str) -> None:
    county.do("disclosure.return_to_drafter", document.ref, RECORDS, {"reason": "照决定删改。"})
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", {"body": body})


def test_a_second_case_does_not_undo_a_decision(county: County) -> None:
    document = county.determined()
    ruled(county, document)
    assert "已决定" in second_case(county, document).why
    raised = {"against": "rfbsc", "text_title": "别的标题", "passage": THEIRS, **AGAINST}
    case = county.do("disclosure.raise_coordination", "agency:lxcz", "lxcz-records_office", raised).matter
    meant: dict[str, object] = {"document": document.pk}
    assert "已决定" in refused(county, "disclosure.identify_document", case.ref, RECORDS, meant).why
    # The office that decided may look into it again.
    again = county.do("disclosure.raise_coordination", "agency:bmj", "bmj-records_office", raised).matter
    county.do("disclosure.identify_document", again.ref, RECORDS, meant)
    assert county.fresh(again).state == "stating"


def test_words_that_stay_out_are_found_in_pieces_and_line_by_line(county: County) -> None:
    document = county.determined()
    ruled(county, document, withheld_words=f"{OURS}\n{THEIRS}")
    rewritten(county, document, f"各村民委员会：\n认真组织。\n{THEIRS.removesuffix('总结。')}材料。")
    county.do("disclosure.submit", document.ref, "rfbsc-drafter")
    county.do("disclosure.recheck", document.ref, RECORDS)
    review = county.do("secrecy_review.request", document.ref, RECORDS).matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    told = refused(county, "disclosure.sign", document.ref, "rfbsc-department_head")
    assert "不公开" in told.why
    assert "正文" in told.why


def test_a_new_version_is_bound_as_well(county: County) -> None:
    document = county.determined()
    ruled(county, document)
    rewritten(county, document, TEXT.replace(THEIRS, ""))
    take_on(county, document)
    county.do("disclosure.publish", document.ref, RECORDS)
    change = {**CHANGE, "changed_on": str(county.at.date())}
    newer = county.do("disclosure.revise", document.ref, "rfbsc-drafter", change).matter
    county.do("disclosure.edit", newer.ref, "rfbsc-drafter", {"body": TEXT})
    for name, role in (("submit", "drafter"), ("recheck", "records_office")):
        county.do(f"disclosure.{name}", newer.ref, f"rfbsc-{role}")
    review = county.do("secrecy_review.request", newer.ref, RECORDS).matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    told = refused(county, "disclosure.sign", newer.ref, "rfbsc-department_head")
    assert "公协" in told.why
    assert "已决定" in second_case(county, newer).why


def test_one_line_that_is_withheld_leaves_the_rest_to_be_published(county: County) -> None:
    document = county.determined()
    case = ruled(county, document, **WITHHELD)
    assert not case.whole_text
    assert "正文里还有" in refused(county, "disclosure.publish", document.ref, RECORDS).why
    rewritten(county, document, TEXT.replace(THEIRS, "").replace(OURS, ""))
    take_on(county, document)
    county.do("disclosure.publish", document.ref, RECORDS)
    assert county.fresh(document).state == "published"


def test_a_text_that_is_withheld_whole_is_published_by_nobody(county: County) -> None:
    document = county.determined()
    case = referred(county, document, passage=TEXT)
    assert case.whole_text
    county.do("disclosure.draft_ruling", case.ref, "bmj-records_office", {**RULING, **WITHHELD})
    county.do("disclosure.decide_coordination", case.ref, "bmj-leader")
    assert "不予公开" in refused(county, "disclosure.publish", document.ref, RECORDS).why
    with pytest.raises(InternalError, match="PD-7"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(state="published")


def test_the_list_names_no_verdict_that_nobody_has_signed(county: County) -> None:
    case = referred(county, county.draft())
    county.do("disclosure.draft_ruling", case.ref, "bmj-records_office", {**RULING, **WITHHELD})
    client = Client()
    client.force_login(county.people["lxcz-records_office"])
    address = reverse("desk:disclosure_coordination_changelist")
    assert "不予公开" not in client.get(address).content.decode()
    county.do("disclosure.decide_coordination", case.ref, "bmj-leader")
    assert "不予公开" in client.get(address).content.decode()


@pytest.mark.clause("SR-8")
@pytest.mark.parametrize("ground", ["state_secret", "forbidden_by_law", "security_stability"])
def test_nothing_of_a_secret_is_put_before_other_agencies(county: County, ground: str) -> None:
    document = county.draft(attribute="withheld", ground=ground, attribute_reason="涉密。")
    told = second_case(county, document)
    assert (told.clause.id, "保密行政管理部门" in told.remedy) == ("SR-8", True)


@pytest.mark.parametrize("name", ["contest", "part"])
def test_whoever_spoke_or_judged_in_a_case_does_not_decide_it(county: County, name: str) -> None:
    with_an_office(county)
    case = divided(county, county.draft())
    theirs = case.parts.get(words=THEIRS)
    no = {"public": "no", "ground": "internal_affairs", "reasons": "内部工作流程。"}
    office = county.agencies["bmj"]
    who = "lxcz-leader" if name == "part" else "lxcz-records_office"
    if name == "contest":
        county.people["rfbsc-drafter"].grants.create(role="records_office", agency=county.agencies["lxcz"])
        who = "rfbsc-drafter"
    else:
        county.do("disclosure.decide_part", theirs.ref, who, no)
    contests = "rfbsc-drafter" if name == "contest" else "lxcz-records_office"
    side = case.sides.get(agency__code="lxcz")
    county.do("disclosure.contest_division", side.ref, contests, {"reason": "划错了。"})
    county.do("disclosure.draft_ruling", case.ref, "bmj-records_office", RULING)
    county.people[who].grants.create(role="leader", agency=office)
    assert isinstance(refused(county, "disclosure.decide_coordination", case.ref, who), NotPermitted)
