"""Addresses and words of what leaves the house are encrypted: applicants and third parties are among the addressees."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

import foundation.privacy.fields
from foundation.privacy.keys import encrypt, fingerprint


def encrypt_what_is_there(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, address, body FROM notices_dispatch")
        for pk, address, body in cursor.fetchall():
            cursor.execute(
                "UPDATE notices_dispatch SET address = %s, address_key = %s, body = %s WHERE id = %s",
                [encrypt(address), fingerprint(address, "dispatch"), encrypt(body) if body else "", pk],
            )


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="dispatch", name="dispatch_once_per_address"),
        migrations.AlterField(
            "dispatch", "address", foundation.privacy.fields.EncryptedTextField(verbose_name="地址")
        ),
        migrations.AlterField(
            "dispatch", "body", foundation.privacy.fields.EncryptedTextField(blank=True, verbose_name="内容")
        ),
        migrations.AddField(
            "dispatch",
            "address_key",
            models.CharField(default="", max_length=64, verbose_name="地址指纹"),
            False,
        ),
        migrations.RunPython(encrypt_what_is_there, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice__isnull", True)),
                fields=("key", "channel", "address_key"),
                name="dispatch_once_per_address",
            ),
        ),
    ]
