import django.contrib.postgres.fields
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
            name="Document",
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
                (
                    "digest",
                    models.CharField(
                        editable=False, help_text="由数据库计算。", max_length=64, verbose_name="文本摘要"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("change_note", models.TextField(blank=True, verbose_name="变更说明")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                ("first_published_on", models.DateField(blank=True, null=True, verbose_name="首次发布日期")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("withdrawal_reason", models.TextField(blank=True, verbose_name="撤回原因")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                (
                    "genre",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("决议", "决议"),
                            ("决定", "决定"),
                            ("命令", "命令"),
                            ("公报", "公报"),
                            ("公告", "公告"),
                            ("通告", "通告"),
                            ("意见", "意见"),
                            ("通知", "通知"),
                            ("通报", "通报"),
                            ("报告", "报告"),
                            ("请示", "请示"),
                            ("批复", "批复"),
                            ("议案", "议案"),
                            ("函", "函"),
                            ("纪要", "纪要"),
                            ("制度", "制度"),
                            ("其他", "其他"),
                        ],
                        max_length=10,
                        verbose_name="公文种类",
                    ),
                ),
                ("topic", models.CharField(blank=True, max_length=60, verbose_name="主题分类")),
                ("formed_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                ("changed_on", models.DateField(blank=True, null=True, verbose_name="变更日期")),
                (
                    "validity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_force", "有效"),
                            ("amended", "已修改"),
                            ("partly_void", "部分失效"),
                            ("void", "失效"),
                            ("repealed", "废止"),
                        ],
                        max_length=20,
                        verbose_name="效力属性",
                    ),
                ),
                ("lapsed_on", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                (
                    "normative",
                    models.CharField(
                        blank=True,
                        choices=[("rules", "规章"), ("norms", "行政规范性文件")],
                        max_length=10,
                        verbose_name="规范性质",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="内容概述")),
                ("body", models.TextField(verbose_name="正文")),
                (
                    "attribute",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proactive", "主动公开"),
                            ("declassified", "脱密后公开"),
                            ("on_request", "依申请公开"),
                            ("withheld", "不予公开"),
                        ],
                        max_length=20,
                        verbose_name="公开属性",
                    ),
                ),
                ("attribute_reason", models.TextField(blank=True, verbose_name="公开属性的理由")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("state_secret", "国家秘密（条例第十四条）"),
                            ("forbidden_by_law", "法律、行政法规禁止公开（条例第十四条）"),
                            (
                                "security_stability",
                                "公开后可能危及国家安全、公共安全、经济安全、社会稳定（条例第十四条）",
                            ),
                            ("third_party", "商业秘密、个人隐私等，公开会损害第三方合法权益（条例第十五条）"),
                            ("internal_affairs", "人事管理、后勤管理、内部工作流程（条例第十六条第一款）"),
                            ("deliberative", "讨论记录、过程稿、磋商信函、请示报告（条例第十六条第二款）"),
                            ("enforcement_file", "行政执法案卷信息（条例第十六条第二款）"),
                            ("special_need", "与特定申请人相关，依申请提供（本制度第七条第三项）"),
                        ],
                        max_length=30,
                        verbose_name="不主动公开的依据",
                    ),
                ),
                (
                    "proactive_tests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="符合的主动公开要求",
                    ),
                ),
                ("internal_body", models.TextField(blank=True, verbose_name="内部行文文稿")),
                (
                    "declassification",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("delete", "删除不宜公开的内容"),
                            ("excerpt", "摘录、摘编可公开的信息"),
                            ("other", "其他处理方式"),
                        ],
                        max_length=10,
                        verbose_name="脱密方式",
                    ),
                ),
                ("sign_levels", models.PositiveSmallIntegerField(default=2, verbose_name="签发层级")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("draft", "拟稿"),
                            ("recheck", "待文书室复核"),
                            ("rechecked", "待送保密审查"),
                            ("review", "保密审查中"),
                            ("signing", "待部门负责人签发"),
                            ("countersigning", "待领导签发"),
                            ("determined", "属性已确定，待发布"),
                            ("reporting", "不予公开，待报告上一级"),
                            ("kept", "属性已确定，不主动公开"),
                            ("published", "已发布"),
                            ("superseded", "已被新版本替代"),
                            ("withdrawn", "已撤回"),
                            ("abandoned", "已放弃"),
                        ],
                        default="draft",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                (
                    "refusal_report_number",
                    models.CharField(blank=True, max_length=100, verbose_name="不予公开报告文号"),
                ),
                (
                    "refusal_reported_on",
                    models.DateField(blank=True, null=True, verbose_name="不予公开报告日期"),
                ),
                ("source_name", models.CharField(blank=True, max_length=200, verbose_name="来源文件")),
                ("source_sha256", models.CharField(blank=True, max_length=64, verbose_name="来源文件摘要")),
                (
                    "source_publisher",
                    models.CharField(blank=True, max_length=100, verbose_name="来源所载发布机构"),
                ),
                ("oddities", models.JSONField(blank=True, default=list, verbose_name="来源中的疑点")),
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
                    "drafter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="newer_versions",
                        to="disclosure.document",
                        verbose_name="前一版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "公文",
                "verbose_name_plural": "公文",
                "ordering": ["-published_at", "-pk"],
                "indexes": [
                    models.Index(fields=["state", "-published_at"], name="document_state_published"),
                    models.Index(fields=["agency", "state", "-published_at"], name="document_agency_state"),
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["topic", "-published_at"],
                        name="document_topic",
                    ),
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
                        name="document_withdrawn_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "abandoned"), _negated=True),
                        fields=("supersedes",),
                        name="document_one_newer_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("source_sha256", ""), _negated=True),
                            ("version", 1),
                            models.Q(("state", "abandoned"), _negated=True),
                        ),
                        fields=("agency", "source_sha256"),
                        name="document_imported_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lapsed_on__isnull", True),
                            ("validity__in", ["repealed", "void"]),
                            _connector="OR",
                        ),
                        name="document_lapsed_is_marked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "abandoned"]),
                            models.Q(("attribute", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="document_attribute_fixed_after_draft",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="fb17feb7fd46e9cd560b47aa5645ea43ae0eeade",
                            operation="DELETE",
                            pgid="pgtrigger_keep_a07d8",
                            table="disclosure_document",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="676ffaf83dfd4c54d6b4a4eca2035ebed30fcbe6",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_0eedf",
                            table="disclosure_document",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_digest",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="NEW.digest := encode(sha256(convert_to(concat_ws(E'\\x1f',\n    NEW.attribute, NEW.title, NEW.document_number, NEW.summary, NEW.body, NEW.change_note,\n    COALESCE(NEW.formed_on::text, ''), NEW.special_category,\n    encode(sha256(convert_to(NEW.internal_body, 'UTF8')), 'hex'),\n    (SELECT string_agg(f.sha256 || E'\\x1e' || f.name || E'\\x1e' || a.title, E'\\x1d' ORDER BY a.position, a.id)\n       FROM disclosure_attachment a JOIN files_storedfile f ON f.id = a.file_id\n      WHERE a.document_id = NEW.id AND f.audience = 'public')\n), 'UTF8')), 'hex');\nRETURN NEW;",
                            hash="0269aaf3f8e4b878c84cf53541ccff7553d05c54",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_a_digest_f112a",
                            table="disclosure_document",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_as_draft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'draft')",
                            func="RAISE EXCEPTION 'SR-6(2): a document begins as a draft';",
                            hash="01f081fb491129721400c08ef523986c763ea155",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_as_draft_7a973",
                            table="disclosure_document",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_frozen_text",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'superseded', 'withdrawn'))",
                            func="IF ROW(NEW.digest, NEW.index_id, NEW.version, NEW.published_at, NEW.first_published_on, NEW.formed_on, NEW.attribute, NEW.agency_id) IS DISTINCT FROM ROW(OLD.digest, OLD.index_id, OLD.version, OLD.published_at, OLD.first_published_on, OLD.formed_on, OLD.attribute, OLD.agency_id) THEN RAISE EXCEPTION 'SR-3: a published document is not changed, a new version is made'; END IF; RETURN NEW;",
                            hash="308d0d226e87dea003bd9eedcbc768eef6850d99",
                            operation="UPDATE",
                            pgid="pgtrigger_c_frozen_text_5aa70",
                            table="disclosure_document",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'superseded', 'withdrawn'))",
                            func="IF OLD.state = 'published' AND NEW.state NOT IN ('published', 'superseded', 'withdrawn') OR OLD.state = 'superseded' AND NEW.state NOT IN ('superseded', 'withdrawn') OR OLD.state = 'withdrawn' AND NEW.state NOT IN ('withdrawn') THEN RAISE EXCEPTION 'SR-6(2): no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="8e100dbc6a9ecfedd2824055b47c8ff14ec8268b",
                            operation="UPDATE",
                            pgid="pgtrigger_c_ways_f1d5c",
                            table="disclosure_document",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_publish_reviewed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'published' AND OLD.\"state\" IS DISTINCT FROM 'published')",
                            func="\nIF OLD.state <> 'determined' THEN RAISE EXCEPTION 'SR-6(2): only a determined document is published'; END IF;\nIF NEW.attribute NOT IN ('proactive', 'declassified') THEN\n    RAISE EXCEPTION 'SR-5: attribute % is not published', NEW.attribute; END IF;\n\nIF NOT EXISTS (SELECT 1 FROM secrecy_review_review r\n    WHERE r.subject_kind = 'document' AND r.subject_id = NEW.id AND r.digest = NEW.digest\n      AND r.agency_id = NEW.agency_id AND r.state = 'concluded' AND r.opinion = 'disclose')\nTHEN RAISE EXCEPTION 'SR-4: no approved review of this very text'; END IF;\n\nIF NOT EXISTS (SELECT 1 FROM disclosure_signature s\n    WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'leader')\n   OR NEW.sign_levels > 1 AND NOT EXISTS (SELECT 1 FROM disclosure_signature s\n    WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'department_head')\nTHEN RAISE EXCEPTION 'SR-6(2): this very text is not signed at every level'; END IF;\nIF NEW.attribute = 'declassified' AND NOT EXISTS (SELECT 1 FROM disclosure_signature s\n    WHERE s.document_id = NEW.id AND s.digest = NEW.digest AND s.capacity = 'secrecy_office')\nTHEN RAISE EXCEPTION 'SR-7(2): the declassified text is not confirmed by the secrecy office'; END IF;\nRETURN NEW;",
                            hash="9861fff63dee9796aa1d4b202ce63a283c5d23d8",
                            operation="UPDATE",
                            pgid="pgtrigger_d_publish_reviewed_47326",
                            table="disclosure_document",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="IndexNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60, unique=True, verbose_name="索引号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("serial", models.PositiveIntegerField(verbose_name="序号")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "索引号",
                "verbose_name_plural": "索引号",
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "year", "serial"), name="indexnumber_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__regex", "^[a-z]+(-[a-z0-9]+)*/[0-9]{4}-[0-9]{5}$")),
                        name="indexnumber_form",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="edc721cb7f26eb41cbd46f3316ea0a0eaf796800",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f1969",
                            table="disclosure_indexnumber",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="b7da9fa14a0f37a3fa214ec83c83b79c0f7a0ae5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_620db",
                            table="disclosure_indexnumber",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDocument",
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
                (
                    "digest",
                    models.CharField(
                        editable=False, help_text="由数据库计算。", max_length=64, verbose_name="文本摘要"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("change_note", models.TextField(blank=True, verbose_name="变更说明")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                ("first_published_on", models.DateField(blank=True, null=True, verbose_name="首次发布日期")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                ("withdrawal_reason", models.TextField(blank=True, verbose_name="撤回原因")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("document_number", models.CharField(blank=True, max_length=100, verbose_name="文号")),
                (
                    "genre",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("决议", "决议"),
                            ("决定", "决定"),
                            ("命令", "命令"),
                            ("公报", "公报"),
                            ("公告", "公告"),
                            ("通告", "通告"),
                            ("意见", "意见"),
                            ("通知", "通知"),
                            ("通报", "通报"),
                            ("报告", "报告"),
                            ("请示", "请示"),
                            ("批复", "批复"),
                            ("议案", "议案"),
                            ("函", "函"),
                            ("纪要", "纪要"),
                            ("制度", "制度"),
                            ("其他", "其他"),
                        ],
                        max_length=10,
                        verbose_name="公文种类",
                    ),
                ),
                ("topic", models.CharField(blank=True, max_length=60, verbose_name="主题分类")),
                ("formed_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                ("changed_on", models.DateField(blank=True, null=True, verbose_name="变更日期")),
                (
                    "validity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_force", "有效"),
                            ("amended", "已修改"),
                            ("partly_void", "部分失效"),
                            ("void", "失效"),
                            ("repealed", "废止"),
                        ],
                        max_length=20,
                        verbose_name="效力属性",
                    ),
                ),
                ("lapsed_on", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                (
                    "normative",
                    models.CharField(
                        blank=True,
                        choices=[("rules", "规章"), ("norms", "行政规范性文件")],
                        max_length=10,
                        verbose_name="规范性质",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="内容概述")),
                ("body", models.TextField(verbose_name="正文")),
                (
                    "attribute",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proactive", "主动公开"),
                            ("declassified", "脱密后公开"),
                            ("on_request", "依申请公开"),
                            ("withheld", "不予公开"),
                        ],
                        max_length=20,
                        verbose_name="公开属性",
                    ),
                ),
                ("attribute_reason", models.TextField(blank=True, verbose_name="公开属性的理由")),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("state_secret", "国家秘密（条例第十四条）"),
                            ("forbidden_by_law", "法律、行政法规禁止公开（条例第十四条）"),
                            (
                                "security_stability",
                                "公开后可能危及国家安全、公共安全、经济安全、社会稳定（条例第十四条）",
                            ),
                            ("third_party", "商业秘密、个人隐私等，公开会损害第三方合法权益（条例第十五条）"),
                            ("internal_affairs", "人事管理、后勤管理、内部工作流程（条例第十六条第一款）"),
                            ("deliberative", "讨论记录、过程稿、磋商信函、请示报告（条例第十六条第二款）"),
                            ("enforcement_file", "行政执法案卷信息（条例第十六条第二款）"),
                            ("special_need", "与特定申请人相关，依申请提供（本制度第七条第三项）"),
                        ],
                        max_length=30,
                        verbose_name="不主动公开的依据",
                    ),
                ),
                (
                    "proactive_tests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="符合的主动公开要求",
                    ),
                ),
                (
                    "declassification",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("delete", "删除不宜公开的内容"),
                            ("excerpt", "摘录、摘编可公开的信息"),
                            ("other", "其他处理方式"),
                        ],
                        max_length=10,
                        verbose_name="脱密方式",
                    ),
                ),
                ("sign_levels", models.PositiveSmallIntegerField(default=2, verbose_name="签发层级")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("draft", "拟稿"),
                            ("recheck", "待文书室复核"),
                            ("rechecked", "待送保密审查"),
                            ("review", "保密审查中"),
                            ("signing", "待部门负责人签发"),
                            ("countersigning", "待领导签发"),
                            ("determined", "属性已确定，待发布"),
                            ("reporting", "不予公开，待报告上一级"),
                            ("kept", "属性已确定，不主动公开"),
                            ("published", "已发布"),
                            ("superseded", "已被新版本替代"),
                            ("withdrawn", "已撤回"),
                            ("abandoned", "已放弃"),
                        ],
                        default="draft",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                (
                    "refusal_report_number",
                    models.CharField(blank=True, max_length=100, verbose_name="不予公开报告文号"),
                ),
                (
                    "refusal_reported_on",
                    models.DateField(blank=True, null=True, verbose_name="不予公开报告日期"),
                ),
                ("source_name", models.CharField(blank=True, max_length=200, verbose_name="来源文件")),
                ("source_sha256", models.CharField(blank=True, max_length=64, verbose_name="来源文件摘要")),
                (
                    "source_publisher",
                    models.CharField(blank=True, max_length=100, verbose_name="来源所载发布机构"),
                ),
                ("oddities", models.JSONField(blank=True, default=list, verbose_name="来源中的疑点")),
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
                    "drafter",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
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
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disclosure.document",
                        verbose_name="前一版本",
                    ),
                ),
                (
                    "index",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disclosure.indexnumber",
                        verbose_name="索引号",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 公文",
                "verbose_name_plural": "historical 公文",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="document",
            name="index",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="disclosure.indexnumber",
                verbose_name="索引号",
            ),
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
                            ("department_head", "部门负责人签发"),
                            ("leader", "领导签发"),
                            ("secrecy_office", "保密办确认脱密结果"),
                        ],
                        max_length=20,
                        verbose_name="签名身份",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="文本摘要")),
                ("signer_name", models.CharField(max_length=60, verbose_name="姓名")),
                ("remark", models.TextField(blank=True, verbose_name="批注")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="disclosure.document",
                        verbose_name="公文",
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
                "ordering": ["at"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "capacity", "digest"), name="signature_once")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="402925c1a14f25fea2984ab3e168fd1a7452bc78",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_78f51",
                            table="disclosure_signature",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="706d64c355e612f5bf1aaaf01e22ec0614aa56fc",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_e6020",
                            table="disclosure_signature",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="disclosure.document",
                        verbose_name="公文",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "verbose_name_plural": "附件",
                "ordering": ["position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("document", "file"), name="attachment_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="touch_document",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE disclosure_document SET digest = '' WHERE id IN (NEW.document_id, OLD.document_id); RETURN NULL;",
                            hash="8c1929f0b51cabfb80aad03a70a2c53a8f713277",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_touch_document_23798",
                            table="disclosure_attachment",
                            when="AFTER",
                        ),
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "abandoned"), _negated=True),
                fields=("index", "version"),
                name="document_index_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["published", "superseded", "withdrawn", "abandoned"]), _negated=True
                ),
                fields=("index",),
                name="document_one_open_version",
                violation_error_message="这份公文已有一个新版本正在办理。",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")),
                fields=("index",),
                name="document_one_published_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["published", "superseded"]), _negated=True),
                    models.Q(
                        ("formed_on__isnull", False),
                        ("index__isnull", False),
                        ("published_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="document_published_is_complete",
            ),
        ),
        foundation.database.InstallTriggers(
            model_name="attachment",
        ),
        foundation.database.InstallTriggers(
            model_name="indexnumber",
        ),
        foundation.database.InstallTriggers(
            model_name="document",
        ),
        foundation.database.InstallTriggers(
            model_name="signature",
        ),
    ]
