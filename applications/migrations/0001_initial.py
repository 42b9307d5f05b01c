import django.db.models.deletion
import django_fsm
import pgtrigger.compiler
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import foundation.casework.states
import foundation.database
import foundation.privacy.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("agencies", "__first__"),
        ("disclosure", "0001_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="登记号")),
                ("code_hash", models.CharField(blank=True, max_length=64, verbose_name="查询码摘要")),
                (
                    "form_token",
                    models.CharField(max_length=64, null=True, unique=True, verbose_name="表单标识摘要"),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[("information", "公开政府信息"), ("correction", "更正与自身相关的记录")],
                        default="information",
                        max_length=20,
                        verbose_name="申请事项",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("online", "网上提交"),
                            ("in_person", "当面提交"),
                            ("oral", "口头提出，工作人员代填"),
                            ("registered_post", "挂号信或快递"),
                            ("ordinary_post", "平信"),
                            ("fax", "传真"),
                            ("email", "电子邮件"),
                            ("passed_on", "其他机关转来"),
                        ],
                        max_length=20,
                        verbose_name="提出方式",
                    ),
                ),
                (
                    "applicant_class",
                    models.CharField(
                        choices=[
                            ("natural", "自然人"),
                            ("enterprise", "商业企业"),
                            ("research", "科研机构"),
                            ("welfare", "社会公益组织"),
                            ("legal_service", "法律服务机构"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="申请人类别",
                    ),
                ),
                ("wanted", foundation.privacy.fields.EncryptedTextField(verbose_name="所需信息")),
                (
                    "wanted_number",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="文号或索引号"),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("electronic", "电子文档"),
                            ("paper", "纸质复制件"),
                            ("inspection", "查阅、抄录"),
                        ],
                        max_length=20,
                        verbose_name="提供形式",
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("online", "在本网站下载"),
                            ("email", "电子邮件"),
                            ("post", "邮寄"),
                            ("pickup", "到机关领取或查阅"),
                            ("fax", "传真"),
                        ],
                        max_length=20,
                        verbose_name="获取方式",
                    ),
                ),
                (
                    "help_needed",
                    foundation.privacy.fields.EncryptedTextField(
                        blank=True,
                        help_text="阅读困难或视听障碍（条例第四十三条）。",
                        verbose_name="需要的帮助",
                    ),
                ),
                ("read_back", models.BooleanField(default=False, verbose_name="已向申请人宣读确认")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("received", "待登记"),
                            ("handling", "办理中"),
                            ("amending", "待申请人补正"),
                            ("explaining", "待申请人说明理由"),
                            ("paying", "待申请人缴费"),
                            ("consulting", "征求意见中"),
                            ("suspended", "期限中止"),
                            ("answered", "已答复"),
                            ("lapsed_unamended", "逾期不补正，不再处理"),
                            ("lapsed_unpaid", "逾期未缴费，不再处理"),
                            ("withdrawn", "申请人已撤回"),
                        ],
                        default="received",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("amended_on", models.DateField(blank=True, null=True, verbose_name="收到补正日期")),
                ("extended_on", models.DateField(blank=True, null=True, verbose_name="延期日期")),
                ("extension_asked", models.BooleanField(default=False, verbose_name="已提请延期")),
                (
                    "fee",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="信息处理费（元）",
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="缴费日期")),
                (
                    "similar_offered",
                    models.PositiveSmallIntegerField(default=0, verbose_name="提示的已公开信息"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("report_row", models.CharField(blank=True, max_length=2, verbose_name="年报行")),
                (
                    "explanation",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="申请理由说明"),
                ),
                ("may_publish", models.BooleanField(default=False, verbose_name="同意公布答复")),
                (
                    "grounds_asked_on",
                    models.DateField(blank=True, null=True, verbose_name="要求说明理由日期"),
                ),
                (
                    "disclosure_proposed_on",
                    models.DateField(blank=True, null=True, verbose_name="建议主动公开日期"),
                ),
                (
                    "disclosure_proposal",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="主动公开的建议"),
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
                    "disclosure_draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.document",
                        verbose_name="转为主动公开的公文",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "passed_on_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_on_to",
                        to="applications.application",
                        verbose_name="转自",
                    ),
                ),
            ],
            options={
                "verbose_name": "公开申请",
                "verbose_name_plural": "公开申请",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["agency", "state", "-id"], name="application_agency_state"),
                    models.Index(fields=["state", "-id"], name="application_state"),
                    models.Index(
                        fields=["agency", "-received_on", "-id"], name="application_agency_received"
                    ),
                    models.Index(fields=["channel", "-id"], name="application_channel"),
                    models.Index(fields=["applicant_class", "-id"], name="application_class"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__regex", "^[0-9]{4}-[0-9]{4,}$")),
                        name="application_number_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "oral"), _negated=True), ("read_back", True), _connector="OR"
                        ),
                        name="application_oral_read_back",
                        violation_error_message="代填的申请须向申请人宣读并得到确认（条例第二十九条）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", False),
                                ("state__in", ["answered", "lapsed_unamended", "lapsed_unpaid", "withdrawn"]),
                                models.Q(("report_row", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "state__in",
                                        ["answered", "lapsed_unamended", "lapsed_unpaid", "withdrawn"],
                                    ),
                                    _negated=True,
                                ),
                                ("closed_on__isnull", True),
                                ("report_row", ""),
                            ),
                            _connector="OR",
                        ),
                        name="application_closed_is_counted",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="a0bae3301c313532b79e6cebbfd4d2ec0fd94527",
                            operation="DELETE",
                            pgid="pgtrigger_keep_ec04f",
                            table="applications_application",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="c10f1461d4c56d409be6cd45cb0d5dcd28e1593b",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_a1dce",
                            table="applications_application",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="begins_received",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'received')",
                            func="RAISE EXCEPTION 'OR-4: an application begins with its receipt';",
                            hash="891f65e853bf8f6226ffbc19854716b4596a0a66",
                            operation="INSERT",
                            pgid="pgtrigger_begins_received_566d0",
                            table="applications_application",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="closed_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('answered', 'lapsed_unamended', 'lapsed_unpaid', 'withdrawn'))",
                            func="IF ROW(NEW.state, NEW.report_row, NEW.closed_on, NEW.received_on, NEW.agency_id) IS DISTINCT FROM ROW(OLD.state, OLD.report_row, OLD.closed_on, OLD.received_on, OLD.agency_id) THEN RAISE EXCEPTION 'OR-4: a closed application stays as it was closed'; END IF; RETURN NEW;",
                            hash="b4f10e877784f50727d0ae84e8bf44bb7ec08468",
                            operation="UPDATE",
                            pgid="pgtrigger_closed_is_final_86270",
                            table="applications_application",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="answered_by_reply",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'answered' AND OLD.\"state\" IS DISTINCT FROM 'answered')",
                            func="\nIF NOT EXISTS (SELECT 1 FROM applications_reply r WHERE r.application_id = NEW.id AND r.state = 'issued' AND NOT r.explains)\nTHEN RAISE EXCEPTION 'OR-4: an application is answered by an issued reply'; END IF;\nRETURN NEW;",
                            hash="8e199e170f5ebc04d17ee96ec5539995c01bc656",
                            operation="UPDATE",
                            pgid="pgtrigger_answered_by_reply_77765",
                            table="applications_application",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Applicant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(blank=True, db_index=True, max_length=64, verbose_name="身份指纹"),
                ),
                ("name", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="姓名或名称")),
                (
                    "identity_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resident", "居民身份证"),
                            ("passport", "护照"),
                            ("hong_kong_macao", "港澳居民来往内地通行证"),
                            ("taiwan", "台湾居民来往大陆通行证"),
                            ("permanent_resident", "外国人永久居留身份证"),
                            ("credit_code", "统一社会信用代码"),
                        ],
                        max_length=20,
                        verbose_name="证件类别",
                    ),
                ),
                (
                    "identity_number",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="证件号码"),
                ),
                (
                    "representative",
                    foundation.privacy.fields.EncryptedTextField(
                        blank=True, verbose_name="法定代表人或负责人"
                    ),
                ),
                (
                    "contact_name",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="联系人"),
                ),
                ("phone", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="联系电话")),
                ("email", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="电子邮箱")),
                (
                    "address",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="联系地址"),
                ),
                (
                    "postcode",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="邮政编码"),
                ),
                (
                    "agent_name",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="代理人姓名"),
                ),
                (
                    "agent_identity_number",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="代理人身份证号"),
                ),
                (
                    "agent_phone",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="代理人电话"),
                ),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="清除时间")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applicant",
                        to="applications.application",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请人",
                "verbose_name_plural": "申请人",
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="8a803f8ee76d1375ac86ce61e68033565709edf2",
                            operation="DELETE",
                            pgid="pgtrigger_keep_c4396",
                            table="applications_applicant",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="d8f8e5be5806cacf9e891ab1b438530e558f63a6",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_296e1",
                            table="applications_applicant",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("text", foundation.privacy.fields.EncryptedTextField(verbose_name="投诉内容")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[("lodged", "待受理"), ("investigating", "调查中"), ("answered", "已回复")],
                        default="lodged",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[("founded", "属实"), ("partly", "部分属实"), ("unfounded", "不属实")],
                        max_length=10,
                        verbose_name="调查结论",
                    ),
                ),
                ("answer", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="回复")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="回复日期")),
                (
                    "against",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="被投诉机关",
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="applications.application",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "投诉",
                "verbose_name_plural": "投诉",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="complaint_agency_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("agency", models.F("against")), _negated=True),
                        name="complaint_not_to_itself",
                        violation_error_message="投诉不由被投诉的机关自己处理（OR-7）。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "answered"), _negated=True),
                        fields=("application", "agency"),
                        name="complaint_one_open_before_each",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="4bf7e6998ccf185da381485e691566712ed89a25",
                            operation="DELETE",
                            pgid="pgtrigger_keep_e6361",
                            table="applications_complaint",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="0a787eb6e62c386c0163b1a647242c3ef346930c",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_2c174",
                            table="applications_complaint",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "party",
                    models.CharField(
                        choices=[
                            ("third_party", "第三方（条例第三十二条）"),
                            ("coauthor", "共同制作机关（条例第三十四条）"),
                            ("agency", "其他机关（协办）"),
                        ],
                        max_length=20,
                        verbose_name="征求对象",
                    ),
                ),
                ("name", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="名称")),
                ("address", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="地址")),
                ("email", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="电子邮箱")),
                ("concern", foundation.privacy.fields.EncryptedTextField(verbose_name="征求意见的内容")),
                (
                    "token_hash",
                    models.CharField(blank=True, db_index=True, max_length=64, verbose_name="回复页标识摘要"),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("sent", "已发出，待签收"),
                            ("asked", "已收到，待答复"),
                            ("answered", "已答复"),
                            ("silent", "逾期未答复"),
                            ("ended", "已终止"),
                        ],
                        default="sent",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="发出日期")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="签收日期")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agrees", "同意公开"),
                            ("refuses", "不同意公开"),
                            ("partly", "同意公开一部分"),
                        ],
                        max_length=10,
                        verbose_name="意见",
                    ),
                ),
                (
                    "opinion",
                    foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="意见和理由"),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="applications.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "consulted_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="被征求机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "征求意见",
                "verbose_name_plural": "征求意见",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consulted_agency__isnull", True), ("party", "third_party")),
                            models.Q(
                                models.Q(("party", "third_party"), _negated=True),
                                ("consulted_agency__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="consultation_asks_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_on__isnull", True),
                            ("received_on__gte", models.F("sent_on")),
                            _connector="OR",
                        ),
                        name="consultation_received_after_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="consultation_answered_is_complete",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="542ec35b1de487e640d333b6e79b95a1f9a80c42",
                            operation="DELETE",
                            pgid="pgtrigger_keep_f6f46",
                            table="applications_consultation",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="f296bf44e690dff903a0cbb38fbcfddf86f711b7",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_646f6",
                            table="applications_consultation",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Enclosure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("identity", "身份证明"),
                            ("authority", "授权委托书"),
                            ("scan", "来件扫描"),
                            ("evidence", "证据材料"),
                            ("material", "补充材料"),
                        ],
                        max_length=20,
                        verbose_name="用途",
                    ),
                ),
                ("name", foundation.privacy.fields.EncryptedTextField(verbose_name="文件名")),
                ("added_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enclosures",
                        to="applications.application",
                        verbose_name="申请",
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
                "verbose_name": "申请材料",
                "verbose_name_plural": "申请材料",
                "ordering": ["pk"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="cd7cf42cfe161e99cd9db25eb01799865b15b7f2",
                            operation="DELETE",
                            pgid="pgtrigger_keep_7c15f",
                            table="applications_enclosure",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="9ce3a2585b55212d829ccadf53f646245ff0a4e8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_ebdb1",
                            table="applications_enclosure",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FoundPublished",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="次数")),
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.document",
                        verbose_name="公文",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请前找到的公文",
                "verbose_name_plural": "申请前找到的公文",
                "ordering": ["-day", "-pk"],
                "indexes": [models.Index(fields=["agency", "-day"], name="found_agency_day")],
                "constraints": [models.UniqueConstraint(fields=("document", "day"), name="found_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="HistoricalApplication",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("number", models.CharField(db_index=True, max_length=20, verbose_name="登记号")),
                (
                    "sort",
                    models.CharField(
                        choices=[("information", "公开政府信息"), ("correction", "更正与自身相关的记录")],
                        default="information",
                        max_length=20,
                        verbose_name="申请事项",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("online", "网上提交"),
                            ("in_person", "当面提交"),
                            ("oral", "口头提出，工作人员代填"),
                            ("registered_post", "挂号信或快递"),
                            ("ordinary_post", "平信"),
                            ("fax", "传真"),
                            ("email", "电子邮件"),
                            ("passed_on", "其他机关转来"),
                        ],
                        max_length=20,
                        verbose_name="提出方式",
                    ),
                ),
                (
                    "applicant_class",
                    models.CharField(
                        choices=[
                            ("natural", "自然人"),
                            ("enterprise", "商业企业"),
                            ("research", "科研机构"),
                            ("welfare", "社会公益组织"),
                            ("legal_service", "法律服务机构"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="申请人类别",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("electronic", "电子文档"),
                            ("paper", "纸质复制件"),
                            ("inspection", "查阅、抄录"),
                        ],
                        max_length=20,
                        verbose_name="提供形式",
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("online", "在本网站下载"),
                            ("email", "电子邮件"),
                            ("post", "邮寄"),
                            ("pickup", "到机关领取或查阅"),
                            ("fax", "传真"),
                        ],
                        max_length=20,
                        verbose_name="获取方式",
                    ),
                ),
                ("read_back", models.BooleanField(default=False, verbose_name="已向申请人宣读确认")),
                ("received_on", models.DateField(verbose_name="收到日期")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("received", "待登记"),
                            ("handling", "办理中"),
                            ("amending", "待申请人补正"),
                            ("explaining", "待申请人说明理由"),
                            ("paying", "待申请人缴费"),
                            ("consulting", "征求意见中"),
                            ("suspended", "期限中止"),
                            ("answered", "已答复"),
                            ("lapsed_unamended", "逾期不补正，不再处理"),
                            ("lapsed_unpaid", "逾期未缴费，不再处理"),
                            ("withdrawn", "申请人已撤回"),
                        ],
                        default="received",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("amended_on", models.DateField(blank=True, null=True, verbose_name="收到补正日期")),
                ("extended_on", models.DateField(blank=True, null=True, verbose_name="延期日期")),
                ("extension_asked", models.BooleanField(default=False, verbose_name="已提请延期")),
                (
                    "fee",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="信息处理费（元）",
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="缴费日期")),
                (
                    "similar_offered",
                    models.PositiveSmallIntegerField(default=0, verbose_name="提示的已公开信息"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("report_row", models.CharField(blank=True, max_length=2, verbose_name="年报行")),
                ("may_publish", models.BooleanField(default=False, verbose_name="同意公布答复")),
                (
                    "grounds_asked_on",
                    models.DateField(blank=True, null=True, verbose_name="要求说明理由日期"),
                ),
                (
                    "disclosure_proposed_on",
                    models.DateField(blank=True, null=True, verbose_name="建议主动公开日期"),
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
                    "disclosure_draft",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disclosure.document",
                        verbose_name="转为主动公开的公文",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
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
                    "passed_on_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="applications.application",
                        verbose_name="转自",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 公开申请",
                "verbose_name_plural": "historical 公开申请",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReply",
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
                (
                    "explains",
                    models.BooleanField(
                        default=False,
                        help_text="答复之后应申请人要求另行说明不予公开的理由（OR-4(2)）。",
                        verbose_name="说明理由",
                    ),
                ),
                ("opening", models.TextField(blank=True, verbose_name="开头补充")),
                (
                    "public_interest",
                    models.TextField(
                        blank=True,
                        help_text="第三方没有同意而仍予公开的理由（条例第三十二条）。",
                        verbose_name="不公开会对公共利益造成的重大影响",
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("drafting", "拟写中"),
                            ("rechecked", "待送保密审查"),
                            ("review", "保密审查中"),
                            ("signing", "待签发"),
                            ("signed", "已签发，待发出"),
                            ("issued", "已发出"),
                            ("abandoned", "已作废"),
                        ],
                        default="drafting",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("signed_digest", models.CharField(blank=True, max_length=64, verbose_name="签发的文本摘要")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签发时间")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="发出时间")),
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
                    "application",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="applications.application",
                        verbose_name="申请",
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
                    "signer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 申请答复",
                "verbose_name_plural": "historical 申请答复",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Letter",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "登记回执"),
                            ("amendment_notice", "补正告知书"),
                            ("explanation_request", "说明申请理由通知书"),
                            ("delay_notice", "合理期限延迟答复告知书"),
                            ("extension_notice", "延期答复告知书"),
                            ("third_party_consultation", "征求第三方意见书"),
                            ("third_party_reply_form", "征求意见确认函"),
                            ("consultation_told", "征求意见告知书"),
                            ("third_party_result", "依申请公开告知书"),
                            ("coauthor_consultation", "征求意见书"),
                            ("assistance_letter", "协办函"),
                            ("fee_notice", "收费通知书"),
                            ("suspension_notice", "中止期限告知书"),
                            ("resumption_notice", "恢复期限告知书"),
                            ("reply", "答复书"),
                            ("correction_reply", "更正答复书"),
                            ("reasons_notice", "说明理由告知书"),
                            ("closed_unamended", "逾期不补正不再处理告知书"),
                            ("closed_unpaid", "逾期未缴费不再处理告知书"),
                            ("withdrawal_confirmation", "撤回申请确认书"),
                            ("complaint_reply", "投诉处理答复书"),
                        ],
                        max_length=30,
                        verbose_name="文书",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="applications.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="applications.complaint",
                        verbose_name="投诉",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="applications.consultation",
                        verbose_name="征求意见",
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
            ],
            options={
                "verbose_name": "文书",
                "verbose_name_plural": "文书",
                "ordering": ["issued_at", "pk"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("file__isnull", True)),
                        fields=["id"],
                        name="applications_letter_waits",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="6ff51fb3e43efae522c592740cf291e2fa60ef96",
                            operation="DELETE",
                            pgid="pgtrigger_keep_0034c",
                            table="applications_letter",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="613fc6a69450dc3cf30f0af1b524cd3f33b3e02c",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_81f1c",
                            table="applications_letter",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="issued_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) - 'file_id' - 'content' - 'tries' <> to_jsonb(OLD) - 'file_id' - 'content' - 'tries' THEN RAISE EXCEPTION 'an issued letter is not changed'; END IF; RETURN NEW;",
                            hash="5e28170036e2ad1dd1b983ea4d0a6ded2b405989",
                            operation="UPDATE",
                            pgid="pgtrigger_issued_once_d40e8",
                            table="applications_letter",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="printed_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."file_id" IS NOT NULL)',
                            func="IF ROW(NEW.file_id) IS DISTINCT FROM ROW(OLD.file_id) THEN RAISE EXCEPTION 'an issued letter is not changed'; END IF; RETURN NEW;",
                            hash="4d8510e67d15a19bd3ebe4b8c229e3739a5f5036",
                            operation="UPDATE",
                            pgid="pgtrigger_printed_once_0abf1",
                            table="applications_letter",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("delivered_on", models.DateField(verbose_name="送达日期")),
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
                        to="applications.letter",
                        verbose_name="文书",
                    ),
                ),
            ],
            options={
                "verbose_name": "送达记录",
                "verbose_name_plural": "送达记录",
                "ordering": ["pk"],
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="5215b79b2e853b8f68bd5eb3259d8e99688e459c",
                            operation="DELETE",
                            pgid="pgtrigger_keep_e42b5",
                            table="applications_delivery",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="823dae049dc83f9559f7e54b3d36c3201fabcd52",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_7d538",
                            table="applications_delivery",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_emptied",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) - 'proof' <> to_jsonb(OLD) - 'proof' OR NEW.proof <> OLD.proof AND NEW.proof <> '' THEN RAISE EXCEPTION 'delivery: rows are kept as they are'; END IF; RETURN NEW;",
                            hash="ddf41deb7530298b6262ea0bbbf9cd60038c67ee",
                            operation="UPDATE",
                            pgid="pgtrigger_only_emptied_32931",
                            table="applications_delivery",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remedy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("reconsideration", "行政复议"),
                            ("direct_suit", "未经复议直接起诉"),
                            ("suit_after", "复议后起诉"),
                        ],
                        max_length=20,
                        verbose_name="救济途径",
                    ),
                ),
                ("body", models.CharField(max_length=100, verbose_name="复议机关或法院")),
                ("case_number", models.CharField(blank=True, max_length=100, verbose_name="案号")),
                ("accepted_on", models.DateField(verbose_name="受理日期")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("upheld", "结果维持"),
                            ("corrected", "结果纠正"),
                            ("other", "其他结果"),
                            ("pending", "尚未审结"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("concluded_on", models.DateField(blank=True, null=True, verbose_name="审结日期")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remedies",
                        to="applications.application",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "复议诉讼",
                "verbose_name_plural": "复议诉讼",
                "ordering": ["accepted_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("concluded_on__isnull", True), ("result", "pending")),
                            models.Q(
                                models.Q(("result", "pending"), _negated=True),
                                ("concluded_on__gte", models.F("accepted_on")),
                            ),
                            _connector="OR",
                        ),
                        name="remedy_result_has_day",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="dda4835aa2cd05bdbc5ac8a43bf6aa0c3335b283",
                            operation="DELETE",
                            pgid="pgtrigger_keep_da209",
                            table="applications_remedy",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="919d591c24c54ee7283ee7e797284522b538898c",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_98d7f",
                            table="applications_remedy",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
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
                (
                    "explains",
                    models.BooleanField(
                        default=False,
                        help_text="答复之后应申请人要求另行说明不予公开的理由（OR-4(2)）。",
                        verbose_name="说明理由",
                    ),
                ),
                ("opening", models.TextField(blank=True, verbose_name="开头补充")),
                (
                    "public_interest",
                    models.TextField(
                        blank=True,
                        help_text="第三方没有同意而仍予公开的理由（条例第三十二条）。",
                        verbose_name="不公开会对公共利益造成的重大影响",
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("drafting", "拟写中"),
                            ("rechecked", "待送保密审查"),
                            ("review", "保密审查中"),
                            ("signing", "待签发"),
                            ("signed", "已签发，待发出"),
                            ("issued", "已发出"),
                            ("abandoned", "已作废"),
                        ],
                        default="drafting",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("signed_digest", models.CharField(blank=True, max_length=64, verbose_name="签发的文本摘要")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签发时间")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="发出时间")),
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="applications.application",
                        verbose_name="申请",
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
                    "signer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请答复",
                "verbose_name_plural": "申请答复",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="reply_agency_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "abandoned"), _negated=True),
                        fields=("application", "explains"),
                        name="reply_one_per_application",
                        violation_error_message="这件申请已有一份答复在办理。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("document_number", ""), _negated=True),
                        fields=("document_number",),
                        name="reply_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            models.Q(
                                models.Q(("document_number", ""), _negated=True), ("issued_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="reply_issued_is_complete",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="68eb22c9e78c94e75055ec9a3387b040a185810f",
                            operation="DELETE",
                            pgid="pgtrigger_keep_944a7",
                            table="applications_reply",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="1d677a5e430cdf3d0565695dcd3c483b8d7c018f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_373e7",
                            table="applications_reply",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_digest",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="NEW.digest := encode(sha256(convert_to(concat_ws(E'\\x1f',\n    NEW.opening, NEW.public_interest, NEW.special_category,\n    (SELECT string_agg(concat_ws(E'\\x1e', d.outcome, d.facts, d.basis, d.reasons, d.guidance,\n                                 COALESCE(d.agency_id::text, ''), COALESCE(d.document_id::text, '')),\n                       E'\\x1d' ORDER BY d.position, d.id)\n       FROM applications_decision d WHERE d.reply_id = NEW.id),\n    (SELECT string_agg(concat_ws(E'\\x1e', p.title, p.released, p.struck::text), E'\\x1d' ORDER BY p.id)\n       FROM applications_passage p WHERE p.reply_id = NEW.id),\n    (SELECT string_agg(concat_ws(E'\\x1e', w.consultation_id::text, w.decided, w.given, w.reasons), E'\\x1d' ORDER BY w.id)\n       FROM applications_weighing w WHERE w.reply_id = NEW.id),\n    (SELECT string_agg(f.sha256 || E'\\x1e' || f.name || E'\\x1e' || a.title, E'\\x1d' ORDER BY a.id)\n       FROM applications_replyfile a JOIN files_storedfile f ON f.id = a.file_id WHERE a.reply_id = NEW.id)\n), 'UTF8')), 'hex');\nRETURN NEW;",
                            hash="f8cf2f5055884d599aa439cb4f6269b8c821aecf",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_a_digest_004a3",
                            table="applications_reply",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_as_draft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'drafting')",
                            func="RAISE EXCEPTION 'OR-4: a reply begins as a draft';",
                            hash="af6e92e44d42ff48bc478333409196419a3436f2",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_as_draft_c4b59",
                            table="applications_reply",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_frozen",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('issued'))",
                            func="IF ROW(NEW.digest, NEW.document_number, NEW.state, NEW.issued_at) IS DISTINCT FROM ROW(OLD.digest, OLD.document_number, OLD.state, OLD.issued_at) THEN RAISE EXCEPTION 'OR-4: an issued reply is not changed'; END IF; RETURN NEW;",
                            hash="6a61df1e7903c59f1f0bc21bedd68b37341948af",
                            operation="UPDATE",
                            pgid="pgtrigger_c_frozen_c5c2c",
                            table="applications_reply",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_issue_reviewed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'issued' AND OLD.\"state\" IS DISTINCT FROM 'issued')",
                            func="\nIF OLD.state <> 'signed' THEN RAISE EXCEPTION 'OR-4: only a signed reply is issued'; END IF;\n\nIF NOT EXISTS (SELECT 1 FROM secrecy_review_review r\n    WHERE r.subject_kind = 'reply' AND r.subject_id = NEW.id AND r.digest = NEW.digest\n      AND r.agency_id = NEW.agency_id AND r.state = 'concluded' AND r.opinion = 'disclose')\nTHEN RAISE EXCEPTION 'SR-4: no approved review of this very text'; END IF;\n\nIF NEW.signed_digest <> NEW.digest OR NEW.signer_id IS NULL\nTHEN RAISE EXCEPTION 'OR-4: this very text is not signed'; END IF;\nRETURN NEW;",
                            hash="5060d84cad1de861652c1e3dad023cc5224a766a",
                            operation="UPDATE",
                            pgid="pgtrigger_d_issue_reviewed_97987",
                            table="applications_reply",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PublishedReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                (
                    "question",
                    models.TextField(help_text="要的是什么，不写是谁要、为什么要。", verbose_name="申请要点"),
                ),
                ("answer", models.TextField(verbose_name="答复要点")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[("drafted", "待公布"), ("published", "已公布"), ("withdrawn", "已撤下")],
                        default="drafted",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
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
                    "drafter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟写人",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excerpts",
                        to="applications.reply",
                        verbose_name="答复",
                    ),
                ),
            ],
            options={
                "verbose_name": "答复选登",
                "verbose_name_plural": "答复选登",
                "ordering": ["-published_at", "-pk"],
                "indexes": [
                    models.Index(fields=["agency", "state", "-id"], name="excerpt_agency_state"),
                    models.Index(
                        condition=models.Q(("state", "published")),
                        fields=["-published_at", "-id"],
                        name="excerpt_newest",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("reply",),
                        name="excerpt_one_per_reply",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="excerpt_published_when",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="7e4f40e9e4b801ed0b34abb9781ae13ac231e943",
                            operation="DELETE",
                            pgid="pgtrigger_keep_a0dac",
                            table="applications_publishedreply",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="f743b2ce65afa4223fd3ff0579c81e2b93572b2a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_97b9b",
                            table="applications_publishedreply",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="published_stays_as_it_is",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('published', 'withdrawn'))",
                            func="IF ROW(NEW.title, NEW.question, NEW.answer, NEW.reply_id) IS DISTINCT FROM ROW(OLD.title, OLD.question, OLD.answer, OLD.reply_id) THEN RAISE EXCEPTION '条例44: a published reply stays as it is'; END IF; RETURN NEW;",
                            hash="6e4e4daf6ed9c0c3024336d9daeedcae857ab1bb",
                            operation="UPDATE",
                            pgid="pgtrigger_published_stays_as_it_is_eb317",
                            table="applications_publishedreply",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("source", foundation.privacy.fields.EncryptedTextField(verbose_name="原文")),
                ("released", models.TextField(verbose_name="提供的文字")),
                ("struck", models.JSONField(blank=True, default=list, verbose_name="删去的部分及其依据")),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passages",
                        to="applications.reply",
                        verbose_name="答复",
                    ),
                ),
            ],
            options={
                "verbose_name": "区分处理的文本",
                "verbose_name_plural": "区分处理的文本",
                "ordering": ["pk"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="touch_reply",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE applications_reply SET digest = '' WHERE id IN (NEW.reply_id, OLD.reply_id); RETURN NULL;",
                            hash="905f86e03d58be4e3b043ef3eb277bbb15fa1e72",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_touch_reply_c3044",
                            table="applications_passage",
                            when="AFTER",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPublishedReply",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                (
                    "question",
                    models.TextField(help_text="要的是什么，不写是谁要、为什么要。", verbose_name="申请要点"),
                ),
                ("answer", models.TextField(verbose_name="答复要点")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[("drafted", "待公布"), ("published", "已公布"), ("withdrawn", "已撤下")],
                        default="drafted",
                        max_length=20,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
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
                    "drafter",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟写人",
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
                    "reply",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="applications.reply",
                        verbose_name="答复",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 答复选登",
                "verbose_name_plural": "historical 答复选登",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("already_public", "已主动公开，告知获取方式"),
                            ("disclosed", "予以公开"),
                            ("now_published", "应主动公开，现已公布"),
                            ("partial", "部分公开"),
                            ("state_secret", "国家秘密，不予公开"),
                            ("forbidden_by_law", "法律、行政法规禁止公开"),
                            ("security_stability", "危及“三安全一稳定”，不予公开"),
                            ("third_party", "保护第三方合法权益，不予公开"),
                            ("internal_affairs", "内部事务信息，不予公开"),
                            ("deliberative", "过程性信息，不予公开"),
                            ("enforcement_file", "行政执法案卷，不予公开"),
                            ("special_register", "行政查询事项，依专门规定办理"),
                            ("not_held", "本机关没有这一信息"),
                            ("not_ours", "不属本机关负责公开"),
                            ("needs_processing", "没有现成信息，需要另行制作"),
                            ("still_unclear", "补正后内容仍不明确"),
                            ("petition", "信访、投诉、举报，不作为申请处理"),
                            ("repeated", "重复申请，不予重复处理"),
                            ("publication", "公开出版物，告知获取途径"),
                            ("excessive", "无正当理由大量反复申请，不予处理"),
                            ("reissue", "要求确认或重新出具已获取的信息"),
                            ("corrected", "更正记录"),
                            ("not_corrected", "不予更正记录"),
                        ],
                        max_length=30,
                        verbose_name="决定",
                    ),
                ),
                ("facts", models.TextField(help_text="查到了什么，怎么查的。", verbose_name="事实")),
                ("basis", models.TextField(help_text="写到条、款、项。", verbose_name="法律依据")),
                ("reasons", models.TextField(verbose_name="理由")),
                (
                    "guidance",
                    models.TextField(
                        blank=True, help_text="到哪里、怎样、什么时候可以得到。", verbose_name="获取方式"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="负责公开的机关",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.document",
                        verbose_name="已公开的信息",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="applications.reply",
                        verbose_name="答复",
                    ),
                ),
            ],
            options={
                "verbose_name": "答复决定",
                "verbose_name_plural": "答复决定",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("reply", "outcome"), name="decision_outcome_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("facts", ""), ("basis", ""), ("reasons", ""), _connector="OR", _negated=True
                        ),
                        name="decision_is_reasoned",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="touch_reply",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE applications_reply SET digest = '' WHERE id IN (NEW.reply_id, OLD.reply_id); RETURN NULL;",
                            hash="d47370a1265f796d7dcf2efbe9da91be4e02c73a",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_touch_reply_081a8",
                            table="applications_decision",
                            when="AFTER",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
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
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="applications.reply",
                        verbose_name="答复",
                    ),
                ),
            ],
            options={
                "verbose_name": "答复附件",
                "verbose_name_plural": "答复附件",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("reply", "file"), name="replyfile_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="touch_reply",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE applications_reply SET digest = '' WHERE id IN (NEW.reply_id, OLD.reply_id); RETURN NULL;",
                            hash="31bcc5613fa2a542eaee875f5787185964d62055",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_touch_reply_cbb7c",
                            table="applications_replyfile",
                            when="AFTER",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchRecord",
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
                        help_text="档案室、系统、科室、年份范围。", max_length=200, verbose_name="检索范围"
                    ),
                ),
                ("terms", foundation.privacy.fields.EncryptedTextField(verbose_name="检索方法和关键词")),
                ("found", models.BooleanField(default=False, verbose_name="找到")),
                ("note", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="结果")),
                ("searched_on", models.DateField(verbose_name="检索日期")),
                ("by_name", models.CharField(max_length=60, verbose_name="检索人姓名")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="searches",
                        to="applications.application",
                        verbose_name="申请",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检索人",
                    ),
                ),
            ],
            options={
                "verbose_name": "检索记录",
                "verbose_name_plural": "检索记录",
                "ordering": ["pk"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="ce93bf95d7b87eed46d0dff35738c6c37cd6b4dd",
                            operation="DELETE",
                            pgid="pgtrigger_keep_bd1bc",
                            table="applications_searchrecord",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="c83e41a95d332a1ca5344fddaef2c38ccea09977",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_630e0",
                            table="applications_searchrecord",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_emptied",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) - 'terms' - 'note' <> to_jsonb(OLD) - 'terms' - 'note' OR NEW.terms <> OLD.terms AND NEW.terms <> '' OR NEW.note <> OLD.note AND NEW.note <> '' THEN RAISE EXCEPTION 'applications_searchrecord: rows are kept as they are'; END IF; RETURN NEW;",
                            hash="cf63778bd5713f8092aba2fdcc6a3061b74f8f9d",
                            operation="UPDATE",
                            pgid="pgtrigger_only_emptied_3e035",
                            table="applications_searchrecord",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Weighing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decided",
                    models.CharField(
                        choices=[
                            ("disclosed", "予以公开"),
                            ("partly", "公开一部分"),
                            ("withheld", "不予公开"),
                        ],
                        max_length=10,
                        verbose_name="决定",
                    ),
                ),
                ("given", models.TextField(blank=True, verbose_name="公开的内容")),
                ("reasons", models.TextField(verbose_name="理由")),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weighings",
                        to="applications.consultation",
                        verbose_name="征求意见",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weighings",
                        to="applications.reply",
                        verbose_name="答复",
                    ),
                ),
            ],
            options={
                "verbose_name": "对第三方意见的决定",
                "verbose_name_plural": "对第三方意见的决定",
                "ordering": ["consultation_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("reply", "consultation"), name="weighing_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reasons", ""), _negated=True), name="weighing_is_reasoned"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided", "partly"), ("given", ""), _negated=True),
                        name="weighing_names_its_part",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="touch_reply",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="UPDATE applications_reply SET digest = '' WHERE id IN (NEW.reply_id, OLD.reply_id); RETURN NULL;",
                            hash="9d238360eb9d5f01cb160f8127895d940a839229",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_touch_reply_94e93",
                            table="applications_weighing",
                            when="AFTER",
                        ),
                    )
                ],
            },
        ),
        foundation.database.InstallTriggers(
            model_name="application",
        ),
        foundation.database.InstallTriggers(
            model_name="applicant",
        ),
        foundation.database.InstallTriggers(
            model_name="complaint",
        ),
        foundation.database.InstallTriggers(
            model_name="consultation",
        ),
        foundation.database.InstallTriggers(
            model_name="enclosure",
        ),
        foundation.database.InstallTriggers(
            model_name="letter",
        ),
        foundation.database.InstallTriggers(
            model_name="delivery",
        ),
        foundation.database.InstallTriggers(
            model_name="remedy",
        ),
        foundation.database.InstallTriggers(
            model_name="reply",
        ),
        foundation.database.InstallTriggers(
            model_name="publishedreply",
        ),
        foundation.database.InstallTriggers(
            model_name="passage",
        ),
        foundation.database.InstallTriggers(
            model_name="decision",
        ),
        foundation.database.InstallTriggers(
            model_name="replyfile",
        ),
        foundation.database.InstallTriggers(
            model_name="searchrecord",
        ),
        foundation.database.InstallTriggers(
            model_name="weighing",
        ),
    ]
