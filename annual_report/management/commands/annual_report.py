"""`manage.py annual_report check FILE [--previous FILE]`: whether the figures of a report hold together."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annual_report.figures import BadFigures, Figures
from annual_report.rules import check


class Command(BaseCommand):
    """Prints one line for each rule; exit 1 when a binding one fails, 2 when a file holds no figures."""

    help = "核对年度报告的数据（勾稽关系 R1–R7），每条规则一行；有必须满足而不满足的，以 1 退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        checking = what.add_parser("check", help="核对一份 JSON 数据")
        checking.add_argument("file", type=Path, metavar="FILE")
        checking.add_argument("--previous", type=Path, metavar="FILE", help="上一年度的报告，用来核对 R5、R6")

    def handle(self, *args: Any, **options: Any) -> None:
        previous = options["previous"]
        verdicts = check(_figures(options["file"]), _figures(previous) if previous else None)
        for verdict in verdicts:
            self.stdout.write(str(verdict))
        if any(verdict.blocks for verdict in verdicts):
            sys.exit(1)


def _figures(path: Path) -> Figures:
    try:
        return Figures.read(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise CommandError(f"读不到 {path}：{error.strerror}", returncode=2) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise CommandError(f"{path} 不是 JSON。", returncode=2) from error
    except BadFigures as error:
        raise CommandError(f"{path}：{error}", returncode=2) from error
