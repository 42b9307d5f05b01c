"""A list that is longer than what is counted says so, and leads on."""

from __future__ import annotations

import pytest
from django.test import Client

from foundation.pages import paging
from tests.personas import County

pytestmark = pytest.mark.django_db


def test_a_list_with_more_documents_than_are_counted_leads_to_all_of_them(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNT_CAP", 1)
    county.published()
    county.published("lxcz")
    page = Client().get("/documents/")
    assert page.status_code == 200
    said = page.content.decode()
    assert "份以上" in said
    assert '<a href="/data/">开放数据</a>' in said
    for address in ("/search/?q=取暖", "/replies/", "/documents/?agency=rfbsc", "/api/v1/documents"):
        assert Client().get(address).status_code == 200, address
