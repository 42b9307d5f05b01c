"""A third party that contributes to an account, on file with the propaganda department, for the term of its contract (NM-19)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from foundation.agencies.models import Agency, Staff
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from newmedia import triggers
from newmedia.models.account import READERS, Account
from newmedia.statute import Service


class ProviderQuerySet(MatterQuerySet):
    """Reads of third parties."""

    def on(self, day: date) -> Self:
        """Those whose people may contribute on that day."""
        return self.filter(state=Provider.State.IN_FORCE, contract_from__lte=day, contract_until__gte=day)


class Provider(FSMModelMixin, Matter):  # type: ignore[misc]
    """One third party at one account. Its people write and never approve; on the day after its contract they are out."""

    kind = "media_provider"
    readers = READERS
    heading = F("name")
    read_with = ("agency", "account__agency", "authority")

    class State(models.TextChoices):
        DRAFT = "draft", "填写中"
        FILED = "filed", "待宣传部备案"
        IN_FORCE = "in_force", "已备案，合同期内"
        ENDED = "ended", "已终止"
        DROPPED = "dropped", "不再合作"

    account = models.ForeignKey(Account, models.PROTECT, related_name="providers", verbose_name="账号")
    name = models.CharField("单位名称", max_length=100)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    qualification = models.CharField("资质", max_length=300)
    services = ArrayField(models.CharField(max_length=10, choices=Service.choices), verbose_name="做什么")
    contract = models.CharField("合同编号", max_length=60)
    contract_from = models.DateField("合同从")
    contract_until = models.DateField("合同到")
    #: The propaganda department, once it was filed.
    authority = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="备案的部门"
    )
    state = StateField("状态", max_length=10, choices=State.choices, default=State.DRAFT, protected=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)

    history = HistoricalRecords()
    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "第三方服务单位"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="media_provider_agency_state"),
            models.Index(fields=["authority", "state"], name="media_provider_authority"),
            models.Index(
                fields=["contract_until"], condition=Q(state="in_force"), name="media_provider_until"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(contract_until__gte=F("contract_from")),
                name="newmedia_contract_term",
                violation_error_message="合同的最后一天不能早于第一天。",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(filed_on__isnull=False, authority__isnull=False),
                name="newmedia_provider_on_file",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False), name="newmedia_provider_ended_on"
            ),
            models.UniqueConstraint(
                fields=["account", "credit_code"],
                condition=Q(state__in=["draft", "filed", "in_force"]),
                name="newmedia_provider_once",
                violation_error_message="这个单位已经登记在这个账号上。",
            ),
        ]
        triggers = triggers.PROVIDER

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Its name."""
        return self.name

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """Those of the agencies themselves, and those that were filed with them."""
        return Q(agency_id__in=agencies) | Q(authority_id__in=agencies)

    @classmethod
    def acting_field(cls, state: str) -> str:
        """The propaganda department looks at what was filed."""
        return "authority" if state == cls.State.FILED else "agency"

    @property
    def service_labels(self) -> str:
        """What it does, in words."""
        return "、".join(str(Service(each).label) for each in self.services)

    @transition(field=state, source=State.DRAFT, target=State.FILED)
    def file(self, with_: Agency) -> None:
        """It goes to the propaganda department."""
        self.authority = with_

    @transition(field=state, source=State.FILED, target=State.IN_FORCE)
    def accept(self, on: date) -> None:
        """The department has it on file."""
        self.filed_on = on

    @transition(field=state, source=State.FILED, target=State.DRAFT)
    def send_back(self) -> None:
        """The department does not agree."""

    @transition(field=state, source=State.DRAFT, target=State.DROPPED)
    def drop(self) -> None:
        """Nothing comes of it."""

    @transition(field=state, source=State.IN_FORCE, target=State.ENDED)
    def end(self, on: date) -> None:
        """Its people are out from now on."""
        self.ended_on = on


class ProviderPerson(models.Model):
    """Somebody who works for a third party, under an account of their own that is not on the establishment."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="people", verbose_name="第三方")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="media_provider_of", verbose_name="人员")
    from_on = models.DateField("从")
    until_on = models.DateField("到", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "第三方人员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(until_on=None),
                name="newmedia_of_one_provider",
                violation_error_message="这个人已经在一个第三方单位名下。",
            )
        ]
        triggers = triggers.PROVIDER_PERSON

    def __str__(self) -> str:
        return str(self.staff)
