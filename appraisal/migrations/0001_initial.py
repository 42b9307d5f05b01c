from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import pgtrigger.migrations
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import foundation.casework.states
import foundation.privacy.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0006_changes_public_pages"),
        ("agencies", "__first__"),
        ("files", "0002_kept_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Scheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("starts_on", models.DateField(verbose_name="考核期从")),
                ("ends_on", models.DateField(verbose_name="考核期到")),
                (
                    "bonus_cap",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=5, verbose_name="加分合计上限"
                    ),
                ),
                (
                    "bonus_from",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=5, verbose_name="得分满多少才加分"
                    ),
                ),
                (
                    "factor",
                    models.DecimalField(
                        decimal_places=4, default=Decimal("0.04"), max_digits=5, verbose_name="折算系数"
                    ),
                ),
                ("classes", models.JSONField(blank=True, default=dict, verbose_name="另列类别的单位")),
                ("changed_because", models.CharField(blank=True, max_length=500, verbose_name="更正的原因")),
                ("trial", models.JSONField(blank=True, default=list, verbose_name="试算")),
                ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="试算时间")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("drafting", "拟定中"),
                            ("checked", "已核对，待印发"),
                            ("issued", "已印发"),
                            ("superseded", "已由新版本替代"),
                            ("abandoned", "已放弃"),
                        ],
                        default="drafting",
                        max_length=12,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="印发时间")),
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
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟定人",
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="appraisal.scheme",
                        verbose_name="上一版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核方案",
                "verbose_name_plural": "考核方案",
                "ordering": ["-year", "-version"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="appraisal_scheme_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "abandoned"), _negated=True),
                        fields=("year", "version"),
                        name="appraisal_scheme_version",
                        violation_error_message="这一年这个版本的考核方案已经有了。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "issued")),
                        fields=("year",),
                        name="appraisal_scheme_one_issued",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="appraisal_scheme_period",
                        violation_error_message="考核期的截止日期要晚于开始日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("bonus_cap__gte", 0),
                            ("bonus_cap__lte", 20),
                            ("bonus_from__gte", 0),
                            ("bonus_from__lte", 100),
                        ),
                        name="appraisal_scheme_bonus",
                        violation_error_message="加分合计最多 20 分。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("factor__gt", 0), ("factor__lte", 1)),
                        name="appraisal_scheme_factor",
                        violation_error_message="折算系数要大于 0，不大于 1。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version", 1),
                            models.Q(
                                ("predecessor__isnull", False),
                                models.Q(("changed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_scheme_changed_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["issued", "superseded"]), _negated=True),
                            models.Q(
                                ("issued_at__isnull", False),
                                ("tried_at__isnull", False),
                                models.Q(("number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_scheme_issued_tried",
                        violation_error_message="方案要编文号，先用上一年的数据试算，再印发（AP-6）。",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="6d56f0371afffc028d508bfaf71515d8b720b5c0",
                            operation="DELETE",
                            pgid="pgtrigger_keep_20af2",
                            table="appraisal_scheme",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="02d830811f21c77d97c93ee301ac1c4ea1a3584f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_cd607",
                            table="appraisal_scheme",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_drafting",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'drafting')",
                            func="RAISE EXCEPTION 'AP-6: a scheme is drafted before it is issued';",
                            hash="57851d4f6fa5b43c3a292c5da15da2f00e855aa0",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_drafting_af0ca",
                            table="appraisal_scheme",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.year, NEW.version, NEW.predecessor_id, NEW.created_at) IS DISTINCT FROM ROW(OLD.year, OLD.version, OLD.predecessor_id, OLD.created_at) THEN RAISE EXCEPTION 'AP-6: a scheme stays of its year'; END IF; RETURN NEW;",
                            hash="5d1e698e5596755837c1a5ffe75287e8b8c77117",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_aa84b",
                            table="appraisal_scheme",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_fixed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('issued', 'superseded'))",
                            func="IF to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state' THEN RAISE EXCEPTION 'AP-6: an issued scheme is not changed'; END IF; RETURN NEW;",
                            hash="73cca7faebae1133066981645dafb6e8f2591ea5",
                            operation="UPDATE",
                            pgid="pgtrigger_d_fixed_666ed",
                            table="appraisal_scheme",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_checked",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('checked'))",
                            func="IF ROW(NEW.title, NEW.starts_on, NEW.ends_on, NEW.bonus_cap, NEW.bonus_from, NEW.factor, NEW.classes) IS DISTINCT FROM ROW(OLD.title, OLD.starts_on, OLD.ends_on, OLD.bonus_cap, OLD.bonus_from, OLD.factor, OLD.classes) THEN RAISE EXCEPTION 'AP-6: a checked scheme is given back before it is changed'; END IF; RETURN NEW;",
                            hash="9fed5f5d708a00728a1dbba93183710135dc2a87",
                            operation="UPDATE",
                            pgid="pgtrigger_d_checked_1c2c7",
                            table="appraisal_scheme",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_adds_up",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'issued' AND OLD.\"state\" IS DISTINCT FROM 'issued')",
                            func="\nIF EXISTS (\n    SELECT 1 FROM unnest(ARRAY['department', 'township', 'service']) AS c\n    WHERE 100 <> (\n        SELECT COALESCE(sum(i.points), 0) FROM appraisal_indicator i\n        WHERE i.scheme_id = NEW.id AND i.leaf AND i.kind NOT IN ('bonus', 'veto') AND c = ANY (i.classes)\n    )\n) THEN RAISE EXCEPTION 'AP-6: the points of each kind of unit add up to 100'; END IF;\nRETURN NEW;",
                            hash="f1d1fa3d1ad6faf5dbe44135478fa12dbc7c5a6b",
                            operation="UPDATE",
                            pgid="pgtrigger_e_adds_up_feaa6",
                            table="appraisal_scheme",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_adds_up_checked",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'checked' AND OLD.\"state\" IS DISTINCT FROM 'checked')",
                            func="\nIF EXISTS (\n    SELECT 1 FROM unnest(ARRAY['department', 'township', 'service']) AS c\n    WHERE 100 <> (\n        SELECT COALESCE(sum(i.points), 0) FROM appraisal_indicator i\n        WHERE i.scheme_id = NEW.id AND i.leaf AND i.kind NOT IN ('bonus', 'veto') AND c = ANY (i.classes)\n    )\n) THEN RAISE EXCEPTION 'AP-6: the points of each kind of unit add up to 100'; END IF;\nRETURN NEW;",
                            hash="9496555e7a903f015de7b3e71024a6fe200384c2",
                            operation="UPDATE",
                            pgid="pgtrigger_e_adds_up_checked_bfa4d",
                            table="appraisal_scheme",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="f_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('drafting', 'checked', 'issued', 'superseded', 'abandoned'))",
                            func="IF OLD.state = 'drafting' AND NEW.state NOT IN ('drafting', 'checked', 'abandoned') OR OLD.state = 'checked' AND NEW.state NOT IN ('checked', 'drafting', 'issued', 'abandoned') OR OLD.state = 'issued' AND NEW.state NOT IN ('issued', 'superseded') OR OLD.state = 'superseded' AND NEW.state NOT IN ('superseded') OR OLD.state = 'abandoned' AND NEW.state NOT IN ('abandoned') THEN RAISE EXCEPTION 'AP-6: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="576be8171f9d4aded246b5f84bd86610dc341e96",
                            operation="UPDATE",
                            pgid="pgtrigger_f_ways_3fcce",
                            table="appraisal_scheme",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        error_messages={"unique": "这一年的考核已经有了。"}, unique=True, verbose_name="年度"
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("running", "平时考核中"),
                            ("under_way", "年度考核中"),
                            ("published", "已公布结果"),
                        ],
                        default="running",
                        max_length=12,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="最近计算")),
                ("computed_to", models.DateField(blank=True, null=True, verbose_name="算到哪一天")),
                ("changes", models.JSONField(blank=True, default=list, verbose_name="与上次不同")),
                (
                    "notified_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="部署年度考核的时间"),
                ),
                ("summary", models.TextField(blank=True, verbose_name="结果概述")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公布时间")),
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
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="appraisal.scheme",
                        verbose_name="考核方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度考核",
                "verbose_name_plural": "年度考核",
                "ordering": ["-year"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="appraisal_agency_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(
                                ("published_at__isnull", False), models.Q(("summary", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_published_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "running"), ("notified_at__isnull", False), _connector="OR"
                        ),
                        name="appraisal_notified",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="5a5f5e2cab802ece62e8a24878379c50fa77cb9a",
                            operation="DELETE",
                            pgid="pgtrigger_keep_6e762",
                            table="appraisal_appraisal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="b127f23ce722704b378bcfdb8b0f07f2122a9ab8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_5eb63",
                            table="appraisal_appraisal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_running",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'running')",
                            func="RAISE EXCEPTION 'AP-8: routine checks come before the yearly appraisal';",
                            hash="fb226afd58df1efce2cd536630a5c241cace533f",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_running_dd8ef",
                            table="appraisal_appraisal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.year, NEW.created_at) IS DISTINCT FROM ROW(OLD.year, OLD.created_at) THEN RAISE EXCEPTION 'AP-2: an appraisal stays of its year'; END IF; RETURN NEW;",
                            hash="5691452f36b83c1fbbeb67de290c551f6b60a61f",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_bcc24",
                            table="appraisal_appraisal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_issued",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF NOT EXISTS (SELECT 1 FROM appraisal_scheme s WHERE s.id = NEW.scheme_id AND s.state = 'issued' AND s.year = NEW.year)\nTHEN RAISE EXCEPTION 'AP-6: a year is appraised by its issued scheme'; END IF;\n RETURN NEW;",
                            hash="f884f55f2908aecb803b25492b0d37e962e23ddb",
                            operation="INSERT",
                            pgid="pgtrigger_d_issued_4dcd5",
                            table="appraisal_appraisal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_unfrozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."scheme_id" IS DISTINCT FROM (NEW."scheme_id"))',
                            func="\nIF EXISTS (SELECT 1 FROM appraisal_case c WHERE c.appraisal_id = NEW.id AND c.frozen_id IS NOT NULL)\nTHEN RAISE EXCEPTION 'AP-6: once a unit is checked in the field, the scheme of the year stays'; END IF;\n \nIF NOT EXISTS (SELECT 1 FROM appraisal_scheme s WHERE s.id = NEW.scheme_id AND s.state = 'issued' AND s.year = NEW.year)\nTHEN RAISE EXCEPTION 'AP-6: a year is appraised by its issued scheme'; END IF;\n RETURN NEW;",
                            hash="952ffc5144d40948ed2e37301c56569fe092b8cb",
                            operation="UPDATE",
                            pgid="pgtrigger_d_unfrozen_2df45",
                            table="appraisal_appraisal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_published",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'published' AND OLD.\"state\" IS DISTINCT FROM 'published')",
                            func="\nIF EXISTS (SELECT 1 FROM appraisal_case c WHERE c.appraisal_id = NEW.id AND c.state NOT IN ('published', 'merged'))\nTHEN RAISE EXCEPTION 'AP-9: results are published once every unit has its own in writing and was heard'; END IF;\nRETURN NEW;",
                            hash="ed8bc8d7e921d725a4e436630735fed92a688b54",
                            operation="UPDATE",
                            pgid="pgtrigger_e_published_f3ad1",
                            table="appraisal_appraisal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="f_over",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published'))",
                            func="IF ROW(NEW.state, NEW.scheme_id, NEW.summary, NEW.published_at) IS DISTINCT FROM ROW(OLD.state, OLD.scheme_id, OLD.summary, OLD.published_at) THEN RAISE EXCEPTION 'AP-9: what is published stays as it is'; END IF; RETURN NEW;",
                            hash="58fadc1493767213f07c107818df5a318e316958",
                            operation="UPDATE",
                            pgid="pgtrigger_f_over_e14cd",
                            table="appraisal_appraisal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="g_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('running', 'under_way', 'published'))",
                            func="IF OLD.state = 'running' AND NEW.state NOT IN ('running', 'under_way') OR OLD.state = 'under_way' AND NEW.state NOT IN ('under_way', 'published') OR OLD.state = 'published' AND NEW.state NOT IN ('published') THEN RAISE EXCEPTION 'AP-9: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="aabc3998b2975b841a32b25a67fc678fcc296f0f",
                            operation="UPDATE",
                            pgid="pgtrigger_g_ways_d0ef4",
                            table="appraisal_appraisal",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="changes_public_pages",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="IF NEW.state IN ('published') OR OLD.state IN ('published') THEN \nIF current_setting('wuyuan.new_state', true) IS DISTINCT FROM pg_current_xact_id()::text THEN\n    INSERT INTO pages_publicstate (id, mark) VALUES (1, gen_random_uuid())\n        ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark;\n    PERFORM set_config('wuyuan.new_state', pg_current_xact_id()::text, true);\nEND IF;\n END IF; RETURN NULL;",
                            hash="b5fa573df7ded15249e6530041eba1641ca59325",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_changes_public_pages_4ae74",
                            table="appraisal_appraisal",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("code", models.CharField(max_length=20, verbose_name="编号")),
                ("name", models.CharField(max_length=300, verbose_name="名称")),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("department", "政府部门"),
                                ("township", "乡镇和办事处"),
                                ("service", "公共服务单位"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                        verbose_name="适用的单位类别",
                    ),
                ),
                ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="满分")),
                ("leaf", models.BooleanField(default=True, verbose_name="直接计分")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("has", "有无"),
                            ("per_case", "逐件扣分"),
                            ("ratio", "比例"),
                            ("ladder", "阶梯"),
                            ("target", "目标"),
                            ("frequency", "频次"),
                            ("manual", "人工评分"),
                            ("bonus", "加分"),
                            ("veto", "否决"),
                        ],
                        max_length=12,
                        verbose_name="计分方式",
                    ),
                ),
                ("params", models.JSONField(blank=True, default=dict, verbose_name="参数")),
                ("figure", models.CharField(blank=True, max_length=80, verbose_name="数据来源")),
                ("proof", models.CharField(blank=True, max_length=300, verbose_name="佐证要求")),
                ("clause", models.CharField(blank=True, max_length=40, verbose_name="依据条款")),
                (
                    "absent",
                    models.CharField(
                        choices=[("spread", "分摊"), ("full", "给满分"), ("zero", "记零分")],
                        default="spread",
                        max_length=8,
                        verbose_name="缺项规则",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="appraisal.indicator",
                        verbose_name="上级指标",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="indicators",
                        to="appraisal.scheme",
                        verbose_name="考核方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核指标",
                "verbose_name_plural": "考核指标",
                "ordering": ["scheme", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("scheme", "code"), name="appraisal_indicator_code"),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("scheme", "place"),
                        name="appraisal_indicator_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0), ("points__lte", 100)),
                        name="appraisal_indicator_points",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("leaf", True),
                                models.Q(("kind", ""), _negated=True),
                                models.Q(("clause", ""), _negated=True),
                            ),
                            models.Q(("figure", ""), ("kind", ""), ("leaf", False)),
                            _connector="OR",
                        ),
                        name="appraisal_indicator_leaf_has_rule",
                        violation_error_message="每个计分的指标都要有计分方式和依据条款（AP-6）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["has", "per_case", "ratio", "ladder", "target", "frequency"]),
                                _negated=True,
                            ),
                            models.Q(("figure", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="appraisal_indicator_computed_has_figure",
                        violation_error_message="自动计分的指标要写数据来源（AP-6）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("classes", []), _negated=True),
                        name="appraisal_indicator_for_somebody",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="only_while_drafting",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF EXISTS (SELECT 1 FROM appraisal_scheme p WHERE p.id IN (NEW.scheme_id, OLD.scheme_id) AND p.state NOT IN ('drafting')) THEN RAISE EXCEPTION 'AP-6: a scheme is changed while it is drafted'; END IF; RETURN COALESCE(NEW, OLD);",
                            hash="bb8bb22add5e3217c8b21f824b36be8dab26b077",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_only_while_drafting_1dc4e",
                            table="appraisal_indicator",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalScheme",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("starts_on", models.DateField(verbose_name="考核期从")),
                ("ends_on", models.DateField(verbose_name="考核期到")),
                (
                    "bonus_cap",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=5, verbose_name="加分合计上限"
                    ),
                ),
                (
                    "bonus_from",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=5, verbose_name="得分满多少才加分"
                    ),
                ),
                (
                    "factor",
                    models.DecimalField(
                        decimal_places=4, default=Decimal("0.04"), max_digits=5, verbose_name="折算系数"
                    ),
                ),
                ("classes", models.JSONField(blank=True, default=dict, verbose_name="另列类别的单位")),
                ("changed_because", models.CharField(blank=True, max_length=500, verbose_name="更正的原因")),
                ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="试算时间")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("drafting", "拟定中"),
                            ("checked", "已核对，待印发"),
                            ("issued", "已印发"),
                            ("superseded", "已由新版本替代"),
                            ("abandoned", "已放弃"),
                        ],
                        default="drafting",
                        max_length=12,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="印发时间")),
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
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟定人",
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
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appraisal.scheme",
                        verbose_name="上一版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 考核方案",
                "verbose_name_plural": "historical 考核方案",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAppraisal",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        db_index=True,
                        error_messages={"unique": "这一年的考核已经有了。"},
                        verbose_name="年度",
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("running", "平时考核中"),
                            ("under_way", "年度考核中"),
                            ("published", "已公布结果"),
                        ],
                        default="running",
                        max_length=12,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("computed_at", models.DateTimeField(blank=True, null=True, verbose_name="最近计算")),
                ("computed_to", models.DateField(blank=True, null=True, verbose_name="算到哪一天")),
                (
                    "notified_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="部署年度考核的时间"),
                ),
                ("summary", models.TextField(blank=True, verbose_name="结果概述")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公布时间")),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appraisal.scheme",
                        verbose_name="考核方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 年度考核",
                "verbose_name_plural": "historical 年度考核",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("name", models.CharField(max_length=100, verbose_name="单位名称")),
                (
                    "unit_class",
                    models.CharField(
                        choices=[
                            ("department", "政府部门"),
                            ("township", "乡镇和办事处"),
                            ("service", "公共服务单位"),
                        ],
                        max_length=12,
                        verbose_name="单位类别",
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("open", "平时考核中"),
                            ("notified", "待自查自评"),
                            ("self_done", "已自评，待实地考核"),
                            ("field_done", "已实地考核，待提意见"),
                            ("opinion", "已提意见，待确定等次"),
                            ("graded", "已定等次，待书面通知"),
                            ("served", "已书面通知，可以提出异议"),
                            ("objected", "有异议，待答复"),
                            ("answered", "异议已答复，待最终确定"),
                            ("final", "最终确定，待公布"),
                            ("published", "已公布"),
                            ("merged", "单位已并入其他单位"),
                        ],
                        default="open",
                        max_length=12,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("self_summary", models.TextField(blank=True, verbose_name="自查自评")),
                ("self_at", models.DateTimeField(blank=True, null=True, verbose_name="自评时间")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="实地考核日期")),
                ("heard", models.TextField(blank=True, verbose_name="听取汇报的情况")),
                ("looked", models.TextField(blank=True, verbose_name="查阅资料、查看现场的情况")),
                ("feedback", models.TextField(blank=True, verbose_name="当场反馈")),
                (
                    "signed_by_unit",
                    models.CharField(blank=True, max_length=60, verbose_name="被考核单位签字人"),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="考核意见")),
                ("result", models.JSONField(blank=True, default=list, verbose_name="逐项得分")),
                (
                    "base",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="基础得分"
                    ),
                ),
                (
                    "bonus",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="加分"
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="总分"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "优秀"),
                            ("good", "良好"),
                            ("qualified", "合格"),
                            ("unqualified", "不合格"),
                        ],
                        max_length=12,
                        verbose_name="等次",
                    ),
                ),
                (
                    "vetoes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="否决或者限制等次的情形",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确定等次的时间")),
                ("served_at", models.DateTimeField(blank=True, null=True, verbose_name="书面通知的时间")),
                ("objection", models.TextField(blank=True, verbose_name="异议")),
                (
                    "objected_to",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="有异议的指标",
                    ),
                ),
                ("objected_at", models.DateTimeField(blank=True, null=True, verbose_name="提出异议的时间")),
                ("answer", models.TextField(blank=True, verbose_name="对异议的答复")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "维持"), ("corrected", "更正")],
                        max_length=10,
                        verbose_name="异议的结果",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复异议的时间")),
                ("final_at", models.DateTimeField(blank=True, null=True, verbose_name="最终确定的时间")),
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
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="appraisal.appraisal",
                        verbose_name="年度考核",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="实地考核的人",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确定等次的人",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="考核工作办公室",
                    ),
                ),
                (
                    "opinion_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出意见的人",
                    ),
                ),
                (
                    "self_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="自评的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位考核",
                "verbose_name_plural": "单位考核",
                "ordering": ["-appraisal", "unit_class", "name"],
                "indexes": [
                    models.Index(fields=["agency", "state", "-id"], name="appraisal_case_agency"),
                    models.Index(fields=["appraisal", "state"], name="appraisal_case_state"),
                    models.Index(fields=["unit_class"], name="appraisal_case_class"),
                    models.Index(fields=["grade"], name="appraisal_case_grade"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "merged"), _negated=True),
                        fields=("appraisal", "agency"),
                        name="appraisal_case_once",
                        violation_error_message="这个单位已经在这一年的考核里，一个单位只按一类考核（AP-5）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grade", ""), ("total", None)),
                            models.Q(models.Q(("grade", ""), _negated=True), ("total__isnull", False)),
                            _connector="OR",
                        ),
                        name="appraisal_case_grade_of_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total", None), models.Q(("total__gte", 0), ("total__lte", 100)), _connector="OR"
                        ),
                        name="appraisal_case_total",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("total", None),
                            models.Q(("vetoes", []), _negated=True),
                            models.Q(("grade", "excellent"), ("total__gte", 95)),
                            models.Q(("grade", "good"), ("total__gte", 85), ("total__lt", 95)),
                            models.Q(("grade", "qualified"), ("total__gte", 75), ("total__lt", 85)),
                            models.Q(("grade", "unqualified"), ("total__lt", 75)),
                            _connector="OR",
                        ),
                        name="appraisal_case_grade_by_points",
                        violation_error_message="等次由得分确定（AP-7）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            models.Q(("confirmed_by", models.F("opinion_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="appraisal_case_confirmed_by_another",
                        violation_error_message="提出考核意见的人不能自己确定等次（AP-9）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("objected_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_case_objection_answered",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="5b7a8326452d4a97fd9d9d2a14e85c4f33bb0415",
                            operation="DELETE",
                            pgid="pgtrigger_keep_28748",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="e19cb5b38d04574bbd18f868d21be457a426b323",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_17af3",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_open",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'open')",
                            func="RAISE EXCEPTION 'AP-8: routine checks come before the yearly appraisal';",
                            hash="733f923189a5ce7cd85b7c456471e6378e91213a",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_open_8e10c",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.appraisal_id, NEW.office_id, NEW.unit_class, NEW.name, NEW.created_at) IS DISTINCT FROM ROW(OLD.appraisal_id, OLD.office_id, OLD.unit_class, OLD.name, OLD.created_at) THEN RAISE EXCEPTION 'AP-5: a unit stays of its kind'; END IF; RETURN NEW;",
                            hash="edb37ee8f5b411a6b89247ad875f6c04f91348d5",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_edaa6",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_self",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."self_at" IS NOT NULL)',
                            func="IF ROW(NEW.self_at, NEW.self_by_id, NEW.self_summary) IS DISTINCT FROM ROW(OLD.self_at, OLD.self_by_id, OLD.self_summary) THEN RAISE EXCEPTION 'AP-9: its own assessment stays as it was handed in'; END IF; RETURN NEW;",
                            hash="c3795016791a9829102defcce36745a01cc688f8",
                            operation="UPDATE",
                            pgid="pgtrigger_e_self_a25bd",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="f_graded",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('graded', 'served', 'answered', 'final', 'published'))",
                            func="IF ROW(NEW.base, NEW.bonus, NEW.total, NEW.grade, NEW.vetoes, NEW.result) IS DISTINCT FROM ROW(OLD.base, OLD.bonus, OLD.total, OLD.grade, OLD.vetoes, OLD.result) THEN RAISE EXCEPTION 'AP-9: a confirmed grade stays unless an objection is answered'; END IF; RETURN NEW;",
                            hash="2bbcc6eb3b253b2c54dff5ef03a7d91f1092f30c",
                            operation="UPDATE",
                            pgid="pgtrigger_f_graded_fa4fa",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="g_served",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."served_at" IS NOT NULL)',
                            func="IF ROW(NEW.served_at) IS DISTINCT FROM ROW(OLD.served_at) THEN RAISE EXCEPTION 'AP-9: it is told once'; END IF; RETURN NEW;",
                            hash="72035dc3a59a4f3dd01792c37df16a1ac326fee8",
                            operation="UPDATE",
                            pgid="pgtrigger_g_served_72aa2",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="h_opinion",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'opinion' AND OLD.\"state\" IS DISTINCT FROM 'opinion')",
                            func="IF NEW.frozen_id IS NULL OR NEW.grade = '' OR NEW.opinion_by_id IS NULL THEN RAISE EXCEPTION 'AP-9: no opinion before the field check'; END IF;RETURN NEW;",
                            hash="d47fca48f6a2d9f1595ade5c4c55c0cee4cb2e52",
                            operation="UPDATE",
                            pgid="pgtrigger_h_opinion_c6f86",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="i_graded",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'graded' AND OLD.\"state\" IS DISTINCT FROM 'graded')",
                            func="IF NEW.confirmed_by_id IS NULL OR NEW.grade = '' THEN RAISE EXCEPTION 'AP-9: a grade is confirmed above'; END IF;RETURN NEW;",
                            hash="722433f97fccc3e2c03e0096cfb84e99c4562844",
                            operation="UPDATE",
                            pgid="pgtrigger_i_graded_768f2",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="j_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'final' AND OLD.\"state\" IS DISTINCT FROM 'final')",
                            func="IF NEW.served_at IS NULL OR (NEW.objected_at IS NOT NULL AND NEW.answered_at IS NULL) THEN RAISE EXCEPTION 'AP-9: it is told in writing, and an objection is answered, before it is final'; END IF;RETURN NEW;",
                            hash="dd3f6dc2c5a71fafe412fdd1c5bf2dd167a7e051",
                            operation="UPDATE",
                            pgid="pgtrigger_j_final_ea924",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="k_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('open', 'notified', 'self_done', 'field_done', 'opinion', 'graded', 'served', 'objected', 'answered', 'final', 'published', 'merged'))",
                            func="IF OLD.state = 'open' AND NEW.state NOT IN ('open', 'notified', 'merged') OR OLD.state = 'notified' AND NEW.state NOT IN ('notified', 'self_done', 'field_done', 'merged') OR OLD.state = 'self_done' AND NEW.state NOT IN ('self_done', 'field_done', 'merged') OR OLD.state = 'field_done' AND NEW.state NOT IN ('field_done', 'opinion') OR OLD.state = 'opinion' AND NEW.state NOT IN ('opinion', 'field_done', 'graded') OR OLD.state = 'graded' AND NEW.state NOT IN ('graded', 'served') OR OLD.state = 'served' AND NEW.state NOT IN ('served', 'objected', 'final') OR OLD.state = 'objected' AND NEW.state NOT IN ('objected', 'answered') OR OLD.state = 'answered' AND NEW.state NOT IN ('answered', 'final') OR OLD.state = 'final' AND NEW.state NOT IN ('final', 'published') OR OLD.state = 'published' AND NEW.state NOT IN ('published') OR OLD.state = 'merged' AND NEW.state NOT IN ('merged') THEN RAISE EXCEPTION 'AP-9: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="1dbae4de3fc8bd8fa3e658549909bf730bcd7598",
                            operation="UPDATE",
                            pgid="pgtrigger_k_ways_8028d",
                            table="appraisal_case",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="changes_public_pages",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="IF NEW.state IN ('published') OR OLD.state IN ('published') THEN \nIF current_setting('wuyuan.new_state', true) IS DISTINCT FROM pg_current_xact_id()::text THEN\n    INSERT INTO pages_publicstate (id, mark) VALUES (1, gen_random_uuid())\n        ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark;\n    PERFORM set_config('wuyuan.new_state', pg_current_xact_id()::text, true);\nEND IF;\n END IF; RETURN NULL;",
                            hash="9a38c6e5969e4c98dfed9ec2ce42371ceacb761d",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_changes_public_pages_9051e",
                            table="appraisal_case",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次")),
                ("topic", models.CharField(max_length=200, verbose_name="检查什么")),
                ("seed", models.CharField(max_length=64, verbose_name="种子")),
                ("many", models.PositiveSmallIntegerField(verbose_name="抽取几个")),
                (
                    "pool",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None, verbose_name="参加抽取的单位"
                    ),
                ),
                (
                    "drawn",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None, verbose_name="抽中的单位"
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[("drawn", "已抽取，检查中"), ("over", "已全部检查")],
                        default="drawn",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
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
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="appraisal.appraisal",
                        verbose_name="年度考核",
                    ),
                ),
            ],
            options={
                "verbose_name": "平时考核抽取",
                "verbose_name_plural": "平时考核抽取",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="appraisal_draw_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("appraisal", "number"), name="appraisal_draw_number"),
                    models.CheckConstraint(
                        condition=models.Q(("many__gte", 1), models.Q(("seed", ""), _negated=True)),
                        name="appraisal_draw_seeded",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="2d3a2e2c7b8723e942ac3ee968145869cc1d36a7",
                            operation="DELETE",
                            pgid="pgtrigger_keep_1a9be",
                            table="appraisal_draw",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="fe6eafd204a52977dba45c7ca15d959a5a959d0a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_994f3",
                            table="appraisal_draw",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_drawn",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'drawn')",
                            func="RAISE EXCEPTION 'AP-8: a draw is recorded as it is made';",
                            hash="1808dd58e244e84c2d6138439ff311c09f66c945",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_drawn_b5a15",
                            table="appraisal_draw",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) - 'state' - 'agency_id' <> to_jsonb(OLD) - 'state' - 'agency_id' THEN RAISE EXCEPTION 'AP-8: a draw stays as it was made'; END IF; RETURN NEW;",
                            hash="fea275a6cdbf6128ab531ae0a05289e086937dec",
                            operation="UPDATE",
                            pgid="pgtrigger_stays_58ed7",
                            table="appraisal_draw",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('drawn', 'over'))",
                            func="IF OLD.state = 'drawn' AND NEW.state NOT IN ('drawn', 'over') OR OLD.state = 'over' AND NEW.state NOT IN ('over') THEN RAISE EXCEPTION 'AP-8: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="cfe68e503258c5881d33a70d85df40316935216e",
                            operation="UPDATE",
                            pgid="pgtrigger_d_ways_23731",
                            table="appraisal_draw",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDraw",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次")),
                ("topic", models.CharField(max_length=200, verbose_name="检查什么")),
                ("seed", models.CharField(max_length=64, verbose_name="种子")),
                ("many", models.PositiveSmallIntegerField(verbose_name="抽取几个")),
                (
                    "pool",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None, verbose_name="参加抽取的单位"
                    ),
                ),
                (
                    "drawn",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), size=None, verbose_name="抽中的单位"
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[("drawn", "已抽取，检查中"), ("over", "已全部检查")],
                        default="drawn",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
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
                    "appraisal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appraisal.appraisal",
                        verbose_name="年度考核",
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
            ],
            options={
                "verbose_name": "historical 平时考核抽取",
                "verbose_name_plural": "historical 平时考核抽取",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[("self", "自评佐证"), ("field", "实地考核取证"), ("objection", "异议材料")],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传的人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="appraisal.case",
                        verbose_name="单位考核",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核佐证",
                "verbose_name_plural": "考核佐证",
                "ordering": ["pk"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="769288b217676881fd809e60e279ae5521821a27",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_71706",
                            table="appraisal_casefile",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="0d90788aaf65c5ed820b339d9df83858a22e5f8b",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_fa9c3",
                            table="appraisal_casefile",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("figure", models.CharField(max_length=80, verbose_name="数字")),
                ("row", models.BigIntegerField(verbose_name="背后的行")),
                ("row_ref", models.CharField(max_length=60, verbose_name="事项")),
                ("subject", models.CharField(max_length=300, verbose_name="哪一件")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("force", "不可抗力"),
                            ("mistake", "登记有误"),
                            ("other_unit", "不是本单位的责任"),
                        ],
                        max_length=12,
                        verbose_name="理由",
                    ),
                ),
                ("words", models.TextField(verbose_name="说明")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[("open", "待认定"), ("excused", "认定不计"), ("counted", "照计")],
                        default="open",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("why", models.TextField(blank=True, verbose_name="认定的理由")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="认定时间")),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="appraisal.case",
                        verbose_name="单位考核",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="认定的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "有争议的行",
                "verbose_name_plural": "有争议的行",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="appraisal_dispute_agency")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "figure", "row"),
                        name="appraisal_dispute_once",
                        violation_error_message="这一件已经提过。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(models.Q(("why", ""), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="appraisal_dispute_decided_why",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="b0f3693b481d2ca1961862ba8d5f790c9f833a0e",
                            operation="DELETE",
                            pgid="pgtrigger_keep_c35b6",
                            table="appraisal_dispute",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="44dbc5ba4c68b3387ddca9f325f43335facfe2a3",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_96458",
                            table="appraisal_dispute",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_open",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'open')",
                            func="RAISE EXCEPTION 'AP-6: a row is disputed before it is decided on';",
                            hash="1f48ee29bc131f2ad34a91f8e50ad968c3a16d55",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_open_aa492",
                            table="appraisal_dispute",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.case_id, NEW.figure, NEW.row, NEW.row_ref, NEW.subject, NEW.ground, NEW.words, NEW.created_at) IS DISTINCT FROM ROW(OLD.case_id, OLD.figure, OLD.row, OLD.row_ref, OLD.subject, OLD.ground, OLD.words, OLD.created_at) THEN RAISE EXCEPTION 'AP-6: which row is disputed stays as it was'; END IF; RETURN NEW;",
                            hash="1f5ecb261c5c2f1cdf1c2aaa91835cf72e0a8a9f",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_e0fde",
                            table="appraisal_dispute",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_decided",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('excused', 'counted'))",
                            func="IF to_jsonb(NEW) - 'agency_id' <> to_jsonb(OLD) - 'agency_id' THEN RAISE EXCEPTION 'AP-6: it is decided on once'; END IF; RETURN NEW;",
                            hash="86a5e4caa73a059c9998e58ff37dc755a14b6f66",
                            operation="UPDATE",
                            pgid="pgtrigger_d_decided_b57e1",
                            table="appraisal_dispute",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("drawn", "已抽中，待检查"),
                            ("done", "已检查，待反馈"),
                            ("fed_back", "已反馈，待整改"),
                            ("corrected", "已整改"),
                            ("clear", "没有发现问题"),
                        ],
                        default="drawn",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("looked_on", models.DateField(blank=True, null=True, verbose_name="检查日期")),
                ("found", models.TextField(blank=True, verbose_name="检查情况")),
                ("problems", models.PositiveSmallIntegerField(default=0, verbose_name="问题个数")),
                ("fed_back_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈时间")),
                ("corrected", models.TextField(blank=True, verbose_name="怎样整改的")),
                ("corrected_at", models.DateTimeField(blank=True, null=True, verbose_name="整改时间")),
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
                    "looked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查的人",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="appraisal.draw",
                        verbose_name="抽取",
                    ),
                ),
            ],
            options={
                "verbose_name": "平时考核",
                "verbose_name_plural": "平时考核",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="appraisal_check_agency")],
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "agency"), name="appraisal_check_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "drawn"),
                            models.Q(models.Q(("found", ""), _negated=True), ("looked_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="appraisal_check_looked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "clear"), _negated=True), ("problems", 0), _connector="OR"
                        ),
                        name="appraisal_check_clear",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="d9f865d0d4a2eeb220bf8413c18d7b68bb19c1a0",
                            operation="DELETE",
                            pgid="pgtrigger_keep_f7ffe",
                            table="appraisal_check",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="6bdc4a92522f2687eafe12198cf639a6aacf0c55",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_dc829",
                            table="appraisal_check",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_drawn",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'drawn')",
                            func="RAISE EXCEPTION 'AP-8: a unit is drawn before it is checked';",
                            hash="237e31711803d2fb836c0da9f899b82194abcb22",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_drawn_6a3b8",
                            table="appraisal_check",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.draw_id, NEW.created_at) IS DISTINCT FROM ROW(OLD.draw_id, OLD.created_at) THEN RAISE EXCEPTION 'AP-8: a check stays of its draw'; END IF; RETURN NEW;",
                            hash="21f31d977d4fc5cc00409a5fd834ccbd1cd2e1b9",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_03dce",
                            table="appraisal_check",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_found",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('fed_back', 'corrected', 'clear'))",
                            func="IF ROW(NEW.found, NEW.problems, NEW.looked_on, NEW.looked_by_id, NEW.fed_back_at) IS DISTINCT FROM ROW(OLD.found, OLD.problems, OLD.looked_on, OLD.looked_by_id, OLD.fed_back_at) THEN RAISE EXCEPTION 'AP-8: what was found stays as it was told'; END IF; RETURN NEW;",
                            hash="6754c2a1fa38e8b09676a00c0eca35c6611f18b6",
                            operation="UPDATE",
                            pgid="pgtrigger_d_found_2137c",
                            table="appraisal_check",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('drawn', 'done', 'fed_back', 'corrected', 'clear'))",
                            func="IF OLD.state = 'drawn' AND NEW.state NOT IN ('drawn', 'done') OR OLD.state = 'done' AND NEW.state NOT IN ('done', 'fed_back', 'clear') OR OLD.state = 'fed_back' AND NEW.state NOT IN ('fed_back', 'corrected') OR OLD.state = 'corrected' AND NEW.state NOT IN ('corrected') OR OLD.state = 'clear' AND NEW.state NOT IN ('clear') THEN RAISE EXCEPTION 'AP-8: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="f51f43829afdc4fafbfbb9071d5f892c4daa1811",
                            operation="UPDATE",
                            pgid="pgtrigger_e_ways_d2f54",
                            table="appraisal_check",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCheck",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("drawn", "已抽中，待检查"),
                            ("done", "已检查，待反馈"),
                            ("fed_back", "已反馈，待整改"),
                            ("corrected", "已整改"),
                            ("clear", "没有发现问题"),
                        ],
                        default="drawn",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("looked_on", models.DateField(blank=True, null=True, verbose_name="检查日期")),
                ("found", models.TextField(blank=True, verbose_name="检查情况")),
                ("problems", models.PositiveSmallIntegerField(default=0, verbose_name="问题个数")),
                ("fed_back_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈时间")),
                ("corrected", models.TextField(blank=True, verbose_name="怎样整改的")),
                ("corrected_at", models.DateTimeField(blank=True, null=True, verbose_name="整改时间")),
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
                    "draw",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appraisal.draw",
                        verbose_name="抽取",
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
                    "looked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 平时考核",
                "verbose_name_plural": "historical 平时考核",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDispute",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("figure", models.CharField(max_length=80, verbose_name="数字")),
                ("row", models.BigIntegerField(verbose_name="背后的行")),
                ("row_ref", models.CharField(max_length=60, verbose_name="事项")),
                ("subject", models.CharField(max_length=300, verbose_name="哪一件")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("force", "不可抗力"),
                            ("mistake", "登记有误"),
                            ("other_unit", "不是本单位的责任"),
                        ],
                        max_length=12,
                        verbose_name="理由",
                    ),
                ),
                ("words", models.TextField(verbose_name="说明")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[("open", "待认定"), ("excused", "认定不计"), ("counted", "照计")],
                        default="open",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("why", models.TextField(blank=True, verbose_name="认定的理由")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="认定时间")),
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
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appraisal.case",
                        verbose_name="单位考核",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="认定的人",
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
            ],
            options={
                "verbose_name": "historical 有争议的行",
                "verbose_name_plural": "historical 有争议的行",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRectification",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("demands", models.TextField(verbose_name="整改要求")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="第几次整改")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("rectifying", "限期整改中"),
                            ("reported", "已报告整改，待复核"),
                            ("failed", "复核仍不合格，待通报"),
                            ("circulated", "已通报全县，继续整改"),
                            ("qualified", "复核合格"),
                        ],
                        default="rectifying",
                        max_length=12,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("report", models.TextField(blank=True, verbose_name="整改报告")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="报告时间")),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="复核得分"
                    ),
                ),
                ("rechecked", models.TextField(blank=True, verbose_name="复核意见")),
                ("rechecked_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                ("circulated_at", models.DateTimeField(blank=True, null=True, verbose_name="通报全县的时间")),
                ("qualified_at", models.DateTimeField(blank=True, null=True, verbose_name="复核合格的时间")),
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
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appraisal.case",
                        verbose_name="单位考核",
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
                    "office",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="考核工作办公室",
                    ),
                ),
                (
                    "rechecked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核的人",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报告的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 考核整改",
                "verbose_name_plural": "historical 考核整改",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="指标编号")),
                (
                    "self_points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="自评得分"
                    ),
                ),
                ("self_words", models.TextField(blank=True, verbose_name="自评说明")),
                (
                    "field_points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="考核得分"
                    ),
                ),
                ("field_words", models.TextField(blank=True, verbose_name="考核说明")),
                ("absent", models.BooleanField(default=False, verbose_name="不适用")),
                ("vetoed", models.BooleanField(default=False, verbose_name="有否决情形")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="appraisal.case",
                        verbose_name="单位考核",
                    ),
                ),
            ],
            options={
                "verbose_name": "逐项评分",
                "verbose_name_plural": "逐项评分",
                "ordering": ["case", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "code"), name="appraisal_mark_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("absent", False), ("vetoed", False)),
                            models.Q(("field_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="appraisal_mark_says_why",
                        violation_error_message="不适用的、否决的，要写明理由（AP-6）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("self_points", None),
                                models.Q(("self_points__gte", 0), ("self_points__lte", 100)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("field_points", None),
                                models.Q(("field_points__gte", 0), ("field_points__lte", 100)),
                                _connector="OR",
                            ),
                        ),
                        name="appraisal_mark_points",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="59a31e4cfafea4fbcb74304589884100c5d9cb60",
                            operation="DELETE",
                            pgid="pgtrigger_keep_b26fe",
                            table="appraisal_mark",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="0e983d21e7a6c08a68547f0cb21f27207e29c378",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_837d5",
                            table="appraisal_mark",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_while_assessed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF EXISTS (SELECT 1 FROM appraisal_case p WHERE p.id IN (NEW.case_id, OLD.case_id) AND p.state NOT IN ('notified', 'self_done', 'field_done', 'objected')) THEN RAISE EXCEPTION 'AP-9: points are given in the field, and corrected where an objection is right'; END IF; RETURN COALESCE(NEW, OLD);",
                            hash="624460fdf3fc6b6be86060457a0dc20042e8cadb",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_only_while_assessed_43b09",
                            table="appraisal_mark",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.case_id, NEW.code) IS DISTINCT FROM ROW(OLD.case_id, OLD.code) THEN RAISE EXCEPTION 'AP-9: a mark stays of its indicator'; END IF; RETURN NEW;",
                            hash="799e16ddbed774376edeabcebf7a677f0046aeea",
                            operation="UPDATE",
                            pgid="pgtrigger_stays_a2a9c",
                            table="appraisal_mark",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rectification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("demands", models.TextField(verbose_name="整改要求")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="第几次整改")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("rectifying", "限期整改中"),
                            ("reported", "已报告整改，待复核"),
                            ("failed", "复核仍不合格，待通报"),
                            ("circulated", "已通报全县，继续整改"),
                            ("qualified", "复核合格"),
                        ],
                        default="rectifying",
                        max_length=12,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("report", models.TextField(blank=True, verbose_name="整改报告")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="报告时间")),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="复核得分"
                    ),
                ),
                ("rechecked", models.TextField(blank=True, verbose_name="复核意见")),
                ("rechecked_at", models.DateTimeField(blank=True, null=True, verbose_name="复核时间")),
                ("circulated_at", models.DateTimeField(blank=True, null=True, verbose_name="通报全县的时间")),
                ("qualified_at", models.DateTimeField(blank=True, null=True, verbose_name="复核合格的时间")),
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
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rectification",
                        to="appraisal.case",
                        verbose_name="单位考核",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="考核工作办公室",
                    ),
                ),
                (
                    "rechecked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核的人",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报告的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核整改",
                "verbose_name_plural": "考核整改",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="appraisal_rectify_agency")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "circulated"), _negated=True),
                            ("circulated_at__isnull", False),
                            _connector="OR",
                        ),
                        name="appraisal_rectify_circulated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "qualified"), _negated=True),
                            models.Q(("points__gte", 75), ("qualified_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="appraisal_rectify_qualified",
                        violation_error_message="复核不满 75 分的不合格，要继续整改（AP-10）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True), ("points__lt", 75), _connector="OR"
                        ),
                        name="appraisal_rectify_failed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rechecked_by", None),
                            models.Q(("rechecked_by", models.F("reported_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="appraisal_rectify_by_another",
                        violation_error_message="报告整改的人不能复核（AP-10）。",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="8c9aafd1e29f60067b6b396b964cb52641005fb1",
                            operation="DELETE",
                            pgid="pgtrigger_keep_69006",
                            table="appraisal_rectification",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="3acd7d684c6c1685802702a71539e606daf4700f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_93fd4",
                            table="appraisal_rectification",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="changes_public_pages",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="IF NEW.state IN ('circulated') OR OLD.state IN ('circulated') THEN \nIF current_setting('wuyuan.new_state', true) IS DISTINCT FROM pg_current_xact_id()::text THEN\n    INSERT INTO pages_publicstate (id, mark) VALUES (1, gen_random_uuid())\n        ON CONFLICT (id) DO UPDATE SET mark = EXCLUDED.mark;\n    PERFORM set_config('wuyuan.new_state', pg_current_xact_id()::text, true);\nEND IF;\n END IF; RETURN NULL;",
                            hash="1361691fe64f3ac15e4effae13ab9d978eac64af",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_changes_public_pages_eb644",
                            table="appraisal_rectification",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_rectifying",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'rectifying')",
                            func="RAISE EXCEPTION 'AP-10: a unit puts right what it was found unqualified for';",
                            hash="df8ce122de8b85b79871be36a0ed55882df67cf4",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_rectifying_5e382",
                            table="appraisal_rectification",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.case_id, NEW.office_id, NEW.created_at) IS DISTINCT FROM ROW(OLD.case_id, OLD.office_id, OLD.created_at) THEN RAISE EXCEPTION 'AP-10: whose it is stays as it is'; END IF; RETURN NEW;",
                            hash="4d0e459b219ca501cdb12ddb8fabe13da30708ec",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_6206c",
                            table="appraisal_rectification",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_circulated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."circulated_at" IS NOT NULL)',
                            func="IF ROW(NEW.circulated_at) IS DISTINCT FROM ROW(OLD.circulated_at) THEN RAISE EXCEPTION 'AP-10: what the county was told stays told'; END IF; RETURN NEW;",
                            hash="1f09904d04c2c58a9d54a0b7d335be14f35c8dbc",
                            operation="UPDATE",
                            pgid="pgtrigger_d_circulated_b50bd",
                            table="appraisal_rectification",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('rectifying', 'reported', 'failed', 'circulated', 'qualified'))",
                            func="IF OLD.state = 'rectifying' AND NEW.state NOT IN ('rectifying', 'reported', 'qualified', 'failed') OR OLD.state = 'reported' AND NEW.state NOT IN ('reported', 'qualified', 'failed') OR OLD.state = 'failed' AND NEW.state NOT IN ('failed', 'circulated') OR OLD.state = 'circulated' AND NEW.state NOT IN ('circulated', 'reported', 'qualified', 'failed') OR OLD.state = 'qualified' AND NEW.state NOT IN ('qualified') THEN RAISE EXCEPTION 'AP-10: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="a40858c14141068389261ac1b846ea72986d7476",
                            operation="UPDATE",
                            pgid="pgtrigger_e_ways_5e6aa",
                            table="appraisal_rectification",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="f_unqualified",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF NOT EXISTS (SELECT 1 FROM appraisal_case c WHERE c.id = NEW.case_id AND c.grade = 'unqualified' AND c.state IN ('final', 'published')) THEN RAISE EXCEPTION 'AP-10: only an unqualified unit rectifies'; END IF; RETURN NEW;",
                            hash="892792bfe50d7112b99b83cd082df98c071002d0",
                            operation="INSERT",
                            pgid="pgtrigger_f_unqualified_3703f",
                            table="appraisal_rectification",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="计算时间")),
                ("until", models.DateField(verbose_name="算到哪一天")),
                ("lines", models.JSONField(default=list, verbose_name="逐项")),
                ("earned", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="算出来的得分")),
                (
                    "possible",
                    models.DecimalField(decimal_places=2, max_digits=6, verbose_name="算得出来的满分"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="appraisal.case",
                        verbose_name="单位考核",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核数据",
                "verbose_name_plural": "考核数据",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["case", "-id"], name="appraisal_standing_last")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="53a16356a8c3fa1c493516a2fc0cddf8ff28691a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0a5b1",
                            table="appraisal_standing",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="17963865d5cdd23a6b60de65ab2a940b1c69e85b",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_186b3",
                            table="appraisal_standing",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("content", foundation.privacy.fields.EncryptedTextField(verbose_name="内容")),
                ("issued_at", models.DateTimeField(verbose_name="发出时间")),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="生成次数")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("due", "待送达"),
                            ("sent", "已交邮、发出或者通知领取"),
                            ("arrived", "已送达"),
                            ("returned", "退回，没有送达"),
                        ],
                        default="due",
                        max_length=10,
                        verbose_name="送达情况",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("appraisal_scheme", "考核方案"),
                            ("appraisal_self", "自查自评报告"),
                            ("appraisal_sheet", "实地考核表"),
                            ("appraisal_opinion", "考核意见"),
                            ("appraisal_notice", "考核结果通知书"),
                            ("appraisal_answer", "考核异议答复书"),
                            ("appraisal_rectify", "限期整改通知书"),
                            ("appraisal_recheck", "整改复核意见书"),
                            ("appraisal_circular", "考核不合格情况通报"),
                        ],
                        max_length=30,
                        verbose_name="文书",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="appraisal.case",
                        verbose_name="单位考核",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "rectification",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="appraisal.rectification",
                        verbose_name="考核整改",
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="appraisal.scheme",
                        verbose_name="考核方案",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核文书",
                "verbose_name_plural": "考核文书",
                "ordering": ["issued_at", "pk"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("file__isnull", True)),
                        fields=["id"],
                        name="appraisal_paper_waits",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("case__isnull", True),
                                ("rectification__isnull", True),
                                ("scheme__isnull", False),
                            ),
                            models.Q(
                                ("case__isnull", False),
                                ("rectification__isnull", True),
                                ("scheme__isnull", True),
                            ),
                            models.Q(
                                ("case__isnull", True),
                                ("rectification__isnull", False),
                                ("scheme__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="appraisal_letter_of_one",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="50706bdbaac2f302cbd7a3b7cfa23b44b2e2e7a9",
                            operation="DELETE",
                            pgid="pgtrigger_keep_13b03",
                            table="appraisal_paper",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="703545f5ea7e8a2fbda3a35ffbec88b648e782ae",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_04965",
                            table="appraisal_paper",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="issued_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) - 'file_id' - 'content' - 'tries' - 'service' <> to_jsonb(OLD) - 'file_id' - 'content' - 'tries' - 'service' THEN RAISE EXCEPTION 'an issued letter is not changed'; END IF; RETURN NEW;",
                            hash="db4ef4aac282168c342de03414d3fef37ae7ad4b",
                            operation="UPDATE",
                            pgid="pgtrigger_issued_once_b9090",
                            table="appraisal_paper",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="printed_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."file_id" IS NOT NULL)',
                            func="IF ROW(NEW.file_id) IS DISTINCT FROM ROW(OLD.file_id) THEN RAISE EXCEPTION 'an issued letter is not changed'; END IF; RETURN NEW;",
                            hash="e28e536cb0b07ef4c7fa4ce751fffd8b8cb23c33",
                            operation="UPDATE",
                            pgid="pgtrigger_printed_once_b3a0d",
                            table="appraisal_paper",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCase",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("name", models.CharField(max_length=100, verbose_name="单位名称")),
                (
                    "unit_class",
                    models.CharField(
                        choices=[
                            ("department", "政府部门"),
                            ("township", "乡镇和办事处"),
                            ("service", "公共服务单位"),
                        ],
                        max_length=12,
                        verbose_name="单位类别",
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("open", "平时考核中"),
                            ("notified", "待自查自评"),
                            ("self_done", "已自评，待实地考核"),
                            ("field_done", "已实地考核，待提意见"),
                            ("opinion", "已提意见，待确定等次"),
                            ("graded", "已定等次，待书面通知"),
                            ("served", "已书面通知，可以提出异议"),
                            ("objected", "有异议，待答复"),
                            ("answered", "异议已答复，待最终确定"),
                            ("final", "最终确定，待公布"),
                            ("published", "已公布"),
                            ("merged", "单位已并入其他单位"),
                        ],
                        default="open",
                        max_length=12,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("self_summary", models.TextField(blank=True, verbose_name="自查自评")),
                ("self_at", models.DateTimeField(blank=True, null=True, verbose_name="自评时间")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="实地考核日期")),
                ("heard", models.TextField(blank=True, verbose_name="听取汇报的情况")),
                ("looked", models.TextField(blank=True, verbose_name="查阅资料、查看现场的情况")),
                ("feedback", models.TextField(blank=True, verbose_name="当场反馈")),
                (
                    "signed_by_unit",
                    models.CharField(blank=True, max_length=60, verbose_name="被考核单位签字人"),
                ),
                ("opinion", models.TextField(blank=True, verbose_name="考核意见")),
                (
                    "base",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="基础得分"
                    ),
                ),
                (
                    "bonus",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="加分"
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="总分"
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent", "优秀"),
                            ("good", "良好"),
                            ("qualified", "合格"),
                            ("unqualified", "不合格"),
                        ],
                        max_length=12,
                        verbose_name="等次",
                    ),
                ),
                (
                    "vetoes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="否决或者限制等次的情形",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确定等次的时间")),
                ("served_at", models.DateTimeField(blank=True, null=True, verbose_name="书面通知的时间")),
                ("objection", models.TextField(blank=True, verbose_name="异议")),
                (
                    "objected_to",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="有异议的指标",
                    ),
                ),
                ("objected_at", models.DateTimeField(blank=True, null=True, verbose_name="提出异议的时间")),
                ("answer", models.TextField(blank=True, verbose_name="对异议的答复")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "维持"), ("corrected", "更正")],
                        max_length=10,
                        verbose_name="异议的结果",
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复异议的时间")),
                ("final_at", models.DateTimeField(blank=True, null=True, verbose_name="最终确定的时间")),
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
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "appraisal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appraisal.appraisal",
                        verbose_name="年度考核",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="实地考核的人",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确定等次的人",
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
                    "office",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="考核工作办公室",
                    ),
                ),
                (
                    "opinion_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出意见的人",
                    ),
                ),
                (
                    "self_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="自评的人",
                    ),
                ),
                (
                    "frozen",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="appraisal.standing",
                        verbose_name="冻结的数据",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 单位考核",
                "verbose_name_plural": "historical 单位考核",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PaperDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("sent", "已交邮、发出或者通知领取"),
                            ("arrived", "已送达"),
                            ("returned", "退回，没有送达"),
                        ],
                        default="arrived",
                        max_length=10,
                        verbose_name="情况",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("online", "在本网站下载"),
                            ("email", "电子邮件"),
                            ("post", "邮寄"),
                            ("pickup", "到机关领取或查阅"),
                            ("fax", "传真"),
                        ],
                        max_length=20,
                        verbose_name="送达方式",
                    ),
                ),
                ("delivered_on", models.DateField(verbose_name="日期")),
                (
                    "proof",
                    foundation.privacy.fields.EncryptedTextField(
                        blank=True, help_text="邮件号、签收人、回证。", verbose_name="送达凭证"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="appraisal.paper",
                        verbose_name="文书",
                    ),
                ),
            ],
            options={
                "verbose_name": "考核文书的送达",
                "verbose_name_plural": "考核文书的送达",
                "ordering": ["pk"],
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="f6352cce5ba74282cc13786fa1dd945fe97e81c2",
                            operation="DELETE",
                            pgid="pgtrigger_keep_01174",
                            table="appraisal_paperdelivery",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="fa2a45dcdd34d530a4728f14843de55e4d641e99",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_aa5d9",
                            table="appraisal_paperdelivery",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_emptied",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) - 'proof' <> to_jsonb(OLD) - 'proof' OR NEW.proof <> OLD.proof AND NEW.proof <> '' THEN RAISE EXCEPTION 'delivery: rows are kept as they are'; END IF; RETURN NEW;",
                            hash="18bfea1d0876afa548ec63733eaf98d7c3fd1629",
                            operation="UPDATE",
                            pgid="pgtrigger_only_emptied_b2c37",
                            table="appraisal_paperdelivery",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="frozen",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="appraisal.standing",
                verbose_name="冻结的数据",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["field_done", "opinion", "graded", "served"]), _negated=True),
                    models.Q(
                        ("checked_on__isnull", False),
                        ("frozen__isnull", False),
                        models.Q(("feedback", ""), _negated=True),
                        models.Q(("signed_by_unit", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="appraisal_case_checked_first",
                violation_error_message="先实地考核、当场反馈，再提意见、定等次（AP-9）。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="d_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."frozen_id" IS NOT NULL)',
                    func="IF ROW(NEW.frozen_id, NEW.checked_on, NEW.checked_by_id, NEW.feedback, NEW.signed_by_unit) IS DISTINCT FROM ROW(OLD.frozen_id, OLD.checked_on, OLD.checked_by_id, OLD.feedback, OLD.signed_by_unit) THEN RAISE EXCEPTION 'AP-6: figures are frozen with the field check'; END IF; RETURN NEW;",
                    hash="66c578c81013e95d01a5172e0ab125395db949e6",
                    operation="UPDATE",
                    pgid="pgtrigger_d_frozen_ea7dd",
                    table="appraisal_case",
                    when="BEFORE",
                ),
            ),
        ),
    ]
