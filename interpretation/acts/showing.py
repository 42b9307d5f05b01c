"""What else an interpretation shows: sound, film, photos, a press conference, cases, 跟我有关吗, days (PI-5, PI-6, PI-7(2))."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from foundation.agencies.roles import Role
from foundation.casework.acts import Apart, Step, act
from foundation.casework.fields import (
    EditForm,
    FilledForm,
    Moment,
    OneOf,
    PlainText,
    Prose,
    Upload,
    reason_form,
)
from foundation.casework.forms import ActForm
from foundation.casework.refusals import Invalid
from foundation.files import captions
from foundation.files.acts import bounded, store_cleaned, store_media
from foundation.files.cleaning import NotCleanable
from foundation.files.kinds import JPEG, PNG
from foundation.files.media import ALLOWED, read_media
from foundation.files.rejected import Rejected
from interpretation import marked, statute
from interpretation.acts.writing import new_of_duty
from interpretation.forms import WrittenForm, line
from interpretation.models import Duty, Interpretation, Photo
from interpretation.queries import texts_now
from secrecy_review.review_acts import REVIEWING

State = Interpretation.State
_APART = Apart("SR-6(2)", REVIEWING)


# Sound and film


def _faults(cues: list[captions.Cue], seconds: float, *, quiet_end: bool) -> list[str]:
    """What is wrong with captions for a film, as many sentences as one reads."""
    found = captions.faults_of(cues, seconds, quiet_end=quiet_end)
    more = len(found) - captions.TOLD
    return found[: captions.TOLD] + ([f"还有 {more} 处。"] if more > 0 else [])


class MediaForm(FilledForm):
    """The file, captions of a film, and what is said in it."""

    reason_field = ""
    says = "看不见、听不见的人也要能用：音频要有文字稿，视频要有字幕、文字稿和封面（无障碍环境建设法第三十二条）。"

    file = Upload(
        label="录音或者录像",
        required=False,
        inspected=False,
        bound="MEDIA_MAX_BYTES",
        help_text=f"{ALLOWED}。手机和相机记下的地点、作者等信息会去掉。不换文件的，不用再选。",
    )
    subtitles = Upload(
        label="字幕文件",
        required=False,
        inspected=False,
        help_text=f"视频要有。VTT 或者 SRT 格式，一条最多 {captions.MOST_LINES} 行，一行最多 {captions.LONGEST_LINE} 个字。",
    )
    quiet_end = forms.BooleanField(label="后半段没有人说话", required=False)
    body = Prose(
        label="文字稿",
        required=False,
        max_length=20_000,
        rows=12,
        help_text="里面说的话全部写出来，画面上要紧的也写。留空的，用字幕的文字。",
    )

    def known(self, step: Step) -> dict[str, Any]:
        """What is said in it, as far as it is written."""
        return {"body": step.matter.body}

    def clean(self) -> dict[str, Any]:
        """Read both files, and check whether the captions belong to this film."""
        given, matter = self.cleaned_data, self.step.matter
        if matter.form not in statute.MEDIA:
            raise ValidationError("只有音频、视频要上传文件，请先在“修改解读”里改形式。")
        seconds = self._film_or_sound(given.get("file"), matter)
        self.webvtt = matter.captions
        if upload := given.get("subtitles"):
            self._captions(upload, seconds, matter)
        elif given.get("file") and matter.captions and seconds:
            self._fit(captions.read_captions(matter.captions), seconds)
        if not given.get("body") and self.webvtt:
            given["body"] = captions.spoken_words(self.webvtt)
        return given

    def _film_or_sound(self, upload: Any, matter: Interpretation) -> float:
        """How long it lasts; nought where it is not what the form of the interpretation says."""
        if not upload:
            if matter.media is None and "file" not in self.errors:
                self.add_error("file", "请选择录音或者录像文件。")
            return matter.seconds
        try:
            upload.seek(0)
            found = read_media(bounded(upload, settings.MEDIA_MAX_BYTES))
        except Rejected as rejected:
            self.add_error("file", str(rejected))
            return 0.0
        if found.is_film != (matter.form == statute.VIDEO):
            what, form = ("录像", "视频") if found.is_film else ("录音", "音频")
            self.add_error("file", f"这是{what}。请先在“修改解读”里把形式改为“{form}”，或者换一个文件。")
            return 0.0
        return found.seconds

    def _captions(self, upload: Any, seconds: float, matter: Interpretation) -> None:
        if matter.form != statute.VIDEO:
            self.add_error("subtitles", "音频不用字幕，写文字稿就行。")
            return
        try:
            upload.seek(0)
            cues = captions.read_captions(upload.read(captions.LARGEST + 1))
        except captions.BadCaptions as bad:
            self.add_error("subtitles", ValidationError(bad.faults[: captions.TOLD]))
            return
        self.webvtt = captions.as_webvtt(cues)
        if seconds:
            self._fit(cues, seconds)

    def _fit(self, cues: list[captions.Cue], seconds: float) -> None:
        if told := _faults(cues, seconds, quiet_end=self.cleaned_data.get("quiet_end", False)):
            self.add_error("subtitles", ValidationError(told))


@act(
    "interpretation.attach_media",
    "上传音频或者视频",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=MediaForm,
    cites=("PI-5",),
    not_by=_APART,
    when=lambda interpretation: interpretation.form in statute.MEDIA,
)
def attach_media(step: Step) -> None:
    """Keep the file without notes, the captions as WebVTT, and what is said in it."""
    interpretation, form = step.matter, step.form
    step.detail = {"before": interpretation.digest}
    if upload := step.data["file"]:
        try:
            kept, made = store_media(
                upload,
                name=upload.name,
                agency=interpretation.agency,
                audience="public",
                by=step.actor,
                at=step.at,
            )
        except Rejected as rejected:
            raise Invalid({"录音或者录像": [str(rejected)]}) from rejected
        interpretation.media = kept
        step.detail |= {
            "file": kept.sha256,
            "seconds": round(made.seconds),
            "removed": "、".join(made.removed),
        }
    interpretation.captions = form.webvtt  # type: ignore[union-attr]
    interpretation.body = step.data["body"]


class CaptionsForm(EditForm):
    """The captions of a film as text, to be put right line by line."""

    reason_field = ""
    edited = ("captions",)
    says = "一条字幕是一行时间、下面一两行字，条和条之间空一行。改完和上传的字幕一样核对。"
    captions = PlainText(label="字幕", max_length=captions.LARGEST, rows=20)
    quiet_end = forms.BooleanField(label="后半段没有人说话", required=False)

    def clean(self) -> dict[str, Any]:
        """The same check as of a file that is uploaded."""
        given, matter = self.cleaned_data, self.step.matter
        if not matter.captions:
            raise ValidationError("这份解读还没有字幕，请先上传视频和字幕文件。")
        if not given.get("captions"):
            return given
        try:
            cues = captions.read_captions(given["captions"])
        except captions.BadCaptions as bad:
            self.add_error("captions", ValidationError(bad.faults[: captions.TOLD]))
            return given
        if told := _faults(cues, matter.seconds, quiet_end=given["quiet_end"]):
            self.add_error("captions", ValidationError(told))
        given["captions"] = captions.as_webvtt(cues)
        return given


@act(
    "interpretation.edit_captions",
    "修改字幕",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=CaptionsForm,
    cites=("PI-5",),
    not_by=_APART,
    weight="quiet",
    when=lambda interpretation: bool(interpretation.captions),
)
def edit_captions(step: Step) -> None:
    """A transcript that was taken from the captions follows them; one that somebody wrote stays."""
    interpretation, said = step.matter, step.data["captions"]
    step.detail = {"before": interpretation.digest}
    if interpretation.body == captions.spoken_words(interpretation.captions):
        interpretation.body = captions.spoken_words(said)
    interpretation.captions = said


# Photos


class PhotoForm(ActForm):
    """A photo, and what it shows."""

    reason_field = ""
    file = Upload(label="照片", help_text="JPG 或者 PNG。拍摄的时间、地点等信息会去掉。")
    alt = line(
        "照片的说明",
        statute.LONGEST_ALT,
        help_text=f"一句话说照片上是什么，看不见的人靠它知道，不超过 {statute.LONGEST_ALT} 个字。视频的第一张就是封面。",
    )

    def clean_alt(self) -> str:
        """No file name."""
        alt = str(self.cleaned_data["alt"]).strip()
        if alt.lower().rpartition(".")[2] in ("png", "jpg", "jpeg", "gif", "heic"):
            raise forms.ValidationError("这是文件名。请写照片上是什么。")
        return alt


@act(
    "interpretation.add_photo",
    "加照片或者封面",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=PhotoForm,
    cites=("PI-7(2)", "PI-5"),
    not_by=_APART,
    weight="quiet",
)
def add_photo(step: Step) -> None:
    interpretation, upload = step.matter, step.data["file"]
    if interpretation.photos.count() >= statute.MOST_PHOTOS:
        raise Invalid({"照片": [f"已经有 {statute.MOST_PHOTOS} 张，请先去掉几张。"]})
    try:
        copied = store_cleaned(
            upload,
            name=upload.name,
            agency=interpretation.agency,
            audience="public",
            by=step.actor,
            at=step.at,
        )
    except (Rejected, NotCleanable) as refused:
        raise Invalid({"照片": [str(refused)]}) from refused
    if copied.file.media_type not in (JPEG.media_type, PNG.media_type):
        raise Invalid({"照片": ["这不是照片，请上传 JPG 或者 PNG。"]})
    Photo.objects.create(
        interpretation=interpretation,
        file=copied.file,
        original=copied.original,
        removed="、".join(copied.removed),
        alt=step.data["alt"],
    )
    interpretation.refresh_from_db()
    step.detail = {"file": copied.file.sha256}


class UnphotoForm(ActForm):
    """Which photo goes."""

    reason_field = ""
    photo = OneOf("photos", label="去掉哪一张")


@act(
    "interpretation.remove_photo",
    "去掉照片",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=UnphotoForm,
    cites=("PI-7(2)",),
    weight="quiet",
    when=lambda interpretation: interpretation.photos.exists(),
)
def remove_photo(step: Step) -> None:
    photo: Photo = step.data["photo"]
    step.detail = {"file": photo.file.sha256}
    photo.delete()
    step.matter.refresh_from_db()


# A press conference


class ConferenceForm(WrittenForm):
    """What was said at a press conference, by whom and before whom (PI-7(2))."""

    field_order = (
        "title",
        "held_at",
        "held_where",
        "host",
        "speakers",
        "attended",
        "body",
        "author",
        "byline",
    )
    held_at = Moment(label="什么时候开的")
    held_where = line("在哪里开的")
    host = line("主持人", help_text="姓名和职务。")
    speakers = PlainText(label="发布人", max_length=1000, rows=3, help_text="一行一个：姓名，职务。")
    attended = PlainText(label="到场媒体", max_length=1000, rows=2, help_text="媒体名称，用“、”分开。")
    body = Prose(
        label="实录",
        max_length=50_000,
        rows=14,
        help_text="发布词照写；记者提问每问一行写“问：…”，下一行写“答：…”，照原话，不概括。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = "主题"
        self.fields["title"].help_text = "例如：取暖补贴办法新闻发布会实录。"

    def known(self, step: Step) -> dict[str, Any]:
        """What it says now; of one that is begun, the document."""
        if isinstance(step.matter, Duty):
            return {"title": f"《{step.matter.document.title}》新闻发布会实录"[:200], "author": "head"}
        return {name: getattr(step.matter, name) for name in self.base_fields}

    def clean(self) -> None:
        """Refuse a conference before the document was drafted."""
        held, matter = self.cleaned_data.get("held_at"), self.step.matter
        if held and isinstance(matter, Duty) and localdate(held) < localdate(matter.document.created_at):
            self.add_error("held_at", "这个时间早于文件起草的时间，请核对。")

    def values(self) -> dict[str, Any]:
        """The fields of an interpretation."""
        return dict(self.cleaned_data)


def _without_conference(model: type[models.Model]) -> Q:
    """The condition of a duty with a press conference of which nobody has begun the record."""
    begun = Interpretation.objects.filter(duty=OuterRef("pk"), form=statute.PRESS)
    return Q(press=True) & ~Q(Exists(begun.exclude(state=State.ABANDONED)))


@act(
    "interpretation.record_conference",
    "编写新闻发布会实录",
    on=Duty,
    creates=Interpretation,
    states=(Duty.State.DUE,),
    role=Role.DRAFTER,
    asks=ConferenceForm,
    cites=("PI-7(2)",),
    waits_if=_without_conference,
    when=lambda duty: duty.press and duty.conference() is None,
)
def record_conference(step: Step) -> Interpretation:
    """The record is reviewed, signed and published like any other form."""
    form: Any = step.form
    return new_of_duty(step, {**form.values(), "form": statute.PRESS})


@act(
    "interpretation.edit_conference",
    "修改新闻发布会实录",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=ConferenceForm,
    cites=("PI-7(2)",),
    not_by=_APART,
    when=lambda interpretation: interpretation.form == statute.PRESS,
)
def edit_conference(step: Step) -> None:
    if step.matter.form != statute.PRESS:
        raise Invalid({"解读": ["这不是新闻发布会实录，请办“修改解读”。"]})
    form: Any = step.form
    step.detail = {"before": step.matter.digest}
    for name, value in form.values().items():
        setattr(step.matter, name, value)


@act(
    "interpretation.require_press",
    "要开新闻发布会",
    on=Duty,
    states=(Duty.State.DUE,),
    role=(Role.RECORDS_OFFICE, Role.LEADER),
    asks=reason_form(
        "为什么要开", max_length=300, help_text="涉及全县重大惠民民生问题、社会高度关注的（第七条）。"
    ),
    cites=("PI-7(2)",),
    tells=(Role.DRAFTER,),
    weight="quiet",
    when=lambda duty: not duty.press,
)
def require_press(step: Step) -> None:
    """Somebody besides the drafter finds that the county has to hold one."""
    if step.matter.press:
        raise Invalid({"新闻发布会": ["已经定了要开。"]})
    step.matter.press, step.matter.press_reason = True, step.reason


@act(
    "interpretation.lift_press",
    "不再开新闻发布会",
    on=Duty,
    states=(Duty.State.DUE,),
    role=Role.LEADER,
    asks=reason_form("为什么不开了", max_length=300),
    cites=("PI-7(2)",),
    not_by=Apart("PI-7(2)", ("interpretation.plan",)),
    tells=(Role.DRAFTER, Role.RECORDS_OFFICE),
    weight="quiet",
    when=lambda duty: duty.press,
)
def lift_press(step: Step) -> None:
    """What was found to need one is let off by the head, who did not write the plan, for a reason."""
    if not step.matter.press:
        raise Invalid({"新闻发布会": ["本来就不用开。"]})
    step.matter.press, step.matter.press_reason = False, step.reason


# Cases, 跟我有关吗, days


class HelpForm(EditForm):
    """What helps a reader to see what it means for them, each bound to the articles of the document."""

    reason_field = ""
    edited = ("cases", "selfcheck", "dates")
    cases = PlainText(
        label="案例",
        required=False,
        max_length=8000,
        rows=8,
        help_text="例如：“第四条：李婶种 20 亩井灌地，定额是每亩 220 方……”，下一行“数字：220”，写明用了文件里的哪几个数字。"
        "文件改了、数字对不上的，系统会提醒。",
    )
    selfcheck = PlainText(
        label="跟我有关吗",
        required=False,
        max_length=8000,
        rows=12,
        help_text=f"最多 {statute.MOST_ASKS} 问。每问一行“问：您家装了滴灌吗？”，下面写回答“是：每亩奖 40 元”“否：没有奖励”；"
        "回答下面可以写“条文：第五条”“要带：身份证”“到哪里：灌域管理所”“截止：10 月底”。",
    )
    dates = PlainText(
        label="要记住的日子",
        required=False,
        max_length=2000,
        rows=4,
        help_text="一行一个，例如：2027-10-31 以前到灌域管理所登记。大家可以加到手机日历里。",
    )

    def clean(self) -> dict[str, Any]:
        """Read all three, and refuse what the document does not say."""
        given: dict[str, Any] = self.cleaned_data
        read: dict[str, Any] = {"cases": [], "selfcheck": [], "dates": []}
        readers = {"cases": marked.cases_in, "selfcheck": marked.asks_in, "dates": marked.dates_in}
        for name, reader in readers.items():
            try:
                read[name] = reader(given.get(name) or "")
            except marked.Unmarked as wrong:
                self.add_error(name, str(wrong))
        bodies = texts_now(self.step.matter)
        for name, said in (
            ("cases", marked.loose(read["cases"], [], bodies)),
            ("selfcheck", marked.loose([], read["selfcheck"], bodies)),
        ):
            if said:
                self.add_error(name, ValidationError(said))
        return given


@act(
    "interpretation.help_readers",
    "写案例、跟我有关吗和日子",
    on=Interpretation,
    states=(State.DRAFT,),
    role=Role.DRAFTER,
    asks=HelpForm,
    cites=("PI-5",),
    not_by=_APART,
    weight="quiet",
)
def help_readers(step: Step) -> None:
    step.detail = {"before": step.matter.digest}
    for name in HelpForm.edited:
        setattr(step.matter, name, step.data[name])
