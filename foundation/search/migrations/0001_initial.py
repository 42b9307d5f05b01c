import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("object_id", models.BigIntegerField(verbose_name="对象")),
                ("title", models.TextField(verbose_name="标题")),
                ("text", models.TextField(blank=True, verbose_name="正文开头")),
                ("url", models.TextField(verbose_name="网址")),
                ("published_at", models.DateTimeField(verbose_name="发布时间")),
                ("vector", django.contrib.postgres.search.SearchVectorField(verbose_name="词")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="发布机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "检索条目",
                "verbose_name_plural": "检索条目",
                "ordering": ["-published_at", "-pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["vector"], name="entry_vector"
                    ),
                    models.Index(fields=["-published_at", "-id"], name="entry_newest"),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="entry_once")],
            },
        ),
    ]
