"""What an interpretation and its document have to fulfil, before each goes on (PI-2, PI-3, PI-4)."""

from __future__ import annotations

from disclosure.heads import GUIDE, PLAN
from disclosure.models import Document
from foundation.casework.acts import Objection, Step, extend, gate
from foundation.database import Written
from foundation.files.captions import faults_of, read_captions
from foundation.privacy.detectors import detect
from interpretation import statute
from interpretation.models import Duty, Interpretation
from interpretation.plainness import copied, sentence_length
from interpretation.queries import dialogue, loose_ends
from secrecy_review.leaks import leaks, struck_passages
from secrecy_review.models import Review

_DUTY = Written(lambda document: Duty.objects.filter(document=document))


def duty_of(document: Document) -> Duty | None:
    """What was judged of a document; None where nobody has judged it."""
    duty: Duty | None = _DUTY.first(document.pk)
    return duty


def asked_of(document: Document) -> bool:
    """Whether it is asked if this document is interpreted: not of what stays inside, of guides, plans and old pages."""
    return document.goes_public and document.head not in (GUIDE, PLAN) and not document.source_sha256


def missing(duty: Duty) -> list[str]:
    """What a document lacks that it is received with, in words (PI-4(1), (2))."""
    found = [f"方案：{label}" for label in duty.plan_gaps]
    material = duty.material()
    if material is None:
        return [*found, "解读材料"]
    found += [f"材料：{label}" for label in material.gaps]
    if not Review.objects.approving(material).exists():
        found.append("解读材料的保密审查")
    elif not material.is_signed:
        changed = material.signatures.exists()
        found.append(
            "主要负责人审签" + ("（审签以后文件、方案或者材料有改动，要重新审签）" if changed else "")
        )
    return found


def warnings(interpretation: Interpretation) -> list[str]:
    """What makes it hard to understand; nothing is refused for it (PI-5)."""
    text, said = interpretation.text, []
    for document in interpretation.documents():
        if (share := copied(text, document.body)) > statute.COPIED:
            said.append(f"有 {share:.0%} 的话和原文一样。解读要用自己的话讲，照抄原文没有人看得懂。")
    if (length := sentence_length(text)) > statute.LONG_SENTENCE:
        said.append(f"句子平均 {length:.0f} 个字，太长。请把长句拆成短句。")
    return said


# On the document


@gate("PI-3", "判断过要不要解读", done_by=("interpretation.judge",))
def judged(step: Step) -> Objection | None:
    document: Document = step.matter
    if asked_of(document) and duty_of(document) is None:
        return "还没有判断这份文件要不要解读。", "请先办“判断要不要解读”。"
    return None


@gate("PI-4", "随文附上解读方案和解读材料", done_by=("interpretation.plan", "interpretation.sign"))
def received_with_it(step: Step) -> Objection | None:
    duty = duty_of(step.matter) if asked_of(step.matter) else None
    if duty is None or not duty.binding:
        return None
    if lacking := missing(duty):
        return (
            f"没有附齐解读方案和解读材料，不能收文。缺：{'、'.join(lacking)}。",
            "请起草的机关补齐、主要负责人审签后再收。",
        )
    return None


@gate("PI-4", "解读与文件同步发布", done_by=("interpretation.sign",))
def published_with_it(step: Step) -> Objection | None:
    duty = duty_of(step.matter) if asked_of(step.matter) else None
    if duty is None or not duty.binding:
        return None
    material = duty.material()
    lacking = missing(duty)
    if lacking or material is None or material.state != Interpretation.State.SIGNED:
        what = "、".join(lacking) or "审签过的解读材料"
        return f"这份文件要和解读一起发布，解读还没有备齐。缺：{what}。", "请先备齐，再一起发布。"
    return None


@gate("PI-3", "另一人同意不用解读", done_by=("interpretation.agree_not_due",))
def agreed_not_due(step: Step) -> Objection | None:
    """A drafter alone ends no duty."""
    duty = duty_of(step.matter) if asked_of(step.matter) else None
    if duty is not None and duty.state == Duty.State.JUDGED:
        return (
            "起草人判断这份文件不用解读，还没有另一人同意。",
            "请文书在“解读责任”里看理由，同意的办“同意不解读”，不同意的办“改为须解读”。",
        )
    return None


# The records office may change attribute and head until the publication: it is asked again each time.
for _name in ("disclosure.submit", "disclosure.recheck", "disclosure.publish"):
    extend(_name, judged)
for _name in ("disclosure.recheck", "disclosure.publish"):
    extend(_name, agreed_not_due)
extend("disclosure.recheck", received_with_it)
extend("disclosure.publish", published_with_it)


# On the interpretation


@gate("PI-4", "八个部分写全")
def parts_written(step: Step) -> Objection | None:
    if gaps := step.matter.gaps:
        return f"解读材料缺：{'、'.join(gaps)}。", "请写上；确实不适用的，写明原因。"
    return None


@gate("PI-7", "写明解读的是哪份文件")
def about_something(step: Step) -> Objection | None:
    if not step.matter.links.exists():
        return "没有写明解读的是哪份文件。", "请办“增加解读的文件”。"
    return None


@gate("SR-7(2)", "解读里没有文件脱密时删去的内容")
def nothing_leaks(step: Step) -> Objection | None:
    """An interpretation is written by people who know the internal text."""
    interpretation: Interpretation = step.matter
    places = {place.key: place for place in interpretation.review_places()}
    texts = {key: place.text for key, place in places.items()}
    for document in interpretation.documents():
        if not document.internal_body:
            continue
        if found := leaks(struck_passages(document.internal_body, document.body), texts):
            where = "、".join(dict.fromkeys(places[leak.where].label for leak in found))
            return f"文件脱密时删去的内容出现在{where}（{len(found)} 处）。", "请删去再往下走。"
    return None


@gate("PI-5", "音频有文字稿，视频有字幕、文字稿和封面")
def perceivable(step: Step) -> Objection | None:
    """Who does not hear or see reads it (PI-6, 无障碍环境建设法第三十二条)."""
    interpretation: Interpretation = step.matter
    if interpretation.form not in statute.MEDIA:
        return None
    film, media = interpretation.form == statute.VIDEO, interpretation.media
    lacking = [] if media and media.media_type.startswith("video/") == film else ["文件"]
    if len(interpretation.body.strip()) < statute.SHORTEST_PART:
        lacking.append("文字稿")
    if film and not interpretation.captions:
        lacking.append("字幕")
    if film and not interpretation.photos.exists():
        lacking.append("封面图和它的说明（办“加照片或者封面”）")
    if lacking:
        named = interpretation.get_form_display()
        return (
            f"{named}还缺：{'、'.join(lacking)}。",
            "请办“上传音频或者视频”补上，看不见、听不见的人才用得上。",
        )
    if film and (
        wrong := faults_of(read_captions(interpretation.captions), interpretation.seconds, quiet_end=True)
    ):
        return f"字幕有问题：{wrong[0]}", "请改好字幕，再上传一次。"
    return None


@gate("PI-7(2)", "发布会实录写全")
def conference_told(step: Step) -> Objection | None:
    interpretation: Interpretation = step.matter
    if interpretation.form != statute.PRESS:
        return None
    lacking = [label for name, label in statute.CONFERENCE.items() if not getattr(interpretation, name)]
    if not any(answer for _question, answer in dialogue(interpretation.body)):
        lacking.append("记者的提问和答复（问：… 答：…）")
    if lacking:
        return f"新闻发布会实录缺：{'、'.join(lacking)}。", "请办“修改新闻发布会实录”补上。"
    return None


@gate("PI-5", "案例和文件对得上")
def cases_hold(step: Step) -> Objection | None:
    """Worked cases and 跟我有关吗 rest on what the document says now."""
    if said := loose_ends(step.matter):
        return f"{''.join(said)}", "请按文件现在的文字写过，再往下走。"
    return None


#: What an interpretation has to fulfil besides its text.
SHOWN = [perceivable, conference_told, cases_hold]


@gate("PI-4", "方案写全")
def plan_written(step: Step) -> Objection | None:
    duty = step.matter.duty
    if duty is not None and (gaps := duty.plan_gaps):
        return f"解读方案缺：{'、'.join(gaps)}。", "请先写好方案，一并审签。"
    return None


@gate("PI-4", "审签之后没有改动", done_by=("interpretation.sign",))
def signature_holds(step: Step) -> Objection | None:
    if not step.matter.is_signed:
        return "审签以后文件、方案或者解读有改动，审签不算数了。", "请主要负责人重新审签。"
    return None


@gate("PI-4", "不先于文件发布", done_by=("disclosure.publish",))
def document_is_public(step: Step) -> Objection | None:
    documents = step.matter.documents()
    if not documents.filter(state=Document.State.PUBLISHED).exists():
        return "它解读的文件还没有公开，解读不能先发布。", "发布文件时，解读会一起发布。"
    return None


@gate("SR-4", "撤下理由里没有不能公开的内容", on_entry=True)
def reason_may_be_read(step: Step) -> Objection | None:
    if detect(step.data["reason"]):
        return "理由里有密级标志或者个人信息。", "请改写。"
    return None
