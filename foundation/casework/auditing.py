"""The auditor's page: every access, those with a line of their own and those that the ledger tells of, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import localdate, localtime

from foundation.accesses.models import Access, Kind
from foundation.accesses.recording import IN_LEDGER
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.ledger import DOORS
from foundation.casework.listing import as_workbook
from foundation.casework.matters import kinds
from foundation.casework.models import LedgerLine
from foundation.casework.watching import note
from foundation.deadlines.counting import midnight

ROWS = 50
#: The rows in a workbook at most.
MOST_ROWS = 20_000
#: The addresses of the desk that answer the auditor; an act or an account there is always the auditor's own.
OPEN_TO_AUDITORS = frozenset(
    {
        "index",
        "audit",
        "inbox",
        "login",
        "logout",
        "jsi18n",
        "code",
        "password_change",
        "password_change_done",
        "act",
        "agencies_staff_change",
    }
)
HEADS = ["时间", "类别", "人员", "单位", "对象", "途径", "网段"]


class Asked(forms.Form):
    """What narrows the list."""

    kind = forms.ChoiceField(label="类别", choices=[("", "全部"), *Kind.choices], required=False)
    person = forms.CharField(label="姓名或用户名，写全", max_length=60, required=False)
    agency = forms.ModelChoiceField(
        label="单位",
        queryset=Agency.objects.all(),
        to_field_name="code",
        required=False,
        empty_label="全部",
        error_messages={"invalid_choice": "没有这个单位。"},
    )
    first = forms.DateField(
        label="从",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "请按 2026-11-20 的格式填写日期。"},
    )
    last = forms.DateField(
        label="到",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "请按 2026-11-20 的格式填写日期。"},
    )


class Accesses:
    """The accesses that fit, the newest first, as a paginator slices them; `named` are the names that the agency asked for bore.

    A slice takes from both tables no more than it can show, so that each reads its index and no further.
    """

    def __init__(self, asked: dict[str, Any]) -> None:
        wanted = [asked["kind"]] if asked.get("kind") else list(Kind)
        acts = [act for act, kind in IN_LEDGER.items() if kind in wanted]
        own = Access.objects.filter(_fits(asked, "agency_name"))
        self.own = own.filter(kind=asked["kind"]) if asked.get("kind") else own
        self.told = LedgerLine.objects.filter(_fits(asked, "actor_agency"), act__in=acts)
        self.kinds = [When(act=act, then=Value(IN_LEDGER[act].value)) for act in acts]

    def count(self) -> int:
        """How many there are."""
        return self.own.count() + (self.told.count() if self.kinds else 0)

    def __getitem__(self, part: slice) -> QuerySet[Any, Any]:
        if part.stop == 0:
            return self._own().none()
        own = self._own().order_by("-at", "-pk")[: part.stop]
        if not self.kinds:
            return own[part.start or 0 :]
        told = self._told().order_by("-at", "-pk")[: part.stop]
        return own.union(told, all=True).order_by("-at", "-pk")[part]

    def _own(self) -> QuerySet[Any, Any]:
        return self.own.values(
            "at",
            "pk",
            "kind",
            "door",
            "network",
            who=F("name"),
            where=F("agency_name"),
            what=F("of"),
            how=_none(),
        )

    def _told(self) -> QuerySet[Any, Any]:
        """The lines of the ledger in the same columns."""
        return self.told.values(
            "at",
            "pk",
            said=Case(*self.kinds, output_field=CharField()),
            by_door=F("door"),
            from_network=_none(),
            who=F("actor_name"),
            where=F("actor_agency"),
            what=Concat("matter_kind", Value(":"), Cast("matter_id", CharField())),
            how=F("label"),
        )


def _none() -> Value:
    return Value("", output_field=CharField())


def _fits(asked: dict[str, Any], agency_column: str) -> Q:
    found = Q()
    if person := asked.get("person"):
        accounts = Staff.objects.filter(Q(username=person) | Q(full_name=person)).order_by()
        # Numbers and no subquery, so that the index of people serves.
        found &= Q(staff__in=list(accounts.values_list("pk", flat=True)))
    if asked.get("agency"):
        found &= Q(**{f"{agency_column}__in": asked["named"]})
    if first := asked.get("first"):
        found &= Q(at__gte=midnight(first))
    if last := asked.get("last"):
        found &= Q(at__lt=midnight(last + timedelta(days=1)))
    return found


def shown(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows in words; one query for the names of accounts."""
    listed = list(rows)
    accounts = [row["what"].partition(":")[2] for row in listed if row["what"].startswith("staff:")]
    names = {str(each.pk): str(each) for each in Staff.objects.filter(pk__in=accounts)} if accounts else {}
    return [
        {
            **row,
            "at": localtime(row["at"]),
            "kind": str(Kind(row["kind"]).label),
            "who": row["who"] or "（没有这个账号）",
            "what": _in_words(row["what"], names),
            "door": DOORS.get(row["door"], row["door"]),
        }
        for row in listed
    ]


def _in_words(of: str, names: dict[str, str]) -> str:
    kind, _, number = of.partition(":")
    if kind == "access":
        return "访问记录"
    model = kinds().get(kind)
    label = str(model._meta.verbose_name) if model is not None else kind
    if not number:
        return f"{label}列表" if label else ""
    return f"{label} {names.get(number, number) if kind == 'staff' else number}"


def page(request: HttpRequest, actor: Actor, frame: dict[str, Any], now: datetime) -> HttpResponse:
    """The list, or with `as=xlsx` all of it as a workbook, which leaves a line as well; for the auditor alone."""
    if not actor.audits:
        raise Http404
    form = Asked(request.GET, label_suffix="")
    form.is_valid()
    asked = dict(form.cleaned_data)
    if agency := asked.get("agency"):
        asked["named"] = [agency.name, *agency.former_names.values_list("name", flat=True)]
    found = Accesses(asked)
    if request.GET.get("as") == "xlsx":
        note(request, Kind.EXPORT, of="access")
        return as_workbook("访问记录", _table(found), localdate(now))
    leaves: Page[Any] = Paginator(found, ROWS).get_page(request.GET.get("page"))  # type: ignore[arg-type]
    context = {
        **frame,
        "title": "访问记录",
        "form": form,
        "page_obj": leaves,
        "rows": shown(leaves.object_list),
    }
    return TemplateResponse(request, "casework/desk/audit.html", context)


def _table(found: Accesses) -> dict[str, Any]:
    rows = shown(found[: MOST_ROWS + 1])
    cells = [
        [
            f"{row['at']:%Y-%m-%d %H:%M:%S}",
            f"{row['kind']}：{row['how']}" if row["how"] else row["kind"],
            *(row[name] for name in ("who", "where", "what", "door", "network")),
        ]
        for row in rows[:MOST_ROWS]
    ]
    if len(rows) > MOST_ROWS:
        cells.append([f"只列出最近的 {MOST_ROWS} 条，请缩小日期范围。", *[""] * (len(HEADS) - 1)])
    return {"heads": HEADS, "rows": cells}
