"""Import documents of the county's old portal, word for word."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from disclosure.intake import imported_from
from disclosure.models import Document
from foundation.agencies.actors import SYSTEM, Actor
from foundation.agencies.models import Agency, Staff
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, Refused

#: The number of files from which on a progress bar is shown.
MANY = 5


class Command(BaseCommand):
    """`import_documents FILE… --agency CODE [--as USER]`"""

    help = "导入旧网站另存的文本或 DOCX；同一文件再导入一次不改动任何内容。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--agency", required=True, help="机构代码，例如 rfbsc")
        parser.add_argument("--as", dest="user", help="经办人的用户名，缺省为系统")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = Agency.objects.filter(code=options["agency"]).first()
        if agency is None:
            raise CommandError(f"没有代码为“{options['agency']}”的机构。")
        actor = self._actor(options["user"])
        files: list[Path] = options["files"]
        bar = tqdm(files, unit="份", disable=len(files) < MANY, file=self.stderr._out)  # type: ignore[attr-defined]
        if failed := sum(not self._import(path, agency, actor) for path in bar):
            raise CommandError(f"{len(files)} 份中有 {failed} 份没有导入。")

    def _actor(self, username: str | None) -> Actor:
        if username is None:
            return SYSTEM
        staff = Staff.objects.select_related("agency").filter(username=username, is_active=True).first()
        if staff is None:
            raise CommandError(f"没有用户“{username}”，或已停用。")
        return Actor.of(staff)

    def _import(self, path: Path, agency: Agency, actor: Actor) -> bool:
        try:
            content = path.read_bytes()
        except OSError as error:
            self.stderr.write(f"{path}：读不到文件（{error.strerror}）。")
            return False
        known = imported_from(hashlib.sha256(content).hexdigest(), agency)
        if known is not None:
            self.stdout.write(f"{path.name}：已经导入过，为 {known.ref}“{known.title}”，没有改动。")
            return True
        try:
            done = perform(
                "disclosure.import_document",
                on=agency,
                actor=actor,
                at=timezone.now(),
                files={"file": SimpleUploadedFile(path.name, content)},
            )
        except (Refused, Invalid) as refused:
            self.stderr.write(f"{path.name}：{refused}")
            return False
        document: Document = done.matter
        self.stdout.write(
            f"{path.name}：导入为 {document.ref}“{document.title}” {document.index_number}".rstrip()
        )
        for oddity in document.oddities:
            line = f"第 {oddity['line']} 行 " if oddity.get("line") else ""
            self.stdout.write(f"  请核对：{line}{oddity['message']}")
        return True
