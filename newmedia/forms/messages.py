"""What the acts on messages, on evidence and on the police ask."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from django import forms
from django.utils.timezone import localdate, localtime
from PIL import Image

from foundation.casework.acts import Step
from foundation.casework.fields import Day, FilledForm, ManyFiles, Moment, PlainText
from foundation.casework.forms import ActForm
from foundation.correspondence.models import Way
from foundation.deadlines.moments import to_the_minute
from foundation.files.acts import in_megabytes
from foundation.privacy.detectors import detect
from foundation.visitors.identity import Line
from newmedia.forms import WebAddress
from newmedia.models import Account, Message
from newmedia.repeats import only_the_question
from newmedia.replies import mark_of, petition_channel, ready_answer
from newmedia.statute import (
    LONGEST_SOURCE,
    MOST_BYTES,
    MOST_PICTURES,
    MOST_PIXELS,
    Competence,
    Interaction,
    MessageSort,
    Removal,
    Repeats,
    Witnessed,
)
from secrecy_review.leaks import mentions

#: The most characters of what somebody wrote.
LONGEST = 10_000
#: What a box of the kinds says of one that is chosen later.
LATER = [("", "以后再归类"), *MessageSort.choices]


class Verbatim(forms.Field):
    """What stands at a platform, character for character: mark-up, radicals and blanks stay, line ends alone are unified."""

    listed_as = "CharField"

    def __init__(self, *, longest: int = LONGEST, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "false"}), **kwargs)
        self.longest = longest

    def to_python(self, value: Any) -> str:
        """The text; of blanks alone nothing."""
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.longest:
            raise forms.ValidationError(f"超过 {self.longest:,} 个字，请只保存有关的部分。")
        return text if text.strip() else ""


def _minute(moment: datetime) -> datetime:
    """The minute in which a moment lies: as near as people note one."""
    return moment.replace(second=0, microsecond=0)


class RecordForm(FilledForm):
    """A message as it stands at the platform; pasted text and address are enough."""

    reason_field = ""
    says = (
        "粘贴原文就可以登记，其余的知道多少填多少。网名、原文加密保存，只有本单位办理的人看得到，不对外公布。"
    )

    text = Verbatim(label="留言原文", help_text="从平台上原样粘贴，一字不改。")
    address = WebAddress(label="网址", required=False, help_text="评论所在的文章或者微博；私信没有的不填。")
    channel = forms.ChoiceField(label="从哪里来", choices=Interaction.choices)
    sort = forms.ChoiceField(label="类别", choices=LATER, required=False)
    author_name = Line(label="网名", max_length=100, required=False)
    author_id = Line(label="网民的账号 ID", max_length=100, required=False)
    shown_at = Moment(
        label="平台上显示的时间", required=False, help_text="各项期限从这时算起；平台不显示的不填。"
    )
    found_at = Moment(
        label="发现、收到的时间",
        required=False,
        help_text="平台不显示时间、过后才来登记的填写，期限从这时算起；两个时间都不填的，从登记时算起。",
    )

    def clean(self) -> None:
        """Nobody finds a message before it was there."""
        shown, found = self.cleaned_data.get("shown_at"), self.cleaned_data.get("found_at")
        if shown and found and found < shown:
            told = f"发现的时间早于平台上显示的时间（{to_the_minute(shown)}），请核对。"
            self.add_error("found_at", told)

    def known(self, step: Step) -> dict[str, Any]:
        """Where the account takes messages in one way only, that one; at most platforms they are comments."""
        account = step.matter if isinstance(step.matter, Account) else step.matter.account
        ways = account.interactions
        return {"channel": Interaction.COMMENTS if Interaction.COMMENTS in ways else (ways or [""])[0]}


class SortForm(FilledForm):
    """What it is, or turned out to be."""

    says = "改了类别，前面做的不算，期限还是从收到留言的时候算起。"

    sort = forms.ChoiceField(label="类别", choices=MessageSort.choices)
    reason = PlainText(label="为什么这样归类", max_length=300, rows=2, required=False, help_text="可以不填。")

    def known(self, step: Step) -> dict[str, Any]:
        return {"sort": step.matter.sort or None}

    def clean_sort(self) -> str:
        """Another than it has."""
        sort: str = self.cleaned_data["sort"]
        if sort == self.step.matter.sort:
            raise forms.ValidationError(f"现在就是“{MessageSort(sort).label}”，不用改。")
        return sort


class Impersonal(FilledForm):
    """A form some of whose texts are not encrypted: they tell of nobody."""

    impersonal: tuple[str, ...] = ()

    def clean(self) -> None:
        """Refuse whoever wrote, whoever is being told, and personal numbers in these texts."""
        message: Message = self.step.matter
        person = self.cleaned_data.get("person_name") or ""
        for name in self.impersonal:
            text = self.cleaned_data.get(name) or ""
            found = [each.label for each in detect(text)] + message.named_in(text)
            if person and mentions(text, person):
                found.append("信访人姓名")
            if found:
                self.add_error(name, f"这一栏不加密，请不要写出{'、'.join(dict.fromkeys(found))}。")


class Reply(Impersonal):
    """What was replied at the platform, and when."""

    reason_field = ""
    answer = PlainText(label="答复", max_length=5000, rows=6)
    answered_at = Moment(label="在平台上答复的时间", required=False, help_text="不填的，就是现在。")

    def known(self, step: Step) -> dict[str, Any]:
        return {}

    def clean_answer(self) -> str:
        """What everybody reads at the platform tells nothing personal."""
        text: str = self.cleaned_data["answer"]
        message: Message = self.step.matter
        if message.in_public and (found := list(dict.fromkeys(each.label for each in detect(text)))):
            raise forms.ValidationError(
                f"答复里有{'、'.join(found)}，{message.get_channel_display()}区人人看得到，请删去，或者改用私信答复。"
            )
        return text

    def clean_answered_at(self) -> datetime:
        """Not before there was anything to reply to."""
        at: datetime = self.cleaned_data["answered_at"] or self.step.at
        received: datetime = self.step.matter.received_at
        if at < _minute(received):
            told = f"答复时间早于收到留言的时间（{to_the_minute(received)}），请核对。"
            raise forms.ValidationError(told)
        return max(at, received)


class AnswerForm(Reply):
    """The reply to an enquiry; one that only says something again is pointed out and has a reason."""

    says = "一条一条直接答复（NM-14）。在平台上答复以后登记在这里。"

    impersonal = ("repeats_because",)
    repeats_because = Line(
        label="重复的答复，为什么这样答",
        max_length=300,
        required=False,
        help_text="答复和留言原话、和以前给别人的答复一样的才填，例如：问的是同一件事，情况没有变。",
    )

    def clean(self) -> None:
        """Either it says something of its own, or why not."""
        super().clean()
        given = self.cleaned_data
        if "answer" not in given:
            return
        found = self._repeats(given["answer"])
        given["repeats"] = found
        if not found:
            given["repeats_because"] = ""
        elif not given.get("repeats_because") and "repeats_because" not in self.errors:
            told = f"这条答复{Repeats(found).label}。请改写；确实要这样答复的，在“重复的答复，为什么这样答”里说明。"
            self.add_error("answer", told)

    def _repeats(self, answer: str) -> str:
        message: Message = self.step.matter
        if only_the_question(answer, message.written.text):
            return Repeats.QUESTION
        same = Message.objects.filter(agency=message.agency_id, answer_mark=mark_of(answer))
        return Repeats.EARLIER if same.exclude(pk=message.pk).exists() else ""


class RegisterForm(Impersonal):
    """A petition as it is registered; the notice in writing follows from it."""

    reason_field = ""
    says = "登记以后，系统写好给信访人的告知书和可以直接粘贴的答复。自收到之日起 15 日内书面告知（信访工作条例23）。"

    named_on = Day(
        label="哪天知道姓名、住址的",
        required=False,
        not_before="received_at",
        which_is="收到留言的日期",
        help_text="15 日从这天算起；不填的，就是今天。",
    )
    impersonal = ("unclear_because", "competent", "handling", "petition_channel")
    person_name = Line(label="信访人姓名", max_length=60, required=False)
    person_address = Line(
        label="信访人住址或者通信地址", max_length=200, required=False, help_text="不清楚的，先在私信里问。"
    )
    unclear_because = Line(
        label="姓名或者住址不清",
        max_length=300,
        required=False,
        help_text="缺一样就写明，例如：私信问过，没有回。这样的只在平台上答复，不用书面告知。",
    )
    competence = forms.ChoiceField(label="归谁办", choices=Competence.choices, widget=forms.RadioSelect)
    competent = Line(
        label="有权处理的单位",
        max_length=200,
        required=False,
        help_text="不归本单位办的填写，告知书里写明向它提出；本系统下级单位的，写明已转送给它。",
    )
    handling = Line(
        label="处理途径和程序",
        max_length=500,
        required=False,
        help_text="归本单位办的填写，例如：由本单位信访接待室受理，办结以后书面答复您。",
    )
    petition_channel = Line(label="信访渠道", max_length=300, help_text="名称、地址、电话。")
    field_order = (
        "competence",
        "competent",
        "handling",
        "petition_channel",
        "person_name",
        "person_address",
        "named_on",
        "unclear_because",
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if not step.matter.unclear_because:  # the fifteen days run from the receipt
            del self.fields["named_on"]

    def known(self, step: Step) -> dict[str, Any]:
        """What was registered before, and the county's petition office."""
        message: Message = step.matter
        before = {
            name: getattr(message, name)
            for name in ("person_name", "person_address", "competent", "handling")
        }
        return {**before, "petition_channel": message.petition_channel or petition_channel()}

    def clean(self) -> None:
        """Whoever can be told is told; whose business it is has a name."""
        super().clean()
        given = self.cleaned_data
        if given.get("person_name") and given.get("person_address"):
            given["unclear_because"] = ""
        elif not given.get("unclear_because") and not {
            "person_name",
            "person_address",
            "unclear_because",
        } & set(self.errors):
            told = "没有姓名或者住址就不能书面告知：请在私信里问清楚，或者在这里写明为什么不清（信访工作条例23）。"
            self.add_error("unclear_because", told)
        ours = given.get("competence") == Competence.OURS
        if ours:
            given["competent"] = ""
            if not given.get("handling") and "handling" not in self.errors:
                self.add_error("handling", "归本单位办的，请写明处理途径和程序。")
        elif "competence" in given:
            given["handling"] = ""
            if not given.get("competent") and "competent" not in self.errors:
                self.add_error(
                    "competent", "不归本单位办的，请写明有权处理的是哪个单位，信访人才知道向谁提出。"
                )


#: The ways in which something in writing reaches somebody who wrote to an account.
IN_WRITING = [(way.value, way.label) for way in (Way.POST, Way.EMAIL, Way.PICKUP, Way.FAX)]


class NamedForm(RegisterForm):
    """Name and address of somebody who was answered at the platform alone."""

    says = (
        "平台上的答复已经登记，照旧留着。补了姓名、住址的，从知道那天起 15 日内书面告知（信访工作条例23）。"
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        del self.fields["unclear_because"]
        for name in ("person_name", "person_address"):
            self.fields[name].required = True


class DirectForm(Reply):
    """The answer with the channel, ready; and how the notice in writing reached whoever brought the petition."""

    says = "答复已经写好，复制到平台上发出就可以。"

    told_way = forms.ChoiceField(label="告知书怎样送达", choices=IN_WRITING)
    told_on = Day(label="告知书送出的日期", not_before="registered_on", which_is="登记日期")
    told_proof = Line(label="邮件号或者签收人", max_length=200, required=False, help_text="加密保存。")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        message: Message = step.matter
        left_out: tuple[str, ...] = ()
        if message.unclear_because:
            left_out = ("told_way", "told_on", "told_proof")
        elif message.answered_at is not None:  # answered at the platform before anybody knew the name
            left_out = ("answer", "answered_at")
        for name in left_out:
            del self.fields[name]

    def known(self, step: Step) -> dict[str, Any]:
        """The ready answer; the notice goes today."""
        return {"answer": ready_answer(step.matter), "told_on": localdate(step.at)}


class ReportUpForm(Impersonal):
    """A topic of public interest, reported upward."""

    reason_field = "topic"
    says = "第一时间逐级报告（NM-16）；5 个工作日内向网友反馈。"

    topic = PlainText(
        label="热点是什么", max_length=300, rows=2, help_text="会进入办理记录，不写网名和个人信息。"
    )
    impersonal = ("reported_to",)
    reported_to = Line(label="报告给谁", max_length=200)
    reported_at = Moment(label="报告时间", required=False, help_text="不填的，就是现在。")

    def known(self, step: Step) -> dict[str, Any]:
        return {"topic": step.matter.topic, "reported_to": f"{step.matter.agency.short_name}主要负责人"}

    def clean_reported_at(self) -> datetime:
        """Not before it was there."""
        at: datetime = self.cleaned_data["reported_at"] or self.step.at
        if at < _minute(self.step.matter.received_at):
            raise forms.ValidationError("报告时间早于收到留言的时间，请核对。")
        return at


class FeedBackForm(Reply):
    """What those who wrote of it hear: the policy, or what came of it."""

    says = "说明有关政策措施或者处理结果（NM-16）。在平台上反馈以后登记在这里。"


class NoteForm(ActForm):
    """Why nothing is done."""

    reason = PlainText(
        label="怎么看",
        max_length=300,
        rows=2,
        required=False,
        help_text="可以不填，例如：点赞、问好。不写网名。",
    )


# Evidence


class CaptureForm(FilledForm):
    """Everything that proves what stood at the platform; each of it is needed."""

    reason_field = ""
    says = "先保存证据，再删除（NM-20）。保存以后不能改、不能换；由另一个人对照平台核对。取证时间由系统记。"

    post_url = WebAddress(label="言论所在的网址")
    comment_id = Line(
        label="评论编号", max_length=100, help_text="在网页源代码或者后台里；平台不显示的写“平台不显示”。"
    )
    author_name = Line(label="网名", max_length=100)
    author_id = Line(label="网民的账号 ID", max_length=100, help_text="平台不显示的写“平台不显示”。")
    text = Verbatim(label="言论原文", rows=5, help_text="一字不改，错字、符号都照原样。")
    shown_at = Moment(label="平台上显示的时间")
    pictures = ManyFiles(
        most=MOST_PICTURES,
        label="截图",
        help_text=f"看得到网址、网名、时间和原文的整屏截图，JPG 或者 PNG，最多 {MOST_PICTURES} 张。",
    )
    source = Verbatim(
        longest=LONGEST_SOURCE,
        rows=4,
        label="网页源代码",
        required=False,
        help_text="电脑上按 Ctrl+U，全选，粘贴。",
    )
    no_source_because = Line(
        label="没有网页源代码的原因",
        max_length=200,
        required=False,
        help_text="例如：只在手机客户端里看得到。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """What was entered with the message."""
        message: Message = step.matter
        return {
            "post_url": message.written.address,
            "author_name": message.written.author_name,
            "author_id": message.written.author_id,
            "text": message.written.text,
            "shown_at": message.shown_at and localtime(message.shown_at),
        }

    def clean_pictures(self) -> list[Any]:
        """Pictures, each of them once."""
        given: list[Any] = self.cleaned_data["pictures"]
        if wrong := [up.name for up in given if not str(up.accepted_as).startswith("image/")]:
            raise forms.ValidationError(f"{str(wrong[0])[:60]}不是图片，截图请用 JPG 或者 PNG。")
        if len({_read(up) for up in given}) < len(given):
            raise forms.ValidationError("同一张截图选了两次，请去掉一张。")
        if sum(up.size for up in given) > MOST_BYTES:
            raise forms.ValidationError(
                f"截图合起来超过 {in_megabytes(MOST_BYTES)}，请压缩，或者挑出最要紧的。"
            )
        if any(_pixels(up) > MOST_PIXELS for up in given):
            raise forms.ValidationError("截图太大（超过 4,000 万像素），长的请分几张截。")
        return given

    def clean(self) -> None:
        """The source of the page, or why there is none."""
        given = self.cleaned_data
        if given.get("source"):
            given["no_source_because"] = ""
        elif "source" not in self.errors and not given.get("no_source_because"):
            self.add_error("no_source_because", "请粘贴网页源代码，或者写明为什么没有。")


def _pixels(upload: Any) -> int:
    upload.seek(0)
    with Image.open(BytesIO(upload.read())) as image:
        size = image.size
    upload.seek(0)
    return int(size[0] * size[1])


def _read(upload: Any) -> bytes:
    upload.seek(0)
    content: bytes = upload.read()
    upload.seek(0)
    return content


class ConfirmForm(ActForm):
    """How the second person looked."""

    says = "请自己打开平台，对照保存的原文、网名、时间和截图。核对以后证据不再改动。"

    witnessed = forms.ChoiceField(label="核对的结果", choices=Witnessed.choices, widget=forms.RadioSelect)
    reason = PlainText(label="说明", max_length=300, rows=2, required=False, help_text="可以不填。")


class DeleteForm(ActForm):
    """How and when the words went from the platform."""

    reason_field = ""
    removal = forms.ChoiceField(label="怎样删除的", choices=Removal.choices, widget=forms.RadioSelect)
    deleted_at = Moment(label="删除时间")

    def clean_deleted_at(self) -> datetime:
        """Evidence first."""
        at: datetime = self.cleaned_data["deleted_at"]
        confirmed = self.step.matter.evidence.exclude(confirmed_at=None).order_by("pk").last()
        if confirmed is None:
            return at  # the gate refuses
        if at < _minute(confirmed.confirmed_at):
            when = f"{to_the_minute(confirmed.confirmed_at)}"
            told = f"删除时间早于核对证据的时间（{when}）：先保存证据，再删除（NM-20）。"
            raise forms.ValidationError(told)
        kept: datetime = confirmed.confirmed_at
        return max(at, kept)


class PoliceFields(ActForm):
    """To whom it was reported, and the number that they gave."""

    reason_field = ""
    station = Line(label="受理的公安机关", max_length=100, help_text="例如：五原县公安局网络安全保卫大队。")
    number = Line(label="报警回执号", max_length=60)
    reported_at = Moment(label="报警时间")


class PoliceForm(PoliceFields):
    """The police are told of unlawful words."""

    says = "把“证据材料”交给公安机关，登记回执号。"

    def clean_reported_at(self) -> datetime:
        """Not before anybody wrote it."""
        at: datetime = self.cleaned_data["reported_at"]
        received: datetime = self.step.matter.received_at
        if at < _minute(received):
            raise forms.ValidationError("报警时间早于收到留言的时间，请核对。")
        return max(at, received)


class HackedForm(PoliceFields):
    """The police are told that an account was attacked."""

    says = "遇到黑客攻击尽快报警（NM-20）。"

    noticed_at = Moment(label="发现的时间")
    what = PlainText(
        label="经过",
        max_length=500,
        rows=3,
        help_text="什么时候发现什么异常，做了什么处置。不写密码和个人信息。",
    )
    field_order = ("noticed_at", "what", "station", "number", "reported_at")

    def clean(self) -> None:
        """Noticed first."""
        given = self.cleaned_data
        noticed, reported = given.get("noticed_at"), given.get("reported_at")
        if noticed and reported and reported < noticed:
            self.add_error("reported_at", "报警时间早于发现的时间，请核对。")
