"""The index learns the numbers and themes of the documents that it holds already."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0008_changes_public_pages"), ("search", "0002_counted")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE search_entry e SET number = d.document_number, topic = d.topic
              FROM disclosure_document d WHERE e.kind = 'document' AND e.object_id = d.id
            """,
            migrations.RunSQL.noop,
        )
    ]
