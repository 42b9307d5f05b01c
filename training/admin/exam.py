"""The bank, online exams and attempts at the desk; sitting an exam and the self-study track hang below attempts (TR-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime

from foundation.accesses.models import Kind
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework.buttons import Button
from foundation.casework.desk import MatterAdmin, actor_of, desk, section
from foundation.casework.reminders import reminds
from foundation.casework.sections import adds_sections, facts_section, matter_row
from foundation.casework.watching import note
from foundation.clauses import REGISTER
from training.acts.attempts import exams_for
from training.acts.scores import candidates
from training.forms.exam import is_own
from training.measuring import worth_of, worth_of_exam
from training.models import Answer, Attempt, Exam, Question, Sitting
from training.queries import person_of
from training.questions import Sort, said_key
from training.statute import Sat, Tag
from training.views import exam as views

HIDDEN = "您正在答卷，交卷以前看不到题库。"


def _when(at: Any) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""


@admin.register(Question, site=desk)
class QuestionAdmin(MatterAdmin):
    """The bank of questions."""

    list_display = ("title", "number", "tag", "sort", "purpose", "clause", "law", "agency", "state")
    list_filter = ("state", "tag", "sort", "purpose", "edition")
    search_fields = ("stem",)
    follow = ("agency",)
    way = (("draft", "出题"), ("approved", "审定"))
    finished = ("approved",)
    clocked = False

    @admin.display(description="题号", ordering="pk")
    def number(self, matter: Question) -> str:
        return str(matter.pk)

    @admin.display(description="条例版本", ordering="edition")
    def law(self, matter: Question) -> str:
        return f"{matter.edition}号令" + ("（已被修订）" if matter.outdated else "")

    @admin.display(description="题干", ordering="stem")
    def title(self, matter: Question) -> str:
        return matter.title

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; to whoever sits an exam it says why there is nothing in it."""
        if Attempt.objects.sat_now_by(actor_of(request)):
            messages.info(request, HIDDEN)
        return super().changelist_view(request, extra_context)

    def subline(self, matter: Question) -> list[str]:
        said = [f"第 {matter.pk} 题", str(matter.get_sort_display()), str(matter.agency)]
        return [*said, "全县可用"] if matter.countywide else said

    def tags(self, matter: Question) -> list[dict[str, str]]:
        found = super().tags(matter)
        if matter.outdated:
            found.append({"label": "考的是已被修订的条例（492号令）", "level": "warn"})
        return found

    def sections(self, request: HttpRequest, matter: Question) -> list[dict[str, Any]]:
        clause = REGISTER.find(matter.clause)
        letters = "\n".join(
            option if matter.sort == Sort.JUDGE else f"{said_key(matter.sort, [n])}. {option}"
            for n, option in enumerate(matter.options)
        )
        facts: list[tuple[str, Any]] = [
            ("题干", matter.stem),
            ("选项", letters),
            ("用在", matter.get_purpose_display()),
            ("内容", f"{matter.tag} {Tag(matter.tag).label}"),
            ("难度（出题人认为）", matter.get_level_display()),
            ("条款", f"{clause.id} {clause.duty}"),
            ("条例版本", matter.get_edition_display()),
            ("不再使用的原因", matter.because),
        ]
        key = matter.reference if matter.in_words else said_key(matter.sort, matter.key)
        facts += [("答案", key), ("解析", matter.explanation)]
        found = worth_of([matter.pk])[matter.pk]
        proved = [("考出来的", found.said), ("要注意", found.finding)]
        return [*facts_section("题目", facts), *facts_section("质量", proved)]


@admin.register(Exam, site=desk)
class ExamAdmin(MatterAdmin):
    """Online exams: time, paper, who sat, what the questions proved to be."""

    list_display = ("title", "opens_at", "closes_at", "agency", "state")
    list_filter = ("state",)
    search_fields = ("sitting__title",)
    follow = ("agency", "sitting")
    way = (("draft", "出卷"), ("open", "开考"), ("closed", "阅卷"), ("marked", "成绩进登记"))
    finished = ("marked",)
    clocked = False

    def matter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whoever may sit it, and does not organise it, is led from the notice to where it is sat."""
        assert isinstance(request.user, Staff)
        if not self.get_queryset(request).filter(pk=pk).exists():
            exam = Exam.objects.select_related("sitting").filter(pk=pk).first()
            person = person_of(request.user)
            if exam and person and candidates(exam.sitting).filter(pk=person.pk).exists():
                return HttpResponseRedirect(reverse("admin:training_exams"))
        return super().matter_view(request, pk)

    @admin.display(description="考试", ordering="sitting__title")
    def title(self, matter: Exam) -> str:
        return matter.title

    def sections(self, request: HttpRequest, matter: Exam) -> list[dict[str, Any]]:
        facts = [
            ("开始时间", _when(matter.opens_at)),
            ("最晚进场", _when(matter.closes_at)),
            ("答题时间", f"{matter.minutes} 分钟"),
            (
                "可以考几次",
                f"{matter.attempts} 次"
                + (f"，算{matter.get_counts_display()}" if matter.attempts > 1 else ""),
            ),
            ("及格分数", f"{matter.sitting.pass_mark} 分"),
            ("条例版本", matter.sitting.get_edition_display()),
        ]
        found = facts_section("网上考试", facts)
        parts: list[tuple[str, ...]] = [
            (
                f"第 {part.question_id} 题：{part.question.title}"
                if part.question
                else f"{part.tag} {Tag(part.tag).label}",
                str(part.get_sort_display()),
                f"{part.count} 题",
                f"{part.points} 分",
                "考的是492号令，已被修订" if part.question and part.question.outdated else "—",
            )
            for part in matter.parts.select_related("question")
        ]
        if parts:
            heads: tuple[str, ...] = ("内容", "题型", "题数", "每题", "备注")
            found.append(section("卷子", "table", table={"heads": heads, "rows": parts}))
        # Why somebody needs more time is for whoever organises the exam, and for nobody of the county.
        organises = matter.agency_id in Exam.readers.agencies(actor_of(request))
        extra: list[tuple[str, ...]] = [
            (
                row.trainee.full_name,
                row.reason if organises else "—",
                str(row.by or ""),
                _when(row.decided_at),
            )
            for row in matter.extra_time.select_related("trainee", "by")
        ]
        if extra:
            heads = ("姓名", "理由", "决定的人", "时间")
            found.append(section("延长答题时间（一倍半）", "table", table={"heads": heads, "rows": extra}))
        sat = list(matter.sat.select_related("trainee__agency").order_by("trainee__full_name", "number"))
        if sat:
            rows: list[tuple[str, ...]] = [
                (
                    row.trainee.agency.short_name,
                    row.trainee.full_name,
                    f"第 {row.number} 次",
                    str(row.get_state_display()),
                    f"{row.points} 分" if row.points is not None and matter.over else "—",
                )
                for row in sat
            ]
            heads = ("单位", "姓名", "次数", "状态", "分数")
            found.append(section(f"答卷 {len(rows)} 份", "table", table={"heads": heads, "rows": rows}))
        if matter.over:
            asked: list[tuple[str, ...]] = [
                (f"第 {question.pk} 题", question.title, each.said, each.finding or "—")
                for question, each in worth_of_exam(matter)
            ]
            if asked:
                heads = ("题号", "题干", "质量", "要注意")
                found.append(section("各题情况", "table", table={"heads": heads, "rows": asked}))
        links = [matter_row(matter.sitting, "登记里的这次考试：公布、复核")]
        links.append(
            {"url": reverse("admin:training_exams"), "label": "我的网上考试", "text": "自己参加考试"}
        )
        return [*found, section("相关", "links", rows=links)]


@admin.register(Attempt, site=desk)
class AttemptAdmin(MatterAdmin):
    """Attempts, for whoever marks them; below it whoever sits an exam sits it."""

    list_display = ("title", "who", "number", "started_at", "agency", "state")
    list_filter = ("state",)
    search_fields = ("exam__sitting__title",)
    follow = ("agency", "exam__sitting", "trainee", "staff")
    way = (("started", "答题"), ("submitted", "交卷"), ("scored", "阅卷"))
    along = {"expired": "submitted"}
    finished = ("scored",)
    clocked = False

    @admin.display(description="考试", ordering="exam__sitting__title")
    def title(self, matter: Attempt) -> str:
        return matter.title

    @admin.display(description="姓名", ordering="trainee__full_name")
    def who(self, matter: Attempt) -> str:
        return matter.trainee.full_name

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            def shown(request: HttpRequest, **named: Any) -> HttpResponse:
                return view(request, self.admin_site.each_context(request), self.moment(), **named)

            return path(route, self.admin_site.admin_view(shown), name=name)

        return [
            at("sit/", views.exams, "training_exams"),
            at("sit/start/<int:pk>/", views.start, "training_start"),
            at("sit/<int:pk>/", views.sit, "training_sit"),
            at("sit/<int:pk>/<int:place>/", views.question, "training_question_of"),
            at("sit/<int:pk>/result/", views.result, "training_result"),
            at("study/", views.track, "training_study"),
            at("study/<slug:tag>/", views.topic, "training_topic"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and the way to one's own exams and to the track."""
        beside = [
            {"url": reverse("admin:training_exams"), "label": "我的网上考试"},
            {"url": reverse("admin:training_study"), "label": "自学"},
        ]
        return super().changelist_view(request, {"beside": beside, **(extra_context or {})})

    def sections(self, request: HttpRequest, matter: Attempt) -> list[dict[str, Any]]:
        facts = [
            ("姓名", matter.trainee.full_name),
            ("第几次", f"第 {matter.number} 次"),
            ("开始", _when(matter.started_at)),
            ("最晚交卷", _when(matter.ends_at)),
            ("交卷", _when(matter.handed_in_at)),
            ("分数", f"{matter.points} 分" if matter.points is not None and matter.exam.over else ""),
        ]
        found = facts_section("答卷", facts)
        actor = actor_of(request)
        if matter.exam.over and matter.part_open_to("answers", actor) and not is_own(matter, actor):
            rows = [
                (f"第 {row.place} 题", row.question.stem, row.given or "（没有回答）", _points(row))
                for row in matter.answers.filter(question__sort=Sort.SHORT).select_related(
                    "question", "award"
                )
            ]
            if rows:
                note(request, Kind.PERSONAL, of=matter.ref)
                heads = ("题", "题目", "回答", "得分")
                found.append(section("简答题", "table", table={"heads": heads, "rows": rows}))
        return [*found, section("相关", "links", rows=[matter_row(matter.exam, "网上考试")])]


def _points(row: Answer) -> str:
    award = getattr(row, "award", None)
    return f"{award.points} / {row.points} 分" if award is not None else "待阅"


@adds_sections(Sitting)
def online(sitting: Sitting, actor: Any, now: Any) -> list[dict[str, Any]]:
    """On the page of an exam of the register the way to its online sitting; for those who hold it."""
    exam = Exam.objects.filter(sitting=sitting).first() if sitting.sat == Sat.ONLINE else None
    if exam is None or not Exam.readers.include(actor, exam.agency_id):
        return []
    return [section("网上考试", "links", rows=[matter_row(exam, str(exam.get_state_display()))])]


@reminds
def to_sit(actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Online exams that somebody may sit now and has not sat; one query while there is none."""
    running = Exam.objects.filter(state=Exam.State.OPEN, opens_at__lte=now, closes_at__gt=now)
    if actor.staff_id is None or not running.exists():
        return []
    person = person_of(Staff.objects.get(pk=actor.staff_id))
    had = Attempt.objects.filter(trainee=person).values_list("exam", "state") if person else []
    done = {exam for exam, state in had if state != Attempt.State.STARTED}
    return [
        {
            "says": f"“{exam.title}”现在可以考，{localtime(exam.closes_at):%m月%d日 %H:%M} 停止进场。",
            "acts": [Button("参加考试", reverse("admin:training_exams"), "quiet")],
        }
        for exam in (exams_for(person, now) if person else [])
        if exam.pk not in done
    ]
