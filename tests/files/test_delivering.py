"""How a stored file reaches whoever asked for it: by name, as a download, cached only where it is public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import Http404, HttpResponse
from pytest_django import Settings

from foundation.agencies.actors import SYSTEM
from foundation.agencies.models import Agency
from foundation.files.acts import erase, store
from foundation.files.delivering import deliver, with_download_headers
from foundation.files.models import StoredFile

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TEXT = "春耕备耕，不误农时。".encode()


@pytest.fixture
def keep(settings: Settings, tmp_path: Path) -> Callable[[str], StoredFile]:
    for audience in ("public", "internal", "personal"):
        setattr(settings, f"{audience.upper()}_FILES_ROOT", tmp_path / audience)
    agency = Agency.objects.create(code="nmj-files", name="农牧局", short_name="农牧局", kind="department")
    return lambda audience: store(TEXT, name="通知.txt", agency=agency, audience=audience, by=SYSTEM, at=AT)


def test_a_file_is_downloaded_under_its_name_and_not_cached(keep: Callable[[str], StoredFile]) -> None:
    answer = deliver(keep("internal"))
    assert b"".join(answer.streaming_content) == TEXT  # type: ignore[arg-type]
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"].startswith("text/plain")
    assert not answer.has_header("Cache-Control")
    assert not answer.has_header("ETag")


def test_a_name_cannot_add_a_header_or_a_parameter(keep: Callable[[str], StoredFile]) -> None:
    answer = deliver(keep("internal"), 'a"; filename=b.html\r\nX: y')
    assert answer["Content-Disposition"] == (
        "attachment; filename*=UTF-8''a%22%3B%20filename%3Db.html%0D%0AX%3A%20y"
    )


def test_a_public_file_is_known_by_its_digest_and_shown_only_where_asked(
    keep: Callable[[str], StoredFile],
) -> None:
    stored = keep("public")
    answer = deliver(stored, public=True, shown=True)
    assert answer["Content-Disposition"].startswith("inline; ")
    assert answer["ETag"] == f'"{stored.sha256}"'
    made = with_download_headers(HttpResponse("{}"), "数据.json", etag="1")
    assert made["ETag"] == '"1"'


def test_what_is_not_there_is_not_found(
    keep: Callable[[str], StoredFile], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    stored = keep("personal")
    assert b"".join(deliver(stored).streaming_content) == TEXT  # type: ignore[arg-type]
    with django_capture_on_commit_callbacks(execute=True):
        erase(stored, AT)
    for gone in (stored, None):
        with pytest.raises(Http404):
            deliver(gone)
