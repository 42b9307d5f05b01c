"""Signing in at the desk: the password, the second factor, and what must be done before anything else."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from foundation.accesses.models import Kind
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework import tries, watching
from foundation.casework.acts import Done, perform
from foundation.casework.auditing import OPEN_TO_AUDITORS
from foundation.casework.second_factor import NotThis, check, demanded_of
from foundation.visitors.throttle import Wait

#: Where a session keeps that its second factor was shown: the moment since which the account has it.
SHOWN = "second_factor"
#: Addresses that nobody is led away from.
ALWAYS = {"logout", "jsi18n"}


def actor_of(request: HttpRequest) -> Actor:
    """The actor of the request, made once."""
    if not hasattr(request, "actor"):
        assert isinstance(request.user, Staff)
        request.actor = Actor.of(request.user, on=localdate())  # type: ignore[attr-defined]
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


class DeskLogin(AuthenticationForm):
    """The login form, for any active account; raises `tries.HeldUp` after too many wrong passwords."""

    error_messages = {
        "invalid_login": "用户名或密码不对，请再输一遍（区分大小写）。",
        "inactive": "这个账号已停用，请找本单位的管理员。",
    }

    def clean_username(self) -> str:
        """Refuse what is longer than any account's name, once normalised: Django tells browsers the limit and checks nothing."""
        username: str = self.cleaned_data["username"]
        if len(username) > (self.username_field.max_length or 0):
            raise self.get_invalid_login_error()
        return username

    def clean(self) -> dict[str, Any]:
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not username or not password or self.request is None:
            return super().clean()
        # Counted before the password is looked at, so that many at once do not pass together.
        attempt = tries.begin(self.request, username, timezone.now())
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            watching.refused(self.request, username)
            raise
        attempt.good()
        staff = self.get_user()
        halfway = staff.second_factor_at is not None
        watching.note(self.request, Kind.HALFWAY if halfway else Kind.LOGIN, by=staff)
        return cleaned


def held_up(request: HttpRequest, wait: Wait) -> HttpResponse:
    """The page that says how long to wait after too many wrong passwords."""
    response = render(request, "locked_out.html", {"wait": wait}, status=429)
    response["Retry-After"] = str(wait.seconds)
    return response


class OwnPassword(PasswordChangeForm):  # type: ignore[type-arg]
    """The form by which somebody changes their own password: an act, as everything is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        self.fields["new_password1"].help_text = HOW
        self.fields["new_password2"].help_text = ""
        self.fields["new_password2"].label = "新密码再填一遍"

    def clean_new_password1(self) -> str:
        new: str = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            raise forms.ValidationError("新密码和现在的一样，请换一个。")
        return new

    def save(self, commit: bool = True) -> Any:
        given = {
            "current": self.cleaned_data["old_password"],
            "password": self.cleaned_data["new_password1"],
        }
        perform(
            "agencies.change_password",
            on=f"staff:{self.user.username}",
            actor=Actor.of(self.user),
            at=timezone.now(),
            data=given,
        )
        self.user.refresh_from_db()
        return self.user


#: What AUTH_PASSWORD_VALIDATORS ask for, in one sentence.
HOW = "至少十个字符，不能只用数字，不能取自用户名、姓名、单位、电话、地名和年份，不用常见的密码。"


class ChangePassword(PasswordChangeView):
    """The page on which somebody changes their own password; every other session of theirs ends."""

    form_class = OwnPassword
    template_name = "casework/desk/password.html"
    title = "修改密码"

    def get_success_url(self) -> str:
        messages.success(self.request, "密码已修改，其他地方的登录都已退出。")
        return reverse("admin:index")


class CodeForm(forms.Form):
    """A code of the authenticator application, or a recovery code."""

    code = forms.CharField(
        label="动态口令",
        max_length=30,
        help_text="验证器应用里现在的六位数字；手机不在身边，用一个备用码。",
        error_messages={"required": "请填写动态口令。"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


def confirmed(request: HttpRequest) -> bool:
    """Whether this session has shown the second factor that its account has."""
    since = cast(Staff, request.user).second_factor_at
    return since is None or request.session.get(SHOWN) == since.isoformat()


def enrol_url(staff: Staff) -> str:
    """The page on which somebody enrols their second factor."""
    return reverse("admin:act", args=["agencies.enrol_second_factor", f"staff:{staff.username}"])


def first_of_all(request: HttpRequest) -> str:
    """Where somebody is led before anything else: the second factor, then the password; blank when all is done."""
    staff, name = cast(Staff, request.user), getattr(request.resolver_match, "url_name", "")
    if name in ALWAYS:
        return ""
    if not confirmed(request):
        return "" if name == "code" else reverse("admin:code")
    if staff.must_change_password:
        return "" if name == "password_change" else reverse("admin:password_change")
    if staff.second_factor_at is None and demanded_of(actor_of(request)):
        enrol = enrol_url(staff)
        return "" if request.path == enrol else enrol
    return ""


def led(inner: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the desk, for those who have done what must be done first; `inner` checks that they may see it."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, Staff) and request.user.is_active and (there := first_of_all(request)):
            return HttpResponseRedirect(there)
        _bar_auditors(request)
        return inner(request, *args, **kwargs)

    return update_wrapper(answer, inner)


def _bar_auditors(request: HttpRequest) -> None:
    """Whoever audits finds the accesses at the desk, and what belongs to their own account; nothing else exists for them."""
    audits = isinstance(request.user, Staff) and request.user.is_active and actor_of(request).audits
    if audits and getattr(request.resolver_match, "url_name", "") not in OPEN_TO_AUDITORS:
        raise Http404


def code(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page that asks for the second factor after the password."""
    staff, index = cast(Staff, request.user), reverse("admin:index")
    if confirmed(request):
        return HttpResponseRedirect(index)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check(staff, form.cleaned_data["code"], timezone.now())
        except NotThis as wrong:
            watching.note(request, Kind.REFUSED)
            form.add_error("code", str(wrong))
        else:
            confirm(request, staff)
            watching.note(request, Kind.LOGIN)
            return HttpResponseRedirect(index)
    shown = {**context, "title": "动态口令", "form": form}
    return TemplateResponse(request, "casework/desk/code.html", shown, status=422 if form.errors else 200)


def confirm(request: HttpRequest, staff: Staff) -> None:
    """Keep in the session that the second factor was shown."""
    request.session.cycle_key()
    request.session[SHOWN] = staff.second_factor_at.isoformat() if staff.second_factor_at else ""


def go_on_after(request: HttpRequest, done: Done) -> None:
    """Keep the session of whoever changed their own account, whose other sessions end."""
    if not done.act.own:
        return
    staff = Staff.objects.get(pk=done.matter.pk)
    update_session_auth_hash(request, staff)
    confirm(request, staff)


class SignIn(admin.AdminSite):
    """What of the desk's site lets people in."""

    login_form = DeskLogin

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the account is active; its roles decide what it sees."""
        return isinstance(request.user, Staff) and request.user.is_active

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The login page; too many wrong passwords wait."""
        try:
            return super().login(request, extra_context)
        except tries.HeldUp as held:
            watching.held_up(request, request.POST.get("username", "")[:150].replace("\0", ""))
            return held_up(request, held.wait)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A page of the desk, for those who have shown their second factor and changed the password given to them.

        Whatever it answers that is a file leaves a line.
        """
        return watching.watched(led(super().admin_view(view, cacheable)), view)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Leave, with a line."""
        if request.method == "POST" and self.has_permission(request):
            watching.note(request, Kind.LOGOUT)
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The page on which somebody changes their own password."""
        return ChangePassword.as_view(extra_context=self.each_context(request))(request)

    def code(self, request: HttpRequest) -> HttpResponse:
        """The page that asks for the second factor."""
        return code(request, self.each_context(request))
