"""The application and its files and searches; the applicant stands in a model of its own, encrypted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django_fsm import FSMModelMixin, transition
from simple_history.models import HistoricalRecords

from applications import marks, statute, triggers
from disclosure.models import Document
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.agencies.readers import Readers
from foundation.agencies.roles import Role
from foundation.casework.models import Matter, MatterQuerySet
from foundation.casework.states import StateField
from foundation.clauses import Citation, cite
from foundation.correspondence.models import Way
from foundation.database import kept
from foundation.files.models import StoredFile
from foundation.privacy.fields import EncryptedTextField
from foundation.privacy.masking import mask_address, mask_email, mask_name, mask_number, mask_phone
from secrecy_review.leaks import mentions

cite("OR-3", by=Citation("record", "applications.Applicant", "身份证明和联系方式加密保存，不问用途"))

#: Who works on applications and their replies, reviews them or signs.
READERS = Readers.of(
    Role.APPLICATIONS_CLERK,
    Role.DISCLOSURE_HEAD,
    Role.DEPARTMENT_HEAD,
    Role.RECORDS_OFFICE,
    Role.SECRECY_REVIEWER,
    Role.LEADER,
)
#: Who may read the personal data of applicants and third parties: people of the agency, nobody of the county.
PERSONAL_READERS = Readers.of(Role.APPLICATIONS_CLERK, Role.DISCLOSURE_HEAD, Role.LEADER, county=frozenset())


class Channel(models.TextChoices):
    """The way by which an application came; it decides the day of receipt (条例31)."""

    ONLINE = "online", "网上提交"
    IN_PERSON = "in_person", "当面提交"
    ORAL = "oral", "口头提出，工作人员代填"
    REGISTERED_POST = "registered_post", "挂号信或快递"
    ORDINARY_POST = "ordinary_post", "平信"
    FAX = "fax", "传真"
    EMAIL = "email", "电子邮件"
    PASSED_ON = "passed_on", "其他机关转来"


#: How a letter says that it came, before the word 申请.
CAME_BY: dict[str, str] = {
    Channel.ONLINE: "在网上提出的",
    Channel.IN_PERSON: "当面提出的",
    Channel.ORAL: "口头提出、由工作人员代填的",
    Channel.REGISTERED_POST: "以邮寄方式提出的",
    Channel.ORDINARY_POST: "以平信提出的",
    Channel.FAX: "以传真提出的",
    Channel.EMAIL: "以电子邮件提出的",
    Channel.PASSED_ON: "提出、由其他机关转来的",
}

_ORDER = "《中华人民共和国政府信息公开条例》"
#: The rule of 条例31 on the day of receipt by channel, as the receipt and the desk state it.
RECEIVED_RULES: dict[str, str] = {
    Channel.ONLINE: f"网上提交，当日双方确认，确认之日为收到之日（{_ORDER}第三十一条第三项）",
    Channel.IN_PERSON: f"当面提交，提交之日为收到之日（{_ORDER}第三十一条第一项）",
    Channel.ORAL: f"当面口头提出，代填之日为收到之日（{_ORDER}第二十九条第一款、第三十一条第一项）",
    Channel.REGISTERED_POST: f"邮寄，签收之日为收到之日（{_ORDER}第三十一条第二项）",
    Channel.ORDINARY_POST: f"平常信函，与申请人确认之日为收到之日（{_ORDER}第三十一条第二项）",
    Channel.FAX: f"传真，双方确认之日为收到之日（{_ORDER}第三十一条第三项）",
    Channel.EMAIL: f"电子邮件，双方确认之日为收到之日（{_ORDER}第三十一条第三项）",
    Channel.PASSED_ON: "其他机关转来，转到之日为收到之日",
}
cite("条例31", by=Citation("record", "applications.RECEIVED_RULES", "按渠道确定收到申请之日"))


#: The channels on which what came counts as received when both sides have confirmed it.
CONFIRMED = (Channel.ORDINARY_POST, Channel.FAX, Channel.EMAIL)


class ApplicantClass(models.TextChoices):
    """The columns of the annual report's third table."""

    NATURAL = "natural", "自然人"
    ENTERPRISE = "enterprise", "商业企业"
    RESEARCH = "research", "科研机构"
    WELFARE = "welfare", "社会公益组织"
    LEGAL_SERVICE = "legal_service", "法律服务机构"
    OTHER = "other", "其他"


class IdentityKind(models.TextChoices):
    """The document by which a person or organisation proves its identity."""

    RESIDENT = "resident", "居民身份证"
    PASSPORT = "passport", "护照"
    HONG_KONG_MACAO = "hong_kong_macao", "港澳居民来往内地通行证"
    TAIWAN = "taiwan", "台湾居民来往大陆通行证"
    PERMANENT_RESIDENT = "permanent_resident", "外国人永久居留身份证"
    CREDIT_CODE = "credit_code", "统一社会信用代码"
    OTHER = "other", "其他证件或登记证明"


class Form(models.TextChoices):
    """条例29(3): the form in which the information is wanted."""

    ELECTRONIC = "electronic", "电子文档"
    PAPER = "paper", "纸质复制件"
    INSPECTION = "inspection", "查阅、抄录"


#: States in which nothing remains to be done.
CLOSED = ["answered", *statute.CLOSING_ROWS, "struck"]


class Application(FSMModelMixin, Matter):  # type: ignore[misc]
    """One application to one agency, from receipt to closing."""

    kind = "application"
    keeper = ("handler", Role.APPLICATIONS_CLERK)
    about, whose = F("wanted"), F("applicant__name")
    readers = READERS
    #: OR-3: the applicant's personal data, opened for a day by `applications.reveal`.
    readers_of = {"applicant": PERSONAL_READERS}
    heading = Concat(Value("公开申请 "), F("number"))

    class State(models.TextChoices):
        RECEIVED = "received", "待登记"
        HANDLING = "handling", "办理中"
        AMENDING = "amending", "待申请人补正"
        EXPLAINING = "explaining", "待申请人说明理由"
        PAYING = "paying", "待申请人缴费"
        CONSULTING = "consulting", "征求意见中"
        SUSPENDED = "suspended", "期限中止"
        DELIVERING = "delivering", "答复已作出，待送达"
        ANSWERED = "answered", "已答复"
        LAPSED_UNAMENDED = "lapsed_unamended", "逾期不补正，不再处理"
        LAPSED_UNPAID = "lapsed_unpaid", "逾期未缴费，不再处理"
        WITHDRAWN = "withdrawn", "申请人已撤回"
        DECEASED = "deceased", "申请人死亡或者终止，不再处理"
        STRUCK = "struck", "重复登记，已注销"

    #: The states before the reply: the applicant may still withdraw.
    UNREPLIED = (
        State.RECEIVED,
        State.HANDLING,
        State.AMENDING,
        State.EXPLAINING,
        State.PAYING,
        State.CONSULTING,
        State.SUSPENDED,
    )
    OPEN = (*UNREPLIED, State.DELIVERING)
    #: Ended from any state before the reply, to which a mistake is undone.
    ENDED = (State.WITHDRAWN, State.DECEASED, State.STRUCK)

    #: What the applicant asks for, and how; an application that is passed on keeps it.
    CONTENT = (
        "sort", "applicant_class", "wanted", "wanted_number", "form", "delivery", "help_needed", "may_publish",
    )  # fmt: skip

    class Sort(models.TextChoices):
        INFORMATION = "information", "公开政府信息"
        CORRECTION = "correction", "更正与自身相关的记录"

    class Reasons(models.TextChoices):
        """What was found on the reasons for many or frequent applications (条例35)."""

        GOOD = "good", "理由合理，继续办理，可以另定合理的答复期限"
        BAD = "bad", "理由不合理，或者没有说明，不予处理"

    number = models.CharField("登记号", max_length=20, unique=True)
    code_hash = models.CharField("查询码摘要", max_length=64, blank=True)
    form_token = models.CharField("表单标识摘要", max_length=64, null=True, unique=True)
    sort = models.CharField("申请事项", max_length=20, choices=Sort.choices, default=Sort.INFORMATION)
    channel = models.CharField("提出方式", max_length=20, choices=Channel.choices)
    applicant_class = models.CharField("申请人类别", max_length=20, choices=ApplicantClass.choices)
    wanted = EncryptedTextField("所需信息")
    #: What was asked for before it was amended (条例30): letters recite it with the day of receipt.
    wanted_before = EncryptedTextField("补正前的所需信息", blank=True)
    wanted_number = EncryptedTextField("文号或索引号", blank=True)
    form = models.CharField("提供形式", max_length=20, choices=Form.choices)
    delivery = models.CharField("获取方式", max_length=20, choices=Way.choices)
    #: May tell of a disability: as private as anything here.
    help_needed = EncryptedTextField(
        "需要的帮助", blank=True, help_text="阅读困难或视听障碍（条例第四十三条）。"
    )
    help_given = EncryptedTextField("提供的帮助", blank=True)
    read_back = models.BooleanField("已向申请人宣读确认", default=False)
    #: The day on which it came, where that is not the day of receipt: a letter that had to be confirmed (条例31).
    arrived_on = models.DateField("到达日期", null=True, blank=True)
    confirmed_late = models.CharField("没有当日确认的原因", max_length=300, blank=True)
    received_on = models.DateField("收到日期")
    state = StateField("状态", max_length=20, choices=State.choices, default=State.RECEIVED, protected=True)
    handler = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    amended_on = models.DateField("收到补正日期", null=True, blank=True)
    extended_on = models.DateField("延期日期", null=True, blank=True)
    extension_asked = models.BooleanField("已提请延期", default=False)
    pieces = models.PositiveSmallIntegerField(
        "事项数", default=1, help_text="按件计收信息处理费时，一件申请包含几个事项，就按几件计。"
    )
    fee = models.DecimalField("信息处理费（元）", max_digits=10, decimal_places=2, null=True, blank=True)
    paid_on = models.DateField("缴费日期", null=True, blank=True)
    passed_on_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="passed_on_to", verbose_name="转自"
    )
    similar_offered = models.PositiveSmallIntegerField("提示的已公开信息", default=0)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    report_row = models.CharField("年报行", max_length=2, blank=True)
    explanation = EncryptedTextField("申请理由说明", blank=True)
    reasons_found = models.CharField("对申请理由的认定", max_length=4, choices=Reasons.choices, blank=True)
    may_publish = models.BooleanField("同意公布答复", default=False)
    grounds_asked_on = models.DateField("要求说明理由日期", null=True, blank=True)
    disclosure_proposed_on = models.DateField("建议主动公开日期", null=True, blank=True)
    disclosure_proposal = EncryptedTextField("主动公开的建议", blank=True)
    #: 条例44: whether the agency found it true, and what it answered.
    proposal_accepted = models.BooleanField("采纳主动公开的建议", null=True, blank=True)
    proposal_answered_on = models.DateField("答复建议日期", null=True, blank=True)
    proposal_answer = EncryptedTextField("对建议的答复", blank=True)
    disclosure_draft = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转为主动公开的公文"
    )

    history = HistoricalRecords(
        excluded_fields=[
            "wanted",
            "wanted_before",
            "wanted_number",
            "help_needed",
            "help_given",
            "explanation",
            "disclosure_proposal",
            "proposal_answer",
            "code_hash",
            "form_token",
        ]
    )
    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开申请"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="application_agency_state"),
            models.Index(fields=["state", "-id"], name="application_state"),
            models.Index(fields=["agency", "-received_on", "-id"], name="application_agency_received"),
            models.Index(fields=["channel", "-id"], name="application_channel"),
            models.Index(fields=["applicant_class", "-id"], name="application_class"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^[0-9]{4}-[0-9]{4,}$"), name="application_number_form"
            ),
            models.CheckConstraint(condition=Q(pieces__gte=1), name="application_at_least_one_piece"),
            models.CheckConstraint(
                condition=~Q(channel="oral") | Q(read_back=True),
                name="application_oral_read_back",
                violation_error_message="代填的申请须向申请人宣读并得到确认（条例第二十九条）。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_on__isnull=False)
                & ~Q(report_row="")
                & ~Q(state="struck")
                | Q(state="struck", closed_on__isnull=False, report_row="")
                | ~Q(state__in=CLOSED) & Q(closed_on__isnull=True, report_row=""),
                name="application_closed_is_counted",
            ),
            models.CheckConstraint(
                condition=Q(proposal_accepted__isnull=True, proposal_answered_on__isnull=True)
                | Q(
                    proposal_accepted__isnull=False,
                    disclosure_proposed_on__isnull=False,
                    proposal_answered_on__gte=F("disclosure_proposed_on"),
                ),
                name="application_proposal_answered_after_it",
            ),
        ]
        triggers = triggers.APPLICATION

    def __str__(self) -> str:
        return self.title

    @property
    def origin(self) -> str:
        """The filing that everything about it goes back to, also where it was passed on, as messages name their cause."""
        first = self
        while first.passed_on_from is not None:
            first = first.passed_on_from
        return f"{self.kind}:{first.pk}"

    def arrives_when_issued(self, *, as_wanted: bool) -> bool:
        """Whether a letter has arrived when it is issued, because it stands where the applicant was told to find it.

        What is given `as_wanted`, in the way of 条例40 – the reply – stands on this site only for those who asked for that.
        """
        if self.channel != Channel.ONLINE:
            return self.delivery == Way.ONLINE
        return not as_wanted or self.delivery in (Way.ONLINE, Way.EMAIL)

    @property
    def title(self) -> str:
        """The heading at the desk, in clocks and notices: the number, nothing that the applicant wrote."""
        return f"公开申请 {self.number}"

    @classmethod
    def named(cls, key: str) -> Q:
        """The application with this registration number or primary key."""
        return Q(number=key) if "-" in key else super().named(key)

    def goes_with(self) -> list[Matter]:
        """The consultations of third parties that are under way."""
        return list(self.consultations.filter(state__in=("sent", "asked")))

    def ledger_scope(self) -> list[tuple[str, int]]:
        """Its own ledger and those of its replies."""
        return [(self.kind, self.pk), *(("reply", pk) for pk in self.replies.values_list("pk", flat=True))]

    @property
    def is_open(self) -> bool:
        """Whether it still has to be answered or closed."""
        return self.state in self.OPEN

    def unmet(self) -> set[str]:
        """The outcomes of the issued reply that grant less than was asked for; empty before the reply."""
        issued = self.replies.issued().filter(explains=False)
        codes = issued.values_list("decisions__outcome", flat=True)
        return {code for code in codes if statute.OUTCOMES[code].falls_short}

    def lacks(self) -> list[str]:
        """The particulars and files of 条例29, 41 that are missing; the applicant is told to amend (条例30)."""
        applicant, brought = self.applicant, {e.purpose for e in self.enclosures.all()}
        if applicant.erased_at is not None:
            return []
        organised = self.applicant_class != ApplicantClass.NATURAL
        wants = {
            "证件号码": applicant.identity_number,
            "法定代表人或负责人": applicant.representative or not organised,
            "联系人": applicant.contact_name or not organised,
            "授权委托书": not applicant.agent_name or Enclosure.Purpose.AUTHORITY in brought,
            "记录不准确的证据": self.sort != self.Sort.CORRECTION or Enclosure.Purpose.EVIDENCE in brought,
        }
        return [name for name, there in wants.items() if not there]

    @property
    def received_rule(self) -> str:
        """The rule that decides its day of receipt; who passed it on, and when."""
        if self.passed_on_from is not None:
            day = f"{self.received_on.year}年{self.received_on.month}月{self.received_on.day}日"
            return f"{self.passed_on_from.agency.name}{day}转来，本机关当日收到"
        return RECEIVED_RULES[self.channel]

    @transition(field=state, source=State.RECEIVED, target=State.HANDLING)
    def register(self, handler: Staff | None) -> None:
        """条例45: register it and name its handler."""
        self.handler = handler

    @transition(field=state, source=[State.RECEIVED, State.HANDLING], target=State.AMENDING)
    def ask_amendment(self) -> None:
        """条例30: tell the applicant once what is unclear, and by when to amend it."""

    @transition(field=state, source=State.AMENDING, target=State.HANDLING)
    def amend(self, on: date) -> None:
        """条例30: take the amendment; the time to reply runs anew."""
        self.amended_on = on

    @transition(field=state, source=State.HANDLING, target=State.CONSULTING)
    def consult(self) -> None:
        """条例32–34: wait for opinions; this time does not count."""

    @transition(field=state, source=State.CONSULTING, target=State.HANDLING)
    def consulted(self) -> None:
        """Go on after the last opinion, or after the time for it."""

    @transition(field=state, source=State.HANDLING, target=State.EXPLAINING)
    def ask_explanation(self) -> None:
        """条例35: ask for the reasons of excessive applications."""

    @transition(field=state, source=State.EXPLAINING, target=State.HANDLING)
    def explained(self) -> None:
        """Go on after the reasons, or after the time for them."""

    @transition(field=state, source=State.HANDLING, target=State.PAYING)
    def charge(self) -> None:
        """条例42: demand a fee before the reply."""

    @transition(field=state, source=State.PAYING, target=State.HANDLING)
    def paid(self, on: date) -> None:
        """国办函〔2020〕109号: record the payment; the time to reply runs anew."""
        self.paid_on = on

    @transition(field=state, source=State.HANDLING, target=State.SUSPENDED)
    def suspend(self) -> None:
        """OR-5(2): suspend the time to reply because of an unavoidable obstacle."""

    @transition(field=state, source=State.SUSPENDED, target=State.HANDLING)
    def resume(self) -> None:
        """OR-5(2): resume when the obstacle is gone."""

    @transition(field=state, source=State.HANDLING, target=State.DELIVERING)
    def await_delivery(self) -> None:
        """条例33: wait until the reply is handed to the post, handed over or sent; until then it is not answered."""

    @transition(field=state, source=[State.HANDLING, State.DELIVERING], target=State.ANSWERED)
    def answer(self, on: date, row: str) -> None:
        """OR-4: close it with a written reply that was delivered and counts in this row of the annual report."""
        self.closed_on, self.report_row = on, row

    @transition(field=state, source=State.AMENDING, target=State.LAPSED_UNAMENDED)
    def lapse_unamended(self, on: date) -> None:
        """条例30: close it, not amended in time and without good reason."""
        self.closed_on, self.report_row = on, statute.CLOSING_ROWS["lapsed_unamended"]

    @transition(field=state, source=State.PAYING, target=State.LAPSED_UNPAID)
    def lapse_unpaid(self, on: date) -> None:
        """国办函〔2020〕109号: close it, the fee not paid in time."""
        self.closed_on, self.report_row = on, statute.CLOSING_ROWS["lapsed_unpaid"]

    def named_in(self, text: str, reader: Actor | None = None) -> list[str]:
        """The labels of the applicant's data that stand in a text, and that of a third party's name.

        None for a reader who may not read them: nobody learns a name by guessing.
        """
        if reader is not None and not self.part_open_to("applicant", reader):
            return []
        asked = self.consultations.filter(party="third_party")
        return self.applicant.named_in(text) + ["第三方名称"] * any(mentions(text, p.name) for p in asked)

    @transition(field=state, source=list(UNREPLIED), target=State.WITHDRAWN)
    def withdraw(self, on: date) -> None:
        """Close it at the applicant's wish."""
        self.closed_on, self.report_row = on, statute.CLOSING_ROWS["withdrawn"]

    @transition(field=state, source=list(UNREPLIED), target=State.DECEASED)
    def end_with_applicant(self, on: date) -> None:
        """Close it because nobody is left who applies."""
        self.closed_on, self.report_row = on, statute.CLOSING_ROWS["deceased"]

    @transition(field=state, source=list(UNREPLIED), target=State.STRUCK)
    def strike(self, on: date) -> None:
        """Strike out a second registration of one application, which no report counts."""
        self.closed_on = on

    @transition(field=state, source=[State.LAPSED_UNAMENDED, *ENDED], target=State.AMENDING)
    def reopen_unamended(self) -> None:
        """Go on with what was closed by mistake."""
        self.closed_on, self.report_row = None, ""

    @transition(field=state, source=[State.LAPSED_UNPAID, *ENDED], target=State.PAYING)
    def reopen_unpaid(self) -> None:
        """Go on with what was closed by mistake."""
        self.closed_on, self.report_row = None, ""

    @transition(field=state, source=list(ENDED), target=State.HANDLING)
    def reopen(self) -> None:
        """Go on with what was closed by mistake."""
        self.closed_on, self.report_row = None, ""


class Applicant(models.Model):
    """The applicant and their agent: encrypted, without history, erased after the retention term."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="applicant", verbose_name="申请"
    )
    #: Keyed hashes (`applications.marks`): applications of the same person are found without decrypting.
    fingerprint = models.CharField("身份指纹", max_length=64, db_index=True, blank=True)
    name_mark = models.CharField("姓名指纹", max_length=64, db_index=True, blank=True, editable=False)
    phone_mark = models.CharField("电话指纹", max_length=64, db_index=True, blank=True, editable=False)
    name = EncryptedTextField("姓名或名称", blank=True)
    identity_kind = models.CharField("证件类别", max_length=20, choices=IdentityKind.choices, blank=True)
    identity_number = EncryptedTextField("证件号码", blank=True)
    representative = EncryptedTextField("法定代表人或负责人", blank=True)
    contact_name = EncryptedTextField("联系人", blank=True)
    phone = EncryptedTextField("联系电话", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    address = EncryptedTextField("联系地址", blank=True)
    postcode = EncryptedTextField("邮政编码", blank=True)
    agent_name = EncryptedTextField("代理人姓名", blank=True)
    agent_identity_kind = models.CharField(
        "代理人证件类别", max_length=20, choices=IdentityKind.choices, blank=True
    )
    agent_identity_number = EncryptedTextField("代理人证件号码", blank=True)
    agent_phone = EncryptedTextField("代理人电话", blank=True)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申请人"
        triggers = kept()

    def __str__(self) -> str:
        return f"申请人（{self.application_id}）"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keep each mark that of its column."""
        if update_fields is not None:
            own = [column for name, (column, _mark) in marks.COLUMNS.items() if name in update_fields]
            update_fields = [*update_fields, *own]
        self.mark()
        super().save(*args, update_fields=update_fields, **kwargs)

    def mark(self) -> dict[str, str]:
        """Compute the marks anew; return those that changed, by their columns."""
        changed = {}
        for name, (column, mark) in marks.COLUMNS.items():
            now = mark(getattr(self, name))
            if now != getattr(self, column):
                changed[column] = now
                setattr(self, column, now)
        return changed

    #: How each personal column is masked.
    MASKS: ClassVar[dict[str, Callable[[str], str]]] = {
        "name": mask_name,
        "identity_number": mask_number,
        "representative": mask_name,
        "contact_name": mask_name,
        "phone": mask_phone,
        "email": mask_email,
        "address": mask_address,
        "postcode": mask_number,
        "agent_name": mask_name,
        "agent_identity_number": mask_number,
        "agent_phone": mask_phone,
    }

    @classmethod
    def personal_labels(cls) -> dict[str, str]:
        """The label of each encrypted column, by its name, in the order in which they are shown."""
        columns = cls._meta.concrete_fields
        return {c.name: str(c.verbose_name) for c in columns if isinstance(c, EncryptedTextField)}

    def named_in(self, text: str) -> list[str]:
        """The labels of the personal data that stand in a text, however they are written."""
        return [
            label for name, label in self.personal_labels().items() if mentions(text, getattr(self, name))
        ]

    def erase(self, at: datetime) -> None:
        """Blank everything personal; what the annual report counts stands in the application."""
        for name in self.personal_labels():
            setattr(self, name, "")
        self.erased_at = at
        self.mark()


class Enclosure(models.Model):
    """A file that came with the application or with what the applicant sent later."""

    class Purpose(models.TextChoices):
        IDENTITY = "identity", "身份证明"
        AUTHORITY = "authority", "授权委托书"
        SCAN = "scan", "来件扫描"
        EVIDENCE = "evidence", "证据材料"
        MATERIAL = "material", "补充材料"
        EARLIER = "earlier", "本机关以前的答复"

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="enclosures", verbose_name="申请"
    )
    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices)
    name = EncryptedTextField("文件名")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    added_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "申请材料"
        ordering = ["pk"]
        triggers = kept()

    def __str__(self) -> str:
        return self.get_purpose_display()
