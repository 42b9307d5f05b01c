"""An encrypted column: read in Python, unreadable in the database, moved to a new key without anybody noticing."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pgtrigger
import pgtrigger.registry
import pytest
from cryptography.fernet import Fernet
from django import forms
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, models, transaction
from django.db.models.signals import post_save
from django.test.utils import isolate_apps
from pytest_django import Settings

from foundation.database import kept
from foundation.privacy import rotation
from foundation.privacy.fields import EncryptedTextField
from foundation.privacy.keys import Unreadable, encrypt, is_newest

pytestmark = pytest.mark.django_db
NAME = "王小明"


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[models.Model]]:
    """An append-only table with two encrypted columns, made for this test and the only one there is to rotate."""
    with isolate_apps("foundation.privacy"):

        class Person(models.Model):  # noqa: DJ008
            name = EncryptedTextField("姓名", max_length=20)
            phone = EncryptedTextField(blank=True, null=True)

            class Meta:
                app_label = "privacy"
                triggers = kept(unchanged=True)

        with connection.schema_editor() as editor:
            editor.create_model(Person)
        triggers = list(Person._meta.triggers)  # type: ignore[attr-defined]
        pgtrigger.register(*triggers)(Person)
        for trigger in triggers:
            trigger.install(Person)
        monkeypatch.setattr(rotation, "apps", SimpleNamespace(get_models=lambda: [Person]))
        monkeypatch.setattr(rotation, "_steps_of_rooms", {})
        yield Person
        for trigger in triggers:
            pgtrigger.registry.delete(f"privacy.Person:{trigger.name}")


def column(name: str = "name") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM privacy_person ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


def rotate(**options: Any) -> str:
    said = StringIO()
    call_command("rotate_personal_data", stdout=said, **options)
    return said.getvalue()


def newer(settings: Settings) -> list[str]:
    """Put a new key in front; returns the new one alone."""
    key = Fernet.generate_key().decode()
    settings.PERSONAL_DATA_KEYS = [key, *settings.PERSONAL_DATA_KEYS]
    return [key]


def test_the_database_never_holds_the_text(table: Any) -> None:
    made = table.objects.create(name=NAME, phone="")
    table.objects.bulk_create([table(name=NAME, phone="13812345678")])
    assert not any(NAME in value for value in column())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM privacy_person p WHERE p::text LIKE %s OR p::text LIKE '%%138123%%'",
            [f"%{NAME}%"],
        )
        assert cursor.fetchone() == (0,)
    assert table.objects.get(pk=made.pk).name == NAME
    assert list(table.objects.values_list("phone", flat=True).order_by("pk")) == ["", "13812345678"]


def test_blank_and_absent_stay_what_they_are(table: Any) -> None:
    table.objects.create(name=NAME, phone="")
    table.objects.create(name=NAME, phone=None)
    assert column("phone") == ["", None]
    assert table.objects.filter(phone="").count() == 1
    assert table.objects.filter(phone__isnull=True).count() == 1
    assert table.objects.exclude(phone="").filter(phone=None).count() == 1


@pytest.mark.parametrize(
    "lookup",
    [
        {"name": NAME},
        {"name__in": [NAME]},
        {"name__contains": "王"},
        {"name__gt": "a"},
        {"name__upper__exact": "a"},
    ],
)
def test_it_refuses_to_be_searched(table: Any, lookup: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="name is encrypted and cannot be searched"):
        table.objects.filter(**lookup)


def test_a_lost_key_is_said_with_the_column(table: Any, settings: Settings) -> None:
    table.objects.create(name=NAME)
    settings.PERSONAL_DATA_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(Unreadable, match=r"Person\.name: No key of PERSONAL_DATA_KEYS"):
        table.objects.get()


def test_migrations_and_forms_know_it(table: Any) -> None:
    field = table._meta.get_field("name")
    _name, path, args, options = field.deconstruct()
    assert path == "foundation.privacy.fields.EncryptedTextField"
    assert EncryptedTextField(*args, **options).max_length == 20
    assert options == {"verbose_name": "姓名", "max_length": 20}
    form = field.formfield()
    assert isinstance(form, forms.CharField)
    assert form.max_length == 20


@isolate_apps("foundation.privacy")
def test_an_index_on_it_fails_the_check() -> None:
    class Indexed(models.Model):  # noqa: DJ008
        name = EncryptedTextField(unique=True)

        class Meta:
            app_label = "privacy"

    assert [found.id for found in Indexed._meta.get_field("name").check()] == ["privacy.E001"]


def test_rotation_moves_everything_even_in_append_only_tables(
    table: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    for number in range(5):
        table.objects.create(name=f"{NAME}{number}", phone="" if number % 2 else "13812345678")
    alone = newer(settings)
    table.objects.create(name="后来的人")
    before = column()
    assert "尚未更换：8" in rotate(check=True)
    assert column() == before
    saved: list[Any] = []
    post_save.connect(lambda **k: saved.append(k), weak=False, dispatch_uid="test rotation")
    try:
        assert "已更换：8" in rotate()
    finally:
        post_save.disconnect(dispatch_uid="test rotation")
    assert not saved
    assert column()[5] == before[5]
    assert all(map(is_newest, column()))
    once = column()
    assert "已更换：0" in rotate()
    assert column() == once
    settings.PERSONAL_DATA_KEYS = alone
    assert [person.name for person in table.objects.order_by("pk")][:2] == [f"{NAME}0", f"{NAME}1"]
    # The triggers slept for the rotation alone.
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        table.objects.update(name="x")


def test_rotation_goes_on_past_what_no_key_reads_and_says_where(table: Any, settings: Settings) -> None:
    lost = table.objects.create(name=NAME)
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_person SET name = 'gAAAAA'")
    table.objects.create(name=NAME)
    newer(settings)
    with pytest.raises(CommandError, match=f"privacy.Person {lost.pk} name"):
        rotate()
    assert column()[0] == "gAAAAA"
    assert is_newest(column()[1])


def test_rotation_takes_along_what_other_rooms_name(table: Any) -> None:
    asked: list[bool] = []
    rotation.add_step("elsewhere", lambda check: asked.append(check) or rotation.Found(old=3))  # type: ignore[func-returns-value]
    assert "elsewhere: 3" in rotate(check=True)
    assert asked == [True]


def test_the_command_covers_every_encrypted_column_of_the_house(settings: Settings) -> None:
    """Histories too; and the personal files."""
    assert encrypt("x")
    names = {name for name, _step in rotation.steps()}
    assert "files.StoredFile" in names
    assert {"applications.Applicant", "applications.Application"} <= names
    newer(settings)
    assert "已更换" in rotate()


def test_what_is_saved_unchanged_keeps_its_ciphertext(table: Any) -> None:
    """So that the database can freeze it; what is written anew is encrypted anew, and no other row or column looks the same."""
    table.objects.create(name=NAME, phone="13812345678")
    person, (name,), (phone,) = table.objects.get(), column(), column("phone")
    with pgtrigger.ignore():
        person.save()
        assert (column(), column("phone")) == ([name], [phone])
        person.name = f"{person.name}"
        person.save()
        assert column() != [name]
        person = table.objects.get()
        person.phone = person.name
        person.save()
        assert column("phone") != column()
    kept_as = column()
    table.objects.create(name=table.objects.get().name)
    assert column()[0] == kept_as[0]
    assert column()[1] != column()[0]
    assert [one.name for one in table.objects.order_by("pk")] == [NAME, NAME]
