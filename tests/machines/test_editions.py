"""The files of everything public: whole, current, and never with what was withdrawn."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client

from foundation.files import belonging
from foundation.machines import editions
from foundation.machines.declaring import DATASETS
from foundation.machines.models import Edition
from foundation.machines.tasks import keep_editions
from tests.personas import County
from tests.test_visibility import BODY, FILE, INTERNAL_FILE, NEWER_BODY, SECRET, STATES, TITLE, the_document

pytestmark = pytest.mark.django_db
DOCUMENTS = "/data/documents.jsonl.gz"


def rows(address: str = DOCUMENTS) -> list[dict[str, Any]]:
    answer = Client().get(address)
    assert answer.status_code == 200
    content = b"".join(answer)
    edition = Edition.objects.get(dataset=address.removeprefix("/data/").partition(".")[0])
    assert hashlib.sha256(content).hexdigest() == edition.sha256
    assert len(content) == edition.size == int(answer["Content-Length"])
    found = [json.loads(line) for line in gzip.decompress(content).splitlines()]
    assert len(found) == edition.rows
    return found


@pytest.mark.clause("SR-4")
@pytest.mark.clause("SR-13")
@pytest.mark.parametrize("state", STATES)
def test_a_file_holds_what_is_public_alone(county: County, state: str) -> None:
    the_document(county, state)
    keep_editions()
    text = json.dumps(rows(), ensure_ascii=False)
    assert SECRET not in text
    assert INTERNAL_FILE not in text
    # The newer version carries the file of the one before on.
    assert (BODY in text, TITLE in text) == ((state == "published"),) * 2
    assert (FILE in text) == (state in ("published", "superseded"))
    assert (NEWER_BODY in text) == (state == "superseded")


@pytest.mark.clause("SR-13")
def test_what_is_withdrawn_is_not_handed_out_and_soon_not_in_the_file(county: County) -> None:
    case = the_document(county, "published")
    keep_editions()
    etag = Client().get(DOCUMENTS)["ETag"]
    assert BODY in rows()[0]["text"]
    county.do(
        "disclosure.withdraw", case.document.ref, "rfbsc-records_office", {"reason": "内容有误，另行发布。"}
    )
    for asked in ({}, {"If-None-Match": etag}, {"Range": "bytes=0-10"}):
        refused = Client().get(DOCUMENTS, headers=asked)
        assert refused.status_code == 503
        assert refused["Retry-After"]
        assert BODY not in refused.content.decode()
    page = Client().get("/data/").content.decode()
    assert "正在重新生成" in page
    assert DOCUMENTS not in page
    before = Edition.objects.get(dataset="documents").name
    keep_editions()
    assert rows() == []
    assert not storages["public"].exists(f"editions/{before}")
    # Back within the hour, and withdrawn again.
    county.do("disclosure.restore", case.document.ref, "rfbsc-records_office", {"reason": "撤错了。"})
    assert rows() == []
    editions.make(DATASETS["documents"], county.at + timedelta(days=1))
    assert len(rows()) == 1
    county.do(
        "disclosure.withdraw", case.document.ref, "rfbsc-records_office", {"reason": "内容有误，另行发布。"}
    )
    assert Client().get(DOCUMENTS).status_code == 503


def test_files_are_made_once_a_day(county: County) -> None:
    assert Client().get(DOCUMENTS).status_code == 404
    keep_editions()
    made = {edition.dataset: edition.made_at for edition in Edition.objects.all()}
    assert set(made) == set(DATASETS)
    keep_editions()
    assert {edition.dataset: edition.made_at for edition in Edition.objects.all()} == made
    assert rows("/data/agencies.jsonl.gz")[0]["code"]
    page = Client().get("/data/").content.decode()
    assert Edition.objects.get(dataset="agencies").sha256 in page


def test_a_file_that_cannot_be_written_leaves_the_one_before(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_document(county, "published")
    keep_editions()

    def broken(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(type(storages["public"]), "_save", broken)
    with pytest.raises(OSError):
        editions.make(DATASETS["documents"], county.at + timedelta(days=1))
    assert len(rows()) == 1


def test_the_daily_check_of_files_takes_no_edition_for_a_stray(county: County) -> None:
    the_document(county, "published")
    keep_editions()
    # The files were written by the clock of the machine, which the tests do not stop.
    later = datetime(2099, 1, 1, tzinfo=UTC)
    (name,) = Edition.objects.filter(dataset="documents").values_list("name", flat=True)

    def astray() -> bool:
        return any(
            found.place is not None and found.place.name.endswith(name) for found in belonging.check(later)
        )

    assert not astray()
    Edition.objects.filter(dataset="documents").update(name="another.jsonl.gz")
    assert astray()
