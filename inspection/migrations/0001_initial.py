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
        ("agencies", "0006_changes_public_pages"),
        ("agencies", "__first__"),
        ("disclosure", "0011_printouts"),
        ("files", "0002_kept_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="SelfCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("begun_at", models.DateTimeField(verbose_name="开始时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                ("gathered_at", models.DateTimeField(blank=True, null=True, verbose_name="收集链接的时间")),
                ("standing", models.PositiveIntegerField(default=0, verbose_name="不达标")),
                ("appeared", models.PositiveIntegerField(default=0, verbose_name="新出现")),
                ("mended", models.PositiveIntegerField(default=0, verbose_name="已改好")),
                ("failed", models.JSONField(default=list, verbose_name="没有算成的指标")),
            ],
            options={
                "verbose_name": "自查",
                "verbose_name_plural": "自查",
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="Deployment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="文号")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("body", models.TextField(verbose_name="要做什么")),
                ("basis", models.CharField(max_length=40, verbose_name="依据的条款")),
                ("due_on", models.DateField(verbose_name="哪一天以前办完")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[("running", "推进中"), ("ended", "已办结"), ("called_off", "已撤销")],
                        default="running",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                (
                    "called_off_because",
                    models.CharField(blank=True, max_length=500, verbose_name="撤销的原因"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
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
                    "deployed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="部署的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作部署",
                "verbose_name_plural": "工作部署",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="deployment_agency_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "called_off"), _negated=True),
                            models.Q(("called_off_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="deployment_called_off_why",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="91eaf0894dbf68bfdc4b0708755f3117c1ff3dc9",
                            operation="DELETE",
                            pgid="pgtrigger_keep_7f5e9",
                            table="inspection_deployment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="d95aabede629411d6751aad829ef74e5cd828b5a",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_b434e",
                            table="inspection_deployment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_running",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'running')",
                            func="RAISE EXCEPTION 'PD-1: what is deployed is to be done';",
                            hash="cf1038d2b4a6850a30ad382737cd24832fec1d31",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_running_848ce",
                            table="inspection_deployment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.number, NEW.title, NEW.body, NEW.basis, NEW.due_on, NEW.created_at) IS DISTINCT FROM ROW(OLD.number, OLD.title, OLD.body, OLD.basis, OLD.due_on, OLD.created_at) THEN RAISE EXCEPTION 'PD-1: what was deployed stays as it was'; END IF; RETURN NEW;",
                            hash="1db65d48749a14c59e9bdb2e1b794a44a021aa29",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_35fc7",
                            table="inspection_deployment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('running', 'ended', 'called_off'))",
                            func="IF OLD.state = 'running' AND NEW.state NOT IN ('running', 'ended', 'called_off') OR OLD.state = 'ended' AND NEW.state NOT IN ('ended') OR OLD.state = 'called_off' AND NEW.state NOT IN ('called_off') THEN RAISE EXCEPTION 'PD-1: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="69e74ad4d97428117f21c0939ee97f521379d44c",
                            operation="UPDATE",
                            pgid="pgtrigger_d_ways_a1643",
                            table="inspection_deployment",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_ended",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'ended' AND OLD.\"state\" IS DISTINCT FROM 'ended')",
                            func="IF EXISTS (SELECT 1 FROM inspection_task t WHERE t.deployment_id = NEW.id AND t.state NOT IN ('done', 'dropped')) THEN RAISE EXCEPTION 'PD-1: it ends once every agency did it'; END IF;RETURN NEW;",
                            hash="1c3a2d7dc8f4b8053703331f4e52feed5f2950f4",
                            operation="UPDATE",
                            pgid="pgtrigger_e_ended_6222c",
                            table="inspection_deployment",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDeployment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("number", models.CharField(db_index=True, max_length=40, verbose_name="文号")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("body", models.TextField(verbose_name="要做什么")),
                ("basis", models.CharField(max_length=40, verbose_name="依据的条款")),
                ("due_on", models.DateField(verbose_name="哪一天以前办完")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[("running", "推进中"), ("ended", "已办结"), ("called_off", "已撤销")],
                        default="running",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                (
                    "called_off_because",
                    models.CharField(blank=True, max_length=500, verbose_name="撤销的原因"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
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
                    "deployed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="部署的人",
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
                "verbose_name": "historical 工作部署",
                "verbose_name_plural": "historical 工作部署",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInspection",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "field",
                    models.CharField(
                        choices=[("openness", "政务公开检查"), ("secrecy", "保密审查检查")],
                        max_length=10,
                        verbose_name="检查类别",
                    ),
                ),
                ("number", models.CharField(db_index=True, max_length=40, verbose_name="编号")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("check", "本网站的自查"),
                            ("clock", "超过期限的事项"),
                            ("matter", "某份公文、申请或者审查"),
                            ("plan", "年度检查计划"),
                            ("complaint", "投诉举报"),
                            ("letter", "来信来文"),
                            ("visit", "实地走访"),
                            ("higher", "上级交办"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("source_words", models.CharField(blank=True, max_length=500, verbose_name="来源说明")),
                ("source_ref", models.CharField(blank=True, max_length=60, verbose_name="来源事项")),
                ("plan", models.TextField(verbose_name="检查内容和方法")),
                ("planned_on", models.DateField(verbose_name="检查日期")),
                ("unannounced", models.BooleanField(default=False, verbose_name="不预先通知")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("planned", "已立项，待开始"),
                            ("under_way", "检查中"),
                            ("reported", "已通报，整改中"),
                            ("ended", "已办结"),
                            ("called_off", "已撤销"),
                        ],
                        default="planned",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                ("summary", models.TextField(blank=True, verbose_name="检查情况")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="通报时间")),
                (
                    "telling",
                    models.CharField(
                        blank=True,
                        choices=[("", "还没有决定"), ("publish", "向社会公布"), ("withhold", "不向社会公布")],
                        default="",
                        max_length=10,
                        verbose_name="是否向社会公布",
                    ),
                ),
                (
                    "telling_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="公布或者不公布的理由"),
                ),
                ("publish_by", models.DateField(blank=True, null=True, verbose_name="哪一天以前公布")),
                (
                    "called_off_because",
                    models.CharField(blank=True, max_length=500, verbose_name="撤销的原因"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
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
                    "published",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="disclosure.document",
                        verbose_name="公布的文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 监督检查",
                "verbose_name_plural": "historical 监督检查",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTask",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("due_on", models.DateField(verbose_name="哪一天以前办完")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("given", "待办理反馈"),
                            ("answered", "已反馈，待确认"),
                            ("done", "已确认完成"),
                            ("dropped", "不用再办"),
                        ],
                        default="given",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="办理情况")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈时间")),
                ("returned", models.PositiveSmallIntegerField(default=0, verbose_name="退回次数")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
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
                        verbose_name="反馈的人",
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
                        verbose_name="确认的人",
                    ),
                ),
                (
                    "deployment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="inspection.deployment",
                        verbose_name="工作部署",
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
                "verbose_name": "historical 部署到单位的工作",
                "verbose_name_plural": "historical 部署到单位的工作",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalUrging",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("subject_ref", models.CharField(max_length=60, verbose_name="督办的事项")),
                ("subject", models.CharField(max_length=500, verbose_name="事项名称")),
                ("demand", models.TextField(verbose_name="督办要求")),
                ("due_on", models.DateField(verbose_name="哪一天以前落实")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("open", "待落实反馈"),
                            ("answered", "已反馈，待确认"),
                            ("settled", "已落实"),
                        ],
                        default="open",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="落实情况")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈时间")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
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
                        verbose_name="反馈的人",
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
                    "urged_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="督办的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 督办",
                "verbose_name_plural": "historical 督办",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "field",
                    models.CharField(
                        choices=[("openness", "政务公开检查"), ("secrecy", "保密审查检查")],
                        max_length=10,
                        verbose_name="检查类别",
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="编号")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("check", "本网站的自查"),
                            ("clock", "超过期限的事项"),
                            ("matter", "某份公文、申请或者审查"),
                            ("plan", "年度检查计划"),
                            ("complaint", "投诉举报"),
                            ("letter", "来信来文"),
                            ("visit", "实地走访"),
                            ("higher", "上级交办"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("source_words", models.CharField(blank=True, max_length=500, verbose_name="来源说明")),
                ("source_ref", models.CharField(blank=True, max_length=60, verbose_name="来源事项")),
                ("plan", models.TextField(verbose_name="检查内容和方法")),
                ("planned_on", models.DateField(verbose_name="检查日期")),
                ("unannounced", models.BooleanField(default=False, verbose_name="不预先通知")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("planned", "已立项，待开始"),
                            ("under_way", "检查中"),
                            ("reported", "已通报，整改中"),
                            ("ended", "已办结"),
                            ("called_off", "已撤销"),
                        ],
                        default="planned",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                ("summary", models.TextField(blank=True, verbose_name="检查情况")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="通报时间")),
                (
                    "telling",
                    models.CharField(
                        blank=True,
                        choices=[("", "还没有决定"), ("publish", "向社会公布"), ("withhold", "不向社会公布")],
                        default="",
                        max_length=10,
                        verbose_name="是否向社会公布",
                    ),
                ),
                (
                    "telling_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="公布或者不公布的理由"),
                ),
                ("publish_by", models.DateField(blank=True, null=True, verbose_name="哪一天以前公布")),
                (
                    "called_off_because",
                    models.CharField(blank=True, max_length=500, verbose_name="撤销的原因"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
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
                    "published",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="disclosure.document",
                        verbose_name="公布的文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "监督检查",
                "verbose_name_plural": "监督检查",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["field", "state", "-id"], name="inspection_field_state"),
                    models.Index(fields=["agency", "state", "-id"], name="inspection_agency_state"),
                    models.Index(fields=["source"], name="inspection_source"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["reported", "ended"]), _negated=True),
                            models.Q(
                                models.Q(("summary", ""), _negated=True), ("reported_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="inspection_reported_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("telling", ""), models.Q(("telling_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="inspection_telling_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("telling", "publish"), _negated=True),
                            ("publish_by__isnull", False),
                            _connector="OR",
                        ),
                        name="inspection_published_by",
                        violation_error_message="要公布的，写明哪一天以前公布。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("field", "secrecy"), _negated=True),
                            models.Q(("telling", "publish"), _negated=True),
                            _connector="OR",
                        ),
                        name="inspection_of_secrecy_not_published",
                        violation_error_message="保密审查检查的情况不向社会公布（SR-13）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended"), _negated=True),
                            models.Q(
                                models.Q(("telling", ""), _negated=True),
                                models.Q(
                                    ("telling", "withhold"), ("published__isnull", False), _connector="OR"
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="inspection_ended_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "called_off"), _negated=True),
                            models.Q(("called_off_because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="inspection_called_off_why",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="11954c8a06e40bc5dadc1190794a8a4401831bf0",
                            operation="DELETE",
                            pgid="pgtrigger_keep_896cc",
                            table="inspection_inspection",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="b9c26d6131865550e79e6eb9668fa0ebe05a873c",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_ec062",
                            table="inspection_inspection",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_planned",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'planned')",
                            func="RAISE EXCEPTION 'PD-11: an inspection begins with its plan';",
                            hash="1aca956f7ace3408b20f3306cdabb2376297ef6f",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_planned_9849b",
                            table="inspection_inspection",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.number, NEW.field, NEW.created_at) IS DISTINCT FROM ROW(OLD.number, OLD.field, OLD.created_at) THEN RAISE EXCEPTION 'PD-11: an inspection stays whose it is'; END IF; RETURN NEW;",
                            hash="2b930ffe655d3576d660c99c03c14eaf9cae1d57",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_f5d9f",
                            table="inspection_inspection",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_over",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('ended', 'called_off'))",
                            func="IF to_jsonb(NEW) <> to_jsonb(OLD) THEN RAISE EXCEPTION 'PD-11: what is ended stays as it was'; END IF; RETURN NEW;",
                            hash="e3880d166b2d5c81baff7deb1718d18873389d40",
                            operation="UPDATE",
                            pgid="pgtrigger_d_over_3787d",
                            table="inspection_inspection",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('planned', 'under_way', 'reported', 'ended', 'called_off'))",
                            func="IF OLD.state = 'planned' AND NEW.state NOT IN ('planned', 'under_way', 'called_off') OR OLD.state = 'under_way' AND NEW.state NOT IN ('under_way', 'reported', 'called_off') OR OLD.state = 'reported' AND NEW.state NOT IN ('reported', 'ended') OR OLD.state = 'ended' AND NEW.state NOT IN ('ended') OR OLD.state = 'called_off' AND NEW.state NOT IN ('called_off') THEN RAISE EXCEPTION 'PD-11: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="f29dcb281153021102a40e9f03758d6238be62e6",
                            operation="UPDATE",
                            pgid="pgtrigger_e_ways_c1f7c",
                            table="inspection_inspection",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="f_reported",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'reported' AND OLD.\"state\" IS DISTINCT FROM 'reported')",
                            func="\nIF EXISTS (SELECT 1 FROM inspection_part p WHERE p.inspection_id = NEW.id AND p.state IN ('planned', 'announced'))\nTHEN RAISE EXCEPTION 'PD-11: it is reported once every agency knows what was found'; END IF;\nRETURN NEW;",
                            hash="f62502846f0488049d313ffdf0c64c1ee38e4497",
                            operation="UPDATE",
                            pgid="pgtrigger_f_reported_246c7",
                            table="inspection_inspection",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="g_ended",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'ended' AND OLD.\"state\" IS DISTINCT FROM 'ended')",
                            func="\nIF EXISTS (SELECT 1 FROM inspection_part p WHERE p.inspection_id = NEW.id AND p.state NOT IN ('closed', 'clear', 'dropped'))\nTHEN RAISE EXCEPTION 'PD-11: an inspection ends once every agency is done with'; END IF;\nRETURN NEW;",
                            hash="fd60203cc2f5e2731871e69a929f55ec017ccd29",
                            operation="UPDATE",
                            pgid="pgtrigger_g_ended_c88bb",
                            table="inspection_inspection",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPart",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "field",
                    models.CharField(
                        choices=[("openness", "政务公开检查"), ("secrecy", "保密审查检查")],
                        max_length=10,
                        verbose_name="检查类别",
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("planned", "未通知"),
                            ("announced", "已通知检查"),
                            ("told", "已告知问题，待陈述意见"),
                            ("stated", "待责令改正"),
                            ("ordered", "已责令改正"),
                            ("closed", "问题全部办结"),
                            ("clear", "没有发现问题"),
                            ("dropped", "不再检查"),
                        ],
                        default="planned",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="告知问题的时间")),
                (
                    "view_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="陈述意见的工作日数"
                    ),
                ),
                ("view", models.TextField(blank=True, verbose_name="本单位的意见")),
                ("view_at", models.DateTimeField(blank=True, null=True, verbose_name="陈述意见的时间")),
                ("demands", models.TextField(blank=True, verbose_name="责令改正的要求")),
                (
                    "order_number",
                    models.CharField(blank=True, max_length=60, verbose_name="责令改正通知书文号"),
                ),
                ("ordered_at", models.DateTimeField(blank=True, null=True, verbose_name="责令改正的时间")),
                ("correct_by", models.DateField(blank=True, null=True, verbose_name="改正期限")),
                ("signed_for_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
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
                    "signed_for_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签收人",
                    ),
                ),
                (
                    "view_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="陈述意见的人",
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="inspection.inspection",
                        verbose_name="监督检查",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 受检单位",
                "verbose_name_plural": "historical 受检单位",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Inspector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_at", models.DateTimeField(verbose_name="从")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="到")),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspectors",
                        to="inspection.inspection",
                        verbose_name="监督检查",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查人员",
                "verbose_name_plural": "检查人员",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_at", None)),
                        fields=("inspection", "staff"),
                        name="inspector_once",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="03c8f3f0734df260e9cc5ddcd7730d133ddb6ec2",
                            operation="DELETE",
                            pgid="pgtrigger_keep_74d37",
                            table="inspection_inspector",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="7dcad3dba3fcfcf3d0daf5023a6d546ad10a4667",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_e9441",
                            table="inspection_inspector",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) - 'until_at' <> to_jsonb(OLD) - 'until_at' THEN RAISE EXCEPTION 'PD-11: who inspected stays as it was'; END IF; RETURN NEW;",
                            hash="dfbcc99db020e24fd42bd6ddf1e786a1f7db84d8",
                            operation="UPDATE",
                            pgid="pgtrigger_stays_e410f",
                            table="inspection_inspector",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="ended_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."until_at" IS NOT NULL)',
                            func="IF ROW(NEW.until_at) IS DISTINCT FROM ROW(OLD.until_at) THEN RAISE EXCEPTION 'PD-11: who inspected stays as it was'; END IF; RETURN NEW;",
                            hash="f4b595a98935da4128bcfeaf33dd0695d28b9eca",
                            operation="UPDATE",
                            pgid="pgtrigger_ended_once_23bd9",
                            table="inspection_inspector",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("url", models.TextField(verbose_name="网址")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="网址的摘要")),
                ("host", models.CharField(blank=True, max_length=255, verbose_name="主机")),
                ("inside", models.BooleanField(default=False, verbose_name="站内")),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="最近一次检查")),
                ("status", models.CharField(blank=True, max_length=100, verbose_name="结果")),
                ("failed_days", models.PositiveSmallIntegerField(default=0, verbose_name="连续几天打不开")),
                ("failed_since", models.DateField(blank=True, null=True, verbose_name="从哪一天起打不开")),
            ],
            options={
                "verbose_name": "链接",
                "verbose_name_plural": "链接",
                "indexes": [
                    models.Index(fields=["inside", "checked_on"], name="link_next"),
                    models.Index(
                        condition=models.Q(("failed_days__gt", 0)), fields=["failed_days"], name="link_failed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("object_id", models.BigIntegerField(verbose_name="对象")),
                ("page", models.CharField(max_length=500, verbose_name="网页")),
                ("title", models.CharField(max_length=500, verbose_name="标题")),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="单位",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="inspection.link",
                        verbose_name="链接",
                    ),
                ),
            ],
            options={
                "verbose_name": "链接所在的网页",
                "verbose_name_plural": "链接所在的网页",
                "indexes": [models.Index(fields=["kind", "object_id"], name="link_use_page")],
                "constraints": [
                    models.UniqueConstraint(fields=("link", "kind", "object_id"), name="link_use_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "field",
                    models.CharField(
                        choices=[("openness", "政务公开检查"), ("secrecy", "保密审查检查")],
                        max_length=10,
                        verbose_name="检查类别",
                    ),
                ),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("planned", "未通知"),
                            ("announced", "已通知检查"),
                            ("told", "已告知问题，待陈述意见"),
                            ("stated", "待责令改正"),
                            ("ordered", "已责令改正"),
                            ("closed", "问题全部办结"),
                            ("clear", "没有发现问题"),
                            ("dropped", "不再检查"),
                        ],
                        default="planned",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="告知问题的时间")),
                (
                    "view_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="陈述意见的工作日数"
                    ),
                ),
                ("view", models.TextField(blank=True, verbose_name="本单位的意见")),
                ("view_at", models.DateTimeField(blank=True, null=True, verbose_name="陈述意见的时间")),
                ("demands", models.TextField(blank=True, verbose_name="责令改正的要求")),
                (
                    "order_number",
                    models.CharField(blank=True, max_length=60, verbose_name="责令改正通知书文号"),
                ),
                ("ordered_at", models.DateTimeField(blank=True, null=True, verbose_name="责令改正的时间")),
                ("correct_by", models.DateField(blank=True, null=True, verbose_name="改正期限")),
                ("signed_for_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
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
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="inspection.inspection",
                        verbose_name="监督检查",
                    ),
                ),
                (
                    "signed_for_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签收人",
                    ),
                ),
                (
                    "view_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="陈述意见的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "受检单位",
                "verbose_name_plural": "受检单位",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["field", "state", "-id"], name="inspection_part_field"),
                    models.Index(fields=["agency", "state", "-id"], name="inspection_part_agency"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("inspection", "agency"),
                        name="inspection_agency_once",
                        violation_error_message="这个单位已经在这次检查里。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["told", "stated", "ordered"]), _negated=True),
                            ("told_at__isnull", False),
                            _connector="OR",
                        ),
                        name="inspection_part_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ordered"), _negated=True),
                            models.Q(
                                models.Q(("demands", ""), _negated=True),
                                models.Q(("order_number", ""), _negated=True),
                                ("correct_by__isnull", False),
                                ("ordered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="inspection_ordered_what_by_when",
                        violation_error_message="责令改正要写明改正什么、哪一天以前改正（PD-11）。",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("order_number", ""), _negated=True),
                        fields=("order_number",),
                        name="inspection_order_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("view", ""),
                            models.Q(("view_at__isnull", False), ("view_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="inspection_view_by_somebody",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="ce6fef1919958973f575dc37ed6162d0ce1f4af2",
                            operation="DELETE",
                            pgid="pgtrigger_keep_d5c19",
                            table="inspection_part",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="4a408acd443b1ab9d0e53a908c09b31be12b4598",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_4cecb",
                            table="inspection_part",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_planned",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'planned')",
                            func="RAISE EXCEPTION 'PD-11: an agency is inspected before anything is found';",
                            hash="8977f566c7b5721e81572ac96fb80db2c75fb735",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_planned_115dd",
                            table="inspection_part",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.inspection_id, NEW.field, NEW.created_at) IS DISTINCT FROM ROW(OLD.inspection_id, OLD.field, OLD.created_at) THEN RAISE EXCEPTION 'PD-11: of whom it is stays as it is'; END IF; RETURN NEW;",
                            hash="e971879bfac9f2a284e3234da22d8b6bbbea55fa",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_c52b8",
                            table="inspection_part",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_ordered",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('ordered', 'closed'))",
                            func="IF ROW(NEW.demands, NEW.order_number, NEW.ordered_at, NEW.correct_by, NEW.view, NEW.view_by_id, NEW.view_at, NEW.told_at) IS DISTINCT FROM ROW(OLD.demands, OLD.order_number, OLD.ordered_at, OLD.correct_by, OLD.view, OLD.view_by_id, OLD.view_at, OLD.told_at) THEN RAISE EXCEPTION 'PD-11: an order stays as it was served'; END IF; RETURN NEW;",
                            hash="73397d789c7e66c22da26996f7d539da71df1536",
                            operation="UPDATE",
                            pgid="pgtrigger_d_ordered_bc8a0",
                            table="inspection_part",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_signed_for",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."signed_for_at" IS NOT NULL)',
                            func="IF ROW(NEW.signed_for_at, NEW.signed_for_by_id) IS DISTINCT FROM ROW(OLD.signed_for_at, OLD.signed_for_by_id) THEN RAISE EXCEPTION 'PD-11: an order is signed for once'; END IF; RETURN NEW;",
                            hash="e9159d48c36e8dea3263b26405de3b809b090df3",
                            operation="UPDATE",
                            pgid="pgtrigger_e_signed_for_613c5",
                            table="inspection_part",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="f_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('planned', 'announced', 'told', 'stated', 'ordered', 'closed', 'clear', 'dropped'))",
                            func="IF OLD.state = 'planned' AND NEW.state NOT IN ('planned', 'announced', 'told', 'clear', 'dropped') OR OLD.state = 'announced' AND NEW.state NOT IN ('announced', 'told', 'clear', 'dropped') OR OLD.state = 'told' AND NEW.state NOT IN ('told', 'stated') OR OLD.state = 'stated' AND NEW.state NOT IN ('stated', 'ordered', 'closed') OR OLD.state = 'ordered' AND NEW.state NOT IN ('ordered', 'closed') OR OLD.state = 'closed' AND NEW.state NOT IN ('closed') OR OLD.state = 'clear' AND NEW.state NOT IN ('clear') OR OLD.state = 'dropped' AND NEW.state NOT IN ('dropped') THEN RAISE EXCEPTION 'PD-11: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="4471f4b979722f66f0754041636a7e9b535d44f5",
                            operation="UPDATE",
                            pgid="pgtrigger_f_ways_58674",
                            table="inspection_part",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="g_closed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'closed' AND OLD.\"state\" IS DISTINCT FROM 'closed')",
                            func="\nIF EXISTS (SELECT 1 FROM inspection_finding f WHERE f.part_id = NEW.id\n    AND f.state NOT IN ('closed', 'referred', 'dropped', 'struck'))\nTHEN RAISE EXCEPTION 'PD-11: an agency is done with once each finding is closed or referred'; END IF;\nRETURN NEW;",
                            hash="82b40ae2df47da06246a9f59c074a783d9fd6f62",
                            operation="UPDATE",
                            pgid="pgtrigger_g_closed_c1d1a",
                            table="inspection_part",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="h_clear",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" = 'clear' AND OLD.\"state\" IS DISTINCT FROM 'clear')",
                            func="\nIF EXISTS (SELECT 1 FROM inspection_finding f WHERE f.part_id = NEW.id AND f.state <> 'struck')\nTHEN RAISE EXCEPTION 'PD-11: something was found'; END IF;\nRETURN NEW;",
                            hash="9b1bae4d209ec237b45cba33241be12068d70d8b",
                            operation="UPDATE",
                            pgid="pgtrigger_h_clear_062b9",
                            table="inspection_part",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
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
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "field",
                    models.CharField(
                        choices=[("openness", "政务公开检查"), ("secrecy", "保密审查检查")],
                        max_length=10,
                        verbose_name="检查类别",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几个")),
                ("what", models.TextField(verbose_name="发现的问题")),
                ("place", models.CharField(blank=True, max_length=500, verbose_name="在哪里")),
                ("place_ref", models.CharField(blank=True, max_length=60, verbose_name="哪个事项")),
                ("breaches", models.CharField(max_length=40, verbose_name="违反哪一条")),
                (
                    "gravity",
                    models.CharField(
                        choices=[("minor", "轻微"), ("ordinary", "一般"), ("grave", "严重")],
                        max_length=10,
                        verbose_name="轻重",
                    ),
                ),
                ("indicator", models.CharField(blank=True, max_length=20, verbose_name="自查指标")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("recorded", "已记录，未告知"),
                            ("told", "已告知"),
                            ("ordered", "待改正"),
                            ("reported", "已报告改正，待复查"),
                            ("closed", "已复查销号"),
                            ("referred", "已移送处理"),
                            ("dropped", "经陈述意见不成立"),
                            ("struck", "误记，已划去"),
                        ],
                        default="recorded",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("correct_by", models.DateField(blank=True, null=True, verbose_name="改正期限")),
                ("corrected", models.TextField(blank=True, verbose_name="怎样改正的")),
                ("corrected_on", models.DateField(blank=True, null=True, verbose_name="改正日期")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="报告改正的时间")),
                ("reopened", models.PositiveSmallIntegerField(default=0, verbose_name="复查没有通过的次数")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="销号时间")),
                (
                    "onward",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accountability", "提请追究责任"),
                            ("discipline", "移送纪检监察机关"),
                            ("authority", "移送有权处理的机关"),
                        ],
                        max_length=20,
                        verbose_name="移送",
                    ),
                ),
                ("onward_to", models.CharField(blank=True, max_length=100, verbose_name="移送到")),
                ("onward_because", models.TextField(blank=True, verbose_name="移送的理由")),
                ("onward_at", models.DateTimeField(blank=True, null=True, verbose_name="移送时间")),
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
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复查的人",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录的人",
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
                        verbose_name="报告改正的人",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="inspection.part",
                        verbose_name="受检单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查发现的问题",
                "verbose_name_plural": "检查发现的问题",
                "ordering": ["-part", "number"],
                "indexes": [
                    models.Index(fields=["field", "state", "-id"], name="inspection_finding_field"),
                    models.Index(fields=["agency", "state", "-id"], name="inspection_finding_agency"),
                    models.Index(fields=["state", "gravity"], name="inspection_finding_gravity"),
                    models.Index(fields=["onward", "onward_at"], name="inspection_finding_onward"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("part", "number"), name="inspection_finding_number"),
                    models.CheckConstraint(
                        condition=models.Q(("what", ""), _negated=True), name="inspection_finding_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", ""), _negated=True),
                            models.Q(("place_ref", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="inspection_finding_somewhere",
                        violation_error_message="写明在哪里发现的。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["ordered", "reported", "closed"]), _negated=True),
                            ("correct_by__isnull", False),
                            _connector="OR",
                        ),
                        name="inspection_finding_by_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["reported", "closed"]), _negated=True),
                            models.Q(
                                models.Q(("corrected", ""), _negated=True),
                                ("corrected_on__isnull", False),
                                ("reported_at__isnull", False),
                                ("reported_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="inspection_finding_reported",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("checked_by__isnull", False), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="inspection_finding_checked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            models.Q(("checked_by", models.F("reported_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="inspection_checked_by_another",
                        violation_error_message="报告改正的人不能复查（PD-11）。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "referred"), _negated=True),
                            models.Q(
                                models.Q(("onward", ""), _negated=True),
                                models.Q(("onward_because", ""), _negated=True),
                                ("onward_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="inspection_finding_referred_why",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="ada17b876c1e3701719633afed5a4cca261658a0",
                            operation="DELETE",
                            pgid="pgtrigger_keep_2c41d",
                            table="inspection_finding",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="0c840ccfe5239b9958ee1e456c7d76b9c2aceef3",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_c115a",
                            table="inspection_finding",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_recorded",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'recorded')",
                            func="RAISE EXCEPTION 'PD-11: a finding is recorded before it is told';",
                            hash="0f5dcb31defca8e29dc4ab69998d92a73da12c9c",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_recorded_597c8",
                            table="inspection_finding",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.part_id, NEW.field, NEW.number, NEW.what, NEW.place, NEW.place_ref, NEW.breaches, NEW.gravity, NEW.indicator, NEW.recorded_by_id, NEW.created_at) IS DISTINCT FROM ROW(OLD.part_id, OLD.field, OLD.number, OLD.what, OLD.place, OLD.place_ref, OLD.breaches, OLD.gravity, OLD.indicator, OLD.recorded_by_id, OLD.created_at) THEN RAISE EXCEPTION 'PD-11: what was found stays as it was recorded'; END IF; RETURN NEW;",
                            hash="7d4ba41dae415e49c2b8b8c3cd9f555128e96bba",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_e2b78",
                            table="inspection_finding",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('recorded', 'told', 'ordered', 'reported', 'closed', 'referred', 'dropped', 'struck'))",
                            func="IF OLD.state = 'recorded' AND NEW.state NOT IN ('recorded', 'told', 'struck') OR OLD.state = 'told' AND NEW.state NOT IN ('told', 'ordered', 'dropped') OR OLD.state = 'ordered' AND NEW.state NOT IN ('ordered', 'reported', 'referred') OR OLD.state = 'reported' AND NEW.state NOT IN ('reported', 'closed', 'ordered', 'referred') OR OLD.state = 'closed' AND NEW.state NOT IN ('closed') OR OLD.state = 'referred' AND NEW.state NOT IN ('referred') OR OLD.state = 'dropped' AND NEW.state NOT IN ('dropped') OR OLD.state = 'struck' AND NEW.state NOT IN ('struck') THEN RAISE EXCEPTION 'PD-11: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="433c3b4660ace43014cdf4a97471a485b6dabbcd",
                            operation="UPDATE",
                            pgid="pgtrigger_d_ways_96b14",
                            table="inspection_finding",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="e_over",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('closed', 'referred', 'dropped', 'struck'))",
                            func="IF to_jsonb(NEW) - 'agency_id' <> to_jsonb(OLD) - 'agency_id' THEN RAISE EXCEPTION 'PD-11: a settled finding stays as it was'; END IF; RETURN NEW;",
                            hash="b816233a46bca00351476623091a63dca538e73c",
                            operation="UPDATE",
                            pgid="pgtrigger_e_over_4e7e6",
                            table="inspection_finding",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="FindingFile",
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
                        choices=[("found", "问题的证据"), ("corrected", "改正的证据")],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="第几次")),
                ("added_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交的人",
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
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="inspection.finding",
                        verbose_name="问题",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查证据",
                "verbose_name_plural": "检查证据",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("finding", "sort", "round", "file"), name="inspection_evidence_once"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="58429df8da48d0af499c841d17b025618d63dfcb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_86afe",
                            table="inspection_findingfile",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="21c8c03a5d69cd6e1be6aa7ee957141f0e333ed5",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_38ef4",
                            table="inspection_findingfile",
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
                            ("inspection_announcement", "检查通知书"),
                            ("inspection_findings", "检查问题告知书"),
                            ("inspection_order", "责令改正通知书"),
                            ("inspection_recheck", "复查意见书"),
                            ("inspection_report", "检查情况通报"),
                            ("deployment_notice", "工作部署通知"),
                        ],
                        max_length=30,
                        verbose_name="文书",
                    ),
                ),
                (
                    "deployment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="inspection.deployment",
                        verbose_name="工作部署",
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
                    "inspection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="inspection.inspection",
                        verbose_name="监督检查",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="inspection.part",
                        verbose_name="受检单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查文书",
                "verbose_name_plural": "检查文书",
                "ordering": ["issued_at", "pk"],
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("file__isnull", True)),
                        fields=["id"],
                        name="inspection_paper_waits",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("deployment__isnull", True),
                                ("inspection__isnull", True),
                                ("part__isnull", False),
                            ),
                            models.Q(
                                ("deployment__isnull", True),
                                ("inspection__isnull", False),
                                ("part__isnull", True),
                            ),
                            models.Q(
                                ("deployment__isnull", False),
                                ("inspection__isnull", True),
                                ("part__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="inspection_letter_of_one",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="90549789e52fa3210722ac39d670af45369fe317",
                            operation="DELETE",
                            pgid="pgtrigger_keep_e7952",
                            table="inspection_paper",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="5a64f65a9e83fb509eec5902c95891614a82d36e",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_b537d",
                            table="inspection_paper",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="issued_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) - 'file_id' - 'content' - 'tries' - 'service' <> to_jsonb(OLD) - 'file_id' - 'content' - 'tries' - 'service' THEN RAISE EXCEPTION 'an issued letter is not changed'; END IF; RETURN NEW;",
                            hash="0eae05ec51ecbaeaf4c46a98fabf37e45e69ad6d",
                            operation="UPDATE",
                            pgid="pgtrigger_issued_once_614f6",
                            table="inspection_paper",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="printed_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."file_id" IS NOT NULL)',
                            func="IF ROW(NEW.file_id) IS DISTINCT FROM ROW(OLD.file_id) THEN RAISE EXCEPTION 'an issued letter is not changed'; END IF; RETURN NEW;",
                            hash="53dcc125a9d94b305766c60479913a8a01f2e0d2",
                            operation="UPDATE",
                            pgid="pgtrigger_printed_once_febed",
                            table="inspection_paper",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
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
                        to="inspection.paper",
                        verbose_name="文书",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查文书的送达",
                "verbose_name_plural": "检查文书的送达",
                "ordering": ["pk"],
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="2d29ee7ad65ae436c0d01f68c170247b73e20c01",
                            operation="DELETE",
                            pgid="pgtrigger_keep_420c3",
                            table="inspection_paperdelivery",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="9669d454e2de976043c8e7e8d54c6d140311cc3f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_e0fff",
                            table="inspection_paperdelivery",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="only_emptied",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF to_jsonb(NEW) - 'proof' <> to_jsonb(OLD) - 'proof' OR NEW.proof <> OLD.proof AND NEW.proof <> '' THEN RAISE EXCEPTION 'delivery: rows are kept as they are'; END IF; RETURN NEW;",
                            hash="4e68b3b98759796810e706d9f8735ff3cf578b0c",
                            operation="UPDATE",
                            pgid="pgtrigger_only_emptied_1fcd9",
                            table="inspection_paperdelivery",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFinding",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                (
                    "field",
                    models.CharField(
                        choices=[("openness", "政务公开检查"), ("secrecy", "保密审查检查")],
                        max_length=10,
                        verbose_name="检查类别",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几个")),
                ("what", models.TextField(verbose_name="发现的问题")),
                ("place", models.CharField(blank=True, max_length=500, verbose_name="在哪里")),
                ("place_ref", models.CharField(blank=True, max_length=60, verbose_name="哪个事项")),
                ("breaches", models.CharField(max_length=40, verbose_name="违反哪一条")),
                (
                    "gravity",
                    models.CharField(
                        choices=[("minor", "轻微"), ("ordinary", "一般"), ("grave", "严重")],
                        max_length=10,
                        verbose_name="轻重",
                    ),
                ),
                ("indicator", models.CharField(blank=True, max_length=20, verbose_name="自查指标")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("recorded", "已记录，未告知"),
                            ("told", "已告知"),
                            ("ordered", "待改正"),
                            ("reported", "已报告改正，待复查"),
                            ("closed", "已复查销号"),
                            ("referred", "已移送处理"),
                            ("dropped", "经陈述意见不成立"),
                            ("struck", "误记，已划去"),
                        ],
                        default="recorded",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("correct_by", models.DateField(blank=True, null=True, verbose_name="改正期限")),
                ("corrected", models.TextField(blank=True, verbose_name="怎样改正的")),
                ("corrected_on", models.DateField(blank=True, null=True, verbose_name="改正日期")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="报告改正的时间")),
                ("reopened", models.PositiveSmallIntegerField(default=0, verbose_name="复查没有通过的次数")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="销号时间")),
                (
                    "onward",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accountability", "提请追究责任"),
                            ("discipline", "移送纪检监察机关"),
                            ("authority", "移送有权处理的机关"),
                        ],
                        max_length=20,
                        verbose_name="移送",
                    ),
                ),
                ("onward_to", models.CharField(blank=True, max_length=100, verbose_name="移送到")),
                ("onward_because", models.TextField(blank=True, verbose_name="移送的理由")),
                ("onward_at", models.DateTimeField(blank=True, null=True, verbose_name="移送时间")),
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
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复查的人",
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
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录的人",
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
                        verbose_name="报告改正的人",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="inspection.part",
                        verbose_name="受检单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical 检查发现的问题",
                "verbose_name_plural": "historical 检查发现的问题",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Shortfall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.CharField(
                        choices=[
                            ("home", "首页不更新"),
                            ("news", "动态、要闻类栏目不更新"),
                            ("policy", "通知公告、政策文件类栏目不更新"),
                            ("columns", "不更新的栏目太多"),
                            ("empty", "空白栏目"),
                            ("empties", "空白栏目太多"),
                            ("link", "链接打不开"),
                            ("unanswered", "留言没有答复"),
                            ("media", "政务新媒体不更新"),
                            ("interpretation", "政策文件和解读没有互相链接"),
                            ("guide", "没有公开指南"),
                            ("report", "没有上一年的年度报告"),
                            ("mechanism", "没有明确公开工作机构和负责的人"),
                        ],
                        max_length=20,
                        verbose_name="指标",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=500, verbose_name="对象")),
                ("label", models.CharField(max_length=300, verbose_name="名称")),
                ("url", models.CharField(blank=True, max_length=500, verbose_name="网址")),
                ("detail", models.CharField(blank=True, max_length=500, verbose_name="情况")),
                ("since", models.DateField(blank=True, null=True, verbose_name="从哪一天起")),
                ("who", models.CharField(blank=True, max_length=200, verbose_name="该谁办")),
                ("first_seen_on", models.DateField(verbose_name="第一次查到")),
                ("last_seen_on", models.DateField(verbose_name="最近一次查到")),
                ("mended_on", models.DateField(blank=True, null=True, verbose_name="改好的日期")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "自查发现",
                "verbose_name_plural": "自查发现",
                "ordering": ["agency__code", "indicator", "subject", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("mended_on", None)),
                        fields=["agency", "indicator"],
                        name="shortfall_standing",
                    ),
                    models.Index(fields=["indicator", "-last_seen_on"], name="shortfall_indicator"),
                    models.Index(fields=["-mended_on", "-id"], name="shortfall_mended"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("mended_on", None)),
                        fields=("agency", "indicator", "subject"),
                        name="shortfall_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mended_on", None),
                            ("mended_on__gte", models.F("first_seen_on")),
                            _connector="OR",
                        ),
                        name="shortfall_mended_later",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="5f86735fe11b94bafdbad2d680341bc7cca4c0c4",
                            operation="DELETE",
                            pgid="pgtrigger_keep_fddd1",
                            table="inspection_shortfall",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="9ddeb03d42d19cf1f54d10c3c8571a44c6597c33",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_95260",
                            table="inspection_shortfall",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.agency_id, NEW.indicator, NEW.subject, NEW.first_seen_on) IS DISTINCT FROM ROW(OLD.agency_id, OLD.indicator, OLD.subject, OLD.first_seen_on) THEN RAISE EXCEPTION 'what a self-check showed stays as it was'; END IF; RETURN NEW;",
                            hash="d27d1b4d9a797c2f928c5ba4a42943b84254f793",
                            operation="UPDATE",
                            pgid="pgtrigger_stays_3f773",
                            table="inspection_shortfall",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="mended_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."mended_on" IS NOT NULL)',
                            func="IF to_jsonb(NEW) <> to_jsonb(OLD) THEN RAISE EXCEPTION 'what was mended stays as it was'; END IF; RETURN NEW;",
                            hash="1449aedfc9fde419a9c8a8cca2a621cd54550782",
                            operation="UPDATE",
                            pgid="pgtrigger_mended_once_c8a46",
                            table="inspection_shortfall",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("due_on", models.DateField(verbose_name="哪一天以前办完")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("given", "待办理反馈"),
                            ("answered", "已反馈，待确认"),
                            ("done", "已确认完成"),
                            ("dropped", "不用再办"),
                        ],
                        default="given",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="办理情况")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈时间")),
                ("returned", models.PositiveSmallIntegerField(default=0, verbose_name="退回次数")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
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
                        verbose_name="反馈的人",
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
                        verbose_name="确认的人",
                    ),
                ),
                (
                    "deployment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="inspection.deployment",
                        verbose_name="工作部署",
                    ),
                ),
            ],
            options={
                "verbose_name": "部署到单位的工作",
                "verbose_name_plural": "部署到单位的工作",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="deployed_task_agency")],
                "constraints": [
                    models.UniqueConstraint(fields=("deployment", "agency"), name="deployed_task_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["answered", "done"]), _negated=True),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="deployed_task_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("answered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="deployed_task_confirmed_by_another",
                        violation_error_message="反馈的人不能自己确认（PD-1）。",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="57ddfc78ad553bcf995c296672baedda35a716e9",
                            operation="DELETE",
                            pgid="pgtrigger_keep_d3467",
                            table="inspection_task",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="e9b4f655f164c8e176bfbf7cb42ffa3e71cdc0e3",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_9bd36",
                            table="inspection_task",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_given",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'given')",
                            func="RAISE EXCEPTION 'PD-1: a task is given before it is answered';",
                            hash="05bbcf396458f5b9d24d904872ef331aec2fb31a",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_given_4a3a7",
                            table="inspection_task",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.deployment_id, NEW.created_at) IS DISTINCT FROM ROW(OLD.deployment_id, OLD.created_at) THEN RAISE EXCEPTION 'PD-1: whose task it is stays as it was'; END IF; RETURN NEW;",
                            hash="4af2cb9af919c6ce0dc47b17865131c67c137feb",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_62854",
                            table="inspection_task",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('given', 'answered', 'done', 'dropped'))",
                            func="IF OLD.state = 'given' AND NEW.state NOT IN ('given', 'answered', 'dropped') OR OLD.state = 'answered' AND NEW.state NOT IN ('answered', 'done', 'given', 'dropped') OR OLD.state = 'done' AND NEW.state NOT IN ('done') OR OLD.state = 'dropped' AND NEW.state NOT IN ('dropped') THEN RAISE EXCEPTION 'PD-1: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="7a6c6dc8c839e3f66481b9f4afb5c946c6e2f230",
                            operation="UPDATE",
                            pgid="pgtrigger_d_ways_72493",
                            table="inspection_task",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="TaskFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交的人",
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
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="inspection.task",
                        verbose_name="工作",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作反馈的附件",
                "verbose_name_plural": "工作反馈的附件",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("task", "file"), name="deployed_task_file_once")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="3b766a81655c08e26cdbfb565cc3d3af755f3760",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_df815",
                            table="inspection_taskfile",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="2a60bb8cc78c044f6f3e7f244c50c001b3b24eda",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_45104",
                            table="inspection_taskfile",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Urging",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("subject_ref", models.CharField(max_length=60, verbose_name="督办的事项")),
                ("subject", models.CharField(max_length=500, verbose_name="事项名称")),
                ("demand", models.TextField(verbose_name="督办要求")),
                ("due_on", models.DateField(verbose_name="哪一天以前落实")),
                (
                    "state",
                    foundation.casework.states.StateField(
                        choices=[
                            ("open", "待落实反馈"),
                            ("answered", "已反馈，待确认"),
                            ("settled", "已落实"),
                        ],
                        default="open",
                        max_length=10,
                        protected=True,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="落实情况")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈时间")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
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
                        verbose_name="反馈的人",
                    ),
                ),
                (
                    "urged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="督办的人",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办",
                "verbose_name_plural": "督办",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["agency", "state", "-id"], name="urging_agency_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["answered", "settled"]), _negated=True),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            models.Q(("answer", ""), ("state", "settled")),
                            _connector="OR",
                        ),
                        name="urging_answered",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="10ce78862032c5a76ec0748086cb83392293ab81",
                            operation="DELETE",
                            pgid="pgtrigger_keep_a0a0d",
                            table="inspection_urging",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="b713e272a30145c54a4493da03d7e70bc4bf688f",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_5b949",
                            table="inspection_urging",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="b_begins_open",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (NEW.\"state\" IS DISTINCT FROM 'open')",
                            func="RAISE EXCEPTION 'PD-1: what is urged is to be done';",
                            hash="eba25c11c6677bda997c8d03071599a49b64e3b2",
                            operation="INSERT",
                            pgid="pgtrigger_b_begins_open_24fd9",
                            table="inspection_urging",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="c_stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="IF ROW(NEW.subject_ref, NEW.subject, NEW.demand, NEW.urged_by_id, NEW.created_at) IS DISTINCT FROM ROW(OLD.subject_ref, OLD.subject, OLD.demand, OLD.urged_by_id, OLD.created_at) THEN RAISE EXCEPTION 'PD-1: what was urged stays as it was'; END IF; RETURN NEW;",
                            hash="eaecc9bf716068bbd88c80acee6215e5844caa85",
                            operation="UPDATE",
                            pgid="pgtrigger_c_stays_693db",
                            table="inspection_urging",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="d_ways",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.\"state\" IN ('open', 'answered', 'settled'))",
                            func="IF OLD.state = 'open' AND NEW.state NOT IN ('open', 'answered', 'settled') OR OLD.state = 'answered' AND NEW.state NOT IN ('answered', 'open', 'settled') OR OLD.state = 'settled' AND NEW.state NOT IN ('settled') THEN RAISE EXCEPTION 'PD-1: no way leads from % to %', OLD.state, NEW.state; END IF; RETURN NEW;",
                            hash="ec76bc3d8cac1813181f21158a2210ce601cac29",
                            operation="UPDATE",
                            pgid="pgtrigger_d_ways_fbd28",
                            table="inspection_urging",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        foundation.database.InstallTriggers(
            model_name="deployment",
        ),
        foundation.database.InstallTriggers(
            model_name="inspection",
        ),
        foundation.database.InstallTriggers(
            model_name="inspector",
        ),
        foundation.database.InstallTriggers(
            model_name="part",
        ),
        foundation.database.InstallTriggers(
            model_name="finding",
        ),
        foundation.database.InstallTriggers(
            model_name="findingfile",
        ),
        foundation.database.InstallTriggers(
            model_name="paper",
        ),
        foundation.database.InstallTriggers(
            model_name="paperdelivery",
        ),
        foundation.database.InstallTriggers(
            model_name="shortfall",
        ),
        foundation.database.InstallTriggers(
            model_name="task",
        ),
        foundation.database.InstallTriggers(
            model_name="taskfile",
        ),
        foundation.database.InstallTriggers(
            model_name="urging",
        ),
    ]
