"""Drafting a reply: its decisions, texts, files, decisions on third parties; submitting and returning it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet

from applications import statute
from applications.acts.completeness import COMPLETE, answers_application
from applications.acts.filing import CLERK, HEAD
from applications.forms import RemarkForm
from applications.models import (
    Application,
    Consultation,
    Passage,
    Reply,
    ReplyFile,
    Weighing,
)
from applications.queries import without_reply
from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Step, act, attribute
from foundation.casework.fields import EditForm, Offered, OneOf, PlainText, Prose, Upload, reason_form
from foundation.casework.forms import ActForm
from foundation.casework.outgoing import AS_IT_IS, COPY_SAYS, OutgoingForm, stored
from foundation.casework.refusals import Invalid
from foundation.casework.together import many_files
from foundation.files.models import Audience
from foundation.privacy.masking import mask_name
from secrecy_review.leaks import struck_passages
from secrecy_review.models import Review
from secrecy_review.review_acts import REVIEWING, void

State = Reply.State
#: The acts that write a reply: whoever performed one does not review or sign it (SR-6(2)).
DRAFTING = (
    "applications.draft_reply",
    "applications.decide",
    "applications.drop_decision",
    "applications.give_passage",
    "applications.ground_passage",
    "applications.attach_to_reply",
    "applications.detach_from_reply",
    "applications.weigh",
    "applications.word_reply",
)
#: Declares an act of the clerk on a draft; whoever reviewed the reply does not perform it.
edits_draft = partial(act, on=Reply, states=(State.DRAFTING,), role=CLERK, not_by=Apart("SR-6(2)", REVIEWING))


@act(
    "applications.draft_reply",
    "拟写答复",
    on=Application,
    creates=Reply,
    states=(Application.State.HANDLING, Application.State.ANSWERED),
    role=CLERK,
    asks=RemarkForm,
    cites=("OR-4",),
    weight="primary",
    waits_if=lambda model: without_reply(explains=False),
    when=lambda application: not application.replies.under_way(explains=False).exists(),
)
def draft_reply(step: Step) -> Reply:
    """Begin the reply, or the one that takes the place of a quashed one (行政复议法64)."""
    application: Application = step.matter
    if application.replies.under_way(explains=False).exists():
        raise Invalid({"答复": ["这件申请已有一份答复在办理，请接着办那一份。"]})
    reply = Reply(agency=application.agency, created_at=step.at, application=application, drafter=step.staff)
    attribute(step, reply).save()
    return reply


#: The grounds on which words may be struck.
GROUNDS = [(o.code, o.label) for o in statute.OUTCOMES.values() if o.row.startswith("d") and o.refuses]


class PassageForm(ActForm):
    """A source text, and the same text without the words that are withheld."""

    reason_field = ""
    title = PlainText(label="信息名称", max_length=200)
    source = PlainText(label="原文", max_length=500_000, help_text="只供核对，加密保存，不发给申请人。")
    released = Prose(label="提供的文字", max_length=500_000, help_text="删去不予公开的部分，其余照原文。")
    ground = forms.ChoiceField(
        label="删去部分的依据",
        choices=[("", "没有删去"), *GROUNDS],
        help_text="各处依据不同的，先选多数，再用“改定删去处的依据”逐处改。",
        required=False,
    )

    def clean(self) -> None:
        """Demand a ground where words were struck; note length and ground of each stretch."""
        given = self.cleaned_data
        if "source" not in given or "released" not in given:
            return
        struck = [piece for piece in struck_passages(given["source"], given["released"]) if piece.strip()]
        if struck and not given.get("ground"):
            self.add_error("ground", f"有 {len(struck)} 处删去，请选定依据。")
        given["struck"] = [{"length": len(piece), "ground": given.get("ground")} for piece in struck]


@edits_draft(
    "applications.give_passage",
    "区分处理文本",
    asks=PassageForm,
    cites=("条例37",),
    gates=[answers_application],
    when=lambda reply: not reply.explains,
)
def give_passage(step: Step) -> None:
    data = step.data
    Passage.objects.update_or_create(
        reply=step.matter,
        title=data["title"],
        defaults={"source": data["source"], "released": data["released"], "struck": data["struck"]},
    )
    step.detail |= {"struck": len(data["struck"])}
    step.matter.refresh_from_db()


def struck_pieces(reply: Reply) -> list[tuple[str, str]]:
    """Every stretch that was struck, as a choice: `passage:place` and a label."""
    return [
        (
            f"{passage.pk}:{n}",
            f"《{passage.title}》第 {n + 1} 处（{piece['length']} 字，现为“{statute.OUTCOMES[piece['ground']].label}”）",
        )
        for passage in reply.passages.all()
        for n, piece in enumerate(passage.struck)
    ]


class GroundForm(ActForm):
    """条例37: the ground of one stretch that was struck."""

    reason_field = ""
    piece = Offered(struck_pieces, label="删去处")
    ground = forms.ChoiceField(label="依据", choices=GROUNDS)


@edits_draft(
    "applications.ground_passage",
    "改定删去处的依据",
    asks=GroundForm,
    cites=("条例37",),
    gates=[answers_application],
    weight="quiet",
    when=lambda reply: any(passage.struck for passage in reply.passages.all()),
)
def ground_passage(step: Step) -> None:
    pk, n = step.data["piece"].split(":")
    passage = step.matter.passages.get(pk=pk)
    passage.struck[int(n)]["ground"] = step.data["ground"]
    passage.save()
    step.detail |= {"passage": passage.pk, "piece": int(n) + 1, "ground": step.data["ground"]}
    step.matter.refresh_from_db()


class ReplyFileForm(OutgoingForm):
    """A file that goes with the reply."""

    choice = "given"
    field_order = ("title", "given", "why_original", "file")

    title = PlainText(label="名称", max_length=200)
    given = forms.ChoiceField(
        label="怎样提供",
        choices=[("copy", "提供清理后的副本，原件留在内部"), (AS_IT_IS, "按原件提供，不清理")],
        widget=forms.RadioSelect,
        required=False,
        initial="copy",
        help_text=COPY_SAYS,
    )
    file = Upload(label="文件")


@edits_draft(
    "applications.attach_to_reply",
    "添加答复附件",
    asks=ReplyFileForm,
    cites=("OR-4", "条例40"),
    gates=[answers_application],
    weight="quiet",
    when=lambda reply: not reply.explains,
)
def attach_to_reply(step: Step) -> None:
    reply: Reply = step.matter
    kept = stored(step, reply.agency, Audience.INTERNAL, field="文件", choice="怎样提供")
    if reply.files.filter(file=kept["file"]).exists():
        raise Invalid({"文件": ["这份答复已经有这个文件。"]})
    ReplyFile.objects.create(reply=reply, title=step.data["title"], **kept)
    reply.refresh_from_db()


many_files(attach_to_reply.name, "添加多个答复附件")


class DropFileForm(ActForm):
    """The file to remove."""

    reason_field = ""
    file = OneOf("files", label="附件", error_messages={"invalid_choice": "这份答复里没有这个附件。"})


@edits_draft(
    "applications.detach_from_reply",
    "移除答复附件",
    asks=DropFileForm,
    cites=("OR-4",),
    weight="quiet",
    when=lambda reply: reply.files.exists(),
)
def detach_from_reply(step: Step) -> None:
    step.data["file"].delete()
    step.matter.refresh_from_db()


def closed_consultations(reply: Reply) -> QuerySet[Consultation]:
    """The consultations of third parties that wait for no answer any more."""
    asked = reply.application.consultations.filter(party=Consultation.Party.THIRD_PARTY)
    return asked.exclude(state__in=Consultation.OPEN)


class WeighForm(ActForm):
    """条例15, 32: whether the information of a third party is disclosed, and why."""

    reason_field = ""
    consultation = OneOf(
        closed_consultations,
        label="第三方",
        empty_label="请选择",
        error_messages={"invalid_choice": "没有征求过这位第三方的意见，或者还在等待答复。"},
    )
    decided = forms.ChoiceField(label="决定", choices=Weighing.Decided.choices, widget=forms.RadioSelect)
    objection = forms.ChoiceField(
        label="第三方不同意的理由",
        choices=Weighing.Objection.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="第三方不同意而公开的才选。逾期未答复、没有送达的不选：由本机关依条例决定。",
    )
    given = Prose(
        label="公开的内容", max_length=2000, required=False, help_text="公开一部分的，写明公开哪一部分。"
    )
    reasons = Prose(
        label="理由",
        max_length=3000,
        help_text="写进给第三方的告知书。第三方理由合理而仍公开的，公共利益理由在“补充答复文字”里写。",
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        choice = self.fields["consultation"]
        assert isinstance(choice, OneOf)
        order = {
            pk: n for n, pk in enumerate(closed_consultations(step.matter).values_list("pk", flat=True), 1)
        }
        choice.label_from_instance = lambda one: (  # type: ignore[method-assign, assignment]
            f"第 {order[one.pk]} 位 {mask_name(one.name)}（{one.consent or one.get_state_display()}）"
        )

    def clean(self) -> None:
        """Demand the part that is disclosed, where it is a part."""
        given = self.cleaned_data
        if given.get("decided") != Weighing.Decided.PARTLY:
            given["given"] = ""
        elif not given.get("given") and "given" not in self.errors:
            self.add_error("given", "请写明公开哪一部分。")
        self._check_objection()
        self._check_names()

    def _check_names(self) -> None:
        """OR-6: tell a third party nothing of who applied."""
        applicant = self.step.matter.application.applicant
        for name in ("given", "reasons"):
            if found := applicant.named_in(self.cleaned_data.get(name) or ""):
                self.add_error(name, f"这段话会写给第三方，里面有申请人的{'、'.join(found)}，请删去。")

    def _check_objection(self) -> None:
        """条例32: demand a finding on an objection against which something is disclosed; keep none where there is none."""
        given = self.cleaned_data
        asked: Consultation | None = given.get("consultation")
        if asked is None or not asked.objects_to(given.get("decided", "")):
            given["objection"] = ""
        elif not given.get("objection"):
            self.add_error("objection", "第三方不同意公开，请写明其理由是否合理。")
        elif given["objection"] == Weighing.Objection.REASONABLE and not asked.opinion:
            self.add_error("objection", "第三方没有说明理由，不能算有合理理由。")


@edits_draft(
    "applications.weigh",
    "决定是否公开第三方信息",
    asks=WeighForm,
    cites=("OR-6", "条例15"),
    gates=[answers_application],
    when=lambda reply: (
        not reply.explains
        and reply.application.consultations.filter(party=Consultation.Party.THIRD_PARTY).exists()
    ),
)
def weigh(step: Step) -> None:
    reply, data = step.matter, dict(step.data)
    consultation = data.pop("consultation")
    Weighing.objects.update_or_create(reply=reply, consultation=consultation, defaults=data)
    step.detail |= {"consultation": consultation.pk, "decided": data["decided"]}
    reply.refresh_from_db()


class WordingForm(EditForm):
    """Words of the letter beside its decisions."""

    reason_field = ""
    opening = Prose(label="开头补充", max_length=2000, required=False)
    public_interest = Prose(
        label="公共利益理由",
        max_length=3000,
        required=False,
        help_text="第三方不同意且理由合理、本机关认为不公开会对公共利益造成重大影响而决定公开的，写明理由（条例第三十二条）。",
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if step.matter.explains:
            del self.fields["public_interest"]


@edits_draft("applications.word_reply", "补充答复文字", asks=WordingForm, cites=("OR-4",), weight="quiet")
def word_reply(step: Step) -> None:
    step.matter.opening = step.data["opening"]
    step.matter.public_interest = step.data.get("public_interest", "")


@act(
    "applications.submit_reply",
    "提交审核",
    on=Reply,
    via="submit",
    role=CLERK,
    asks=RemarkForm,
    cites=("OR-4", "条例45"),
    gates=COMPLETE,
    tells=(Role.RECORDS_OFFICE,),
    weight="primary",
)
def submit_reply(step: Step) -> None:
    void(step, Review.objects.of(step.matter).valid(), "答复退回后重新提交")
    step.matter.submit()


#: The form of the reason for returning a reply.
ReturnForm = reason_form("退回理由", max_length=1000)


@act(
    "applications.return_reply",
    "退回修改",
    on=Reply,
    via="send_back",
    role={
        State.RECHECKED: (Role.RECORDS_OFFICE,),
        State.REVIEW: (Role.SECRECY_REVIEWER, Role.RECORDS_OFFICE),
        State.SIGNING: (Role.LEADER, HEAD),
        State.SIGNED: (CLERK,),
    },
    asks=ReturnForm,
    cites=("OR-4",),
    tells=(CLERK,),
    returns=True,
)
def return_reply(step: Step) -> None:
    void_open_reviews(step, step.matter)
    step.matter.send_back()


def void_open_reviews(step: Step, reply: Reply) -> None:
    """SR-3: void the open reviews of a text that will change or be dropped."""
    void(step, Review.objects.of(reply).open(), "答复不再送审")
