"""Gates on the content of a reply, asked when it is submitted, signed and issued."""

from __future__ import annotations

import re

from django.db.models import Prefetch, prefetch_related_objects

from applications import statute
from applications.basis import objection_to
from applications.models import Application, Consultation, Passage, Reply, ReplyFile, Weighing
from applications.models.application import Form
from foundation.casework.acts import Objection, Step, gate
from foundation.clauses import Citation, cite
from secrecy_review.leaks import leaks, mentions, struck_passages

#: Clauses that say that a third party did not answer: the rest of the reasons must support the refusal.
_SILENCE = re.compile(
    r"[^。；\n]*(逾期|未答复|未回复|未提出意见|没有答复|没有回复|视作不同意|视为不同意)[^。；\n]*[。；\n]?"
)
#: The fewest characters that count as reasons.
_SHORTEST_REASONS = 10


def codes_of(reply: Reply) -> list[str]:
    """The codes of the outcomes of a reply."""
    return [decision.outcome for decision in reply.decisions.all()]


def _whole(step: Step) -> Reply:
    """The reply together with its parts, which the first of the gates reads for all; the act's save forgets them."""
    reply: Reply = step.matter
    files = Prefetch("files", ReplyFile.objects.select_related("file", "original"))
    parts = ("decisions", "passages", files, "weighings", "application__consultations")
    prefetch_related_objects([reply], *parts)
    return reply


@gate("OR-4", "这份是对申请的答复")
def answers_application(step: Step) -> Objection | None:
    if step.matter.explains:
        return "这份是对已作出的答复说明理由，不另外提供信息。", "只须写明依据和理由。"
    return None


@gate("OR-4", "答复至少写明一项决定")
def has_decision(step: Step) -> Objection | None:
    if not _whole(step).decisions.exists():
        return "这份答复还没有写明决定。", "请写入至少一项决定，附事实、依据和理由。"
    return None


@gate("OR-4(6)", "不存在须有检索记录")
def has_search_records(step: Step) -> Objection | None:
    reply = _whole(step)
    codes = codes_of(reply)
    if "not_held" not in codes:
        return None
    found = set(reply.application.searches.values_list("found", flat=True))
    if False not in found:
        return "答复“信息不存在”，却没有检索记录。", "请先登记在哪里、怎样、由谁检索过。"
    if found == {False, True} and codes == ["not_held"]:
        return (
            "检索记录里有找到的信息，答复却只说没有这一信息。",
            "请对找到的信息一并作出决定；登记有误的，请重新检索并如实登记。",
        )
    return None


@gate("条例37", "部分公开须给出文本或文件")
def gives_what_it_grants(step: Step) -> Objection | None:
    reply = _whole(step)
    codes = codes_of(reply)
    if reply.explains:
        return None
    if "partial" in codes and not (reply.passages.exists() or reply.files.exists()):
        return "答复“部分公开”，却没有给出可以公开的部分。", "请办理“区分处理文本”，或添加附件。"
    if "disclosed" in codes and not (
        reply.passages.exists()
        or reply.files.exists()
        or any(decision.outcome == "disclosed" and decision.guidance for decision in reply.decisions.all())
    ):
        return "答复“予以公开”，却没有给出信息，也没有告知获取方式。", "请添加附件或文本，或写明获取方式。"
    struck = any(passage.struck for passage in reply.passages.all())
    if struck and "partial" not in codes:
        return (
            "文本有删去的部分，决定里却没有“部分公开”。",
            "请写入“部分公开”的决定，并说明不予公开部分的理由。",
        )
    return None


@gate("条例40", "安排查阅、抄录的，写明地点和时间")
def arranges_the_reading(step: Step) -> Objection | None:
    reply = _whole(step)
    gives = any(statute.OUTCOMES[code].gives for code in codes_of(reply))
    if gives and (reply.form or reply.application.form) == Form.INSPECTION and not reply.arrangement:
        return (
            "申请人要查阅、抄录，答复还没有写明到哪里、什么时候可以查。",
            "请办理“确定提供的形式”，写明安排；改用其他形式的，选择原因。",
        )
    return None


@gate("条例34", "共同制作机关的意见到了，或者期限满了")
def coauthors_were_heard(step: Step) -> Objection | None:
    """条例34: wait for a co-author's opinion; claim no objection where it consented, by its word or by its silence."""
    reply = _whole(step)
    asked = [c for c in reply.application.consultations.all() if c.party == Consultation.Party.COAUTHOR]
    waiting = [c.name for c in asked if c.state in Consultation.OPEN]
    if waiting:
        return (
            f"还在等共同制作机关的意见：{'、'.join(waiting)}。",
            "意见到了请登记；征求意见书没有送达的，先登记签收，或者终止征求意见。",
        )
    heard = [c for c in asked if c.state != Consultation.State.ENDED]
    if not heard or any(c.answer in (Consultation.Answer.REFUSES, Consultation.Answer.PARTLY) for c in heard):
        return None
    for place in reply.leaving():
        if place.key.startswith(("opening", "decision:")) and _OBJECTING.search(place.text):
            return (
                f"{place.label}说共同制作机关不同意公开，可是它们同意公开，或者逾期没有答复、视为同意公开。",
                "请改正：不予公开的，要有自己的法定理由。",
            )
    return None


#: A claim that a co-author objects.
_OBJECTING = re.compile(r"共同制作[^。；\n]{0,30}(?:不同意|未同意|没有同意|反对)[^。；\n]{0,4}公开")


for _article in ("条例14", "条例16"):
    cite(
        _article,
        by=Citation("gate", "applications.basis", "据以不予公开的，逐件写明事实、依据和理由，依据就是这一条"),
    )


@gate("条例36", "每项决定的依据是这一决定自己的条文")
def cites_its_own_articles(step: Step) -> Objection | None:
    reply = _whole(step)
    grounds = reply.struck_grounds()
    for decision in reply.decisions.all():
        withheld = grounds if decision.outcome == "partial" else set()
        if objection := objection_to(decision.basis, decision.outcome, withheld):
            return f"“{decision}”的法律依据有误：{objection}", "请移除这一决定，按正确的依据重写。"
    return None


def consultations_that_count(application: Application) -> list[Consultation]:
    """The consultations of third parties; one that was ended does not count where another reached the party."""
    every = third_parties(application)
    reached = {c.name for c in every if c.state != Consultation.State.ENDED}
    return [c for c in every if c.state != Consultation.State.ENDED or c.name not in reached]


def third_parties(application: Application) -> list[Consultation]:
    """Every consultation of a third party about an application, whatever became of it."""
    return [c for c in application.consultations.all() if c.party == Consultation.Party.THIRD_PARTY]


def weighings_of(reply: Reply) -> list[Weighing]:
    """The decisions of a reply on the consultations that count."""
    counting = {c.pk: c for c in consultations_that_count(reply.application)}
    found = [weighing for weighing in reply.weighings.all() if weighing.consultation_id in counting]
    for weighing in found:
        weighing.consultation = counting[weighing.consultation_id]
    return found


@gate("条例32", "对每位第三方的信息都有决定")
def decides_on_each_third_party(step: Step) -> Objection | None:
    reply = _whole(step)
    if reply.explains:
        return None
    decided = weighings_of(reply)
    missing = len(consultations_that_count(reply.application)) - len(decided)
    if missing:
        return (
            f"征求过意见的第三方，还有 {missing} 位没有决定是否公开其信息。",
            "请办理“决定是否公开第三方信息”；征求意见书还没有送达的，先登记签收，或者终止征求意见。",
        )
    rows = {statute.OUTCOMES[code].row for code in codes_of(reply)}
    if rows == {"a"} and any(w.decided != Weighing.Decided.DISCLOSED for w in decided):
        return "答复全部公开，却决定对第三方的信息不予公开或只公开一部分。", "请改正决定，让两处一致。"
    if not rows & {"a", "b"} and any(w.decided != Weighing.Decided.WITHHELD for w in decided):
        return "答复什么也没有公开，却决定公开第三方的信息。", "请改正决定，让两处一致。"
    return None


@gate("OR-6", "不予公开第三方信息须书面征求意见，沉默不是理由")
def third_party_was_asked(step: Step) -> Objection | None:
    reply = _whole(step)
    reasons = _third_party_reasons(reply)
    if reply.explains or reasons is None:
        return None
    if not consultations_that_count(reply.application):
        return "以保护第三方权益为由不予公开，却没有书面征求第三方意见。", "请先征求第三方意见。"
    protected = [w for w in weighings_of(reply) if w.decided != Weighing.Decided.DISCLOSED]
    answers = {weighing.consultation.answer for weighing in protected}
    if answers <= {Consultation.Answer.AGREES}:
        return (
            "以保护第三方权益为由不予公开，却没有一位第三方的信息须要保护：他们同意公开，或决定公开（条例第十五条）。",
            "第三方同意公开的，予以公开；因别的理由不予公开的，请改用那一理由。",
        )
    objected = answers & {Consultation.Answer.REFUSES, Consultation.Answer.PARTLY}
    if not objected and len(_SILENCE.sub("", reasons).strip()) < _SHORTEST_REASONS:
        return (
            "第三方只是逾期未答复或没有送达；沉默视作不同意，但不能单独作为不予公开的理由（条例第三十二条）。",
            "请写明公开会怎样损害第三方的合法权益。",
        )
    return None


def _third_party_reasons(reply: Reply) -> str | None:
    """The reasons for withholding third parties' information; None where nothing is withheld on that ground."""
    struck = (piece["ground"] for passage in reply.passages.all() for piece in passage.struck)
    reasons = {decision.outcome: decision.reasons for decision in reply.decisions.all()}
    if "third_party" in reasons:
        return str(reasons["third_party"])
    return str(reasons.get("partial", "")) if "third_party" in struck else None


@gate("条例32", "第三方有理由地反对而公开，须有公共利益理由")
def public_interest_over_objection(step: Step) -> Objection | None:
    reply = _whole(step)
    against = [weighing for weighing in weighings_of(reply) if weighing.against_objection]
    # An opinion may have come in after the decision on it was written.
    if any(not weighing.objection for weighing in against):
        return (
            "第三方不同意公开，决定公开时还没有写明其理由是否合理。",
            "请重新办理“决定是否公开第三方信息”。",
        )
    weighty = [weighing for weighing in against if weighing.needs_public_interest]
    if weighty and not reply.public_interest.strip():
        return (
            f"有 {len(weighty)} 位第三方不同意公开且理由合理，答复却公开其信息。",
            "请写明不公开会对公共利益造成的重大影响，或改为不予公开、部分公开。",
        )
    return None


#: Asked again when the reply is issued: a third party may have been asked, or have answered, after the signature.
THIRD_PARTY_GATES = [decides_on_each_third_party, third_party_was_asked, public_interest_over_objection]


@gate("条例37", "删去的内容不得残留在答复里")
def nothing_leaks(step: Step) -> Objection | None:
    reply = _whole(step)
    places = {place.key: place for place in reply.review_places()}
    texts = {key: place.text for key, place in places.items()}
    # A later statement of reasons must not tell what the reply had struck either.
    for passage in Passage.objects.filter(reply__application=reply.application_id):
        found = leaks(struck_passages(passage.source, passage.released), texts)
        if found:
            where = "、".join(dict.fromkeys(places[leak.where].label for leak in found))
            return (
                f"《{passage.title}》删去的内容还残留在{where}（{len(found)} 处）。",
                "请处理干净再往下走。",
            )
    return None


@gate("OR-6", "答复文字不写第三方是谁")
def names_no_third_party(step: Step) -> Objection | None:
    reply = _whole(step)
    parties = third_parties(reply.application)
    # What is given may hold a name that is public by decision; the agency's own words need none.
    for place in reply.leaving():
        own = place.key in ("opening", "public_interest") or place.key.startswith("decision:")
        if own and any(mentions(place.text, party.name) for party in parties):
            return f"{place.label}里写了第三方的姓名或名称。", "请改写为“第三方”，不要写出是谁。"
    return None


COMPLETE = [
    has_decision,
    has_search_records,
    gives_what_it_grants,
    cites_its_own_articles,
    names_no_third_party,
    arranges_the_reading,
    coauthors_were_heard,
    *THIRD_PARTY_GATES,
    nothing_leaks,
]
