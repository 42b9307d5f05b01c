import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import foundation.casework.states
import foundation.database


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("agencies", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalReview",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("subject_kind", models.CharField(max_length=30, verbose_name="审查对象类别")),
                ("subject_id", models.BigIntegerField(verbose_name="审查对象")),
                ("title", models.CharField(max_length=500, verbose_name="标题")),
                ("digest", models.CharField(max_length=64, verbose_name="文本摘要")),
                (
                    "special_category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("farm_product_quality", "农产品质量安全状况"),
                            ("epidemic", "重大传染病疫情"),
                            ("animal_epidemic", "重大动物疫情"),
                            ("geographic", "重要地理信息数据"),
                            ("statistics", "统计信息"),
                        ],
                        max_length=30,
                        verbose_name="特别类别",
                    ),
                ),
                (
                    "approval_reference",
                    models.CharField(blank=True, max_length=200, verbose_name="批准机关与文号"),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("pending", "待审查"),
                            ("referred", "已报审"),
                            ("concluded", "已提出意见"),
                            ("void", "已失效"),
                        ],
                        default="pending",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[("disclose", "公开"), ("exempt", "免予公开"), ("refer", "需报审")],
                        max_length=10,
                        verbose_name="审查意见",
                    ),
                ),
                ("basis", models.TextField(blank=True, verbose_name="依据")),
                ("reasons", models.TextField(blank=True, verbose_name="理由")),
                (
                    "state_secret",
                    models.CharField(
                        blank=True,
                        choices=[("no", "不涉及"), ("handled", "涉及，已作处理"), ("yes", "涉及")],
                        max_length=10,
                        verbose_name="国家秘密",
                    ),
                ),
                ("state_secret_basis", models.TextField(blank=True, verbose_name="国家秘密：依据")),
                (
                    "commercial_secret",
                    models.CharField(
                        blank=True,
                        choices=[("no", "不涉及"), ("handled", "涉及，已作处理"), ("yes", "涉及")],
                        max_length=10,
                        verbose_name="商业秘密",
                    ),
                ),
                ("commercial_secret_basis", models.TextField(blank=True, verbose_name="商业秘密：依据")),
                (
                    "personal_privacy",
                    models.CharField(
                        blank=True,
                        choices=[("no", "不涉及"), ("handled", "涉及，已作处理"), ("yes", "涉及")],
                        max_length=10,
                        verbose_name="个人隐私",
                    ),
                ),
                ("personal_privacy_basis", models.TextField(blank=True, verbose_name="个人隐私：依据")),
                (
                    "security_stability",
                    models.CharField(
                        blank=True,
                        choices=[("no", "不涉及"), ("handled", "涉及，已作处理"), ("yes", "涉及")],
                        max_length=10,
                        verbose_name="安全与稳定",
                    ),
                ),
                ("security_stability_basis", models.TextField(blank=True, verbose_name="安全与稳定：依据")),
                ("concluded_at", models.DateTimeField(null=True, verbose_name="提出意见时间")),
                ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="失效原因")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="单位",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="报审机关",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审查人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 保密审查",
                "verbose_name_plural": "historical 保密审查",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("subject_kind", models.CharField(max_length=30, verbose_name="审查对象类别")),
                ("subject_id", models.BigIntegerField(verbose_name="审查对象")),
                ("title", models.CharField(max_length=500, verbose_name="标题")),
                ("digest", models.CharField(max_length=64, verbose_name="文本摘要")),
                ("places", models.JSONField(default=list, verbose_name="审查文本")),
                (
                    "special_category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("farm_product_quality", "农产品质量安全状况"),
                            ("epidemic", "重大传染病疫情"),
                            ("animal_epidemic", "重大动物疫情"),
                            ("geographic", "重要地理信息数据"),
                            ("statistics", "统计信息"),
                        ],
                        max_length=30,
                        verbose_name="特别类别",
                    ),
                ),
                (
                    "approval_reference",
                    models.CharField(blank=True, max_length=200, verbose_name="批准机关与文号"),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("pending", "待审查"),
                            ("referred", "已报审"),
                            ("concluded", "已提出意见"),
                            ("void", "已失效"),
                        ],
                        default="pending",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[("disclose", "公开"), ("exempt", "免予公开"), ("refer", "需报审")],
                        max_length=10,
                        verbose_name="审查意见",
                    ),
                ),
                ("basis", models.TextField(blank=True, verbose_name="依据")),
                ("reasons", models.TextField(blank=True, verbose_name="理由")),
                (
                    "state_secret",
                    models.CharField(
                        blank=True,
                        choices=[("no", "不涉及"), ("handled", "涉及，已作处理"), ("yes", "涉及")],
                        max_length=10,
                        verbose_name="国家秘密",
                    ),
                ),
                ("state_secret_basis", models.TextField(blank=True, verbose_name="国家秘密：依据")),
                (
                    "commercial_secret",
                    models.CharField(
                        blank=True,
                        choices=[("no", "不涉及"), ("handled", "涉及，已作处理"), ("yes", "涉及")],
                        max_length=10,
                        verbose_name="商业秘密",
                    ),
                ),
                ("commercial_secret_basis", models.TextField(blank=True, verbose_name="商业秘密：依据")),
                (
                    "personal_privacy",
                    models.CharField(
                        blank=True,
                        choices=[("no", "不涉及"), ("handled", "涉及，已作处理"), ("yes", "涉及")],
                        max_length=10,
                        verbose_name="个人隐私",
                    ),
                ),
                ("personal_privacy_basis", models.TextField(blank=True, verbose_name="个人隐私：依据")),
                (
                    "security_stability",
                    models.CharField(
                        blank=True,
                        choices=[("no", "不涉及"), ("handled", "涉及，已作处理"), ("yes", "涉及")],
                        max_length=10,
                        verbose_name="安全与稳定",
                    ),
                ),
                ("security_stability_basis", models.TextField(blank=True, verbose_name="安全与稳定：依据")),
                ("concluded_at", models.DateTimeField(null=True, verbose_name="提出意见时间")),
                ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="失效原因")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="单位",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="报审机关",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审查人",
                    ),
                ),
            ],
            options={
                "verbose_name": "保密审查",
                "verbose_name_plural": "保密审查",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id", "digest"], name="review_subject"),
                    models.Index(fields=["agency", "state"], name="review_agency_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["pending", "referred"])),
                        fields=("subject_kind", "subject_id"),
                        name="review_one_open_per_subject",
                        violation_error_message="一份文本同时只能有一次保密审查（SR-3）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "concluded"), _negated=True),
                            models.Q(
                                ("concluded_at__isnull", False),
                                ("opinion__in", ["disclose", "exempt"]),
                                ("reviewer__isnull", False),
                                models.Q(("basis", ""), _negated=True),
                                models.Q(("reasons", ""), _negated=True),
                                models.Q(
                                    ("state_secret", ""),
                                    ("state_secret_basis", ""),
                                    _connector="OR",
                                    _negated=True,
                                ),
                                models.Q(
                                    ("commercial_secret", ""),
                                    ("commercial_secret_basis", ""),
                                    _connector="OR",
                                    _negated=True,
                                ),
                                models.Q(
                                    ("personal_privacy", ""),
                                    ("personal_privacy_basis", ""),
                                    _connector="OR",
                                    _negated=True,
                                ),
                                models.Q(
                                    ("security_stability", ""),
                                    ("security_stability_basis", ""),
                                    _connector="OR",
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="review_concluded_is_complete",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="b36d0b1795f0ed2287fedaf4c874e76607e39e3e",
                            operation="DELETE",
                            pgid="pgtrigger_keep_37c23",
                            table="secrecy_review_review",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="c081748d50550f6d4857b01fefc68c6962cf0723",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_790df",
                            table="secrecy_review_review",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="begin_pending",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'pending')",
                            func="RAISE EXCEPTION 'SR-4: a review begins pending';",
                            hash="758c7d9cfcab5ca45249e4d0d7c3047d12a57717",
                            operation="INSERT",
                            pgid="pgtrigger_begin_pending_66dc8",
                            table="secrecy_review_review",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="conclude_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('concluded', 'void'))",
                            func="IF to_jsonb(NEW) - 'state' - 'void_reason' <> to_jsonb(OLD) - 'state' - 'void_reason' THEN RAISE EXCEPTION 'SR-3: a concluded review is of one exact text'; END IF; RETURN NEW;",
                            hash="28210eded055d3b1828fd8ea91738b3efb73717e",
                            operation="UPDATE",
                            pgid="pgtrigger_conclude_once_d3ef8",
                            table="secrecy_review_review",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="conclude_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('concluded', 'void'))",
                            func="IF OLD.state = 'concluded' AND NEW.state NOT IN ('concluded', 'void') OR OLD.state = 'void' AND NEW.state NOT IN ('void') THEN RAISE EXCEPTION 'SR-3: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="e9676c2997b83467377957ea0e5863a8f5a7edae",
                            operation="UPDATE",
                            pgid="pgtrigger_conclude_ways_57240",
                            table="secrecy_review_review",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reasons", models.TextField(verbose_name="报审理由")),
                ("at", models.DateTimeField(verbose_name="报审时间")),
                (
                    "from_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="报审机关",
                    ),
                ),
                (
                    "to_agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="受理机关",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="secrecy_review.review",
                        verbose_name="审查",
                    ),
                ),
            ],
            options={
                "verbose_name": "逐级报审",
                "verbose_name_plural": "逐级报审",
                "ordering": ["at"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="824e335af3049c360baff27e7060c77954b53e44",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9ac77",
                            table="secrecy_review_referral",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="4cc355471576c4da14bcd25357a1140333428eba",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_07734",
                            table="secrecy_review_referral",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=40, verbose_name="发现")),
                ("label", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "excerpt",
                    models.CharField(help_text="已遮盖的摘录。", max_length=200, verbose_name="内容"),
                ),
                ("place", models.CharField(max_length=60, verbose_name="位置")),
                ("place_label", models.CharField(max_length=300, verbose_name="所在")),
                ("start", models.PositiveIntegerField(verbose_name="起")),
                ("end", models.PositiveIntegerField(verbose_name="止")),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("removed", "删去"),
                            ("masked", "遮盖"),
                            ("justified", "可以公开，说明理由"),
                        ],
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                ("justification", models.TextField(blank=True, verbose_name="说明")),
                ("resolved_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="secrecy_review.review",
                        verbose_name="审查",
                    ),
                ),
            ],
            options={
                "verbose_name": "审查发现",
                "verbose_name_plural": "审查发现",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolution", "justified"), _negated=True),
                            models.Q(("justification", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="finding_justified_says_why",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="99cbd5c28b0af5d30864e25a43190b3190c38043",
                            operation="DELETE",
                            pgid="pgtrigger_keep_9043b",
                            table="secrecy_review_finding",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="257e9ed5c3a8230e12de2af3769fe61bc729deaa",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_393f0",
                            table="secrecy_review_finding",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="fixed_with_opinion",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF EXISTS (SELECT 1 FROM secrecy_review_review p WHERE p.id IN (NEW.review_id, OLD.review_id) AND p.state NOT IN ('pending', 'referred')) THEN RAISE EXCEPTION 'SR-4: the findings of a concluded review stand'; END IF; RETURN COALESCE(NEW, OLD);",
                            hash="e04c9e8f4410891947e69860a3f310d1a75bf2a1",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_fixed_with_opinion_04bd5",
                            table="secrecy_review_finding",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        foundation.database.InstallTriggers(
            model_name="review",
        ),
        foundation.database.InstallTriggers(
            model_name="referral",
        ),
        foundation.database.InstallTriggers(
            model_name="finding",
        ),
    ]
