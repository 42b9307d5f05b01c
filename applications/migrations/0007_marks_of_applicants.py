from django.db import migrations, models

from applications.marks import COLUMNS
from foundation.privacy.keys import Unreadable


def mark_existing(apps, schema_editor):
    """Mark the applicants that are there already; one that no key reads is marked by the rotation of keys."""
    rows = apps.get_model("applications", "Applicant").objects.order_by("pk")
    for pk in rows.values_list("pk", flat=True).iterator():
        try:
            applicant = rows.get(pk=pk)
        except Unreadable:
            continue
        rows.filter(pk=pk).update(
            **{column: mark(getattr(applicant, name)) for name, (column, mark) in COLUMNS.items()}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0006_merged_agencies"),
    ]

    operations = [
        migrations.AddField(
            model_name="applicant",
            name="name_mark",
            field=models.CharField(
                blank=True, db_index=True, editable=False, max_length=64, verbose_name="姓名指纹"
            ),
        ),
        migrations.AddField(
            model_name="applicant",
            name="phone_mark",
            field=models.CharField(
                blank=True, db_index=True, editable=False, max_length=64, verbose_name="电话指纹"
            ),
        ),
        migrations.RunPython(mark_existing, migrations.RunPython.noop),
    ]
