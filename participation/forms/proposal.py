"""What is asked of proposals: of proposers, of the office that passes them on, of the agency that studies them, of the leader."""

from __future__ import annotations

from typing import Any

from django import forms

from foundation.agencies.models import Agency
from foundation.agencies.roles import AgencyFunction
from foundation.casework.acts import Step
from foundation.casework.fields import FilledForm, Offered, OneOf, PlainText
from foundation.casework.forms import ActForm
from foundation.visitors.identity import Line
from participation import statute
from participation.forms.submission import (
    AtTheDesk,
    HideForm,
    LookedAt,
    PublicFields,
    SenderFields,
    only_said,
)
from participation.masks import masked
from participation.models import Decision, Proposal
from participation.statute import ON_THE_WEB, Proposer


class WhatIsProposed(forms.Form):
    """The matter and its grounds (决策条例10)."""

    wanted = Line(
        label="建议县政府决定什么事",
        max_length=statute.MAX_WANTED,
        help_text=f"一句话，最多 {statute.MAX_WANTED} 个字，例如：在县城南区建一所小学。",
        error_messages={"required": "请写明建议决定什么事。"},
    )
    reasons = PlainText(
        label="为什么要办",
        max_length=statute.MAX_GROUNDS,
        rows=5,
        help_text="现在有什么问题，多少人受影响。",
        error_messages={"required": "请写明为什么要办。"},
    )
    solution = PlainText(
        label="打算怎么办",
        max_length=statute.MAX_GROUNDS,
        rows=4,
        required=False,
        help_text="有初步的想法就写，没有可以不写。",
    )
    whom = Line(label="涉及哪些人", max_length=300, required=False)
    basis = PlainText(
        label="依据",
        max_length=statute.MAX_GROUNDS,
        rows=2,
        required=False,
        help_text="知道哪条法律、文件、规划里写了的，写在这里；不知道可以不写。",
    )


_ORDER = (
    "proposer",
    "wanted",
    "reasons",
    "solution",
    "whom",
    "basis",
    "enclosed",
    "name",
    "contact",
    "consent",
)


class ProposeMatterForm(PublicFields, WhatIsProposed, ActForm):
    """What somebody proposes on the public form."""

    reason_field = ""
    field_order = _ORDER
    proposer = forms.ChoiceField(
        label="您是",
        choices=[(each.value, each.label) for each in ON_THE_WEB],
        widget=forms.RadioSelect,
        initial=Proposer.CITIZEN,
        error_messages={"required": "请选择您是谁。"},
    )


class RecordProposalForm(AtTheDesk, WhatIsProposed, ActForm):
    """What came on paper, by telephone or in person."""

    reason_field = ""
    field_order = ("proposer", "channel", "received_on", *_ORDER[1:])
    proposer = forms.ChoiceField(
        label="谁提出的",
        choices=[(each.value, each.label) for each in (*ON_THE_WEB, Proposer.LEADER)],
        error_messages={"required": "请选择谁提出的。"},
    )


class StudyFields(forms.Form):
    """A study of a proposal."""

    problem = PlainText(label="拟解决的主要问题", max_length=statute.MAX_GROUNDS, rows=4)
    necessity = PlainText(label="必要性", max_length=statute.MAX_GROUNDS, rows=4)
    feasibility = PlainText(label="可行性", max_length=statute.MAX_GROUNDS, rows=4)
    advice = forms.ChoiceField(
        label="论证意见",
        choices=Proposal.Advice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择论证意见。"},
    )


class AgencyProposalForm(StudyFields, SenderFields, WhatIsProposed, ActForm):
    """What an agency proposes: with grounds, first idea, necessity and feasibility (决策条例10(2))."""

    reason_field = ""
    field_order = ("wanted", "problem", "reasons", "basis", "solution", "whom", "necessity", "feasibility")
    basis = PlainText(label="依据", max_length=statute.MAX_GROUNDS, rows=3)
    solution = PlainText(label="解决问题的初步方案", max_length=statute.MAX_GROUNDS, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "contact", "consent", "advice"):
            del self.fields[name]


def others(proposal: Proposal) -> list[tuple[str, str]]:
    """The agencies that may study a proposal."""
    rows = Agency.objects.public().exclude(functions__contains=[AgencyFunction.COUNTY_OFFICE.value])
    return [(agency.code, agency.name) for agency in rows.order_by("code")]


class TitledForm(LookedAt):
    """Title and words of a proposal as everybody will read them."""

    hidden = ("shown_title", "shown")
    shown_title = Line(label="公布的标题", max_length=200, help_text="人人看得到。也只隐去整句，别的不改。")

    def known(self, step: Step) -> dict[str, Any]:
        """What is shown now; at first what was said, masked."""
        proposal: Proposal = step.matter
        title = proposal.shown_title or masked(proposal.wanted)
        return super().known(step) | ({"shown_title": title} if proposal.published else {})

    def clean_shown_title(self) -> str:
        """The words that were said."""
        wanted = self.step.matter.wanted
        return only_said(self.cleaned_data["shown_title"], wanted, masked(wanted))


class ReferForm(TitledForm):
    """Who studies it, and what everybody reads of it from now on."""

    field_order = ("to", "shown_title", "shown")
    to = Offered(others, label="交哪个单位研究论证")


class HideProposalForm(HideForm, TitledForm):
    """More is hidden in a proposal that everybody reads."""

    field_order = ("shown_title", "shown", "reason")


class StudyForm(StudyFields, FilledForm):
    """What the agency found."""

    reason_field = ""

    def known(self, step: Step) -> dict[str, Any]:
        """What was written before it was returned."""
        names = ("problem", "necessity", "feasibility", "advice")
        return {name: getattr(step.matter, name) for name in names}


def linkable(proposal: Proposal) -> Any:
    """The decisions that a proposal may have led to: those that are not decided yet."""
    State = Decision.State  # noqa: N806 – a class
    open_ones = (State.PROPOSED, State.STARTED, State.CONSULTING, State.SUMMARISING)
    return Decision.objects.filter(state__in=open_ones).order_by("-pk")


_ANSWER = "提建议的人看得到；同意公布的，人人看得到。不写个人信息。"


class TakeUpForm(FilledForm):
    """The answer, and the decision that it becomes: a new one of an agency, or one that there is."""

    reason_field = ""
    in_charge = Offered(
        lambda proposal: [("", "已经有这件决策事项，选在下面"), *others(proposal)],
        label="决策承办单位",
        required=False,
        help_text="由它补全这件决策事项，按程序办理（决策条例第十一条）。",
    )
    title = Line(label="决策事项", max_length=200, required=False, help_text="新事项的名称，人人看得到。")
    decision = OneOf(linkable, label="或者已有的决策事项", required=False, empty_label="没有，新立一件")
    answer = PlainText(label="答复", max_length=statute.MAX_ANSWER, rows=4, help_text=_ANSWER)

    def known(self, step: Step) -> dict[str, Any]:
        """The agency that studied it is in charge, unless somebody else is named."""
        proposal: Proposal = step.matter
        return {
            "in_charge": proposal.studied_by.code if proposal.studied_by else "",
            "title": proposal.shown_title,
        }

    def clean(self) -> None:
        """One decision: a new one with agency and name, or one that there is."""
        given = self.cleaned_data
        if given.get("decision"):
            return
        if not given.get("in_charge"):
            self.add_error("in_charge", "请选择承办单位，或者在下面选已有的决策事项。")
        elif not given.get("title"):
            self.add_error("title", "请写新决策事项的名称。")


class DeclineForm(ActForm):
    """Why it is not taken up."""

    reason_field = ""
    answer = PlainText(
        label="不采纳的理由",
        max_length=statute.MAX_ANSWER,
        rows=4,
        help_text=f"写清楚为什么，有没有别的办法。{_ANSWER}",
    )


class BeginForm(ActForm):
    """The name of a decision that a proposal becomes."""

    reason_field = ""
    title = PlainText(label="决策事项", max_length=200, rows=1)
