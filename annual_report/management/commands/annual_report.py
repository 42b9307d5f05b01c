"""`manage.py annual_report check|import|open`: check figures, import an old report, open the reports that are owed."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annual_report.clockwork import open_reports
from annual_report.figures import BadFigures, Figures
from annual_report.rules import check
from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework.acts import perform
from foundation.casework.refusals import Invalid, Refused


class Command(BaseCommand):
    """`check` prints one line for each rule; exit 1 when a binding rule fails, 2 when a file holds no figures."""

    help = "年度报告：核对数据（勾稽关系 R1–R7，有必须满足而不满足的，以 1 退出），导入旧报告，建立应当编制的报告。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        checking = what.add_parser("check", help="核对一份 JSON 数据")
        checking.add_argument("file", type=Path, metavar="FILE")
        checking.add_argument("--previous", type=Path, metavar="FILE", help="上一年度的报告，用来核对 R5、R6")
        importing = what.add_parser("import", help="导入一份往年报告（XLSX 或 JSON）")
        importing.add_argument("file", type=Path, metavar="FILE")
        importing.add_argument("--agency", required=True, metavar="CODE")
        importing.add_argument("--year", type=int, required=True)
        importing.add_argument("--as", dest="user", required=True, metavar="USER", help="以谁的名义")
        importing.add_argument("--sheets", default="", metavar="NAMES", help="取哪几张工作表，用顿号隔开")
        importing.add_argument("--published-on", metavar="DATE", help="原公布日期")
        opening = what.add_parser("open", help="为应当编制的机关建立报告，平时由系统每小时自动办理")
        opening.add_argument("--year", type=int, help="报告哪一年，不写是上一年")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(options)

    def _check(self, options: dict[str, Any]) -> None:
        previous = options["previous"]
        verdicts = check(_figures(options["file"]), _figures(previous) if previous else None)
        for verdict in verdicts:
            self.stdout.write(str(verdict))
        if any(verdict.blocks for verdict in verdicts):
            sys.exit(1)

    def _import(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        staff = Staff.objects.filter(username=options["user"]).first()
        if staff is None:
            raise CommandError(f"没有“{options['user']}”这个账号。", returncode=2)
        try:
            upload = SimpleUploadedFile(path.name, path.read_bytes())
        except OSError as error:
            raise CommandError(f"读不到 {path}：{error.strerror}", returncode=2) from error
        data = {
            "year": options["year"],
            "sheets": options["sheets"],
            "first_published_on": options["published_on"] or "",
        }
        try:
            done = perform(
                "annual_report.import_report",
                on=f"agency:{options['agency']}",
                actor=Actor.of(staff),
                at=timezone.now(),
                data=data,
                files={"file": upload},
            )
        except (Refused, Invalid) as refused:
            raise CommandError(str(refused), returncode=2) from refused
        self.stdout.write(f"{done.matter.ref} {done.matter.title}")

    def _open(self, options: dict[str, Any]) -> None:
        for report in open_reports(at=timezone.now(), year=options["year"]):
            self.stdout.write(f"{report.ref} {report.title}")


def _figures(path: Path) -> Figures:
    try:
        return Figures.read(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise CommandError(f"读不到 {path}：{error.strerror}", returncode=2) from error
    except BadFigures as error:
        raise CommandError(f"{path}：{error}", returncode=2) from error
    except (ValueError, RecursionError) as error:  # not text, not JSON, or a number of thousands of digits
        raise CommandError(f"{path} 不是 JSON。", returncode=2) from error
