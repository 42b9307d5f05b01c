"""What several people asked for: found by the portal, taken up for everybody or not, with the reason (条例44, PD-7(3))."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django import forms
from django.utils.timezone import localdate

from applications import statute, topics
from applications.acts.filing import CLERK, HEAD
from applications.acts.publishing import OpenDisclosureForm
from applications.models import Application, RequestedTopic, TopicApplication
from disclosure.models import Document, ReassessedItem
from disclosure.withheld import Withheld, withholds
from foundation.agencies.models import Agency
from foundation.casework.acts import Objection, Step, act, attribute, gate
from foundation.casework.consequences import follows
from foundation.casework.fields import ReasonForm
from foundation.casework.forms import ActForm

State = RequestedTopic.State


class FoundForm(ActForm):
    """The applications that ask for the same."""

    reason_field = ""
    applications = forms.ModelMultipleChoiceField(Application.objects.all())


def _join(topic: RequestedTopic, applications: Iterable[Application]) -> None:
    TopicApplication.objects.bulk_create(
        TopicApplication(topic=topic, application=application) for application in applications
    )


@act(
    "applications.find_topic",
    "有几个人申请同一信息",
    on=Agency,
    creates=RequestedTopic,
    asks=FoundForm,
    cites=("条例44", "PD-7(3)"),
    tells=(CLERK, HEAD),
)
def find_topic(step: Step) -> RequestedTopic:
    applications = list(step.data["applications"].order_by("received_on", "pk"))
    topic = RequestedTopic(
        agency=step.matter, created_at=step.at, title=topics.called([one.number for one in applications])
    )
    attribute(step, topic).save()
    _join(topic, applications)
    step.detail = {"applications": [one.number for one in applications]}
    return topic


@act(
    "applications.join_topic",
    "又有人申请这一信息",
    on=RequestedTopic,
    states=(State.FOUND, State.TAKEN_UP),
    asks=FoundForm,
    cites=("条例44",),
)
def join_topic(step: Step) -> None:
    applications = list(step.data["applications"].order_by("received_on", "pk"))
    _join(step.matter, applications)
    step.detail = {"applications": [one.number for one in applications]}


@act(
    "applications.ask_topic_again",
    "不转之后又有人申请",
    on=RequestedTopic,
    via="ask_again",
    asks=FoundForm,
    cites=("条例44",),
    tells=(CLERK, HEAD),
)
def ask_topic_again(step: Step) -> None:
    """What was left with those who asked is looked into anew when others ask."""
    join_topic.do(step)
    step.matter.ask_again()


@gate("PD-7(3)", "定期复核没有定为转为公开")
def not_released(step: Step) -> Objection | None:
    topic: RequestedTopic = step.matter
    released = ReassessedItem.objects.filter(
        subject_kind=topic.kind,
        subject_id=topic.pk,
        state=ReassessedItem.State.RELEASED,
        document=None,
    )
    if item := released.first():
        return f"{item.batch.title}已经定为“转为公开”。", "请拟稿人在那一件上“拟成公开的公文”。"
    return None


@gate("条例44", "属于可以公开的信息")
def found_disclosable(step: Step) -> Objection | None:
    """条例44 has only that taken up which may be disclosed: some reply has given it, or has said where it is."""
    asked = Application.objects.filter(topic_of__topic=step.matter, replies__state="issued")
    codes = asked.filter(replies__quashed_on=None, replies__explains=False)
    given = {code for code in codes.values_list("replies__decisions__outcome", flat=True) if code}
    if any(statute.OUTCOMES[code].row in ("a", "b") for code in given):
        return None
    if given:
        return "答复都没有提供这一信息。", "不能公开的，请机构负责人写明不转的理由。"
    return "还没有答复认定这一信息可以公开。", "先答复申请，再转为主动公开。"


@act(
    "applications.take_up_topic",
    "转为向所有人公开",
    on=RequestedTopic,
    via="take_up",
    role=CLERK,
    asks=OpenDisclosureForm,
    cites=("条例44", "PD-7(3)"),
    gates=[found_disclosable, not_released],
    tells=(HEAD,),
    weight="primary",
)
def take_up_topic(step: Step) -> None:
    topic: RequestedTopic = step.matter
    draft = {**step.data, "released_on": localdate(step.at)}
    topic.take_up(step.also("disclosure.open_draft", on=topic.agency, **draft).matter)
    assert topic.document is not None
    step.detail = {"document": topic.document.ref}


@act(
    "applications.dismiss_topic",
    "不转为主动公开",
    on=RequestedTopic,
    via="dismiss",
    role=HEAD,
    asks=ReasonForm,
    cites=("条例44", "PD-7(3)"),
    gates=[not_released],
    tells=(CLERK,),
)
def dismiss_topic(step: Step) -> None:
    step.matter.dismiss(step.reason)


class DraftedForm(ActForm):
    """The item of a re-assessment by which it became a draft."""

    reason_field = ""
    item = forms.ModelChoiceField(ReassessedItem.objects.all())


@act(
    "applications.topic_drafted",
    "复核后转为主动公开",
    on=RequestedTopic,
    via="take_up",
    asks=DraftedForm,
    cites=("PD-7(3)",),
)
def topic_drafted(step: Step) -> None:
    document = step.data["item"].document
    assert document is not None
    step.matter.take_up(document)


@follows("disclosure.draft_released")
def _taken_up_on_reassessment(step: Step, item: ReassessedItem) -> None:
    if item.subject_kind != RequestedTopic.kind:
        return
    topic = RequestedTopic.objects.filter(pk=item.subject_id, state=State.FOUND).first()
    if topic is not None:
        step.also(topic_drafted.name, on=topic, item=item.pk)


@act(
    "applications.topic_draft_gone",
    "转成的公文已放弃，重新研究",
    on=RequestedTopic,
    via="lose_draft",
    cites=("条例44",),
    tells=(CLERK, HEAD),
)
def topic_draft_gone(step: Step) -> None:
    step.matter.lose_draft()


@act(
    "applications.disclosure_draft_gone",
    "转成的公文已放弃，另行拟稿",
    on=Application,
    states=tuple(Application.State),
    cites=("OR-4(4)", "条例44"),
    tells=(CLERK,),
)
def disclosure_draft_gone(step: Step) -> None:
    step.matter.disclosure_draft = None


@follows("disclosure.abandon")
def _draft_given_up(step: Step, document: Document) -> None:
    """What was to become public for everybody waits again for whoever sees to that."""
    for topic in RequestedTopic.objects.filter(document=document, state=State.TAKEN_UP):
        step.also(topic_draft_gone.name, on=topic)
    for application in Application.objects.filter(disclosure_draft=document):
        step.also(disclosure_draft_gone.name, on=application)


@follows("applications.take_up_topic", "applications.dismiss_topic")
def _decided_here(step: Step, topic: RequestedTopic) -> None:
    """Whoever decides on a topic has seen to its item in the re-assessment."""
    for item in ReassessedItem.objects.undecided_of(topic):
        step.also("disclosure.item_gone", on=item)


@withholds
def open_topics(agencies: Collection[Agency], at: datetime) -> Iterable[Withheld]:
    """What several people asked for and nobody has decided on: gone through with what is withheld (PD-7(3))."""
    for topic in RequestedTopic.objects.filter(agency__in=agencies, state=State.FOUND).order_by("pk"):
        yield Withheld(
            agency_id=topic.agency_id, kind=topic.kind, pk=topic.pk, title=topic.title, sort="申请较为集中"
        )
