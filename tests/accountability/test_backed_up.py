"""A real backup of a portal with a case in it: neither its plain parts nor what it says of itself tell of the case (AC-3)."""

from __future__ import annotations

import gzip
import json
import logging
import subprocess
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accountability.models import Case, Paper
from foundation.agencies.actors import SYSTEM
from foundation.backups.dumps import _program
from foundation.backups.restoring import Reader
from foundation.backups.sealing import decrypt, identities, new_identity
from foundation.backups.sets import Folder
from foundation.correspondence.printing import print_waiting
from foundation.seals import sealing as seals
from tests.accountability.people import PLANTED, Commission

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("AC-3")]


@pytest.fixture
def whole(commission: Commission, tmp_path: Path, settings: Any) -> Case:
    """A case to its end, from a citizen's report, with papers and evidence, in roots and with keys of this test alone."""
    for audience in ("public", "internal", "personal"):
        setattr(settings, f"{audience.upper()}_FILES_ROOT", tmp_path / "here" / audience)
        (tmp_path / "here" / audience).mkdir(parents=True)
    settings.BACKUP_RECIPIENTS = [new_identity(tmp_path / "identity")]
    commission.reported()
    case = commission.closed()
    print_waiting(Paper, at=commission.county.at, by=SYSTEM)
    seals.seal_all()
    return case


def told_by(content: bytes, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word.encode() in content]


def test_a_backup_tells_nothing_of_a_case(
    whole: Case, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its files and their names, what it logs and prints, its manifest and list; and, decrypted, the database and every file."""
    words = (*PLANTED, whole.number, whole.decision_number)
    folder, said = tmp_path / "backups", StringIO()
    with caplog.at_level(logging.DEBUG):
        call_command("backup", str(folder), stdout=said, stderr=said)
        (name,) = Folder(folder).names()
        call_command("backup", verify=folder / "sets" / name, stdout=said, stderr=said)
    printed = "".join(capfd.readouterr())
    assert told_by(f"{said.getvalue()}{printed}{caplog.text}".encode(), words) == []
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    for path in files:
        assert told_by(path.read_bytes() + str(path.relative_to(folder)).encode(), words) == [], path.name
    # Whoever holds the secret key reads the database and every file: there too words are encrypted under another key.
    reader, by = Reader(folder / "sets" / name, tmp_path / "identity"), identities(tmp_path / "identity")
    listed = gzip.decompress(decrypt(reader.set.part("files.age").read_bytes(), by))
    assert told_by(json.dumps(reader.manifest, ensure_ascii=False).encode() + listed, words) == []
    for _places, content in reader.contents(lambda _size: None):
        assert told_by(content, words) == []
    dump = BytesIO()
    reader.dump(dump)
    restored = [str(_program("pg_restore")), "--file=-"]
    sql = subprocess.run(restored, input=dump.getvalue(), capture_output=True, check=True).stdout
    assert told_by(sql, (whole.number,)), "the case is in there"
    assert told_by(sql, PLANTED) == []
