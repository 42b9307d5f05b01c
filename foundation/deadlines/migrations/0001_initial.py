import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

import foundation.database


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="起")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="止")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("clause", models.CharField(max_length=40, verbose_name="依据条款")),
            ],
            options={
                "verbose_name": "不计入期限的时间",
                "verbose_name_plural": "不计入期限的时间",
                "ordering": ["since", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="deadlines_pause_until_after_since",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("clause", ""), _negated=True)
                        ),
                        name="deadlines_pause_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("limit", models.CharField(max_length=80, verbose_name="期限")),
                ("clause", models.CharField(max_length=40, verbose_name="条款")),
                ("span", models.PositiveSmallIntegerField(verbose_name="时长")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("working_days", "个工作日"),
                            ("days", "日"),
                            ("date", "日"),
                            ("months", "个月"),
                            ("hours", "小时"),
                            ("minutes", "分钟"),
                        ],
                        max_length=12,
                        verbose_name="单位",
                    ),
                ),
                ("matter_kind", models.CharField(max_length=40, verbose_name="事项类别")),
                ("matter_id", models.BigIntegerField(verbose_name="事项编号")),
                ("subject", models.CharField(max_length=500, verbose_name="事项")),
                ("started_at", models.DateTimeField(verbose_name="起算时间")),
                ("opened_at", models.DateTimeField(verbose_name="登记时间")),
                ("due_at", models.DateTimeField(verbose_name="期限届满")),
                ("provisional", models.BooleanField(default=False, verbose_name="暂定")),
                ("paused_since", models.DateTimeField(blank=True, null=True, verbose_name="暂停于")),
                ("breached_at", models.DateTimeField(blank=True, null=True, verbose_name="超期记录于")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[("met", "已办结"), ("cancelled", "已终止")],
                        max_length=10,
                        verbose_name="结束方式",
                    ),
                ),
                (
                    "next_event_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="下次提醒"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="agencies.agency",
                        verbose_name="责任机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "期限",
                "verbose_name_plural": "期限",
                "ordering": ["due_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_event_at__isnull", False)),
                        fields=["next_event_at", "id"],
                        name="deadlines_clock_next",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["agency", "due_at"],
                        name="deadlines_clock_open",
                    ),
                    models.Index(fields=["matter_kind", "matter_id"], name="deadlines_clock_matter"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("matter_kind", "matter_id", "limit"),
                        name="deadlines_clock_one_open",
                    ),
                    models.CheckConstraint(condition=models.Q(("span__gte", 1)), name="deadlines_clock_span"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unit__in", ["working_days", "days", "date", "months", "hours", "minutes"])
                        ),
                        name="deadlines_clock_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opened_at__gte", models.F("started_at"))),
                        name="deadlines_clock_opened_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("started_at"))),
                        name="deadlines_clock_due_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ending", "")),
                            models.Q(
                                ("ended_at__gte", models.F("started_at")),
                                ("ended_at__isnull", False),
                                ("ending__in", ["met", "cancelled"]),
                            ),
                            _connector="OR",
                        ),
                        name="deadlines_clock_ended_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            models.Q(("next_event_at__isnull", True), ("paused_since__isnull", True)),
                            _connector="OR",
                        ),
                        name="deadlines_clock_ended_is_still",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paused_since__isnull", True),
                            models.Q(
                                ("breached_at__isnull", True),
                                ("next_event_at__isnull", True),
                                ("paused_since__gte", models.F("started_at")),
                            ),
                            _connector="OR",
                        ),
                        name="deadlines_clock_paused_is_still",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ending", "met"), _negated=True),
                            models.Q(("breached_at__isnull", False), ("ended_at__gte", models.F("due_at"))),
                            models.Q(("breached_at__isnull", True), ("ended_at__lt", models.F("due_at"))),
                            _connector="OR",
                        ),
                        name="deadlines_clock_late_is_breach",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="ended_is_final",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."ended_at" IS NOT NULL)',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="eacaf49997d6269a486470dd87c96e5e38f20c6e",
                            operation="UPDATE",
                            pgid="pgtrigger_ended_is_final_f0816",
                            table="deadlines_clock",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="a3e7c751aa0206e50c7fcd171d50e7498faa4854",
                            operation="DELETE",
                            pgid="pgtrigger_never_deleted_75dfc",
                            table="deadlines_clock",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="事件")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("due_at", models.DateTimeField(verbose_name="届时的期限")),
                ("detail", models.JSONField(default=dict, verbose_name="详情")),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="deadlines.clock",
                        verbose_name="期限",
                    ),
                ),
            ],
            options={
                "verbose_name": "期限事件",
                "verbose_name_plural": "期限事件",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind__startswith", "warning:")),
                        fields=("clock", "kind", "due_at"),
                        name="deadlines_warning_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "breach")),
                        fields=("clock", "due_at"),
                        name="deadlines_breach_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", ""), _negated=True), name="deadlines_event_has_kind"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="92e3ee39c6ad9cfadff8f39fd449b92c0a048a33",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4f595",
                            table="deadlines_clockevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HolidayNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("document_number", models.CharField(max_length=100, verbose_name="文号")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                (
                    "scope",
                    models.CharField(
                        choices=[("national", "国务院通知"), ("local", "地方假日")],
                        default="national",
                        max_length=10,
                        verbose_name="范围",
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="录入时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
            ],
            options={
                "verbose_name": "放假通知",
                "verbose_name_plural": "放假通知",
                "ordering": ["-year", "-entered_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("document_number",),
                        name="deadlines_notice_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_at__gte", models.F("entered_at")),
                            _connector="OR",
                        ),
                        name="deadlines_notice_withdrawn_after_entry",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="facts_are_fixed",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='RAISE EXCEPTION \'pgtrigger: Cannot update of "year", "document_number", "title", "scope", "entered_at" or delete rows from % table\', TG_TABLE_NAME;',
                            hash="8e54655bc1294af14f6c39140475dab84f149a4b",
                            operation='UPDATE OF "year", "document_number", "title", "scope", "entered_at" OR DELETE',
                            pgid="pgtrigger_facts_are_fixed_44a2c",
                            table="deadlines_holidaynotice",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HolidayDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(verbose_name="日期")),
                ("working", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="deadlines.holidaynotice",
                        verbose_name="通知",
                    ),
                ),
            ],
            options={
                "verbose_name": "放假和调休日",
                "verbose_name_plural": "放假和调休日",
                "ordering": ["date"],
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "date"), name="deadlines_day_once_per_notice")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="e167ac5daeb25238f5ebe8dab206a373fc64b5a6",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_be6d1",
                            table="deadlines_holidayday",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="pause",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pauses",
                to="deadlines.clock",
                verbose_name="期限",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("clock",),
                name="deadlines_pause_one_open",
            ),
        ),
        foundation.database.InstallTriggers(
            model_name="holidaynotice",
        ),
        foundation.database.InstallTriggers(
            model_name="clock",
        ),
        foundation.database.InstallTriggers(
            model_name="clockevent",
        ),
        foundation.database.InstallTriggers(
            model_name="holidayday",
        ),
    ]
