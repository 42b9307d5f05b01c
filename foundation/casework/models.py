"""Matters and the ledger of what was done in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django_fsm import FSMModelMixin, transition

from foundation.agencies.actors import Actor
from foundation.agencies.codes import CodeField
from foundation.agencies.models import Agency, Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.database import begins, dated_now, frozen, kept, ways
from foundation.privacy.fields import EncryptedTextField

cite("SR-6(2)", by=Citation("constraint", "casework.LedgerLine", "办理记录只增不改，逐条相扣"))


class MatterQuerySet(models.QuerySet[Any]):
    """The matters that somebody may read."""

    def visible_to(self, actor: Actor) -> Self:
        """The matters that this actor may read; for a citizen the one whose code or link they have shown."""
        if actor.kind == "citizen":
            return self.held_by(actor)
        readers: Readers = self.model.readers
        rows = self if readers.everywhere(actor) else self.filter(self.model.read_in(readers.agencies(actor)))
        return rows.filter(self.model.narrowed(actor))

    def held_by(self, actor: Actor) -> Self:
        """The matter whose code or link this citizen has shown, or none."""
        kind, _, key = actor.holds.partition(":")
        return self.filter(pk=int(key)) if key and kind == self.model.kind else self.none()


class Matter(models.Model):
    """A document, a review, an application: anything that changes only by acts.

    A concrete matter sets `kind` and `readers`, has a `title`, and a `state` that is a protected FSM field.
    """

    #: The first half of a reference, for example `document` in `document:12`.
    kind: ClassVar[str]
    #: Who may read matters of this kind.
    readers: ClassVar[Readers]
    #: The readers of parts that not every reader may see: an internal text, personal data, a third party's name.
    readers_of: ClassVar[Mapping[str, Readers]] = {}
    #: The field with a text that only the readers of the part `internal` see; looking at it leaves a line (`watching.py`).
    internal_text: ClassVar[str] = ""
    #: The title as a database expression, for the work list.
    heading: ClassVar[Combinable] = F("title")

    #: For lists at the desk, as expressions of encrypted columns: what an application asks for, and its applicant, who is masked.
    about: ClassVar[Combinable] = Value("", output_field=EncryptedTextField())
    whose: ClassVar[Combinable] = Value("", output_field=EncryptedTextField())

    #: The relations that an act reads together with the matter.
    read_with: ClassVar[tuple[str, ...]] = ("agency",)

    #: The field that names who keeps it – its drafter or handler – and the role that they need; None without such a person.
    keeper: ClassVar[tuple[str, Role] | None] = None

    #: Whether its very existence is kept from whoever reads none of its rows (AC-3): no command performs an act on it, mail says
    #: nothing of it, nobody but a reader of the row is told of its clocks, no list of the kind leaves the desk.
    sealed: ClassVar[bool] = False

    #: Whether it stands among what somebody began; what goes with another matter is found on the page of that.
    listed_as_begun: ClassVar[bool] = True

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="单位")
    created_at = models.DateTimeField("建立时间", editable=False)

    class Meta:
        abstract = True

    @property
    def ref(self) -> str:
        """The reference of this matter, for example `document:12`."""
        return f"{self.kind}:{self.pk}"

    @classmethod
    def named(cls, key: str) -> Q:
        """The filter for the second half of a reference: by default the number of the row."""
        return Q(pk=int(key)) if key.isdecimal() and len(key) < 19 else Q(pk=None)

    @classmethod
    def read_in(cls, agencies: Collection[int]) -> Q:
        """The filter for the matters that readers in these agencies see: by default those of the agencies themselves."""
        return Q(agency_id__in=agencies)

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """What further narrows which rows an actor reads, where those of one kind have different readers: by default nothing."""
        return Q()

    def part_open_to(self, part: str, actor: Actor) -> bool:
        """Whether this actor is one of the readers of a part that `readers_of` names."""
        return self.readers_of[part].include(actor, self.agency_id)

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """The labels of what in a text tells who is behind this matter, as far as a reader may know: by default nothing does."""
        return []

    @classmethod
    def acting_field(cls, state: str) -> str:
        """The field with the agency that acts in a state."""
        return "agency"

    @classmethod
    def lenders(cls) -> dict[str, Combinable]:
        """The matters to which one of this kind belongs: their kind, and an expression of their number.

        Where it has no clock of its own, the work list shows the nearest of theirs.
        """
        return {}

    @classmethod
    def called(cls, actor: Actor) -> tuple[Combinable, Combinable]:
        """The expressions of `about` and `whose`, as this reader of the kind may see them."""
        return cls.about, cls.whose

    @property
    def acting_agency(self) -> Agency:
        """The agency that acts now: the actor needs the act's role there."""
        agency: Agency = getattr(self, self.acting_field(self.state))  # type: ignore[attr-defined]
        return agency

    @property
    def announced_as(self) -> str:
        """The name of this matter in notices at the desk: its title, and whose it is."""
        title, agency = str(getattr(self, "title", self._meta.verbose_name)), self.agency
        return title if agency.name in title else f"{title}（{agency.short_name}）"

    @property
    def named_outside(self) -> str:
        """The name of this matter in e-mail and SMS, which leave unencrypted: nothing of a text that is not public."""
        return self.announced_as

    def looked_at(self, actor: Actor, what: str) -> None:
        """A page of the desk shows it to somebody; a kind whose every reading is logged leaves a line of its own here."""

    def public_address(self) -> str:
        """The address of its page for everybody; by default blank: it has none, or none now."""
        return ""

    def locked_first(self) -> list[tuple[type[models.Model], int]]:
        """The rows, by model and number, that an act locks before this matter, so that acts on either lock in one order."""
        return []

    def leads_to(self) -> Matter:
        """The matter on whose page a person goes on who has performed an act on this one: by default itself."""
        return self

    def goes_with(self) -> list[Matter]:
        """Further matters that go with this one to the successor of its agency."""
        return []

    def ends_with_agency(self) -> str:
        """The act of the portal by which it ends when its agency is merged; by default blank: the successor goes on with it."""
        return ""

    def ledger_scope(self) -> list[tuple[str, int]]:
        """Kind and number of the matters in which an earlier act counts for the separation of duties in this one."""
        return [(self.kind, self.pk)]

    def content_digest(self) -> str:
        """The digest of the matter's text for the ledger line; blank without a text."""
        return ""


class RoleProposal(FSMModelMixin, Matter):  # type: ignore[misc]
    """A role, or the standing in for somebody, that one person proposes for another and a third confirms."""

    kind = "role_proposal"
    readers = Readers.of(Role.AGENCY_ADMIN, Role.DISCIPLINE_LEADER)

    class State(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        GRANTED = "granted", "已确认"
        REFUSED = "refused", "未同意"
        WITHDRAWN = "withdrawn", "已撤回"

    #: Whose role it will be, and, where they only stand in, for whom and on which days.
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="role_proposals", verbose_name="人员")
    role = CodeField("角色", max_length=30, choices=Role.choices, blank=True)
    represented = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="deputy_proposals", verbose_name="被代理人"
    )
    from_on = models.DateField("从", null=True)
    until_on = models.DateField("到", null=True)
    title = models.CharField("事项", max_length=200)
    state = StateField("状态", max_length=20, choices=State.choices, default=State.PROPOSED, protected=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待两人授予的角色"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(represented__isnull=True, from_on__isnull=True, until_on__isnull=True)
                & ~Q(role="")
                | Q(represented__isnull=False, from_on__isnull=False, until_on__isnull=False, role=""),
                name="roleproposal_role_or_deputy",
            ),
            models.UniqueConstraint(
                fields=["staff", "role", "represented"],
                condition=Q(state="proposed"),
                name="roleproposal_once",
                nulls_distinct=False,
            ),
        ]
        triggers = [
            *kept(),
            begins("begins", "proposed", "SR-6(2): a role is proposed before it is granted"),
            frozen("stays", "SR-6(2): what is proposed stays as it was proposed", but=("state", "agency_id")),
            ways("ends", "SR-6(2)", {"granted": (), "refused": (), "withdrawn": ()}),
        ]

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source=State.PROPOSED, target=State.GRANTED)
    def confirm(self) -> None:
        """Grant it."""

    @transition(field=state, source=State.PROPOSED, target=State.REFUSED)
    def refuse(self) -> None:
        """Refuse it."""

    @transition(field=state, source=State.PROPOSED, target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """Take it back."""


class LedgerLine(models.Model):
    """The record of one act in one matter: never changed, and carrying the hash of the line before it."""

    matter_kind = models.CharField("事项类别", max_length=30)
    matter_id = models.BigIntegerField("事项")
    sequence = models.PositiveIntegerField("序号")
    act = models.CharField("办理", max_length=80)
    label = models.CharField("名称", max_length=60)
    actor_kind = models.CharField("经办类别", max_length=10)
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="ledger_lines", verbose_name="经办人账号"
    )
    actor_name = models.CharField("经办人", max_length=60)
    actor_agency = models.CharField("经办单位", max_length=100, blank=True)
    actor_roles = models.CharField("角色", max_length=200, blank=True)
    from_state = models.CharField("原状态", max_length=30, blank=True)
    to_state = models.CharField("新状态", max_length=30, blank=True)
    reason = models.TextField("理由", blank=True)
    clauses = models.CharField("依据", max_length=200, blank=True)
    digest = models.CharField("文本摘要", max_length=64, blank=True)
    detail = models.JSONField("要点", default=dict, blank=True)
    at = models.DateTimeField("时间")
    #: When the database wrote it, and through which of `ledger.DOORS` it came; lines from before these were kept have neither.
    recorded_at = models.DateTimeField("录入时间", null=True, editable=False)
    door = models.CharField("途径", max_length=10, blank=True, editable=False)
    previous_hash = models.CharField("上一条", max_length=64, blank=True)
    hash = models.CharField("本条", max_length=64, unique=True)
    #: Which form was sent, and a digest of what it said (`foundation.casework.once`): beside what the line says, no part of it.
    form_key = models.CharField("表单", max_length=64, blank=True, editable=False)
    form_said = models.CharField("表单内容摘要", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["matter_kind", "matter_id", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter_kind", "matter_id", "sequence"], name="ledgerline_sequence"
            ),
            models.UniqueConstraint(
                fields=["form_key"], condition=~Q(form_key=""), name="ledgerline_form_once"
            ),
        ]
        indexes = [models.Index(fields=["act", "at"], name="ledgerline_act_at")]
        triggers = [*kept(unchanged=True), dated_now("recorded_at", "a line is recorded when it is written")]

    def __str__(self) -> str:
        return f"{self.matter_kind}:{self.matter_id} {self.sequence} {self.label}"


class Draft(models.Model):
    """What one person typed into the form of one act on one matter, and has not sent yet."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", verbose_name="人员")
    act = models.CharField("办理", max_length=80)
    ref = models.CharField("事项", max_length=120)
    typed = EncryptedTextField("内容")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        constraints = [models.UniqueConstraint(fields=["staff", "act", "ref"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.act} {self.ref}"


class Phrase(models.Model):
    """A wording that somebody keeps for themselves, to be taken over into texts."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", verbose_name="人员")
    text = EncryptedTextField("常用语")

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"
