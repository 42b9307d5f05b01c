import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import foundation.database


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("matter_kind", models.CharField(max_length=30, verbose_name="事项类别")),
                ("matter_id", models.BigIntegerField(verbose_name="事项")),
                ("sequence", models.PositiveIntegerField(verbose_name="序号")),
                ("act", models.CharField(max_length=80, verbose_name="办理")),
                ("label", models.CharField(max_length=60, verbose_name="名称")),
                ("actor_kind", models.CharField(max_length=10, verbose_name="经办类别")),
                ("actor_name", models.CharField(max_length=60, verbose_name="经办人")),
                ("actor_agency", models.CharField(blank=True, max_length=100, verbose_name="经办单位")),
                ("actor_roles", models.CharField(blank=True, max_length=200, verbose_name="角色")),
                ("from_state", models.CharField(blank=True, max_length=30, verbose_name="原状态")),
                ("to_state", models.CharField(blank=True, max_length=30, verbose_name="新状态")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("clauses", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="文本摘要")),
                ("detail", models.JSONField(blank=True, default=dict, verbose_name="要点")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("previous_hash", models.CharField(blank=True, max_length=64, verbose_name="上一条")),
                ("hash", models.CharField(max_length=64, unique=True, verbose_name="本条")),
                (
                    "staff",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_lines",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理记录",
                "verbose_name_plural": "办理记录",
                "ordering": ["matter_kind", "matter_id", "sequence"],
                "indexes": [models.Index(fields=["act", "at"], name="ledgerline_act_at")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("matter_kind", "matter_id", "sequence"), name="ledgerline_sequence"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="df6629456f250a0f8daa0b26ccb270081f316615",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3022d",
                            table="casework_ledgerline",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="279967e08191118347d988040e33d28e7b316a26",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_5c430",
                            table="casework_ledgerline",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        foundation.database.InstallTriggers(
            model_name="ledgerline",
        ),
    ]
