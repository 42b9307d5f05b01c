"""Tell the entries that are there under which head their document stands and what kind of paper it is."""

from __future__ import annotations

from django.db import migrations

_TELL = """
UPDATE search_entry e SET head = d.head, genre = d.genre FROM disclosure_document d
WHERE e.kind = 'document' AND e.object_id = d.id AND (d.head <> '' OR d.genre <> '')
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0014_readable_documents"), ("search", "0005_heads_and_genres")]

    operations = [migrations.RunSQL(_TELL, migrations.RunSQL.noop)]
