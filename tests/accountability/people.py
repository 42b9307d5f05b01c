"""Cases of accountability taken as far as a test needs them: against the head clerk of `rfbsc`, unless told otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accountability.models import Appeal, Case, Paper, Report
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, RoleGrant, Staff
from foundation.agencies.roles import AgencyFunction, AgencyKind, Role
from foundation.casework.acts import Done, perform
from foundation.visitors.codes import new_token
from tests.personas import FOUNDED, SHANGHAI, County

#: Who works at the commission, with what role; the last of each takes no part in the cases of these tests.
PEOPLE = {
    "jw-clerk": Role.DISCIPLINE_CLERK,
    "jw-first": Role.DISCIPLINE_CLERK,
    "jw-second": Role.DISCIPLINE_CLERK,
    "jw-other-clerk": Role.DISCIPLINE_CLERK,
    "jw-trier": Role.DISCIPLINE_TRIAL,
    "jw-other-trier": Role.DISCIPLINE_TRIAL,
    "jw-leader": Role.DISCIPLINE_LEADER,
    "jw-other-leader": Role.DISCIPLINE_LEADER,
}
CLERK, FIRST, SECOND, TRIER, LEADER = "jw-clerk", "jw-first", "jw-second", "jw-trier", "jw-leader"
OTHER_LEADER = "jw-other-leader"
OUTSIDERS = ("jw-other-clerk", "jw-other-trier", "jw-other-leader")

#: Strings that stand nowhere else in a test's county: whoever finds one has found the file.
ACCUSED, REPORTER = "蒯豹隐", "逄鹤鸣"
CLUE_WORDS, FACTS, DEFENCE_WORDS, EVIDENCE_WORDS = "青釉线索词", "玄圭事实词", "朱砂申辩词", "墨绶证据词"
TRIAL_WORDS, MEETING_WORDS, CORRECTED_WORDS = "黛瓦审理词", "绛帐研究词", "已重新公布并核对"
PLANTED = (
    ACCUSED,
    REPORTER,
    CLUE_WORDS,
    FACTS,
    DEFENCE_WORDS,
    EVIDENCE_WORDS,
    TRIAL_WORDS,
    MEETING_WORDS,
)

FILED: dict[str, Any] = {
    "subject": "person",
    "person": ACCUSED,
    "post": "文书室主任",
    "happened_on": "2026-10-20",
    "facts": f"{FACTS}：应当公开的文件超过期限没有公开。",
}
TOLD: dict[str, Any] = {
    "facts": f"{FACTS}：应当公开的文件超过期限没有公开。",
    "basis": "政务处分法第三十八条第一款第四项",
    "level": 3,
    "measures": ["demerit"],
    "days": 5,
}


def scan() -> SimpleUploadedFile:
    """A decision of others, scanned."""
    return SimpleUploadedFile("决定.txt", "处分决定".encode(), content_type="text/plain")


class Commission:
    """The commission, its people, and whom it holds to account."""

    def __init__(self, county: County) -> None:
        self.county = county

    @classmethod
    def of(cls, county: County) -> Commission:
        """With its people, each of one role, and the disclosure office."""
        made = cls(county)
        made._agency("jw", "五原县纪委监委", "县纪委监委", AgencyFunction.DISCIPLINE_COMMISSION)
        made._agency("xzfb", "五原县人民政府办公室", "县政府办公室", AgencyFunction.COUNTY_OFFICE)
        office = county.agencies["xzfb"]
        office.functions = [AgencyFunction.COUNTY_OFFICE, AgencyFunction.DISCLOSURE_OFFICE]
        office.save()
        for username, role in PEOPLE.items():
            made._person(username, "jw", role)
        made._person("xzfb-head", "xzfb", Role.DISCLOSURE_HEAD)
        made._person("xzfb-leader", "xzfb", Role.LEADER)
        return made

    def _agency(self, code: str, name: str, short: str, function: AgencyFunction) -> None:
        agency = Agency(code=code, name=name, short_name=short, kind=AgencyKind.PARTY, functions=[function])
        agency._history_date = FOUNDED  # type: ignore[attr-defined]
        agency.save()
        self.county.agencies[code] = agency

    def _person(self, username: str, code: str, role: Role) -> None:
        template = self.county.people["rfbsc-leader"]
        staff = Staff(
            username=username,
            full_name=f"某{username}",
            agency=self.county.agencies[code],
            password=template.password,
        )
        staff._history_date = FOUNDED  # type: ignore[attr-defined]
        staff.save()
        RoleGrant.objects.create(staff=staff, role=role, agency=self.county.agencies[code])
        self.county.people[username] = staff

    @property
    def agency(self) -> Agency:
        return self.county.agencies["jw"]

    def pk(self, username: str) -> int:
        """The number of an account."""
        return self.county.people[username].pk

    def do(self, name: str, on: Any, by: str, data: Mapping[str, Any] | None = None, **more: Any) -> Done:
        """An act of somebody, a minute after the last one."""
        ref = on if isinstance(on, str) else on.ref
        full = name if "." in name else f"accountability.{name}"
        return self.county.do(full, ref, by, data, **more)

    def themselves(self, name: str, case: Case, data: Mapping[str, Any], at: datetime | None = None) -> Done:
        """An act of whom the case is about, on the page of their own."""
        self.county.at = at or self.county.at + timedelta(minutes=1)
        actor = Actor.citizen("被追究的单位或者个人", holds=case.ref)
        return perform(f"accountability.{name}", on=case.ref, actor=actor, at=self.county.at, data=data)

    def on(self, day: str) -> datetime:
        """It is that day, in the morning."""
        self.county.at = datetime.fromisoformat(day).replace(hour=9, tzinfo=SHANGHAI)
        return self.county.at

    def fresh(self, case: Case) -> Case:
        """The case as it is now."""
        return Case.objects.select_related("agency", "unit").get(pk=case.pk)

    # As far as a test needs it

    def reported(self, **given: Any) -> Report:
        """A citizen reported it."""
        data = {
            "about": "rfbsc",
            "item": "1",
            "text": f"{CLUE_WORDS}：文件一直没有公开。",
            "name": REPORTER,
            "contact": "13900000000",
            "who": "citizen",
            "token": new_token(),
            **given,
        }
        self.county.at += timedelta(minutes=1)
        done = perform(
            "accountability.report",
            on=self.agency,
            actor=Actor.citizen("举报人"),
            at=self.county.at,
            data=data,
        )
        row: Report = done.matter
        return row

    def clue(self, **given: Any) -> Case:
        """Taken on by the clerk."""
        data = {
            "source": "",
            "unit": self.county.agencies["rfbsc"].pk,
            "item": "1",
            "clue": f"{CLUE_WORDS}：文件一直没有公开。",
            "leader": self.pk(LEADER),
            **given,
        }
        made: Case = self.do("take_clue", "agency:jw", CLERK, data).matter
        return made

    def verifying(self, **given: Any) -> Case:
        case = self.clue(**given)
        return self.do("verify", case, CLERK).matter

    def filed(self, filed: Mapping[str, Any] | None = None, **given: Any) -> Case:
        """A case is opened."""
        case = self.verifying(**given)
        return self.do("file", case, LEADER, {**FILED, **(filed or {})}).matter

    def investigating(self, filed: Mapping[str, Any] | None = None, **given: Any) -> Case:
        """Two investigate, one tries it."""
        case = self.filed(filed, **given)
        team = {"investigators": [self.pk(FIRST), self.pk(SECOND)], "triers": [self.pk(TRIER)]}
        return self.do("name_team", case, LEADER, team).matter

    def answered_for(self, filed: Mapping[str, Any] | None = None, **given: Any) -> Case:
        """Who answers is confirmed."""
        case = self.investigating(filed, **given)
        self.do("add_evidence", case, FIRST, {"text": f"{EVIDENCE_WORDS}：公文登记簿。"})
        who = "handler" if case.subject != "head" else "leader"
        data = {"responsibility": who, "departed_because": "按登记簿查明。"}
        self.do("confirm_responsibility", case, FIRST, data)
        return self.fresh(case)

    def told(
        self, filed: Mapping[str, Any] | None = None, told: Mapping[str, Any] | None = None, **given: Any
    ) -> Case:
        """Facts and intended measures are told."""
        case = self.answered_for(filed, **given)
        return self.do("tell", case, FIRST, {**TOLD, **(told or {})}).matter

    def heard(self, **given: Any) -> Case:
        """Two heard the defence."""
        case = self.told(**given)
        data = {
            "heard_with": self.pk(SECOND),
            "hearing": f"{DEFENCE_WORDS}：当时系统故障。",
            "checked": "故障属实，时间只有两小时，不影响认定。",
            "in_person": "on",
        }
        return self.do("hear", case, FIRST, data).matter

    def tried(self, **given: Any) -> Case:
        """Somebody else looked at it."""
        case = self.heard(**given)
        return self.do("try_case", case, TRIER, {"opinion": f"{TRIAL_WORDS}：事实清楚，证据确凿。"}).matter

    def decision(self, **given: Any) -> dict[str, Any]:
        """What a decision says."""
        return {
            "decider": "supervision",
            "level": 3,
            "measures": ["demerit"],
            "basis": "政务处分法第三十八条第一款第四项",
            "deliberated_on": str(self.county.at.date()),
            "deliberation": f"{MEETING_WORDS}：五人出席，一致同意。",
            "correct_by": str(self.county.at.date() + timedelta(days=30)),
            **given,
        }

    def decided(self, decision: Mapping[str, Any] | None = None, **given: Any) -> Case:
        """Decided together."""
        case = self.tried(**given)
        return self.do("decide", case, LEADER, self.decision(**(decision or {}))).matter

    def served(self, decision: Mapping[str, Any] | None = None, **given: Any) -> Case:
        """Served, so that it is to be corrected."""
        case = self.decided(decision, **given)
        data = {"served_on": str(self.county.at.date()), "service": "本人当面签收。"}
        self.do("serve", case, CLERK, data)
        return self.fresh(case)

    def corrected(self, **given: Any) -> Case:
        """They said in writing what they put right."""
        case = self.served(**given)
        data = {"text": CORRECTED_WORDS, "corrected_on": str(self.county.at.date())}
        self.themselves("report_correction", case, data)
        return self.fresh(case)

    def told_and_announced(self, case: Case) -> Case:
        """The unit has it in writing, and it was announced within its circle."""
        day = str(self.county.at.date())
        self.do("tell_unit", case, CLERK, {"told_on": day, "how": "办公室主任签收。"})
        self.do("announce", case, CLERK, {"announced_on": day, "where": "单位班子会，七人参加。"})
        return self.fresh(case)

    def closed(self, **given: Any) -> Case:
        """Nothing is left to do."""
        case = self.told_and_announced(self.corrected(**given))
        return self.do("close", case, LEADER).matter

    def appeal(self, case: Case) -> Appeal:
        """Its appeal, as it is now."""
        found: Appeal = Appeal.objects.select_related("case", "agency").get(case=case)
        return found

    def paper(self, case: Case, kind: str) -> Paper:
        """The newest of its papers of a kind."""
        found: Paper = Paper.objects.filter(case=case, kind=f"accountability_{kind}").latest("pk")
        return found
