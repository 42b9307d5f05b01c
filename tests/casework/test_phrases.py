"""Wordings that somebody keeps for themselves."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from foundation.casework import phrases
from foundation.casework.models import Phrase
from tests.personas import County

pytestmark = pytest.mark.django_db
WORDS = "现将有关事项通知如下。"


def desk(county: County, username: str = "rfbsc-drafter") -> Client:
    client = Client()
    client.force_login(county.people[username])
    return client


def test_a_phrase_is_kept_offered_beside_long_texts_and_dropped(county: County) -> None:
    client = desk(county)
    assert client.post("/desk/phrases/", {"text": WORDS}).status_code == 302
    assert "已经保存过" in client.post("/desk/phrases/", {"text": WORDS}).text
    assert client.post("/desk/phrases/", {"text": ""}).status_code == 422
    assert WORDS in client.get("/desk/act/disclosure.draft/agency:rfbsc/").text
    number = Phrase.objects.get().pk
    other = desk(county, "rfbsc-records_office")
    assert WORDS not in other.get("/desk/phrases/").text
    other.post("/desk/phrases/", {"forget": str(number)})
    assert Phrase.objects.count() == 1, "nobody drops another's"
    client.post("/desk/phrases/", {"forget": "9" * 40})
    client.post("/desk/phrases/", {"forget": str(number)})
    assert not Phrase.objects.exists()


def test_it_is_kept_encrypted_and_not_without_end(county: County) -> None:
    staff = county.people["rfbsc-drafter"].pk
    for number in range(phrases.MOST):
        Phrase.objects.create(staff_id=staff, text=f"{WORDS}{number}")
    assert "最多保存" in desk(county).post("/desk/phrases/", {"text": WORDS}).text
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM casework_phrase")
        assert not any(WORDS in str(row) for row in cursor.fetchall())
