import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import foundation.database


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 摘要")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("media_type", models.CharField(max_length=100, verbose_name="类型")),
                ("name", models.CharField(max_length=150, verbose_name="文件名")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "可对外公开"),
                            ("internal", "仅限内部"),
                            ("personal", "个人信息"),
                        ],
                        max_length=10,
                        verbose_name="公开范围",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="提取的文字")),
                ("metadata", models.JSONField(blank=True, default=dict, verbose_name="文件属性")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="清除时间")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="agencies.agency",
                        verbose_name="所属机构",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploaded_files",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "文件",
                "verbose_name_plural": "文件",
                "ordering": ["-uploaded_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sha256", "audience", "agency", "name"), name="storedfile_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="storedfile_sha256_form"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="storedfile_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["public", "internal", "personal"])),
                        name="storedfile_audience",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "personal"), _negated=True),
                            models.Q(("metadata", {}), ("text", "")),
                            _connector="OR",
                        ),
                        name="storedfile_personal_says_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audience", "personal"), ("erased_at__isnull", True), _connector="OR"
                        ),
                        name="storedfile_only_personal_erased",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="keep",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                            hash="7850ea87839eef4048233b143fc425ba941a6b5e",
                            operation="DELETE",
                            pgid="pgtrigger_keep_31f98",
                            table="files_storedfile",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="keep_all",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="\nIF current_setting('wuyuan.may_truncate', true) IS DISTINCT FROM 'on' THEN\n    RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;\nEND IF;\nRETURN NULL;\n",
                            hash="67a5597bc5b6f144673a31487fd1cbc30eab8deb",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_keep_all_0cc66",
                            table="files_storedfile",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="storedfile_never_changes",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."agency_id" IS DISTINCT FROM (NEW."agency_id") OR OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."media_type" IS DISTINCT FROM (NEW."media_type") OR OLD."metadata" IS DISTINCT FROM (NEW."metadata") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."uploaded_at" IS DISTINCT FROM (NEW."uploaded_at") OR OLD."uploaded_by_id" IS DISTINCT FROM (NEW."uploaded_by_id"))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="a1c2052b9af07ca47366bb49d023d07fe20ca134",
                            operation="UPDATE",
                            pgid="pgtrigger_storedfile_never_changes_f79dc",
                            table="files_storedfile",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="storedfile_erased_once",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."erased_at" IS NOT NULL OR NOT (OLD."audience" = \'personal\'))',
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="8988a7a7bbe592fdefe0413edb0729291c13bc2c",
                            operation="UPDATE",
                            pgid="pgtrigger_storedfile_erased_once_5c162",
                            table="files_storedfile",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        foundation.database.InstallTriggers(
            model_name="storedfile",
        ),
    ]
