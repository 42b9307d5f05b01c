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
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnualReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
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
                        help_text="农产品质量、疫情、地理、统计等信息，须有主管机关的批准文号（SR-7）。",
                        max_length=30,
                        verbose_name="特别类别",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                (
                    "scope",
                    models.CharField(
                        choices=[("agency", "机关"), ("county", "县政府")],
                        default="agency",
                        max_length=10,
                        verbose_name="范围",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("change_note", models.TextField(blank=True, verbose_name="更正说明")),
                ("reporter", models.CharField(max_length=100, verbose_name="报告机关")),
                (
                    "origin",
                    models.CharField(
                        choices=[("counted", "由办件计数"), ("imported", "由旧报告导入")],
                        default="counted",
                        max_length=10,
                        verbose_name="数据来源",
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("compiling", "编制中"),
                            ("under_review", "保密审查中"),
                            ("checking", "待工作机构负责人审核"),
                            ("with_leader", "待领导签发"),
                            ("with_county_leader", "待县政府领导签发"),
                            ("signed", "已签发，待公布"),
                            ("published", "已公布，待报送"),
                            ("submitted", "已公布并报送"),
                            ("superseded", "已被新版本替代"),
                            ("withdrawn", "已撤下"),
                            ("exempt", "无须编制"),
                            ("abandoned", "已放弃"),
                        ],
                        default="compiling",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        editable=False,
                        help_text="由数据库计算。",
                        max_length=64,
                        verbose_name="文字和数据的摘要",
                    ),
                ),
                ("opening", models.TextField(blank=True, verbose_name="报告说明")),
                ("proactive", models.TextField(blank=True, verbose_name="主动公开")),
                ("on_request", models.TextField(blank=True, verbose_name="依申请公开")),
                ("management", models.TextField(blank=True, verbose_name="政府信息管理")),
                ("platform", models.TextField(blank=True, verbose_name="政府信息公开平台建设")),
                ("supervision", models.TextField(blank=True, verbose_name="监督保障")),
                ("problems", models.TextField(blank=True, verbose_name="存在的主要问题及改进情况")),
                ("others", models.TextField(blank=True, verbose_name="其他需要报告的事项")),
                ("figures", models.JSONField(default=dict, verbose_name="数据")),
                ("counted", models.JSONField(default=dict, verbose_name="计数")),
                ("counted_at", models.DateTimeField(blank=True, null=True, verbose_name="取数时间")),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="第几次提交")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签发时间")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公布时间")),
                ("first_published_on", models.DateField(blank=True, null=True, verbose_name="首次公布日期")),
                ("sent_to", models.CharField(blank=True, max_length=100, verbose_name="报送机关")),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                ("receipt", models.CharField(blank=True, max_length=200, verbose_name="回执")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="收到日期")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤下时间")),
                ("withdrawal_reason", models.TextField(blank=True, verbose_name="撤下原因")),
                ("source_name", models.CharField(blank=True, max_length=200, verbose_name="来源文件")),
                ("source_sha256", models.CharField(blank=True, max_length=64, verbose_name="来源文件摘要")),
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
                    "compiler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编制人",
                    ),
                ),
                (
                    "receipt_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="回执文件",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="newer_versions",
                        to="annual_report.annualreport",
                        verbose_name="前一版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度报告",
                "verbose_name_plural": "年度报告",
                "ordering": ["-year", "agency", "-version"],
                "indexes": [
                    models.Index(fields=["state", "-year"], name="annualreport_state_year"),
                    models.Index(fields=["-year", "agency"], name="annualreport_year_agency"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                models.Q(("withdrawal_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="annualreport_withdrawn_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["abandoned", "exempt"]), _negated=True),
                        fields=("agency", "year", "version"),
                        name="annualreport_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["published", "submitted"])),
                        fields=("agency", "year"),
                        name="annualreport_one_published",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["published", "submitted", "superseded", "withdrawn", "abandoned", "exempt"],
                            ),
                            _negated=True,
                        ),
                        fields=("agency", "year"),
                        name="annualreport_one_open",
                        violation_error_message="这个年度的报告已经在办理。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2008), ("year__lte", 2999)), name="annualreport_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["published", "submitted", "superseded"]), _negated=True),
                            models.Q(
                                ("published_at__isnull", False),
                                ("signed_at__isnull", False),
                                models.Q(
                                    ("first_published_on__isnull", False),
                                    ("origin", "imported"),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="annualreport_published_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "submitted"), _negated=True),
                            models.Q(("sent_on__isnull", False), models.Q(("sent_to", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="annualreport_submitted_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("change_note", ""), ("supersedes__isnull", True), ("version", 1)),
                            models.Q(
                                ("supersedes__isnull", False),
                                ("version__gt", 1),
                                models.Q(("change_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="annualreport_new_version_says_why",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="e73dc754ba6cd4a2881941a1cc7ca645fc78e5ab",
                            operation="DELETE",
                            pgid="pgtrigger_keep_5e132",
                            table="annual_report_annualreport",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="03ba12a6a9594f50b4c21e9ddafe24c75ec93255",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_dc214",
                            table="annual_report_annualreport",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_digest",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="NEW.digest := encode(sha256(convert_to(concat_ws(E'\\x1f',\n    NEW.reporter, NEW.year::text, NEW.version::text, NEW.change_note, NEW.opening, NEW.proactive, NEW.on_request,\n    NEW.management, NEW.platform, NEW.supervision, NEW.problems, NEW.others, NEW.figures::text\n), 'UTF8')), 'hex');\nRETURN NEW;",
                            hash="30dc4e5dcde842413274d9cfba0245038ddb0f64",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_a_digest_e21ba",
                            table="annual_report_annualreport",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_compiling",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'compiling')",
                            func="RAISE EXCEPTION 'PD-9(3): a report begins with its compilation';",
                            hash="9fd9a1c0447db987af6496c0df8971e3ef9e67af",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_compiling_18a3a",
                            table="annual_report_annualreport",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_fixed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NOT (OLD.\"state\" IN ('compiling', 'under_review')))",
                            func="IF ROW(NEW.digest, NEW.counted, NEW.agency_id, NEW.scope, NEW.origin) IS DISTINCT FROM ROW(OLD.digest, OLD.counted, OLD.agency_id, OLD.scope, OLD.origin) THEN RAISE EXCEPTION 'PD-9(3): a report on its way to the signature is not changed'; END IF; RETURN NEW;",
                            hash="b517eea88cd2c1128649f766ff2ac398f6a8466c",
                            operation="UPDATE",
                            pgid="pgtrigger_c_fixed_020b7",
                            table="annual_report_annualreport",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_signed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'signed' AND OLD.\"state\" IS DISTINCT FROM 'signed')",
                            func="\nIF NOT EXISTS (SELECT 1 FROM secrecy_review_review r\n    WHERE r.subject_kind = 'annual_report' AND r.subject_id = NEW.id AND r.digest = NEW.digest\n      AND r.agency_id = NEW.agency_id AND r.state = 'concluded' AND r.opinion = 'disclose')\nTHEN RAISE EXCEPTION 'SR-4: no approved review of this very report'; END IF;\n\nIF (SELECT count(*) FROM annual_report_signature s\n    WHERE s.report_id = NEW.id AND s.digest = NEW.digest AND s.round = NEW.round\n      AND s.capacity IN ('head', CASE NEW.scope WHEN 'county' THEN 'county_leader' ELSE 'leader' END)) < 2\nTHEN RAISE EXCEPTION 'PD-9(3): this very report is not signed at every level'; END IF;\nRETURN NEW;",
                            hash="d3b44182a09ca0b7e2edf0a05473bf445bcb55af",
                            operation="UPDATE",
                            pgid="pgtrigger_d_signed_ce0cc",
                            table="annual_report_annualreport",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_published_signed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IN ('published', 'submitted', 'superseded', 'withdrawn') AND NOT (OLD.\"state\" IN ('signed', 'published', 'submitted', 'superseded', 'withdrawn')))",
                            func="RAISE EXCEPTION 'PD-9(3): only a signed report is published';",
                            hash="f56a28598d4831cfb94834941625f4d106ee6426",
                            operation="UPDATE",
                            pgid="pgtrigger_e_published_signed_7cde8",
                            table="annual_report_annualreport",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="f_out",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'submitted', 'superseded', 'withdrawn'))",
                            func="IF ROW(NEW.published_at, NEW.signed_at, NEW.first_published_on) IS DISTINCT FROM ROW(OLD.published_at, OLD.signed_at, OLD.first_published_on) THEN RAISE EXCEPTION 'PD-9(3): no way leads back, a published report is replaced by a new version'; END IF; RETURN NEW;",
                            hash="4b2b75deff0a06ddd9458fcabb8a13b8072be5fc",
                            operation="UPDATE",
                            pgid="pgtrigger_f_out_ed58e",
                            table="annual_report_annualreport",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="f_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'submitted', 'superseded', 'withdrawn'))",
                            func="IF OLD.state = 'published' AND NEW.state NOT IN ('published', 'submitted', 'superseded', 'withdrawn') OR OLD.state = 'submitted' AND NEW.state NOT IN ('submitted', 'superseded', 'withdrawn') OR OLD.state = 'superseded' AND NEW.state NOT IN ('superseded', 'withdrawn') OR OLD.state = 'withdrawn' AND NEW.state NOT IN ('withdrawn') THEN RAISE EXCEPTION 'PD-9(3): no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="9f8013a16d2dc43883519d42be033790f0289cab",
                            operation="UPDATE",
                            pgid="pgtrigger_f_ways_45ff1",
                            table="annual_report_annualreport",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("entry", "填报"), ("elsewhere", "系统外办件"), ("override", "改定")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "cell",
                    models.CharField(
                        choices=[
                            ("t2.rules.made", "规章 · 本年制发件数"),
                            ("t2.rules.repealed", "规章 · 本年废止件数"),
                            ("t2.rules.in_force", "规章 · 现行有效件数"),
                            ("t2.norms.made", "行政规范性文件 · 本年制发件数"),
                            ("t2.norms.repealed", "行政规范性文件 · 本年废止件数"),
                            ("t2.norms.in_force", "行政规范性文件 · 现行有效件数"),
                            ("t2.license", "行政许可"),
                            ("t2.penalty", "行政处罚"),
                            ("t2.coercion", "行政强制"),
                            ("t2.fee_wan", "行政事业性收费"),
                            ("t3.new.natural", "一、本年新收政府信息公开申请数量 · 自然人"),
                            ("t3.new.biz", "一、本年新收政府信息公开申请数量 · 商业企业"),
                            ("t3.new.research", "一、本年新收政府信息公开申请数量 · 科研机构"),
                            ("t3.new.ngo", "一、本年新收政府信息公开申请数量 · 社会公益组织"),
                            ("t3.new.legal", "一、本年新收政府信息公开申请数量 · 法律服务机构"),
                            ("t3.new.other", "一、本年新收政府信息公开申请数量 · 其他"),
                            ("t3.new.total", "一、本年新收政府信息公开申请数量 · 总计"),
                            ("t3.carry_in.natural", "二、上年结转政府信息公开申请数量 · 自然人"),
                            ("t3.carry_in.biz", "二、上年结转政府信息公开申请数量 · 商业企业"),
                            ("t3.carry_in.research", "二、上年结转政府信息公开申请数量 · 科研机构"),
                            ("t3.carry_in.ngo", "二、上年结转政府信息公开申请数量 · 社会公益组织"),
                            ("t3.carry_in.legal", "二、上年结转政府信息公开申请数量 · 法律服务机构"),
                            ("t3.carry_in.other", "二、上年结转政府信息公开申请数量 · 其他"),
                            ("t3.carry_in.total", "二、上年结转政府信息公开申请数量 · 总计"),
                            ("t3.open.natural", "（一）予以公开 · 自然人"),
                            ("t3.open.biz", "（一）予以公开 · 商业企业"),
                            ("t3.open.research", "（一）予以公开 · 科研机构"),
                            ("t3.open.ngo", "（一）予以公开 · 社会公益组织"),
                            ("t3.open.legal", "（一）予以公开 · 法律服务机构"),
                            ("t3.open.other", "（一）予以公开 · 其他"),
                            ("t3.open.total", "（一）予以公开 · 总计"),
                            (
                                "t3.partial.natural",
                                "（二）部分公开（区分处理的，只计这一情形，不计其他情形） · 自然人",
                            ),
                            (
                                "t3.partial.biz",
                                "（二）部分公开（区分处理的，只计这一情形，不计其他情形） · 商业企业",
                            ),
                            (
                                "t3.partial.research",
                                "（二）部分公开（区分处理的，只计这一情形，不计其他情形） · 科研机构",
                            ),
                            (
                                "t3.partial.ngo",
                                "（二）部分公开（区分处理的，只计这一情形，不计其他情形） · 社会公益组织",
                            ),
                            (
                                "t3.partial.legal",
                                "（二）部分公开（区分处理的，只计这一情形，不计其他情形） · 法律服务机构",
                            ),
                            (
                                "t3.partial.other",
                                "（二）部分公开（区分处理的，只计这一情形，不计其他情形） · 其他",
                            ),
                            (
                                "t3.partial.total",
                                "（二）部分公开（区分处理的，只计这一情形，不计其他情形） · 总计",
                            ),
                            ("t3.d1.natural", "（三）不予公开 1.属于国家秘密 · 自然人"),
                            ("t3.d1.biz", "（三）不予公开 1.属于国家秘密 · 商业企业"),
                            ("t3.d1.research", "（三）不予公开 1.属于国家秘密 · 科研机构"),
                            ("t3.d1.ngo", "（三）不予公开 1.属于国家秘密 · 社会公益组织"),
                            ("t3.d1.legal", "（三）不予公开 1.属于国家秘密 · 法律服务机构"),
                            ("t3.d1.other", "（三）不予公开 1.属于国家秘密 · 其他"),
                            ("t3.d1.total", "（三）不予公开 1.属于国家秘密 · 总计"),
                            ("t3.d2.natural", "（三）不予公开 2.其他法律行政法规禁止公开 · 自然人"),
                            ("t3.d2.biz", "（三）不予公开 2.其他法律行政法规禁止公开 · 商业企业"),
                            ("t3.d2.research", "（三）不予公开 2.其他法律行政法规禁止公开 · 科研机构"),
                            ("t3.d2.ngo", "（三）不予公开 2.其他法律行政法规禁止公开 · 社会公益组织"),
                            ("t3.d2.legal", "（三）不予公开 2.其他法律行政法规禁止公开 · 法律服务机构"),
                            ("t3.d2.other", "（三）不予公开 2.其他法律行政法规禁止公开 · 其他"),
                            ("t3.d2.total", "（三）不予公开 2.其他法律行政法规禁止公开 · 总计"),
                            ("t3.d3.natural", "（三）不予公开 3.危及“三安全一稳定” · 自然人"),
                            ("t3.d3.biz", "（三）不予公开 3.危及“三安全一稳定” · 商业企业"),
                            ("t3.d3.research", "（三）不予公开 3.危及“三安全一稳定” · 科研机构"),
                            ("t3.d3.ngo", "（三）不予公开 3.危及“三安全一稳定” · 社会公益组织"),
                            ("t3.d3.legal", "（三）不予公开 3.危及“三安全一稳定” · 法律服务机构"),
                            ("t3.d3.other", "（三）不予公开 3.危及“三安全一稳定” · 其他"),
                            ("t3.d3.total", "（三）不予公开 3.危及“三安全一稳定” · 总计"),
                            ("t3.d4.natural", "（三）不予公开 4.保护第三方合法权益 · 自然人"),
                            ("t3.d4.biz", "（三）不予公开 4.保护第三方合法权益 · 商业企业"),
                            ("t3.d4.research", "（三）不予公开 4.保护第三方合法权益 · 科研机构"),
                            ("t3.d4.ngo", "（三）不予公开 4.保护第三方合法权益 · 社会公益组织"),
                            ("t3.d4.legal", "（三）不予公开 4.保护第三方合法权益 · 法律服务机构"),
                            ("t3.d4.other", "（三）不予公开 4.保护第三方合法权益 · 其他"),
                            ("t3.d4.total", "（三）不予公开 4.保护第三方合法权益 · 总计"),
                            ("t3.d5.natural", "（三）不予公开 5.属于三类内部事务信息 · 自然人"),
                            ("t3.d5.biz", "（三）不予公开 5.属于三类内部事务信息 · 商业企业"),
                            ("t3.d5.research", "（三）不予公开 5.属于三类内部事务信息 · 科研机构"),
                            ("t3.d5.ngo", "（三）不予公开 5.属于三类内部事务信息 · 社会公益组织"),
                            ("t3.d5.legal", "（三）不予公开 5.属于三类内部事务信息 · 法律服务机构"),
                            ("t3.d5.other", "（三）不予公开 5.属于三类内部事务信息 · 其他"),
                            ("t3.d5.total", "（三）不予公开 5.属于三类内部事务信息 · 总计"),
                            ("t3.d6.natural", "（三）不予公开 6.属于四类过程性信息 · 自然人"),
                            ("t3.d6.biz", "（三）不予公开 6.属于四类过程性信息 · 商业企业"),
                            ("t3.d6.research", "（三）不予公开 6.属于四类过程性信息 · 科研机构"),
                            ("t3.d6.ngo", "（三）不予公开 6.属于四类过程性信息 · 社会公益组织"),
                            ("t3.d6.legal", "（三）不予公开 6.属于四类过程性信息 · 法律服务机构"),
                            ("t3.d6.other", "（三）不予公开 6.属于四类过程性信息 · 其他"),
                            ("t3.d6.total", "（三）不予公开 6.属于四类过程性信息 · 总计"),
                            ("t3.d7.natural", "（三）不予公开 7.属于行政执法案卷 · 自然人"),
                            ("t3.d7.biz", "（三）不予公开 7.属于行政执法案卷 · 商业企业"),
                            ("t3.d7.research", "（三）不予公开 7.属于行政执法案卷 · 科研机构"),
                            ("t3.d7.ngo", "（三）不予公开 7.属于行政执法案卷 · 社会公益组织"),
                            ("t3.d7.legal", "（三）不予公开 7.属于行政执法案卷 · 法律服务机构"),
                            ("t3.d7.other", "（三）不予公开 7.属于行政执法案卷 · 其他"),
                            ("t3.d7.total", "（三）不予公开 7.属于行政执法案卷 · 总计"),
                            ("t3.d8.natural", "（三）不予公开 8.属于行政查询事项 · 自然人"),
                            ("t3.d8.biz", "（三）不予公开 8.属于行政查询事项 · 商业企业"),
                            ("t3.d8.research", "（三）不予公开 8.属于行政查询事项 · 科研机构"),
                            ("t3.d8.ngo", "（三）不予公开 8.属于行政查询事项 · 社会公益组织"),
                            ("t3.d8.legal", "（三）不予公开 8.属于行政查询事项 · 法律服务机构"),
                            ("t3.d8.other", "（三）不予公开 8.属于行政查询事项 · 其他"),
                            ("t3.d8.total", "（三）不予公开 8.属于行政查询事项 · 总计"),
                            ("t3.u1.natural", "（四）无法提供 1.本机关不掌握相关政府信息 · 自然人"),
                            ("t3.u1.biz", "（四）无法提供 1.本机关不掌握相关政府信息 · 商业企业"),
                            ("t3.u1.research", "（四）无法提供 1.本机关不掌握相关政府信息 · 科研机构"),
                            ("t3.u1.ngo", "（四）无法提供 1.本机关不掌握相关政府信息 · 社会公益组织"),
                            ("t3.u1.legal", "（四）无法提供 1.本机关不掌握相关政府信息 · 法律服务机构"),
                            ("t3.u1.other", "（四）无法提供 1.本机关不掌握相关政府信息 · 其他"),
                            ("t3.u1.total", "（四）无法提供 1.本机关不掌握相关政府信息 · 总计"),
                            ("t3.u2.natural", "（四）无法提供 2.没有现成信息需要另行制作 · 自然人"),
                            ("t3.u2.biz", "（四）无法提供 2.没有现成信息需要另行制作 · 商业企业"),
                            ("t3.u2.research", "（四）无法提供 2.没有现成信息需要另行制作 · 科研机构"),
                            ("t3.u2.ngo", "（四）无法提供 2.没有现成信息需要另行制作 · 社会公益组织"),
                            ("t3.u2.legal", "（四）无法提供 2.没有现成信息需要另行制作 · 法律服务机构"),
                            ("t3.u2.other", "（四）无法提供 2.没有现成信息需要另行制作 · 其他"),
                            ("t3.u2.total", "（四）无法提供 2.没有现成信息需要另行制作 · 总计"),
                            ("t3.u3.natural", "（四）无法提供 3.补正后申请内容仍不明确 · 自然人"),
                            ("t3.u3.biz", "（四）无法提供 3.补正后申请内容仍不明确 · 商业企业"),
                            ("t3.u3.research", "（四）无法提供 3.补正后申请内容仍不明确 · 科研机构"),
                            ("t3.u3.ngo", "（四）无法提供 3.补正后申请内容仍不明确 · 社会公益组织"),
                            ("t3.u3.legal", "（四）无法提供 3.补正后申请内容仍不明确 · 法律服务机构"),
                            ("t3.u3.other", "（四）无法提供 3.补正后申请内容仍不明确 · 其他"),
                            ("t3.u3.total", "（四）无法提供 3.补正后申请内容仍不明确 · 总计"),
                            ("t3.n1.natural", "（五）不予处理 1.信访举报投诉类申请 · 自然人"),
                            ("t3.n1.biz", "（五）不予处理 1.信访举报投诉类申请 · 商业企业"),
                            ("t3.n1.research", "（五）不予处理 1.信访举报投诉类申请 · 科研机构"),
                            ("t3.n1.ngo", "（五）不予处理 1.信访举报投诉类申请 · 社会公益组织"),
                            ("t3.n1.legal", "（五）不予处理 1.信访举报投诉类申请 · 法律服务机构"),
                            ("t3.n1.other", "（五）不予处理 1.信访举报投诉类申请 · 其他"),
                            ("t3.n1.total", "（五）不予处理 1.信访举报投诉类申请 · 总计"),
                            ("t3.n2.natural", "（五）不予处理 2.重复申请 · 自然人"),
                            ("t3.n2.biz", "（五）不予处理 2.重复申请 · 商业企业"),
                            ("t3.n2.research", "（五）不予处理 2.重复申请 · 科研机构"),
                            ("t3.n2.ngo", "（五）不予处理 2.重复申请 · 社会公益组织"),
                            ("t3.n2.legal", "（五）不予处理 2.重复申请 · 法律服务机构"),
                            ("t3.n2.other", "（五）不予处理 2.重复申请 · 其他"),
                            ("t3.n2.total", "（五）不予处理 2.重复申请 · 总计"),
                            ("t3.n3.natural", "（五）不予处理 3.要求提供公开出版物 · 自然人"),
                            ("t3.n3.biz", "（五）不予处理 3.要求提供公开出版物 · 商业企业"),
                            ("t3.n3.research", "（五）不予处理 3.要求提供公开出版物 · 科研机构"),
                            ("t3.n3.ngo", "（五）不予处理 3.要求提供公开出版物 · 社会公益组织"),
                            ("t3.n3.legal", "（五）不予处理 3.要求提供公开出版物 · 法律服务机构"),
                            ("t3.n3.other", "（五）不予处理 3.要求提供公开出版物 · 其他"),
                            ("t3.n3.total", "（五）不予处理 3.要求提供公开出版物 · 总计"),
                            ("t3.n4.natural", "（五）不予处理 4.无正当理由大量反复申请 · 自然人"),
                            ("t3.n4.biz", "（五）不予处理 4.无正当理由大量反复申请 · 商业企业"),
                            ("t3.n4.research", "（五）不予处理 4.无正当理由大量反复申请 · 科研机构"),
                            ("t3.n4.ngo", "（五）不予处理 4.无正当理由大量反复申请 · 社会公益组织"),
                            ("t3.n4.legal", "（五）不予处理 4.无正当理由大量反复申请 · 法律服务机构"),
                            ("t3.n4.other", "（五）不予处理 4.无正当理由大量反复申请 · 其他"),
                            ("t3.n4.total", "（五）不予处理 4.无正当理由大量反复申请 · 总计"),
                            (
                                "t3.n5.natural",
                                "（五）不予处理 5.要求行政机关确认或重新出具已获取信息 · 自然人",
                            ),
                            ("t3.n5.biz", "（五）不予处理 5.要求行政机关确认或重新出具已获取信息 · 商业企业"),
                            (
                                "t3.n5.research",
                                "（五）不予处理 5.要求行政机关确认或重新出具已获取信息 · 科研机构",
                            ),
                            (
                                "t3.n5.ngo",
                                "（五）不予处理 5.要求行政机关确认或重新出具已获取信息 · 社会公益组织",
                            ),
                            (
                                "t3.n5.legal",
                                "（五）不予处理 5.要求行政机关确认或重新出具已获取信息 · 法律服务机构",
                            ),
                            ("t3.n5.other", "（五）不予处理 5.要求行政机关确认或重新出具已获取信息 · 其他"),
                            ("t3.n5.total", "（五）不予处理 5.要求行政机关确认或重新出具已获取信息 · 总计"),
                            (
                                "t3.o1.natural",
                                "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 · 自然人",
                            ),
                            (
                                "t3.o1.biz",
                                "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 · 商业企业",
                            ),
                            (
                                "t3.o1.research",
                                "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 · 科研机构",
                            ),
                            (
                                "t3.o1.ngo",
                                "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 · 社会公益组织",
                            ),
                            (
                                "t3.o1.legal",
                                "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 · 法律服务机构",
                            ),
                            (
                                "t3.o1.other",
                                "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 · 其他",
                            ),
                            (
                                "t3.o1.total",
                                "（六）其他处理 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 · 总计",
                            ),
                            (
                                "t3.o2.natural",
                                "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 · 自然人",
                            ),
                            (
                                "t3.o2.biz",
                                "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 · 商业企业",
                            ),
                            (
                                "t3.o2.research",
                                "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 · 科研机构",
                            ),
                            (
                                "t3.o2.ngo",
                                "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 · 社会公益组织",
                            ),
                            (
                                "t3.o2.legal",
                                "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 · 法律服务机构",
                            ),
                            (
                                "t3.o2.other",
                                "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 · 其他",
                            ),
                            (
                                "t3.o2.total",
                                "（六）其他处理 2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 · 总计",
                            ),
                            ("t3.o3.natural", "（六）其他处理 3.其他 · 自然人"),
                            ("t3.o3.biz", "（六）其他处理 3.其他 · 商业企业"),
                            ("t3.o3.research", "（六）其他处理 3.其他 · 科研机构"),
                            ("t3.o3.ngo", "（六）其他处理 3.其他 · 社会公益组织"),
                            ("t3.o3.legal", "（六）其他处理 3.其他 · 法律服务机构"),
                            ("t3.o3.other", "（六）其他处理 3.其他 · 其他"),
                            ("t3.o3.total", "（六）其他处理 3.其他 · 总计"),
                            ("t3.done.natural", "（七）总计 · 自然人"),
                            ("t3.done.biz", "（七）总计 · 商业企业"),
                            ("t3.done.research", "（七）总计 · 科研机构"),
                            ("t3.done.ngo", "（七）总计 · 社会公益组织"),
                            ("t3.done.legal", "（七）总计 · 法律服务机构"),
                            ("t3.done.other", "（七）总计 · 其他"),
                            ("t3.done.total", "（七）总计 · 总计"),
                            ("t3.carry_out.natural", "四、结转下年度继续办理 · 自然人"),
                            ("t3.carry_out.biz", "四、结转下年度继续办理 · 商业企业"),
                            ("t3.carry_out.research", "四、结转下年度继续办理 · 科研机构"),
                            ("t3.carry_out.ngo", "四、结转下年度继续办理 · 社会公益组织"),
                            ("t3.carry_out.legal", "四、结转下年度继续办理 · 法律服务机构"),
                            ("t3.carry_out.other", "四、结转下年度继续办理 · 其他"),
                            ("t3.carry_out.total", "四、结转下年度继续办理 · 总计"),
                            ("t4.review.upheld", "行政复议 · 结果维持"),
                            ("t4.review.corrected", "行政复议 · 结果纠正"),
                            ("t4.review.other", "行政复议 · 其他结果"),
                            ("t4.review.pending", "行政复议 · 尚未审结"),
                            ("t4.review.total", "行政复议 · 总计"),
                            ("t4.direct.upheld", "未经复议直接起诉 · 结果维持"),
                            ("t4.direct.corrected", "未经复议直接起诉 · 结果纠正"),
                            ("t4.direct.other", "未经复议直接起诉 · 其他结果"),
                            ("t4.direct.pending", "未经复议直接起诉 · 尚未审结"),
                            ("t4.direct.total", "未经复议直接起诉 · 总计"),
                            ("t4.after.upheld", "复议后起诉 · 结果维持"),
                            ("t4.after.corrected", "复议后起诉 · 结果纠正"),
                            ("t4.after.other", "复议后起诉 · 其他结果"),
                            ("t4.after.pending", "复议后起诉 · 尚未审结"),
                            ("t4.after.total", "复议后起诉 · 总计"),
                        ],
                        max_length=30,
                        verbose_name="数据项",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=4, max_digits=18, verbose_name="数")),
                ("note", models.CharField(max_length=500, verbose_name="来源或理由")),
                ("by_name", models.CharField(max_length=60, verbose_name="姓名")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="annual_report.annualreport",
                        verbose_name="年度报告",
                    ),
                ),
            ],
            options={
                "verbose_name": "数据填报",
                "verbose_name_plural": "数据填报",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "elsewhere"), _negated=True),
                        fields=("report", "cell", "kind"),
                        name="adjustment_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "elsewhere")),
                        fields=("report", "cell", "note"),
                        name="adjustment_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="adjustment_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="adjustment_not_negative"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="while_compiling",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF EXISTS (SELECT 1 FROM annual_report_annualreport p WHERE p.id IN (NEW.report_id, OLD.report_id) AND p.state NOT IN ('compiling')) THEN RAISE EXCEPTION 'PD-9(3): figures are adjusted while a report is compiled'; END IF; RETURN COALESCE(NEW, OLD);",
                            hash="d906c502b1347fd1786e47bb789ae95747ca6894",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_while_compiling_6a815",
                            table="annual_report_adjustment",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("opening", "报告说明"),
                            ("proactive", "（一）主动公开"),
                            ("on_request", "（二）依申请公开"),
                            ("management", "（三）政府信息管理"),
                            ("platform", "（四）政府信息公开平台建设"),
                            ("supervision", "（五）监督保障"),
                            ("problems", "五、存在的主要问题及改进情况"),
                            ("others", "六、其他需要报告的事项"),
                            ("t2", "表二\u3000主动公开政府信息情况"),
                            ("t3", "表三\u3000收到和处理政府信息公开申请情况"),
                            ("t4", "表四\u3000政府信息公开行政复议、行政诉讼情况"),
                        ],
                        max_length=20,
                        verbose_name="位置",
                    ),
                ),
                ("paragraph", models.PositiveSmallIntegerField(default=0, verbose_name="段落")),
                ("quote", models.TextField(blank=True, verbose_name="所批的文字")),
                ("text", models.TextField(verbose_name="批注")),
                ("by_name", models.CharField(max_length=60, verbose_name="姓名")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                ("settled_as", models.CharField(blank=True, max_length=500, verbose_name="怎样处理的")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批注人",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="annual_report.annualreport",
                        verbose_name="年度报告",
                    ),
                ),
            ],
            options={
                "verbose_name": "批注",
                "verbose_name_plural": "批注",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="42aa07809b165ee771f7951ff980994064d5497c",
                            operation="DELETE",
                            pgid="pgtrigger_keep_bee14",
                            table="annual_report_comment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="baf10c2f1b16ab7cfce360d52dbce972b6cca914",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_5fa4c",
                            table="annual_report_comment",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAnnualReport",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
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
                        help_text="农产品质量、疫情、地理、统计等信息，须有主管机关的批准文号（SR-7）。",
                        max_length=30,
                        verbose_name="特别类别",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                (
                    "scope",
                    models.CharField(
                        choices=[("agency", "机关"), ("county", "县政府")],
                        default="agency",
                        max_length=10,
                        verbose_name="范围",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("change_note", models.TextField(blank=True, verbose_name="更正说明")),
                ("reporter", models.CharField(max_length=100, verbose_name="报告机关")),
                (
                    "origin",
                    models.CharField(
                        choices=[("counted", "由办件计数"), ("imported", "由旧报告导入")],
                        default="counted",
                        max_length=10,
                        verbose_name="数据来源",
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("compiling", "编制中"),
                            ("under_review", "保密审查中"),
                            ("checking", "待工作机构负责人审核"),
                            ("with_leader", "待领导签发"),
                            ("with_county_leader", "待县政府领导签发"),
                            ("signed", "已签发，待公布"),
                            ("published", "已公布，待报送"),
                            ("submitted", "已公布并报送"),
                            ("superseded", "已被新版本替代"),
                            ("withdrawn", "已撤下"),
                            ("exempt", "无须编制"),
                            ("abandoned", "已放弃"),
                        ],
                        default="compiling",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        editable=False,
                        help_text="由数据库计算。",
                        max_length=64,
                        verbose_name="文字和数据的摘要",
                    ),
                ),
                ("opening", models.TextField(blank=True, verbose_name="报告说明")),
                ("proactive", models.TextField(blank=True, verbose_name="主动公开")),
                ("on_request", models.TextField(blank=True, verbose_name="依申请公开")),
                ("management", models.TextField(blank=True, verbose_name="政府信息管理")),
                ("platform", models.TextField(blank=True, verbose_name="政府信息公开平台建设")),
                ("supervision", models.TextField(blank=True, verbose_name="监督保障")),
                ("problems", models.TextField(blank=True, verbose_name="存在的主要问题及改进情况")),
                ("others", models.TextField(blank=True, verbose_name="其他需要报告的事项")),
                ("figures", models.JSONField(default=dict, verbose_name="数据")),
                ("counted_at", models.DateTimeField(blank=True, null=True, verbose_name="取数时间")),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="第几次提交")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签发时间")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="公布时间")),
                ("first_published_on", models.DateField(blank=True, null=True, verbose_name="首次公布日期")),
                ("sent_to", models.CharField(blank=True, max_length=100, verbose_name="报送机关")),
                ("sent_on", models.DateField(blank=True, null=True, verbose_name="报送日期")),
                ("receipt", models.CharField(blank=True, max_length=200, verbose_name="回执")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="收到日期")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤下时间")),
                ("withdrawal_reason", models.TextField(blank=True, verbose_name="撤下原因")),
                ("source_name", models.CharField(blank=True, max_length=200, verbose_name="来源文件")),
                ("source_sha256", models.CharField(blank=True, max_length=64, verbose_name="来源文件摘要")),
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
                    "compiler",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编制人",
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
                    "receipt_file",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="回执文件",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="annual_report.annualreport",
                        verbose_name="前一版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 年度报告",
                "verbose_name_plural": "historical 年度报告",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
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
                (
                    "format",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("docx", "Word 文档"), ("xlsx", "Excel 表格")],
                        max_length=5,
                        verbose_name="格式",
                    ),
                ),
                ("final", models.BooleanField(verbose_name="正式")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                        verbose_name="文件",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="annual_report.annualreport",
                        verbose_name="年度报告",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度报告文件",
                "verbose_name_plural": "年度报告文件",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "format", "final", "digest"), name="paper_once")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="6b373471c8a1d28ca8ca70b7b816d1f32d4dbfec",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_eb6c0",
                            table="annual_report_paper",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="457bace82803a55f76ba12698672143d9e6b5130",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_26855",
                            table="annual_report_paper",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("head", "工作机构负责人审核"),
                            ("leader", "领导签发"),
                            ("county_leader", "县政府领导签发"),
                        ],
                        max_length=20,
                        verbose_name="签名身份",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("round", models.PositiveSmallIntegerField(verbose_name="第几次提交")),
                ("signer_name", models.CharField(max_length=60, verbose_name="姓名")),
                ("remark", models.TextField(blank=True, verbose_name="批注")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="annual_report.annualreport",
                        verbose_name="年度报告",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签名人",
                    ),
                ),
            ],
            options={
                "verbose_name": "签名",
                "verbose_name_plural": "签名",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "capacity", "round"), name="annualreport_signature_once"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="4e85466f56fa21f9a7da5d1e8d040a0a71f7658a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_57c1e",
                            table="annual_report_signature",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="5e9c39aab7c3fded88cbc2396cc404ebdf3727e7",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_88ca2",
                            table="annual_report_signature",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        foundation.database.InstallTriggers(
            model_name="annualreport",
        ),
        foundation.database.InstallTriggers(
            model_name="adjustment",
        ),
        foundation.database.InstallTriggers(
            model_name="comment",
        ),
        foundation.database.InstallTriggers(
            model_name="paper",
        ),
        foundation.database.InstallTriggers(
            model_name="signature",
        ),
    ]
