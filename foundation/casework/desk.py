"""The desk: Django's admin with a work list, and with acts in place of the editing of rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import BooleanField, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from foundation.accesses.models import Kind
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework import auditing, counted, drafts, ledger, matters, once, preview, together, views
from foundation.casework.acts import ACTS, Act, Done, Step, check_role, desk_url, perform
from foundation.casework.buttons import Button as Button
from foundation.casework.buttons import act_url as act_url
from foundation.casework.clock_faces import summary
from foundation.casework.fields import show_meanwhile
from foundation.casework.forms import ActForm, show
from foundation.casework.listing import AgencyFilter, DueFilter, MatterList, as_workbook, table_of, worded
from foundation.casework.logins import SignIn, go_on_after
from foundation.casework.logins import actor_of as actor_of
from foundation.casework.models import LedgerLine, Matter
from foundation.casework.navigation import menus
from foundation.casework.overview import figures, table
from foundation.casework.refusals import Invalid, NoSuchMatter, NotPermitted, OutOfDate, Refused
from foundation.casework.reminders import reminders, supervises
from foundation.casework.sections import added_sections, clock_sections, history_sections, worded_lines
from foundation.casework.sections import matter_title as matter_title
from foundation.casework.sections import section as section
from foundation.casework.urging import standing
from foundation.casework.views import WORKLIST_ROWS
from foundation.casework.watching import note, saw_internal
from foundation.casework.worklist import my_matters
from foundation.deadlines.calendar import Calendar
from foundation.deadlines.models import Clock
from foundation.files import kept
from foundation.files.delivering import with_download_headers
from foundation.notices.queries import unread_count


class DeskSite(SignIn):
    """The admin site of the desk."""

    site_title = site_header = "公开工作台"
    index_title = "我的待办"
    site_url = "/"
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        own = [
            path("due/<str:kind>/", self.admin_view(self.due), name="due"),
            path("together/<str:name>/", self.admin_view(self.together), name="together"),
            path("files/<str:name>/<path:ref>/", self.admin_view(self.files), name="files"),
            path("figures/", self.admin_view(self.figures), name="figures"),
            path("figures/<str:id>/", self.admin_view(self.figure), name="figure"),
            path("mine/", self.admin_view(self.mine), name="mine"),
            path("others/", self.admin_view(self.others), name="others"),
            path("audit/", self.admin_view(self.audit), name="audit"),
            path("code/", self.admin_view(self.code), name="code"),
            path("inbox/", self.admin_view(self.inbox), name="inbox"),
            path("phrases/", self._framed(views.own_phrases), name="phrases"),
            path("set-out/", self._framed(views.set_out), name="set_out"),
            path("draft/<str:name>/<path:ref>/", self.admin_view(self.draft), name="draft"),
            path("act/<str:name>/<path:ref>/", self.admin_view(self.act), name="act"),
        ]
        return own + super().get_urls()

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """None: the head of the desk has menus of its own."""
        return []

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if self.has_permission(request):
            actor = actor_of(request)
            context |= {
                "role_labels": actor.role_labels(),
                "audits": actor.audits,
                "menus": menus(self._registry),
                "unread_notices": unread_count(cast(Staff, request.user)),
            }
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The work list, nearest due date first, and the acts that begin a new matter; an auditor goes on to the accesses."""
        actor, now = actor_of(request), timezone.now()
        if actor.audits:
            return HttpResponseRedirect(reverse("admin:audit"))
        rows, count = my_matters(actor, WORKLIST_ROWS)
        calendar = Calendar.load()
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "figures": figures(actor, now),
            "overview": table(actor, now, request.GET.get("sort", "")) if supervises(actor) else None,
            "rows": [
                {
                    "title": row.name,
                    "url": row.url,
                    "subline": " · ".join(row.subline),
                    "todo": row.act.label,
                    "clock": summary(row.clock, now, calendar) if row.clock else None,
                    "clause": row.clock.clause if row.clock else row.act.cites[0].id,
                }
                for row in rows
            ],
            "count": count,
            "together": [
                Button(f"{several.label}（{n} 件）", reverse("admin:together", args=[act.name]), "quiet")
                for act, several, n in together.offered([row.act.name for row in rows])
            ],
            "acts": self._beginnings(actor),
            "reminders": reminders(actor, calendar, now),
        }
        return TemplateResponse(request, "casework/desk/worklist.html", context)

    def together(self, request: HttpRequest, name: str) -> HttpResponse:
        return views.several_matters(request, actor_of(request), self.each_context(request), name)

    def files(self, request: HttpRequest, name: str, ref: str) -> HttpResponse:
        return views.several_files(request, actor_of(request), self.each_context(request), name, ref)

    def inbox(self, request: HttpRequest) -> HttpResponse:
        return views.notices(request, actor_of(request), self.each_context(request))

    def figures(self, request: HttpRequest) -> HttpResponse:
        return counted.figures(request, actor_of(request), self.each_context(request), timezone.now())

    def figure(self, request: HttpRequest, id: str) -> HttpResponse:
        return counted.behind(request, actor_of(request), self.each_context(request), timezone.now(), id)

    def mine(self, request: HttpRequest) -> HttpResponse:
        return views.mine(request, actor_of(request), self.each_context(request))

    def others(self, request: HttpRequest) -> HttpResponse:
        return views.others(request, actor_of(request), self.each_context(request))

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The lists of a room with more than one kind of matter, each with how many rows this person may read."""
        config = apps.app_configs.get(app_label)
        lists = [
            {
                "label": str(model._meta.verbose_name_plural),
                "url": reverse(f"admin:{app_label}_{model._meta.model_name}_changelist"),
                "count": pages.get_queryset(request).order_by().count(),
            }
            for model, pages in self._registry.items()
            if model._meta.app_label == app_label
        ]
        if config is None or not lists:
            raise Http404
        context = {
            **self.each_context(request),
            "title": str(config.verbose_name),
            "app_label": app_label,
            "lists": lists,
        }
        return TemplateResponse(request, "casework/desk/room.html", context)

    def due(self, request: HttpRequest, kind: str) -> HttpResponse:
        return views.behind_a_figure(request, actor_of(request), self.each_context(request), kind)

    def audit(self, request: HttpRequest) -> HttpResponse:
        return auditing.page(request, actor_of(request), self.each_context(request), timezone.now())

    def _beginnings(self, actor: Actor) -> list[Button]:
        agencies = Agency.objects.in_bulk(actor.agency_ids)
        return [
            Button(declared.label, act_url(declared, agency), "secondary")
            for declared in ACTS.values()
            if declared.creates is not None and declared.on is Agency and issubclass(declared.creates, Matter)
            for agency in agencies.values()
            if declared.open_to(actor, agency)
        ]

    def _framed(self, view: Callable[[HttpRequest, dict[str, Any]], HttpResponse]) -> Any:
        """A view of the desk that needs nothing but its frame."""
        return self.admin_view(lambda request: view(request, self.each_context(request)))

    def draft(self, request: HttpRequest, name: str, ref: str) -> HttpResponse:
        """Keep what is being typed into an act's form; with `forget` drop it and go back to the form."""
        actor, declared = actor_of(request), ACTS.get(name)
        matter = matters.find(ref, actor)
        if declared is None or declared.by_system or matter is None or not isinstance(matter, declared.on):
            raise Http404
        if request.method != "POST" or actor.staff_id is None:
            return HttpResponseNotAllowed(["POST"])
        if "forget" in request.POST:
            drafts.forget(actor.staff_id, name, matters.ref_of(matter))
            kept.forget(_kept_as(declared, matter), actor.staff_id)
            return HttpResponseRedirect(act_url(declared, matter))
        now = timezone.now()
        form = declared.asks(step=Step(declared, matter, actor, now))
        done = drafts.keep(actor.staff_id, name, matter, form, request.POST, now)
        return JsonResponse({"kept": localtime(now).strftime("%H:%M") if done else ""})

    def act(self, request: HttpRequest, name: str, ref: str) -> HttpResponse:
        """The page of one act on one matter: its form, its clauses, and what refuses it."""
        actor, now = actor_of(request), timezone.now()
        declared, matter = ACTS.get(name), matters.find(ref, actor)
        if declared is None or declared.by_system or matter is None or not isinstance(matter, declared.on):
            raise Http404
        refusals: list[Refused] = []
        step = Step(declared, matter, actor, now)
        # Entered values are shown again when the act is refused, so that nothing typed is lost.
        initial = {key: value for key, value in request.GET.items() if key in declared.asks.base_fields}
        # Whoever lacks the role is told so, and not what a form would tell of the matter.
        asks = declared.asks
        try:
            check_role(step)
        except NotPermitted as barred:
            asks, refusals = ActForm, [barred]
        form: forms.Form = asks(initial=initial, step=step)
        draft = drafts.kept(actor.staff_id or 0, name, matter, now) if request.method == "GET" else None
        keeping = kept.Keeping(_kept_as(declared, matter), request.POST, at=now, staff_id=actor.staff_id)
        if draft is not None and "draft" in request.GET:
            form, draft = asks(initial=drafts.values_of(draft, form), step=step), None
            keeping.resume(form)
        if request.method == "POST":
            seen, files = request.POST.get("seen", ""), keeping.gather(asks.base_fields, request.FILES)
            do = partial(
                perform,
                name,
                on=ref,
                actor=actor,
                at=now,
                data=request.POST,
                files=files,
                seen=_line_seen(seen),
            )
            try:
                if declared.writes and "preview" in request.POST:
                    saw_internal(request, matter, actor)
                    return _previewed(preview.letters_of(do, actor, now))
                done = do(sent=once.Sent.of(_key_seen(seen), request.POST, request.FILES))
            except NoSuchMatter as missing:
                raise Http404 from missing
            except Refused as caught:
                refusals = [caught]
                form = caught.form or asks(request.POST, files, step=step)
                keeping.keep(form, files)
                if isinstance(caught, OutOfDate):
                    show_meanwhile(form, step)
            except Invalid as invalid:
                form = invalid.form or asks(request.POST, files, step=step)
                show(invalid, form)
                keeping.keep(form, files)
            else:
                keeping.forget()
                drafts.forget(actor.staff_id or 0, name, matters.ref_of(matter))
                go_on_after(request, done)
                if done.shown:
                    return self._shown_once(request, done, matter)
                self._thank(request, done)
                return HttpResponseRedirect(_next_page(done, matter, actor))
        else:
            refusals = refusals or declared.objections(matter, actor, now)
        saw_internal(request, matter, actor, form)
        last = ledger.last_line(matters.kind_of(matter), matter.pk)
        pages = cast(MatterAdmin, self._registry[type(matter)])
        context = {
            **self.each_context(request),
            "title": f"{declared.label}：{matter_title(matter)}",
            "act": declared,
            "desk_styles": pages.styles,
            "subline": " · ".join(filter(None, pages.subline(matter))),
            "matter_title": matter_title(matter),
            "cancel_url": desk_url(matter),
            "form": form,
            "refusals": refusals,
            "seen": _as_seen(last),
            "draft": draft,
            **views.helps_with_texts(form, actor, name, ref),
            "session_seconds": settings.SESSION_COOKIE_AGE,
        }
        status = 200 if request.method == "GET" else 409 if refusals else 422
        return TemplateResponse(request, "casework/desk/act.html", context, status=status)

    def _shown_once(self, request: HttpRequest, done: Done, matter: Any) -> HttpResponse:
        """What an act shows to whoever performed it, in this answer alone."""
        context = {
            **self.each_context(request),
            "title": done.act.label,
            "done": done,
            "next_url": _next_page(done, matter, actor_of(request)),
        }
        answer = TemplateResponse(request, "casework/desk/shown_once.html", context)
        answer["Cache-Control"] = "no-store"
        return answer

    def _thank(self, request: HttpRequest, done: Done) -> None:
        said = f"已办理“{done.act.label}”：{matter_title(done.matter)}"
        messages.success(request, f"{said}（同一张表又提交了一次，没有重复办理）" if done.again else said)


def _previewed(pages: list[preview.Page]) -> HttpResponse:
    """The letters of an act as one PDF, shown by the browser."""
    if not pages:
        raise Invalid({"文书": ["这一步没有能看的文书；发给申请人的，要先办理“查看申请人信息”才能看。"]})
    answer = HttpResponse(preview.paper_of(pages), content_type="application/pdf")
    return with_download_headers(answer, "预览.pdf", shown=True)


desk = DeskSite(name="desk")


class MatterAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The desk's pages of one kind of matter: a list, and a page with state, due date, acts, history and ledger."""

    list_per_page = 50
    actions = None
    show_full_result_count = False
    #: The related rows that are read together with each row.
    follow: tuple[str, ...] = ("agency",)
    #: States and labels of the usual way, shown as steps at the top of the page.
    way: tuple[tuple[str, str], ...] = ()
    #: The columns that only the printed list and the workbook have.
    also_printed: tuple[str, ...] = ()
    #: Whether matters of this kind, or those they belong to, have time limits.
    clocked = True
    #: For a state that is not a step, the step at which it stands.
    along: ClassVar[dict[str, str]] = {}
    #: The states in which the last step is done.
    finished: tuple[str, ...] = ()
    #: The page of one matter; a room may extend it.
    page_template = "casework/desk/matter.html"
    #: Stylesheets of this kind alone, for its pages and those of its acts.
    styles: ClassVar[tuple[str, ...]] = ()
    #: Names of acts whose buttons the page template places itself.
    placed: frozenset[str] = frozenset()

    def get_urls(self) -> list[URLPattern]:
        """The list and the page of a matter; nothing that adds, edits or deletes rows."""
        label = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name=f"{label}_changelist"),
            path("<int:pk>/change/", self.admin_site.admin_view(self.matter_view), name=f"{label}_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; with `as` the whole of it to be printed, or as a workbook."""
        if any("\0" in value for value in request.GET.values()):
            raise Http404
        if wanted := request.GET.get("as"):
            return self._whole_list(request, wanted)
        context: dict[str, Any] = {"title": str(self.opts.verbose_name), "desk_styles": self.styles}
        if issubclass(self.model, Matter) and not self.model.sealed:
            asked = request.GET.copy()
            asked.pop("p", None)
            context["whole"] = {
                form: f"?{urlencode([*asked.items(), ('as', form)])}" for form in ("print", "xlsx")
            }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def _whole_list(self, request: HttpRequest, wanted: str) -> HttpResponse:
        if wanted not in ("print", "xlsx") or not issubclass(self.model, Matter) or self.model.sealed:
            raise Http404
        asked = request.GET.copy()
        del asked["as"]
        request.GET = asked  # type: ignore[assignment]
        now, title = timezone.now(), str(self.opts.verbose_name_plural)
        try:
            table = table_of(self, request, self.get_changelist_instance(request))
        except IncorrectLookupParameters as wrong:
            raise Http404 from wrong
        note(request, Kind.EXPORT, of=matters.kind_of(self.model))
        if wanted == "xlsx":
            return as_workbook(title, table, localdate(now))
        back = f"?{request.GET.urlencode()}"
        context = {"title": title, "table": table, "at": now, "back": back, "by": actor_of(request)}
        return TemplateResponse(request, "casework/desk/printed.html", context)

    def moment(self) -> datetime:
        """Now, for what reads no clock itself."""
        return timezone.now()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[MatterList]:
        return MatterList

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        yes_or_no = {one.name: one for one in self.opts.fields if isinstance(one, BooleanField)}
        shown = [worded(yes_or_no[name]) if name in yes_or_no else name for name in self.list_display]
        if self.clocked and issubclass(self.model, Matter):
            shown.insert(shown.index("agency") if "agency" in shown else len(shown), "due")
        return shown

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        if not issubclass(self.model, Matter):
            return list(self.list_filter)
        return [AgencyFilter, *([DueFilter] if self.clocked else []), *self.list_filter]

    @admin.display(description="期限", ordering="nearest_due", empty_value="")
    def due(self, matter: Any) -> str:
        """The due day of its nearest open clock, and what is left."""
        clock = getattr(matter, "clock_shown", None)
        return render_to_string("casework/desk/due_cell.html", {"clock": clock}) if clock else ""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Allow the offered filters alone, so that nobody guesses a password one character at a time."""
        filters = self.get_list_filter(request)
        if any(lookup in getattr(entry, "parameters", ()) for entry in filters):
            return True
        offered = {entry for entry in filters if isinstance(entry, str)}
        return lookup.split("__")[0] in offered and super().lookup_allowed(lookup, value, request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that this person may read."""
        rows: QuerySet[Any] = matters.in_sight(self.model, actor_of(request))
        return rows.select_related(*self.follow)

    def matter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page of one matter; 404 also where this person may not read it."""
        matter = get_object_or_404(self.get_queryset(request), pk=pk)
        actor, now = actor_of(request), timezone.now()
        saw_internal(request, matter, actor)
        open_now = [
            declared
            for declared in ACTS.values()
            if isinstance(matter, declared.on) and declared.open_to(actor, matter) and declared.when(matter)
        ]
        offered = [declared for declared in open_now if declared.name not in self.placed]
        offered.sort(key=lambda declared: ("primary", "secondary", "quiet").index(declared.weight))
        kind = matters.kind_of(matter)
        lines = list(ledger.lines(kind, matter.pk))
        sound = ledger.broken_at(kind, matter.pk) is None
        every_clock = self.clocks_of(matter)
        labels = dict(self.model._meta.get_field("state").choices) if hasattr(matter, "state") else {}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "desk_styles": self.styles,
            "title": matter_title(matter),
            "matter_title": matter_title(matter),
            "subline": " · ".join(filter(None, self.subline(matter))),
            "tags": self.tags(matter),
            "due": next((summary(clock, now) for clock in every_clock if clock.ended_at is None), None),
            "standing": self.standing(matter, lines),
            "steps": self.steps(matter, lines),
            "acts": [
                *(Button(a.label, act_url(a, matter), a.weight) for a in offered),
                *self.also_offered(matter, actor),
                *(
                    Button(
                        together.FILES[a.name],
                        reverse("admin:files", args=[a.name, matters.ref_of(matter)]),
                        "quiet",
                    )
                    for a in open_now
                    if a.name in together.FILES
                ),
            ],
            "refusals": [
                {"what": declared.label, "refusal": refusal}
                for declared in open_now
                if declared.weight == "primary"
                for refusal in declared.objections(matter, actor, now)[:1]
            ],
            "sections": [
                *self.sections(request, matter),
                *added_sections(matter, actor, now),
                *clock_sections(every_clock, now),
                section("办理记录", "ledger", lines=worded_lines(lines, labels), sound=sound),
                *history_sections(matter, self.kept_from(matter, actor)),
            ],
            "seen": _as_seen(lines[-1] if lines else None),
            **self.more(request, matter, open_now),
        }
        return TemplateResponse(request, self.page_template, context)

    def also_offered(self, matter: Any, actor: Actor) -> list[Button]:
        """The further buttons on its page: acts on what it is about."""
        return []

    def more(self, request: HttpRequest, matter: Any, open_now: list[Act]) -> dict[str, Any]:
        """The further context of a room's own page template; `open_now` are the acts open to this person."""
        return {}

    def clocks_of(self, matter: Any) -> list[Clock]:
        """The clocks on its page: by default the matter's own."""
        return list(Clock.objects.of(matters.kind_of(matter), matter.pk).prefetch_related("pauses"))

    def standing(self, matter: Any, lines: list[LedgerLine]) -> list[dict[str, Any]]:
        """What stands above the buttons until it is met: why it was given back, what is urged."""
        return list(standing(matter, lines))

    def subline(self, matter: Any) -> list[str]:
        """A few words below the title."""
        return [str(matter.agency)]

    def tags(self, matter: Any) -> list[dict[str, str]]:
        """Labels above the title: the state, and what a room adds."""
        if not hasattr(matter, "state"):
            return []
        return [{"label": str(matter.get_state_display()), "level": "main"}]

    def way_of(self, matter: Any) -> tuple[tuple[str, str], ...]:
        """The usual way of this matter: by default that of its kind."""
        return self.way

    def steps(self, matter: Any, lines: Iterable[Any]) -> list[dict[str, Any]]:
        """The steps of the usual way with their dates; empty for a matter that has left it."""
        way = self.way_of(matter)
        names = [state for state, _label in way]
        here = self.along.get(matter.state, matter.state) if names else ""
        if here not in names:
            return []
        place = names.index(here) + (matter.state in self.finished)
        entered = {
            self.along.get(line.to_state, line.to_state): line.at
            for line in lines
            if line.from_state != line.to_state
        }
        return [
            {
                "label": label,
                "date": entered.get(state) if n <= place else None,
                "state": "done" if n < place else "current" if n == place else "todo",
            }
            for n, (state, label) in enumerate(way)
        ]

    def kept_from(self, matter: Any, actor: Actor) -> Collection[str]:
        """The fields of which this reader of the matter reads nothing, in its history either."""
        return ()

    def sections(self, request: HttpRequest, matter: Any) -> list[dict[str, Any]]:
        """The sections on the matter itself, above clocks, ledger and history."""
        return []


def _kept_as(declared: Act, matter: Any) -> str:
    """The name under which files of an act's form are kept."""
    return f"{declared.name} {matters.ref_of(matter)}"


def _as_seen(last: LedgerLine | None) -> str:
    """What the forms of a page carry: the number of the last ledger line that it shows, and a key of its own."""
    return f"{last.sequence if last else ''}.{once.new_key()}"


def _line_seen(seen: str) -> int | None:
    number = seen.partition(".")[0]
    return int(number) if number.isdecimal() and len(number) < 10 else None


def _key_seen(seen: str) -> str:
    return seen.partition(".")[2]


def _next_page(done: Done, matter: Any, actor: Actor) -> str:
    """Where a person goes on after an act on a matter: the page of what was done, or of the one that this leads back to.

    What went to another agency's desk they do not read: they go back to where they came from, or else to their work list.
    """
    led = done.matter.leads_to() if isinstance(done.matter, Matter) else done.matter
    for page in (led, matter):
        if not isinstance(page, Matter) or matters.in_sight(type(page), actor).filter(pk=page.pk).exists():
            return desk_url(page)
    return reverse("admin:index")
