"""What the acts on posts and on the county's lists ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from disclosure.models import Document
from foundation.casework.acts import Step
from foundation.casework.fields import Day, EditForm, FilledForm, Moment, OneOf, Open, PlainText
from foundation.casework.forms import ActForm
from foundation.casework.models import Matter
from foundation.visitors.identity import Line
from newmedia.forms import WebAddress
from newmedia.models import Account, Post, Source
from newmedia.statute import GATES, Bulletin, Kind, Mend, Severity, SourceLevel, TermSort
from newmedia.words import SHORTEST_LEADER

#: The most characters of a post.
LONGEST = 20_000
#: The characters of a document that the ready short text begins with.
SHORT = 120


class FromTheList(OneOf):
    """A source of the list in force on the day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lambda matter: Source.objects.none(), **kwargs)

    def take(self, step: Step) -> None:
        """Offer those of today."""
        self.queryset = Source.objects.on(localdate(step.at)).order_by("level", "name")


class PostFacts(ActForm):
    """A post as it will stand at the platform."""

    reason_field = ""

    sort = forms.ChoiceField(label="内容类别", choices=Kind.choices)
    bulletin = forms.ChoiceField(
        label="人事任免、案件通报",
        choices=Bulletin.choices,
        required=False,
        help_text="由纪检监察、组织人事部门统一发布（NM-11）；其他单位只能转发。",
    )
    title = PlainText(label="标题", max_length=120, rows=1)
    body = PlainText(label="正文", max_length=LONGEST, rows=10)
    pictures = Line(
        label="配图、视频", max_length=300, required=False, help_text="几张、是什么、从哪里来；没有的不填。"
    )
    made_by_ai = forms.BooleanField(
        label="有人工智能生成的文字、图片、声音或者视频", required=False, help_text="发布时要加标识。"
    )
    source = FromTheList(
        label="转发自",
        required=False,
        help_text="原创的不选。只能转发名单里的来源，标题、作者、来源不改（NM-4）。",
        error_messages={"invalid_choice": "这个来源不在今天有效的名单里，不能转发。"},
    )
    source_author = Line(label="原作者", max_length=100, required=False)
    source_address = WebAddress(label="原文网址", required=False)

    def clean(self) -> None:
        """What is reposted names where it stands; what is one's own does not."""
        given = self.cleaned_data
        if "source" not in given:
            return
        if given["source"] is None:
            given["source_author"] = given["source_address"] = ""
        elif not given.get("source_address") and "source_address" not in self.errors:
            self.add_error("source_address", "转发的请填写原文网址。")


#: The fields of `PostFacts`.
FACTS = tuple(PostFacts.base_fields)


class WriteForm(PostFacts):
    """A new post."""

    says = "写好以后系统先找一遍要留意的文字，再交三个人审核。"


class SubmitForm(ActForm):
    """What a colleague knows."""

    reason_field = ""
    says = "报送给账号的采编人员，由他们写成信息、交三个人审核（NM-10）。"

    sort = forms.ChoiceField(label="内容类别", choices=Kind.choices)
    title = PlainText(label="标题", max_length=120, rows=1)
    body = PlainText(label="是什么事", max_length=LONGEST, rows=6)
    pictures = Line(label="配图、视频", max_length=300, required=False)


class EditPostForm(PostFacts, EditForm):
    """A draft, as it stands."""

    edited = FACTS


def own_accounts(matter: Matter) -> Any:
    """The running accounts of the agency whose document or emergency it is."""
    return Account.objects.filter(agency=matter.agency_id, state=Account.State.LIVE).order_by("pk")


class AboutForm(PostFacts, FilledForm):
    """A short text on a published document, ready with the link back to it."""

    account = OneOf(own_accounts, label="账号")
    field_order = ("account", *FACTS)

    def known(self, step: Step) -> dict[str, Any]:
        """The first words and the address of the document; nothing of one that is not out."""
        document: Document = step.matter
        if not document.index_number:
            return {"sort": Kind.INFORMATION}
        lines = [line.strip() for line in document.body.splitlines() if line.strip()]
        first = "".join(line for line in lines if not line.endswith(("：", ":")))[:SHORT]
        link = settings.SITE_URL + reverse("documents:detail", args=[document.index_number])
        body = f"{document.agency.name}发布了《{document.title}》。\n{first}……\n全文：{link}"
        return {"sort": Kind.INFORMATION, "title": document.title[:120], "body": body}


class AnswerForm(ActForm):
    """Why a passage stays as it is."""

    reason_field = ""
    finding = OneOf(lambda post: post.findings.filter(severity=Severity.ANSWER), label="哪一处")
    answer = Line(label="说明", max_length=300, help_text="例如：公开的办公电话；引用的是当时的名称。")


class FiveGatesForm(ActForm):
    """The five gates, each of them."""

    reason_field = ""
    gates = forms.MultipleChoiceField(
        label="五关逐一核对",
        choices=list(GATES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "五关都要核对。"},
    )

    def clean_gates(self) -> list[str]:
        """All five, or it is sent back."""
        given: list[str] = self.cleaned_data["gates"]
        if missing := [label.partition("：")[0] for key, label in GATES.items() if key not in given]:
            raise forms.ValidationError(f"{'、'.join(missing)}还没有核对。有问题的，请退回修改。")
        return given


class ReviewForm(FiveGatesForm):
    """The five gates, and of a repost that it was compared."""

    reason_field = "reason"
    unaltered = forms.BooleanField(
        label="转发的已和原文核对：内容属实，标题、作者、来源没有改动", required=False
    )
    reason = PlainText(label="审核意见", max_length=500, rows=2, required=False)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if step.matter.source_id is None:
            del self.fields["unaltered"]

    def clean_unaltered(self) -> bool:
        """A repost is compared with what it is taken from."""
        if not self.cleaned_data["unaltered"]:
            raise forms.ValidationError("转发的请和原文核对以后勾选；对不上的，请退回修改（NM-4）。")
        return True


def squeezed(text: str) -> str:
    """A text without blanks and line ends, which platforms set as they like."""
    return "".join(text.split())


def difference(released: str, post: Post) -> str:
    """Where what was released differs from what was approved, in a sentence; blank where it does not."""
    found, approved = squeezed(released), squeezed(post.body)
    if found in (approved, squeezed(post.text)):
        return ""
    if found.startswith(squeezed(post.title)):
        found = found.removeprefix(squeezed(post.title))
    place = next(
        (n for n, (a, b) in enumerate(zip(found, approved, strict=False)) if a != b),
        min(len(found), len(approved)),
    )
    first = max(0, place - 8)
    there, here = found[first : place + 8] or "（没有）", approved[first : place + 8] or "（没有）"
    return f"发布的是“{there}”，审定的是“{here}”。"


class ReleaseForm(ActForm):
    """Where and when it was released, and what stands there."""

    reason_field = ""
    address = WebAddress(label="发布的网址")
    released_at = Moment(label="发布时间")
    released_text = PlainText(
        label="平台上的正文",
        max_length=LONGEST + 200,
        rows=6,
        help_text="从平台上复制过来，和审定的比对；空格和换行不算。",
    )
    labelled = forms.BooleanField(label="人工智能生成的内容已经加了标识", required=False)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if not step.matter.made_by_ai:
            del self.fields["labelled"]

    def clean_labelled(self) -> bool:
        """Without its label it is not released (人工智能生成合成内容标识办法)."""
        if not self.cleaned_data["labelled"]:
            raise forms.ValidationError("请先在平台上加上标识，再登记发布。")
        return True

    def clean_released_at(self) -> Any:
        """Reviewed first, released then."""
        at, approved = self.cleaned_data["released_at"], self.step.matter.approved_at
        if approved is not None and at < approved.replace(second=0, microsecond=0):
            raise forms.ValidationError("发布时间早于审定时间：先审后发（NM-9）。请核对时间。")
        # The minute of the approval is as near as people note it.
        return max(at, approved) if approved is not None else at

    def clean_released_text(self) -> str:
        """What stands there is what was approved."""
        text: str = self.cleaned_data["released_text"]
        if said := difference(text, self.step.matter):
            raise forms.ValidationError(
                f"和审定的不一样：{said}请在平台上改成审定的，或者撤下来“取回修改”，重新审核。"
            )
        return text


class MendForm(ActForm):
    """What was wrong or misunderstood, and how it is."""

    reason_field = ""
    sort = forms.ChoiceField(label="方式", choices=Mend.choices)
    text = Open(label="更正或者补充的内容", max_length=2000, rows=4, help_text="人人看得到。")
    address = WebAddress(label="在平台上发布的网址", required=False)


class WithdrawPostForm(ActForm):
    """Why it is taken off the platform."""

    reason = Open(
        label="撤下的原因", max_length=500, rows=3, help_text="人人看得到，例如：数据有误，另行发布。"
    )


class SourceForm(ActForm):
    """A source of the list."""

    reason_field = ""
    name = Line(label="来源", max_length=100, help_text="名单上的写法，例如：新华网。")
    level = forms.ChoiceField(label="级别", choices=SourceLevel.choices)
    edition = Line(
        label="名单", max_length=100, help_text="例如：互联网新闻信息稿源单位名单（2025 年 6 月）。"
    )
    listed_on = Day(label="列入日期")


class LapseForm(ActForm):
    """The day from which nothing is taken from it."""

    reason = PlainText(label="原因", max_length=300, rows=2)
    lapsed_on = Day(label="退出日期", not_before="listed_on", not_after_today=False)
    field_order = ("lapsed_on", "reason")


class TermForm(ActForm):
    """A word of the table."""

    reason_field = ""
    sort = forms.ChoiceField(
        label="种类",
        choices=TermSort.choices,
        initial=TermSort.WORD,
        required=False,
        help_text="“领导姓名、职务”写正确的写法，例如“测试县长张建国”；文稿里差一个字的会提示，要说明才能送审。",
    )
    word = Line(label="词语", max_length=60)
    severity = forms.ChoiceField(
        label="遇到时",
        choices=[("", "请选择（领导姓名、职务不用选）"), *Severity.choices],
        required=False,
        help_text="“放行”的词里包含别的词的，里面的不再提示，例如放行“路口交通”。",
    )
    advice = Line(label="怎么办", max_length=200, required=False)

    def clean_word(self) -> str:
        """One character stands in too many words."""
        word: str = self.cleaned_data["word"]
        if len(word) < 2:
            raise forms.ValidationError("单个字会误伤许多词，请填写两个字以上的词语。")
        return word

    def clean(self) -> None:
        """A word says what becomes of it; a short name alone is one character off from too many."""
        given = self.cleaned_data
        given["sort"] = given.get("sort") or TermSort.WORD
        if given["sort"] == TermSort.LEADER:
            given["severity"] = Severity.ANSWER
            if len(given.get("word", "")) in range(2, SHORTEST_LEADER):
                self.add_error("word", "两个字的姓名会误伤许多词，请连同职务写，例如“测试县长张三”。")
        elif not given.get("severity") and "severity" not in self.errors:
            self.add_error("severity", "请选择遇到时怎么办。")
