"""People who propose something and object to something, and the offices that answer. Nobody in here exists."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Done, perform
from foundation.visitors.codes import new_token
from participation.models import Decision, Evaluation, Objection, Proposal
from tests.participation.people import ANNOUNCED, Office
from tests.personas import County

PROPOSED: dict[str, Any] = {
    "proposer": "citizen",
    "wanted": "在县城南区建一所小学",
    "reasons": "南区三千个孩子，最近的小学在四公里以外。",
    "solution": "用原来的粮库的地。",
    "whom": "南区的居民。",
    "basis": "",
    "name": "朱某某",
    "contact": "",
    "consent": "named",
}
STUDY: dict[str, Any] = {
    "problem": "南区没有小学。",
    "necessity": "适龄儿童逐年增加。",
    "feasibility": "土地可以调整，资金分两年安排。",
    "advice": "take_up",
}
SAID: dict[str, Any] = {
    "text": "第二档的水价算错了，夏天要浇菜园。",
    "name": "朱某某",
    "contact": "",
    "consent": "named",
}
ANSWER: dict[str, Any] = {"result": "mended", "answer": "已经改为按年计算。"}
#: The county's leader, where the other agency is its office.
COUNTY = "lxcz-county_leader"
#: What the county orders of an evaluation, and what came of it.
ORDERED: dict[str, Any] = {
    "ground": "many_objections",
    "evaluator": "某某大学公共管理学院",
    "assessed_before": "某某咨询公司\n\n某某律师事务所",
}
RESULT: dict[str, Any] = {
    "evaluated_on": "2026-11-02",
    "heard": "入户访谈六十户，人大代表参加。",
    "result": "节水明显，第二档偏低，建议调整。",
}
ASKED: dict[str, Any] = {"ground": "short_of_aim", "occasion": "用水没有少。"}


def county_office(county: County, code: str = "lxcz") -> Agency:
    """The agency, which is now the county government's office."""
    agency = county.agencies[code]
    if AgencyFunction.COUNTY_OFFICE not in agency.functions:
        agency.functions = [*agency.functions, AgencyFunction.COUNTY_OFFICE.value]
        agency.save()
    return agency


def files(*uploads: SimpleUploadedFile) -> MultiValueDict[str, Any]:
    """Files of a form."""
    return MultiValueDict({"enclosed": list(uploads)})


def submitted(county: County, office: Agency, enclosed: Any = None, **fields: Any) -> Proposal:
    """A proposal from the web."""
    county.at = county.at.replace(microsecond=0)
    data = {**PROPOSED, "token": new_token(), **fields}
    citizen = Actor.citizen("提建议的人")
    done: Done = perform(
        "participation.submit_proposal", on=office, actor=citizen, at=county.at, data=data, files=enclosed
    )
    return done.matter


class Proposing:
    """The county's office, the agency that studies, and the county's leader."""

    def __init__(self, county: County, office: str = "lxcz", studies: str = "rfbsc") -> None:
        self.county, self.office, self.studies = county, office, studies
        self.agency = county_office(county, office)

    def submitted(self, enclosed: Any = None, **fields: Any) -> Proposal:
        return submitted(self.county, self.agency, enclosed, **fields)

    def act(self, name: str, on: Any, by: str, **data: Any) -> Proposal:
        return self.county.do(f"participation.{name}", on, by, data).matter

    def referred(self, proposal: Proposal | None = None, **fields: Any) -> Proposal:
        """Looked at, and passed on."""
        proposal = proposal or self.submitted(**fields)
        given: dict[str, Any] = {"to": self.studies}
        if proposal.published:
            given |= {"shown_title": proposal.wanted, "shown": proposal.words}
        return self.act("refer_proposal", proposal, f"{self.office}-records_office", **given)

    def studied(self, proposal: Proposal | None = None, **fields: Any) -> Proposal:
        found = self.referred(proposal, **fields)
        return self.act("study_proposal", found, f"{self.studies}-drafter", **STUDY)

    def taken_up(self, proposal: Proposal | None = None, **fields: Any) -> Proposal:
        given = {"in_charge": self.studies, "title": "县城南区小学建设", "answer": "同意，列入决策事项。"}
        return self.act(
            "take_up_proposal", self.studied(proposal, **fields), f"{self.office}-county_leader", **given
        )

    def declined(self, proposal: Proposal | None = None, **fields: Any) -> Proposal:
        given = {"answer": "明年扩建老校，已经够用。"}
        return self.act(
            "decline_proposal", self.studied(proposal, **fields), f"{self.office}-county_leader", **given
        )


def proposed(office: Office) -> Proposal:
    """A proposal at this agency, which was the county's office on the day on which it came."""
    agency = office.county.agencies[office.code]
    before = agency.functions
    proposal = Proposing(office.county, office.code).submitted()
    agency.functions = before
    agency.save()
    return proposal


def in_force(office: Office, **fields: Any) -> Decision:
    """A decision that was announced; test_opinions.py leads one there by acts."""
    decision, at = office.started(title="另一件水价办法", **fields), office.county.at
    past = {
        "submitted_at": at,
        "decided_on": at.date(),
        "party_on": at.date(),
        "announced_at": at,
        **ANNOUNCED,
    }
    Decision.objects.filter(pk=decision.pk).update(state="announced", statement="公众参与情况说明", **past)
    found: Decision = office.county.fresh(decision)
    return found


def objects(
    county: County, decision: Decision, at: datetime | None = None, enclosed: Any = None, **fields: Any
) -> Objection:
    """An objection from the web."""
    citizen = Actor.citizen("提意见的人", holds=decision.ref)
    data = {**SAID, "token": new_token(), **fields}
    done: Done = perform(
        "participation.object", on=decision, actor=citizen, at=at or county.at, data=data, files=enclosed
    )
    return done.matter


def objected(office: Office) -> Objection:
    """An objection to a decision of this agency."""
    return objects(office.county, in_force(office))


def evaluation_asked(office: Office, decision: Decision) -> Evaluation:
    """The agency in charge asks the county for an evaluation."""
    found: Evaluation = office.do("propose_evaluation", decision, "leader", ASKED).matter
    return found


def handed_in(office: Office, decision: Decision) -> Evaluation:
    """The county ordered it, and the result was handed in."""
    asked = evaluation_asked(office, decision)
    ordered = office.county.do("participation.order_evaluation", asked, COUNTY, ORDERED).matter
    result = {**RESULT, "evaluated_on": str(office.county.at.date())}
    found: Evaluation = office.do("record_evaluation", ordered, "drafter", result).matter
    return found
