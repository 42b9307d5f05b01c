"""Import a back catalogue: a workbook with a row for each document, its files in a folder or a ZIP."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from disclosure.batches import files_at_hand, report, waiting
from disclosure.importing_batches import import_rows
from disclosure.models import Batch
from foundation.agencies.actors import Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, Refused
from foundation.files.containers import Container, Files, Folder
from foundation.files.rejected import Rejected


class Command(BaseCommand):
    """`import_catalogue TABLE.xlsx --agency CODE --as USER [--files FOLDER|ZIP] [--check]`"""

    help = "批量导入旧文：先逐行核对，再导入；中断以后再运行一次，接着导入没有导入的行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", type=Path, metavar="TABLE.xlsx")
        parser.add_argument("--agency", required=True, help="机构代码，例如 rfbsc")
        parser.add_argument("--as", dest="user", required=True, help="拟稿人的用户名")
        parser.add_argument("--files", type=Path, help="装着正文文件和附件的文件夹或 ZIP")
        parser.add_argument("--check", action="store_true", help="只核对，不导入")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = Agency.objects.filter(code=options["agency"]).first()
        if agency is None:
            raise CommandError(f"没有代码为“{options['agency']}”的机构。")
        staff = Staff.objects.filter(username=options["user"], is_active=True).first()
        if staff is None:
            raise CommandError(f"没有用户“{options['user']}”，或已停用。")
        try:
            content = options["table"].read_bytes()
            with files_at_hand(_files(options["files"])):
                self._work(options["table"].name, content, agency, Actor.of(staff), check=options["check"])
        except OSError as error:
            raise CommandError(f"读不到文件（{error.strerror}）。") from error
        except (Refused, Invalid, Rejected) as refused:
            raise CommandError(str(refused)) from refused

    def _work(self, name: str, content: bytes, agency: Agency, actor: Actor, *, check: bool) -> None:
        batch = self._batch(name, content, agency, actor)
        self._tell(batch)
        if check or not waiting(batch).exists():
            return
        if batch.state == Batch.State.CHECKED:
            perform("disclosure.start_batch", on=batch, actor=actor, at=timezone.now())
        with tqdm(total=waiting(batch).count(), unit="份", file=self.stderr._out) as bar:  # type: ignore[attr-defined]
            import_rows(batch, at=timezone.now, tell=bar.update)
        self._tell(batch)

    def _batch(self, name: str, content: bytes, agency: Agency, actor: Actor) -> Batch:
        """The batch of this table: the one that was begun, or a new one."""
        known = Batch.objects.filter(agency=agency, table_sha256=hashlib.sha256(content).hexdigest())
        begun: Batch | None = known.exclude(state__in=Batch.OVER).first()
        if begun is not None and begun.state == Batch.State.RUNNING:
            return begun
        if begun is not None:  # checked before: its files may be there now
            given = {"reason": "重新核对"}
            perform("disclosure.drop_batch", on=begun, actor=actor, at=timezone.now(), data=given)
        files = {"table": SimpleUploadedFile(name, content)}
        made = perform("disclosure.check_batch", on=agency, actor=actor, at=timezone.now(), files=files)
        batch: Batch = made.matter
        return batch

    def _tell(self, batch: Batch) -> None:
        for line, label, result, says, _ref in report(batch):
            if says:
                self.stderr.write(f"第 {line} 行“{label}”：{result}，{says}")
        labels = dict(batch.rows.model.State.choices)
        said = "，".join(f"{labels[state]} {number} 行" for state, number in sorted(batch.counts().items()))
        self.stdout.write(f"{batch.name}：{said}。")


def _files(place: Path | None) -> Files | None:
    if place is None:
        return None
    return Folder(place) if place.is_dir() else Container(place)
