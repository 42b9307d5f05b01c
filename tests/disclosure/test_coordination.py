"""Agencies that disagree: separable or not, decided by whom, and the document that waits (PD-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.urls import reverse

from disclosure.models import Document
from disclosure.models.coordination import Coordination, CoordinationPart, CoordinationSide, DisputeRuling
from disclosure.statute import (
    COORDINATION_NAMING,
    COORDINATION_RULING,
    COORDINATION_VIEW,
    COORDINATION_WEIGHING,
    PUBLICATION,
)
from disclosure.tasks import print_rulings
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, Refused
from foundation.casework.worklist import my_matters
from foundation.deadlines import clocks
from foundation.deadlines.models import Clock
from foundation.deadlines.sweep import sweep
from foundation.notices.models import Notice
from secrecy_review.leaks import normalised
from tests.disclosure.disputes import (
    AGAINST,
    OURS,
    PASSAGE,
    RULING,
    THEIRS,
    VIEW,
    divided,
    opened,
    referred,
    ruled,
    side,
    stated,
    with_an_office,
)
from tests.disclosure.kept import withheld
from tests.personas import OPINION, TEXT, County

pytestmark = [pytest.mark.django_db, pytest.mark.clause("PD-7")]
State = Coordination.State


def refused(county: County, name: str, on: str, by: str, data: dict[str, object] | None = None) -> Refused:
    with pytest.raises(Refused) as caught, transaction.atomic():
        county.do(name, on, by, data)
    return caught.value


def rows(county: County, username: str) -> list[tuple[str, str]]:
    return [(row.matter.ref, row.act.name) for row in my_matters(county.actor(username), 50)[0]]


def test_a_document_waits_for_the_agencies_that_disagree_and_its_time_runs_on(county: County) -> None:
    document = county.determined()
    clock = clocks.open_clock(document, PUBLICATION)
    assert clock is not None
    case = opened(county, document)
    told = refused(county, "disclosure.publish", document.ref, "rfbsc-records_office")
    assert (told.clause.id, "不同意见" in told.why) == ("PD-7", True)
    again = clocks.open_clock(document, PUBLICATION)
    assert again is not None
    assert (again.due_at, again.paused_since) == (clock.due_at, None)
    page = desk(county, "rfbsc-records_office", document)
    assert "不因协调顺延" in page
    assert case.title in page
    with pytest.raises(InternalError, match="PD-7"), transaction.atomic():
        # Whoever goes round the acts is stopped by the database.
        Document.objects.filter(pk=document.pk).update(state="published")


def desk(county: County, username: str, matter: object) -> str:
    client = Client()
    client.force_login(county.people[username])
    model = type(matter)._meta  # type: ignore[attr-defined]
    address = reverse(f"desk:{model.app_label}_{model.model_name}_change", args=[matter.pk])  # type: ignore[attr-defined]
    return client.get(address).content.decode()


def test_nothing_is_signed_while_agencies_disagree(county: County) -> None:
    document = county.reviewed()
    opened(county, document)
    told = refused(county, "disclosure.sign", document.ref, "rfbsc-department_head")
    assert told.clause.id == "PD-7"


def test_each_side_reads_the_case_and_not_the_other_sides_documents(county: County) -> None:
    document = county.draft()
    case = opened(county, document)
    other = Client()
    other.force_login(county.people["lxcz-records_office"])
    page = other.get(reverse("desk:disclosure_coordination_change", args=[case.pk]))
    assert page.status_code == 200
    said = page.content.decode()
    assert OURS in said
    assert "各村民委员会" not in said  # what was not put before them
    assert f"/document/{document.pk}/" not in said
    assert other.get(reverse("desk:disclosure_document_change", args=[document.pk])).status_code == 404
    outsider = Client()
    outsider.force_login(county.people["bmj-records_office"])
    assert outsider.get(reverse("desk:disclosure_coordination_change", args=[case.pk])).status_code == 404
    part = CoordinationSide.objects.get(agency__code="lxcz")
    assert outsider.get(reverse("desk:disclosure_coordinationside_change", args=[part.pk])).status_code == 404
    with pytest.raises(NoSuchMatter):
        county.do("disclosure.state_view", part.ref, "bmj-records_office", AGAINST)


def test_only_words_of_the_public_text_are_put_before_others(county: County) -> None:
    document = county.draft(
        attribute="declassified",
        internal_body=f"{TEXT}\n三、经费\n三十万元。",
        declassification="delete",
    )
    with pytest.raises(Invalid, match="没有这一行"):
        opened(county, document, passage="三十万元。")
    with pytest.raises(Invalid, match="不用选本机关"):
        opened(county, document, others=["rfbsc"])


def test_a_side_is_asked_in_time_and_its_silence_is_no_consent(county: County) -> None:
    case = opened(county, county.draft())
    theirs = side(case, "lxcz")
    assert (theirs.ref, "disclosure.state_view") in rows(county, "lxcz-records_office")
    assert clocks.open_clock(theirs, COORDINATION_VIEW) is not None
    assert side(case, "rfbsc").state == "stated"
    county.at += timedelta(days=14)
    sweep(county.at)
    assert (county.fresh(theirs).state, county.fresh(theirs).view) == ("silent", "")
    assert county.fresh(case).state == State.WEIGHING
    assert clocks.running(theirs) == [], "the breach is recorded, and nothing runs on"
    late = Clock.objects.of(theirs.kind, theirs.pk).get()
    assert (late.limit, late.breached_at is not None) == (COORDINATION_VIEW.code, True)
    # It may still speak while nothing is decided.
    county.do("disclosure.state_view", theirs.ref, "lxcz-records_office", AGAINST)
    assert county.fresh(theirs).state == "stated"


def test_a_view_has_reasons_and_names_what_is_its_own(county: County) -> None:
    case = opened(county, county.draft())
    theirs = side(case, "lxcz")
    for wrong, said in (({"reasons": ""}, "理由"), ({"own_part": ""}, "哪一部分"), ({"view": ""}, "意见")):
        with pytest.raises(Invalid, match=said):
            county.do("disclosure.state_view", theirs.ref, "lxcz-records_office", {**AGAINST, **wrong})


def test_another_agency_raises_it_and_learns_nothing_until_the_document_is_named(county: County) -> None:
    document = county.determined()
    raised = {"against": "rfbsc", "text_title": document.title, "passage": THEIRS, **AGAINST}
    case = county.do("disclosure.raise_coordination", "agency:lxcz", "lxcz-records_office", raised).matter
    assert (case.state, case.agency.code, case.document) == ("raised", "rfbsc", None)
    assert case.sides.count() == 1
    # The document that it means by its title is not published before somebody has looked.
    assert "还没有指认" in refused(county, "disclosure.publish", document.ref, "rfbsc-records_office").why
    assert (case.ref, "disclosure.identify_document") in rows(county, "rfbsc-records_office")
    county.do("disclosure.identify_document", case.ref, "rfbsc-records_office", {"document": document.pk})
    assert county.fresh(case).state == State.STATING
    assert side(case, "rfbsc").state == "asked"
    page = desk(county, "lxcz-records_office", county.fresh(case))
    assert f"/document/{document.pk}/" not in page


def test_a_document_that_is_not_there_ends_the_case(county: County) -> None:
    raised = {"against": "rfbsc", "text_title": "没有的公文", "passage": THEIRS, **AGAINST}
    case = county.do("disclosure.raise_coordination", "agency:lxcz", "lxcz-records_office", raised).matter
    county.do("disclosure.deny_document", case.ref, "rfbsc-records_office", {"reason": "没有拟制过。"})
    assert county.fresh(case).state == State.DENIED


def test_each_part_is_decided_by_the_authority_competent_for_it(county: County) -> None:
    document = county.determined()
    case = divided(county, document)
    ours, theirs = case.parts.order_by("pk")
    assert (theirs.ref, "disclosure.decide_part") in rows(county, "lxcz-leader")
    no = {"public": "no", "ground": "internal_affairs", "reasons": "内部工作流程。"}
    assert isinstance(refused(county, "disclosure.decide_part", theirs.ref, "rfbsc-leader", no), NotPermitted)
    with pytest.raises(Invalid, match="依据"):
        county.do("disclosure.decide_part", theirs.ref, "lxcz-leader", {**no, "ground": ""})
    county.do("disclosure.decide_part", theirs.ref, "lxcz-leader", no)
    assert county.fresh(case).state == State.PARTING
    county.do("disclosure.decide_part", ours.ref, "rfbsc-leader", {"public": "yes", "reasons": "应当公开。"})
    case = county.fresh(case)
    assert (case.state, case.verdict) == (State.SEPARATED, "partly")
    told = refused(county, "disclosure.publish", document.ref, "rfbsc-records_office")
    assert "报送总结" in told.why
    # Without the words that were decided not to be published, and reviewed anew, it goes out.
    county.do(
        "disclosure.return_to_drafter", document.ref, "rfbsc-records_office", {"reason": "照协调结果删改。"}
    )
    text = TEXT.replace(THEIRS, "")
    county.do("disclosure.edit", document.ref, "rfbsc-drafter", {"body": text})
    publish(county, document)
    assert county.fresh(document).state == "published"


def publish(county: County, document: Document) -> None:
    """Take a draft all the way."""
    for name, role in (("submit", "drafter"), ("recheck", "records_office")):
        county.do(f"disclosure.{name}", document.ref, f"rfbsc-{role}")
    review = county.do("secrecy_review.request", document.ref, "rfbsc-records_office").matter
    county.do("secrecy_review.give_opinion", review.ref, "rfbsc-secrecy_reviewer", OPINION)
    for role in ("department_head", "leader"):
        county.do("disclosure.sign", document.ref, f"rfbsc-{role}")
    county.do("disclosure.publish", document.ref, "rfbsc-records_office")


def test_a_division_covers_all_words_in_dispute(county: County) -> None:
    case = stated(county, county.draft())
    assert "还没有划出" in refused(county, "disclosure.settle_division", case.ref, "rfbsc-records_office").why
    drawn = {"described": "总体要求", "words": OURS, "side": side(case, "rfbsc").pk, "competence": "主管。"}
    county.do("disclosure.draw_part", case.ref, "rfbsc-records_office", drawn)
    assert "报送总结" in refused(county, "disclosure.settle_division", case.ref, "rfbsc-records_office").why
    with pytest.raises(Invalid, match="请照抄"):
        county.do("disclosure.draw_part", case.ref, "rfbsc-records_office", {**drawn, "words": "别的话"})
    part = case.parts.get()
    county.do("disclosure.undraw_part", case.ref, "rfbsc-records_office", {"part": part.pk})
    assert county.fresh(part).state == "dropped"


def test_who_does_not_accept_the_division_has_the_county_office_decide(county: County) -> None:
    with_an_office(county)
    case = divided(county, county.draft())
    assert all(clock for clock in Clock.objects.open().filter(matter_kind=CoordinationPart.kind))
    county.do(
        "disclosure.contest_division",
        side(case, "lxcz").ref,
        "lxcz-records_office",
        {"reason": "两句分不开。"},
    )
    case = county.fresh(case)
    assert (case.state, case.office.code) == (State.DECIDING, "bmj")
    assert set(case.parts.values_list("state", flat=True)) == {"dropped"}
    assert not Clock.objects.open().filter(matter_kind=CoordinationPart.kind).exists()


def test_the_county_office_decides_in_writing_and_it_binds(county: County) -> None:
    document = county.determined()
    case = referred(county, document)
    clock = clocks.open_clock(case, COORDINATION_RULING)
    assert clock is not None
    assert clock.agency.code == "bmj"
    assert (case.ref, "disclosure.draft_ruling") in rows(county, "bmj-records_office")
    with pytest.raises(Invalid, match="依据"):
        county.do("disclosure.draft_ruling", case.ref, "bmj-records_office", {**RULING, "ground": ""})
    county.do("disclosure.draft_ruling", case.ref, "bmj-records_office", RULING)
    assert (case.ref, "disclosure.decide_coordination") in rows(county, "bmj-leader")
    # What nobody has signed is no decision, and stands before the office alone.
    assert RULING["reasons"] not in desk(county, "rfbsc-records_office", case)
    assert RULING["reasons"] in desk(county, "bmj-leader", case)
    case = county.do("disclosure.decide_coordination", case.ref, "bmj-leader").matter
    assert (case.state, case.verdict) == (State.DECIDED, "partly")
    assert RULING["reasons"] in desk(county, "lxcz-records_office", case)
    assert case.document_number == "五原县国家保密局公协〔2026〕1号"
    rulings = DisputeRuling.objects.filter(side__coordination=case)
    assert {ruling.side.agency.code for ruling in rulings} == {"rfbsc", "lxcz"}
    assert THEIRS.rstrip("。") in rulings[0].content
    assert print_rulings() == 2
    theirs = side(case, "lxcz")
    assert (theirs.ref, "disclosure.receive_ruling") in rows(county, "lxcz-records_office")
    county.do("disclosure.receive_ruling", theirs.ref, "lxcz-records_office")
    assert county.fresh(theirs).received_on is not None
    assert rulings.get(side=theirs).service == "arrived"
    assert (
        "公协〔2026〕1号" in refused(county, "disclosure.publish", document.ref, "rfbsc-records_office").why
    )
    client = Client()
    client.force_login(county.people["lxcz-records_office"])
    file = reverse("desk:disclosure_ruling", args=[case.pk, rulings.get(side=theirs).pk])
    assert b"".join(client.get(file))[:5] == b"%PDF-"


def test_whoever_wrote_the_decision_does_not_sign_it_and_no_side_decides(county: County) -> None:
    case = referred(county, county.draft())
    county.people["bmj-records_office"].grants.create(role="leader", agency=county.agencies["bmj"])
    county.do("disclosure.draft_ruling", case.ref, "bmj-records_office", RULING)
    told = refused(county, "disclosure.decide_coordination", case.ref, "bmj-records_office")
    assert isinstance(told, NotPermitted)
    county.people["rfbsc-records_office"].grants.create(role="leader", agency=county.agencies["bmj"])
    assert isinstance(
        refused(county, "disclosure.decide_coordination", case.ref, "rfbsc-records_office"), NotPermitted
    )
    with pytest.raises(IntegrityError, match="coordination_decided"), transaction.atomic():
        Coordination.objects.filter(pk=case.pk).update(decided_by=county.people["bmj-records_office"])


def test_what_is_decided_to_be_public_is_not_signed_as_withheld(county: County) -> None:
    document = county.reviewed(
        opinion="exempt", attribute="withheld", ground="internal_affairs", attribute_reason="内部。"
    )
    ruled(county, document, verdict="public", withheld_words="", ground="")
    told = refused(county, "disclosure.sign", document.ref, "rfbsc-department_head")
    assert "全部公开" in told.why


def test_a_decision_stands_and_a_sent_back_draft_is_written_anew(county: County) -> None:
    case = referred(county, county.draft())
    county.do("disclosure.draft_ruling", case.ref, "bmj-records_office", RULING)
    county.do("disclosure.return_ruling", case.ref, "bmj-leader", {"reason": "理由不够。"})
    assert county.fresh(case).state == State.DECIDING
    county.do("disclosure.draft_ruling", case.ref, "bmj-records_office", RULING)
    county.do("disclosure.decide_coordination", case.ref, "bmj-leader")
    with pytest.raises(InternalError, match="PD-7"), transaction.atomic():
        Coordination.objects.filter(pk=case.pk).update(verdict="public")
    with pytest.raises(InternalError, match="PD-7"), transaction.atomic():
        CoordinationSide.objects.filter(coordination=case).update(reasons="别的")


def test_a_case_ends_when_all_sides_agree_and_not_before(county: County) -> None:
    document = county.determined()
    case = stated(county, document)
    ours, theirs = side(case, "rfbsc"), side(case, "lxcz")
    agreed = {"verdict": "public", "agreement": "镇里同意公开。"}
    county.do("disclosure.propose_agreement", theirs.ref, "lxcz-records_office", agreed)
    assert county.fresh(case).state == State.WEIGHING
    assert "一方提议" in refused(county, "disclosure.propose_agreement", ours.ref, "rfbsc-records_office").why
    assert (ours.ref, "disclosure.accept_agreement") in rows(county, "rfbsc-records_office")
    county.do("disclosure.reject_agreement", ours.ref, "rfbsc-records_office", {"reason": "还要商量。"})
    assert county.fresh(case).agreement == ""
    county.do("disclosure.propose_agreement", theirs.ref, "lxcz-records_office", agreed)
    county.do("disclosure.accept_agreement", ours.ref, "rfbsc-records_office")
    case = county.fresh(case)
    assert (case.state, case.verdict) == (State.AGREED, "public")
    county.do("disclosure.publish", document.ref, "rfbsc-records_office")
    assert county.fresh(document).state == "published"


def test_one_open_case_for_a_document(county: County) -> None:
    document = county.draft()
    opened(county, document)
    with pytest.raises(Refused, match="PD-7"):
        opened(county, document)
    assert (
        "正在协调"
        in refused(county, "disclosure.abandon", document.ref, "rfbsc-drafter", {"reason": "算了"}).why
    )


def test_mail_of_a_case_names_no_title(county: County) -> None:
    document = county.draft()
    case = opened(county, document)
    told = Notice.objects.filter(recipient=county.people["lxcz-records_office"])
    assert told.exists()
    assert document.title not in case.named_outside
    assert document.title not in side(case, "lxcz").named_outside
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM notices_dispatch d WHERE position(%s in d.subject || d.body) > 0",
            [document.title],
        )
        assert cursor.fetchone() == (0,)
    assert PASSAGE.splitlines()[0] in case.passage
    assert VIEW["view"] == "public"


def test_words_that_stand_in_a_document_hold_it_until_somebody_says_which_is_meant(county: County) -> None:
    words = "各户的补贴标准按照面积和人口核定"
    document = county.determined(body=f"{TEXT}\n{words}。")
    raised = {"against": "rfbsc", "text_title": "取暖的文件", "passage": words, **VIEW}
    case = county.do("disclosure.raise_coordination", "agency:lxcz", "lxcz-records_office", raised).matter
    assert normalised(document.title) != normalised("取暖的文件")
    assert "还没有指认" in refused(county, "disclosure.publish", document.ref, "rfbsc-records_office").why
    clock = clocks.open_clock(case, COORDINATION_NAMING)
    assert clock is not None
    assert str(clock.due_on) == "2026-11-04"
    county.do("disclosure.deny_document", case.ref, "rfbsc-records_office", {"reason": "是另一份。"})
    assert clocks.open_clock(case, COORDINATION_NAMING) is None
    county.do("disclosure.publish", document.ref, "rfbsc-records_office")


def test_whoever_does_not_lead_a_case_on_has_it_decided_by_the_county_office(county: County) -> None:
    with_an_office(county)
    case = stated(county, county.draft())
    clock = clocks.open_clock(case, COORDINATION_WEIGHING)
    assert clock is not None
    sweep(at=clock.due_at - timedelta(minutes=1))
    assert county.fresh(case).state == State.WEIGHING
    sweep(at=clock.due_at + timedelta(days=7))
    case = county.fresh(case)
    assert (case.state, case.office.code) == (State.DECIDING, "bmj")
    assert [each.limit for each in clocks.running(case)] == [COORDINATION_RULING.code]


def test_what_becomes_public_goes_back_to_the_drafter_of_a_document_that_was_kept(county: County) -> None:
    document = withheld(county)
    passage = document.body.splitlines()[0]
    case = opened(county, document, passage=passage)
    county.do("disclosure.state_view", side(case, "lxcz").ref, "lxcz-records_office", AGAINST)
    agreed = {"verdict": "withheld", "agreement": "都不公开。"}
    ours, theirs = side(case, "rfbsc"), side(case, "lxcz")
    with pytest.raises(Invalid, match="各方一致也要有依据"):
        county.do("disclosure.propose_agreement", theirs.ref, "lxcz-records_office", agreed)
    agreed = {"verdict": "public", "agreement": "可以公开。"}
    county.do("disclosure.propose_agreement", theirs.ref, "lxcz-records_office", agreed)
    county.do("disclosure.accept_agreement", ours.ref, "rfbsc-records_office")
    assert county.fresh(document).state == "draft"
    assert clocks.open_clock(case, COORDINATION_WEIGHING) is None
