"""Rounds, their plans and results, those who evaluate, and what was suggested: pages that everybody reads."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from evaluation import comparing, statute
from evaluation import results as computing
from evaluation.arithmetic import Said, judge, score
from evaluation.charts import stacked
from evaluation.models import Round, Suggestion, Supervisor, Unit, UnitResult
from evaluation.plan import RELATION, WORST
from evaluation.statute import Grade, Head, Way
from foundation.agencies.models import Agency
from foundation.casework.fields import WholeNumber
from foundation.clauses import Citation, cite
from foundation.pages.paging import page_of
from foundation.pages.public import public_page
from foundation.questionnaires import counting, results
from foundation.questionnaires.wording import Kind
from foundation.search.filters import NarrowingForm

cite("SE-5", by=Citation("page", "evaluation:answer", "不用账号，选打过交道的单位填问卷；大字、一屏一题"))
cite("SE-6", by=Citation("page", "evaluation:detail", "评议方案、算法、通报"))
cite("SE-5", by=Citation("page", "evaluation:pocket", "评议员到单位看什么：口袋清单"))
cite("SE-8", by=Citation("page", "evaluation:suggestions", "意见建议办得怎么样，一条一条公开"))

#: What was put right, at the head of a round that asks again.
SHOWN_BEFORE = 5


def find(year: int) -> Round:
    """The round of a year that anybody may read: the one that stands, else the one that was withdrawn; 404 without any."""
    rows = list(Round.objects.public().filter(year=year).select_related("agency", "questionnaire"))
    if not rows:
        raise Http404
    found: Round = min(rows, key=lambda row: (row.state == Round.State.WITHDRAWN, -row.pk))
    return found


@public_page()
def round_list(request: HttpRequest) -> HttpResponse:
    """Every round, the newest first; how people evaluate, and who does under their name."""
    rows = list(Round.objects.public().select_related("agency").order_by("-year", "-pk"))
    context = {"rounds": rows, "running": next((row for row in rows if row.state == "open"), None)}
    return render(request, "evaluation/list.html", context)


@public_page()
def detail(request: HttpRequest, year: int) -> HttpResponse:
    """The plan with its arithmetic; what last year's answers changed; once it is announced, the result of every unit."""
    row = find(year)
    if row.state == Round.State.WITHDRAWN:
        return render(request, "evaluation/withdrawn.html", {"round": row})
    today = localdate()
    told = row.state in Round.TOLD
    context: dict[str, Any] = {
        "round": row,
        "units": list(row.units.all()),
        "open": row.state == Round.State.OPEN and row.last_day >= today,
        "left": (row.last_day - today).days + 1,
        "told": told,
        "heads": [
            (head.label, weight, [each.text for each in row.asked if each.head is head])
            for head, weight in zip(Head, row.heads, strict=True)
        ],
        "ways": "，".join(f"{way.label}占 {weight}%" for way, weight in zip(Way, row.ways, strict=True)),
        "relation": RELATION.splitlines()[1:],
        "worst": WORST.partition("】")[2],
        "put_right": list(comparing.put_right(row)[:SHOWN_BEFORE]),
        "limits": {"panel": statute.PANEL_ENOUGH},
    }
    if told:
        rows = list(row.results.select_related("unit").order_by("unit__place"))
        changed = comparing.changes(row, rows)
        earlier = comparing.before(row)
        assert row.questionnaire is not None, "it was counted"
        context |= {
            "rows": [(result, changed.get(result.unit.evaluated_id)) for result in rows],
            "ballots": results.of(row.questionnaire)["ballots"],
            "asked": row.questionnaire,
            "grades": [(grade, sum(result.standing == grade for result in rows)) for grade in Grade],
            "other_wording": earlier is not None and not comparing.comparable(row, earlier),
            "sheets": row.sheets.entered_twice().count(),
            "suggested": row.suggestions.count(),
            "made": counting.issued(row.questionnaire),
            "complaints": row.complaints.count(),
            "complaints_true": row.complaints.filter(finding="true").count(),
        }
    return render(request, "evaluation/detail.html", context)


@public_page()
def unit_page(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The result of one unit: each way, each head, each question as a table with its bar, what was suggested."""
    row = find(year)
    result = (
        UnitResult.objects.public()
        .filter(round=row, unit__place=number - 1)
        .select_related("unit", "agency", "round")
        .first()
    )
    if result is None or row.questionnaire is None:
        raise Http404
    about = results.about(row.questionnaire)[result.unit.place]
    changed = comparing.changes(row, [result])
    bars = [stacked(answered) for answered in about.questions if answered.question.kind is Kind.SCALE]
    context = {
        "round": row,
        "result": result,
        "about": about,
        "bars": bars,
        "any_told": any(bar.columns for bar in bars),
        "ways": _ways(row, result),
        "heads": result.heads if any(points for _label, points in result.heads) else [],
        "across": [Grade(grade).label for grade in result.across],
        "change": changed.get(result.unit.evaluated_id),
        "suggestions": list(Suggestion.objects.public().filter(unit=result.unit_id).order_by("number")),
        "today": localdate(),
    }
    return render(request, "evaluation/unit.html", context)


def _ways(row: Round, result: UnitResult) -> list[dict[str, Any]]:
    """What each way says, with the weight of the plan and whether it counts; an index only where enough know."""
    found = []
    for way, weight in zip(Way, row.ways, strict=True):
        told = result.ways[way.value]
        interval = told["interval"] if way is not Way.PANEL else None
        counts = result.counting.get(way.value, 0)
        found.append({**told, "label": way.label, "weight": weight, "counts": counts, "interval": interval})
    return found


@dataclass(frozen=True)
class Stop:
    """One thing that a supervisor looks at in a unit: where, what for, and under which head it is asked."""

    head: Head
    look: str
    url: str = ""


def _stops(unit: Unit) -> list[Stop]:
    """What there is to look at, in the order of the six heads; what stands on no page is looked at in the unit."""
    mine = f"?agency={unit.evaluated.code}"
    page = reverse("agencies:detail", args=[unit.evaluated.code])
    heads, documents = reverse("documents:heads"), reverse("documents:list")
    return [
        Stop(Head.CONTENT, "每个法定主动公开的栏目有没有内容，空着的说没说明原因", heads + mine),
        Stop(Head.CONTENT, "近来公开的是不是群众关心的事，点开三件看写得实不实", documents + mine),
        Stop(Head.FORM, "单位的网页在手机上找不找得到、看不看得懂", page),
        Stop(Head.FORM, "办事大厅、公开栏、村里有没有同样的内容，大字的、念得懂的"),
        Stop(Head.TIME, "成文到公布隔了几天，有没有超过 20 个工作日的", documents + mine),
        Stop(Head.TIME, "问一位办过依申请公开的人：按期答复了吗"),
        Stop(Head.RULES, "公开指南写得清不清楚：找谁、电话通不通、怎么申请", reverse("documents:guides")),
        Stop(Head.RULES, "照指南打一次电话，看说的和写的一样不一样"),
        Stop(Head.EFFECT, "去年的意见建议改了没有，到现场看一看", reverse("evaluation:suggestions") + mine),
        Stop(Head.OTHER, "政策有没有解读，数据能不能下载，还有什么要说的", page),
    ]


@public_page()
def pocket(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """What a supervisor opens, ticks and photographs in one unit, on a phone or printed; no tick is sent (SE-5)."""
    row = find(year)
    if row.state == Round.State.WITHDRAWN:
        raise Http404
    unit = get_object_or_404(row.units.select_related("evaluated"), place=number - 1)
    stops = _stops(unit)
    parts = [
        (
            head.label,
            [stop for stop in stops if stop.head is head],
            [asked for asked in row.asked if asked.head is head],
        )
        for head in Head
    ]
    return render(request, "evaluation/pocket.html", {"round": row, "unit": unit, "parts": parts})


@public_page()
def result_file(request: HttpRequest, year: int) -> HttpResponse:
    """The counts as a file, byte for byte that of which the result's digest was made."""
    row = find(year)
    if row.state not in Round.TOLD or row.questionnaire is None:
        raise Http404
    content, _digest = results.as_file(results.of(row.questionnaire))
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="evaluation-{year}.csv"'
    return answer


@public_page()
def unit_file(request: HttpRequest, year: int) -> HttpResponse:
    """Every answer by unit, way and question, from which everybody computes every index again (SE-6)."""
    row = find(year)
    if row.state not in Round.TOLD:
        raise Http404
    answer = HttpResponse(computing.as_file(row), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="evaluation-{year}-units.csv"'
    return answer


class TrialForm(forms.Form):
    """The answers of one unit, to try the arithmetic of a plan on."""

    use_required_attribute = False
    well = WholeNumber(label="多少人满意", min_value=0, max_value=100_000)
    rather = WholeNumber(label="多少人基本满意", min_value=0, max_value=100_000)
    badly = WholeNumber(label="多少人不满意", min_value=0, max_value=100_000)
    panel = forms.DecimalField(
        label="评议小组和社会监督员给的指数（没有就空着）",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
    )


@public_page("well", "rather", "badly", "panel")
def trial(request: HttpRequest, year: int) -> HttpResponse:
    """What the plan's arithmetic makes of any numbers: everybody may try before anybody answers (SE-6)."""
    row = find(year)
    if row.state == Round.State.WITHDRAWN:
        raise Http404
    form = TrialForm(request.GET or None)
    context: dict[str, Any] = {"round": row, "form": form}
    if form.is_bound and form.is_valid():
        data, rules = form.cleaned_data, row.rules
        counts = (data["well"], data["rather"], data["badly"])
        n = sum(counts)
        points = score(counts, rules)
        given = data["panel"]
        panel = None if given is None else Fraction(Decimal(given))
        ways = {
            Way.MAIN: Said(n, n, {}, points, n),
            Way.PANEL: Said(statute.PANEL_ENOUGH, statute.PANEL_ENOUGH, {}, panel, statute.PANEL_ENOUGH),
            Way.OPEN: Said(0, 0, {}, None),
        }
        verdict = judge(ways, rules)
        context |= {
            "n": n,
            "main": ways[Way.MAIN],
            "verdict": verdict,
            "across": "、".join(grade.label for grade in verdict.across),
            "points": rules.points,
        }
    return render(request, "evaluation/trial.html", context)


@public_page()
def supervisors(request: HttpRequest) -> HttpResponse:
    """Who evaluates under their name: whom the county wants to appoint, who serves, whose term is over."""
    rows = list(Supervisor.objects.public().order_by("capacity", "pk"))
    groups = [
        (label, [row for row in rows if row.state in states])
        for label, states in (
            ("公示中，拟聘任", ("announced",)),
            ("聘任中", ("appointed",)),
            ("聘期已满或者已解聘", ("expired", "ended")),
        )
    ]
    context = {"groups": groups, "any": bool(rows), "days": statute.NOTICE_DAYS}
    return render(request, "evaluation/supervisors.html", context)


#: How the cards of suggestions may be narrowed, by what is done with them.
STANDING: dict[str, tuple[str, tuple[str, ...]]] = {
    "deciding": ("正在决定", ("received",)),
    "mending": ("正在整改", ("mending", "done", "verified")),
    "done": ("已整改并反馈", ("fed_back",)),
    "declined": ("未采纳", ("declined",)),
    "late": ("超过承诺的日期", ("mending",)),
}
LATE = "late"


class CardsForm(NarrowingForm):
    """Agency and how far it is."""

    kind = forms.CharField(required=False)


@public_page("agency", "kind", "page")
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """What people suggested, each a card with its date: adopted, done, verified, fed back, or why not (SE-8)."""
    rows = Suggestion.objects.public().select_related("agency", "round", "referred_from")
    agencies = [
        (agency.code, agency.name)
        for agency in Agency.objects.filter(pk__in=rows.values("agency")).order_by("code")
    ]
    form = CardsForm(request.GET)
    form.is_valid()
    code = form.cleaned_data.get("agency", "")
    kind = form.cleaned_data.get("kind", "")
    agency = code if code in dict(agencies) else ""
    kind = kind if kind in STANDING else ""
    if agency:
        rows = rows.filter(agency__code=agency)
    today = localdate()
    if kind == LATE:
        rows = rows.overdue(today)
    elif kind:
        rows = rows.filter(state__in=STANDING[kind][1])
    page = page_of(request, rows.order_by("-round__year", "number"))
    context = {
        "page_obj": page,
        "cards": [(card, card.overdue(today)) for card in page],
        "agencies": agencies,
        "agency": agency,
        "kinds": [(key, label) for key, (label, _states) in STANDING.items()],
        "kind": kind,
        "narrowed": bool(agency or kind),
    }
    return render(request, "evaluation/suggestions.html", context)


urlpatterns: list[URLPattern] = [
    path("", round_list, name="list"),
    path("supervisors/", supervisors, name="supervisors"),
    path("suggestions/", suggestion_list, name="suggestions"),
    path("<int:year>/", detail, name="detail"),
    path("<int:year>/result.csv", result_file, name="result"),
    path("<int:year>/units.csv", unit_file, name="unit_file"),
    path("<int:year>/arithmetic/", trial, name="trial"),
    path("<int:year>/units/<int:number>/", unit_page, name="unit"),
    path("<int:year>/units/<int:number>/pocket/", pocket, name="pocket"),
]
