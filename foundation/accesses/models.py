"""A line for each login, each look into what is not for everybody, and each file or list that leaves the desk."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from foundation.accesses.statute import LEAST_MONTHS
from foundation.agencies.models import Staff
from foundation.database import dated_now, kept_for


class Kind(models.TextChoices):
    """What was done. Those that the ledger holds have their line there and none here (`recording.in_ledger`)."""

    LOGIN = "login", "登录"
    HALFWAY = "halfway", "密码通过，待动态口令"
    REFUSED = "refused", "登录被拒"
    HELD_UP = "held_up", "登录次数过多，暂不受理"
    LOGOUT = "logout", "退出"
    CREDENTIALS = "credentials", "密码、动态口令变更"
    PERSONAL = "personal", "查看个人信息"
    INTERNAL = "internal", "查看内部文稿"
    DOWNLOAD = "download", "打开、下载文件"
    EXPORT = "export", "导出、打印列表"
    SEARCH = "search", "查找申请"


class Access(models.Model):
    """One access. It says of what by a reference alone: no title, no personal data, nothing that was typed."""

    #: The database's own time.
    at = models.DateTimeField("时间", db_default=Now(), editable=False)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    #: Blank for a citizen, and for a user name that nobody has: what was typed there may be a password.
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    name = models.CharField("姓名", max_length=60, blank=True)
    agency_name = models.CharField("单位", max_length=100, blank=True)
    #: The reference of a matter such as `document:12`, or of a list: the kind of what it lists.
    of = models.CharField("对象", max_length=80, blank=True)
    door = models.CharField("途径", max_length=10)
    #: IPv4 /24 or IPv6 /56 of somebody at the desk: it tells the office from elsewhere, and not one household from the next.
    network = models.CharField("网段", max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "访问记录"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_newest"),
            models.Index(fields=["kind", "-at"], name="access_kind"),
            models.Index(fields=["staff", "-at"], name="access_staff"),
            models.Index(fields=["agency_name", "-at"], name="access_agency"),
        ]
        triggers = [
            *kept_for(
                "at", LEAST_MONTHS, "网络安全法21(3): an access is kept as it is, for six months at least"
            ),
            dated_now("at", "an access is recorded when it happens"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name} {self.of}"
