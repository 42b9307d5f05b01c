import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.privacy.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, verbose_name="事由标识")),
                ("subject", models.CharField(max_length=200, verbose_name="标题")),
                ("body", models.TextField(blank=True, verbose_name="内容")),
                ("url", models.CharField(blank=True, max_length=500, verbose_name="办理网址")),
                ("clause", models.CharField(blank=True, max_length=20, verbose_name="依据条款")),
                ("created_at", models.DateTimeField(verbose_name="通知时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="阅读时间")),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "通知",
                "verbose_name_plural": "通知",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["recipient", "-created_at", "-id"], name="notice_inbox"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["recipient"],
                        name="notice_unread",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("key", "recipient"), name="notice_once")],
            },
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "电子邮件"), ("sms", "短信")], max_length=10, verbose_name="渠道"
                    ),
                ),
                ("address", foundation.privacy.fields.EncryptedTextField(verbose_name="地址")),
                ("address_key", models.CharField(max_length=64, verbose_name="地址指纹")),
                ("key", models.CharField(max_length=200, verbose_name="事由标识")),
                ("subject", models.CharField(max_length=200, verbose_name="标题")),
                ("body", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="内容")),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "待发送"), ("sent", "已发送"), ("failed", "发送失败")],
                        default="pending",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                ("next_try_at", models.DateTimeField(verbose_name="下次发送时间")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="已尝试次数")),
                ("last_error", models.CharField(blank=True, max_length=100, verbose_name="最近一次失败原因")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="发送时间")),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="notices.notice",
                        verbose_name="通知",
                    ),
                ),
            ],
            options={
                "verbose_name": "外发消息",
                "verbose_name_plural": "外发消息",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["channel", "next_try_at", "id"],
                        name="dispatch_pending",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("notice__isnull", False)),
                        fields=("notice", "channel"),
                        name="dispatch_once_per_notice",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("notice__isnull", True)),
                        fields=("key", "channel", "address_key"),
                        name="dispatch_once_per_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="dispatch_sent_has_time",
                    ),
                ],
            },
        ),
    ]
