"""What acts and pages of the online exam ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from foundation.agencies.actors import Actor
from foundation.casework.fields import EditForm, Offered, OneOf, Open, OpenLine, PlainText, WholeNumber
from foundation.casework.forms import ActForm
from foundation.clauses import REGISTER, UnknownClause
from foundation.visitors.identity import Line
from training import exercises
from training.forms import Ahead, edition_field
from training.models import Answer, Attempt
from training.queries import is_of, returns
from training.questions import (
    JUDGEMENTS,
    LONGEST_EXAM,
    Counts,
    Level,
    Purpose,
    Sort,
    check_question,
    read_key,
    said_key,
)
from training.statute import ATTEMPTS, EXAM_OPEN_DAYS, IN_FORCE, Tag

#: Characters of an answer in words at most.
LONGEST_ANSWER = 3000


class QuestionFacts(ActForm):
    """A question, its key and what it asks about."""

    reason_field = ""
    purpose = forms.ChoiceField(
        label="用在", choices=Purpose.choices, help_text="自学的题人人看得到答案，不会进考卷。"
    )
    sort = forms.ChoiceField(label="题型", choices=Sort.choices)
    tag = forms.ChoiceField(label="内容", choices=[(tag.value, f"{tag.value} {tag.label}") for tag in Tag])
    level = forms.ChoiceField(label="难度", choices=Level.choices, initial=Level.MEDIUM)
    clause = Line(label="条款", max_length=30, help_text="这道题考的是哪一条，例如 PD-1、SR-4。")
    edition = edition_field()
    stem = Open(label="题干", rows=3, max_length=1000)
    options = Open(
        label="选项",
        rows=5,
        max_length=2000,
        required=False,
        help_text="一行一个，不写字母；判断题、简答题不填。",
    )
    answer = PlainText(
        label="答案",
        rows=2,
        max_length=2000,
        help_text="单选写 B，多选写 AC，判断写“对”或者“错”，简答写参考答案和评分要点。",
    )
    explanation = Open(label="解析", rows=3, max_length=2000, help_text="为什么，答错的人看得懂。")

    def clean_clause(self) -> str:
        """A clause of the register."""
        try:
            return REGISTER.find(self.cleaned_data["clause"].upper()).id
        except UnknownClause:
            raise forms.ValidationError("没有这一条，请照条款登记表写，例如 PD-1。") from None

    def clean(self) -> None:
        """Options and key fit the sort; `key`, `options` and `reference` are what the row keeps."""
        given = self.cleaned_data
        if self.errors:
            return
        sort = given["sort"]
        options = [line.strip() for line in given["options"].splitlines() if line.strip()]
        if sort == Sort.JUDGE:
            options = list(JUDGEMENTS)
        elif sort == Sort.SHORT:
            options = []
        key = [] if sort == Sort.SHORT else read_key(given["answer"], sort)
        reference = given["answer"] if sort == Sort.SHORT else ""
        wrong = check_question(sort, options, key, reference)
        if any(len(option) > 300 for option in options):
            wrong.append("一个选项不超过 300 个字。")
        for says in wrong:
            self.add_error("options" if "选项" in says and "答案" not in says else "answer", says)
        self.row = {
            **{name: given[name] for name in ("purpose", "sort", "tag", "level", "clause", "edition")},
            "stem": given["stem"],
            "explanation": given["explanation"],
            "options": options,
            "key": key,
            "reference": reference,
        }


class EditQuestionForm(QuestionFacts, EditForm):
    """A question before it is approved."""

    edited = ("purpose", "sort", "tag", "level", "clause", "edition", "stem", "explanation")

    def known(self, step: Any) -> dict[str, Any]:
        row = step.matter
        options = row.options if row.sort in (Sort.SINGLE, Sort.MULTIPLE) else []
        answer = row.reference if row.in_words else said_key(row.sort, row.key)
        return {**super().known(step), "options": "\n".join(options), "answer": answer}


class ExerciseForm(ActForm):
    """Which return of a document that this person reads becomes a question to study with, and what it is an example of."""

    reason_field = ""
    says = (
        "只列您看得到的公文最近被退回的理由。标题、文号、单位、姓名、号码自动隐去；"
        "出好的是待审的题，可以修改，由另一个人审定后才能自学。"
    )
    case = Offered(lambda matter: [], label="哪一次退回")
    tag = forms.ChoiceField(label="内容", choices=[(tag.value, f"{tag.value} {tag.label}") for tag in Tag])
    clause = Line(label="条款", max_length=30, help_text="依据的是哪一条，例如 SR-4。")

    def __init__(self, *args: Any, step: Any, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.returns = returns(step.actor)
        self.fields["case"].choices = [(pk, said[:80]) for pk, said in self.returns.items()]  # type: ignore[attr-defined]

    clean_clause = QuestionFacts.clean_clause

    def clean(self) -> None:
        """The question that the row keeps."""
        given = self.cleaned_data
        if self.errors:
            return
        clause = REGISTER.find(given["clause"])
        shown, right = exercises.options(clause, list(REGISTER))
        self.row = {
            "purpose": Purpose.STUDY,
            "sort": Sort.SINGLE,
            "tag": given["tag"],
            "level": Level.MEDIUM,
            "clause": clause.id,
            "edition": IN_FORCE,
            "stem": exercises.stem(self.returns[given["case"]]),
            "explanation": f"{clause.id}：{clause.duty}",
            "options": shown,
            "key": [right],
            "reference": "",
        }


class PasteForm(ActForm):
    """Many questions at once."""

    reason_field = ""
    purpose = forms.ChoiceField(label="用在", choices=Purpose.choices)
    edition = edition_field()
    text = PlainText(
        label="题目",
        rows=16,
        max_length=200_000,
        help_text="题和题之间空一行。第一行写“题型 内容 条款 难度”，例如“单选 A2 PD-1 易”；下面写题干、选项（A. B. …）、"
        "“答案：”和“解析：”。",
    )


class OnlineFacts(ActForm):
    """When, how long and how often an exam is sat."""

    reason_field = ""
    opens_at = Ahead(label="开始时间")
    closes_at = Ahead(label="最晚进场时间", help_text="到这个时间还可以开始；已经开始的，答题时间照样给足。")
    minutes = WholeNumber(label="答题分钟数", unit="分钟", min_value=1, max_value=LONGEST_EXAM)
    attempts = WholeNumber(label="可以考几次", unit="次", min_value=1, max_value=ATTEMPTS)
    counts = forms.ChoiceField(
        label="考两次的，算哪一次", choices=Counts.choices, help_text="开考以后不能改。"
    )

    def clean(self) -> None:
        """Nobody begins before it opens, and it opens on a day."""
        first, last = (self.cleaned_data.get(name) for name in ("opens_at", "closes_at"))
        if first and last and last <= first:
            self.add_error("closes_at", "最晚进场的时间要晚于开始的时间。")
        elif first and last and last - first > timedelta(days=EXAM_OPEN_DAYS):
            self.add_error("closes_at", f"从开始算起，最长 {EXAM_OPEN_DAYS} 天。")


class RulesForm(ActForm):
    """A paper by rule."""

    reason_field = ""
    rules = PlainText(
        label="出卷规则",
        rows=8,
        max_length=5000,
        help_text="一行一条：内容 题型 题数 每题分数，例如“A2 单选 5 4”。加起来正好 100 分。每个人的题目随机抽取。",
    )


class FixedForm(ActForm):
    """A paper of named questions."""

    reason_field = ""
    questions = PlainText(
        label="题号和分数",
        rows=12,
        max_length=5000,
        help_text="一行一题：题号 分数，例如“12 5”。题号在题库的列表里。加起来正好 100 分。",
    )


class AnswerForm(forms.Form):
    """The answer to one question; what is sent are places as shown, which tell nothing of the key."""

    def __init__(self, answer: Answer, data: Any = None, prefix: str = "") -> None:
        self.answer = answer
        super().__init__(data, prefix=prefix or f"q{answer.place}", initial={"given": self._known()})
        self.fields["given"] = self._field(answer)
        # Nothing has to be answered; nobody is told with every question that it is optional.
        self.fields["given"].demanded = True  # type: ignore[attr-defined]

    @staticmethod
    def _field(answer: Answer) -> forms.Field:
        sort = answer.question.sort
        if sort == Sort.SHORT:
            return PlainText(label="回答", rows=7, max_length=LONGEST_ANSWER, required=False)
        choices = [(str(place), f"{letter}. {text}") for place, (_n, letter, text) in enumerate(answer.shown)]
        if sort == Sort.JUDGE:
            choices = [(str(place), text) for place, (_n, _letter, text) in enumerate(answer.shown)]
        many = sort == Sort.MULTIPLE
        field = forms.MultipleChoiceField if many else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if many else forms.RadioSelect
        label = "选出所有对的" if many else "选一个"
        return field(label=label, choices=choices, required=False, widget=widget)

    def _known(self) -> Any:
        answer = self.answer
        if answer.question.in_words:
            return answer.given
        chosen = set(answer.chosen)
        places = [str(place) for place, (number, _l, _t) in enumerate(answer.shown) if number in chosen]
        return places if answer.question.sort == Sort.MULTIPLE else (places[0] if places else "")

    @property
    def kept(self) -> list[int] | str:
        """The answer as the row keeps it: a text, or numbers of options."""
        given = self.cleaned_data["given"]
        if self.answer.question.in_words:
            return str(given)
        places = given if isinstance(given, list) else [given] if given else []
        return sorted(self.answer.options[int(place)] for place in places)


class MarkForm(ActForm):
    """Points for every answer in words, below what was answered and what should have been."""

    reason_field = ""
    says = "照评分要点给分。分数一定，就不能再改；考生不同意的，公布以后申请复核。"

    def __init__(self, *args: Any, step: Any, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        attempt: Attempt = step.matter
        if not isinstance(attempt, Attempt) or is_own(attempt, step.actor) or not attempt.exam.over:
            return
        for answer in in_words(attempt):
            self.fields[f"points_{answer.pk}"] = WholeNumber(
                label=f"第 {answer.place} 题得分（满分 {answer.points} 分）",
                unit="分",
                min_value=0,
                max_value=answer.points,
                error_messages={"required": f"请给第 {answer.place} 题打分。"},
                help_text=f"题目：{answer.question.stem}　回答：{answer.given or '（没有回答）'}　"
                f"参考答案和评分要点：{answer.question.reference}",
            )

    @property
    def shows_personal(self) -> bool:
        """Whether answers stand in it: whoever opens it leaves a line among the accesses."""
        return bool(self.fields)

    def awarded(self) -> dict[int, int]:
        """Points by number of the answer."""
        return {
            int(name.removeprefix("points_")): points
            for name, points in self.cleaned_data.items()
            if name.startswith("points_")
        }


def in_words(attempt: Attempt) -> list[Answer]:
    """The answers that somebody has to read."""
    rows = attempt.answers.filter(award=None, question__sort=Sort.SHORT).select_related("question")
    return list(rows.order_by("place"))


def is_own(attempt: Attempt, actor: Actor) -> bool:
    """Whether the actor is whoever sat it, under any account of theirs."""
    return bool(actor.staff_id) and (actor.is_person(attempt.staff) or is_of(actor, attempt.trainee))


class ExtraTimeForm(ActForm):
    """Who has half as much time again, and why: the reason is kept with the decision and not in the ledger."""

    reason_field = ""
    trainee = OneOf(lambda exam: _who_may_sit(exam), label="人员")
    why = Line(label="理由", max_length=300, help_text="例如视力不便。只有组织考试的人看得到。")


def _who_may_sit(exam: Any) -> Any:
    from training.acts.scores import candidates

    return candidates(exam.sitting).exclude(staff=None)


class StartForm(ActForm):
    """Which exam."""

    reason_field = ""
    exam = forms.IntegerField(label="考试", min_value=1)


class AttemptForm(ActForm):
    """Which attempt."""

    reason_field = ""
    attempt = forms.IntegerField(label="答卷", min_value=1)


class RetireForm(ActForm):
    """Why a question is asked no more."""

    reason_field = "because"
    because = OpenLine(label="原因", max_length=300)
