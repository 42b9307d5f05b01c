"""Searches for what an application asks for (条例36(4))."""

from __future__ import annotations

from django.db import models

from applications.models.application import Application
from foundation.agencies.models import Staff
from foundation.database import erasable
from foundation.privacy.fields import EncryptedTextField


class SearchRecord(models.Model):
    """One search for the information: where, by whom, with what result; the reply 不存在 rests on it (条例36(4))."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="searches", verbose_name="申请")
    place = models.CharField("检索范围", max_length=200, help_text="档案室、系统、科室、年份范围。")
    terms = EncryptedTextField("检索方法和关键词")
    found = models.BooleanField("找到", default=False)
    note = EncryptedTextField("结果", blank=True)
    searched_on = models.DateField("检索日期")
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="检索人")
    by_name = models.CharField("检索人姓名", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "检索记录"
        ordering = ["pk"]
        triggers = erasable("applications_searchrecord", "terms", "note")

    def __str__(self) -> str:
        return f"{self.searched_on} {self.place}"
