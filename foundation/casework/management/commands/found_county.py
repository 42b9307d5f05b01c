"""`manage.py found_county`: the county's disclosure office and its first supervisor in an empty portal."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.casework.administration import found_county
from foundation.casework.ledger import through
from foundation.casework.refusals import Invalid, Refused


class Command(BaseCommand):
    """`found_county --code xzfb --name 五原县人民政府办公室 --username NAME`; asks for the password."""

    help = "在空的系统里设立县政务公开办公室和第一位县政务公开督查。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", default="xzfb")
        parser.add_argument("--name", default="五原县人民政府办公室")
        parser.add_argument("--username", required=True)
        parser.add_argument("--full-name", default="县政务公开督查")

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass.getpass("密码：")
        try:
            given = {key: options[key] for key in ("code", "name", "username", "full_name")}
            with through("command"):
                staff = found_county(**given, password=password, at=timezone.now())
        except (Refused, Invalid) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"已设立 {options['name']}，{staff.username} 可以登录 /desk/ 了。")
