"""`manage.py act`: perform or list acts."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.agencies.actors import Actor
from foundation.agencies.models import Staff
from foundation.casework import matters
from foundation.casework.acts import ACTS, Act, perform
from foundation.casework.ledger import through
from foundation.casework.refusals import Invalid, NoSuchMatter, Refused
from foundation.deadlines.moments import moment


class Command(BaseCommand):
    """`act NAME --on REF --as USER [--with JSON] [--at TIME]`, or `act --list [--json]`."""

    help = "办理一步：act disclosure.submit --on document:12 --as anna；act --list 列出全部。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="办理的名称，例如 disclosure.submit")
        parser.add_argument("--on", help="事项，例如 document:12、document:wy-rfbsc/2023-07692、agency:rfbsc")
        parser.add_argument("--as", dest="user", help="经办人的用户名")
        parser.add_argument(
            "--with", dest="data", default="{}", help="填写内容，JSON；文件字段给出路径；- 从标准输入读"
        )
        parser.add_argument("--at", help="办理时间，例如 2026-11-20T09:30，默认现在")
        parser.add_argument("--list", action="store_true", help="列出全部办理")
        parser.add_argument("--json", action="store_true", help="与 --list 一起：机器可读，含各步的填写项")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self._list(as_json=options["json"])
            return
        if not (options["name"] and options["on"] and options["user"]):
            raise CommandError("用法：act NAME --on REF --as USER [--with JSON] [--at TIME]；act --list")
        declared = ACTS.get(options["name"])
        if declared is None:
            raise CommandError(f"没有“{options['name']}”这一步。act --list 列出全部。")
        if _is_sealed(declared):
            # AC-3: whoever sits at the server performs as anybody; what is sealed opens at its team's desk alone.
            self.stderr.write(
                f"Refused: “{declared.label}”只在工作台上由办理的人员办理，命令行不受理（{declared.cites[0]}）"
            )
            sys.exit(2)
        data, files = self._entered(declared, options["data"])
        at = moment(options["at"]) if options["at"] else timezone.now()
        try:
            with through("command"):
                if _names_a_sealed_kind(options["on"]):
                    raise NoSuchMatter(declared.cites[0], f"没有“{options['on']}”这一事项，", "请核对编号。")
                done = perform(
                    declared.name,
                    on=options["on"],
                    actor=self._actor(options["user"], at),
                    at=at,
                    data=data,
                    files=files,
                )
        except Refused as refusal:
            self.stderr.write(f"Refused: {refusal}")
            sys.exit(2)
        except Invalid as invalid:
            raise CommandError(str(invalid)) from invalid
        line = done.line
        printed = {
            "act": done.act.name,
            "matter": matters.ref_of(done.matter),
            "from": line.from_state,
            "to": line.to_state,
            "line": {
                "sequence": line.sequence,
                "at": timezone.localtime(line.at).isoformat(),
                "hash": line.hash,
                **line.detail,
            },
        }
        if done.shown:
            printed["shown once"] = done.shown
        self.stdout.write(json.dumps(printed, ensure_ascii=False))

    def _actor(self, username: str, at: datetime) -> Actor:
        staff = Staff.objects.select_related("agency").filter(username=username, is_active=True).first()
        if staff is None:
            raise CommandError(f"没有用户“{username}”，或已停用。")
        return Actor.of(staff, on=timezone.localdate(at))

    def _entered(self, declared: Act, given: str) -> tuple[dict[str, Any], dict[str, Any]]:
        try:
            data = json.loads(sys.stdin.read() if given == "-" else given)
        except json.JSONDecodeError as error:
            raise CommandError(f"--with 不是 JSON：{error}") from error
        if not isinstance(data, dict):
            raise CommandError('--with 须是一个对象，例如 {"reason": "…"}。')
        files = {}
        fields = declared.asks.base_fields
        for name in [n for n, f in fields.items() if isinstance(f, forms.FileField)]:
            path = Path(str(data.pop(name, "")))
            if path.is_file():
                files[name] = SimpleUploadedFile(path.name, path.read_bytes())
        unknown = sorted(set(data) - set(fields))
        if unknown:
            raise CommandError(f"“{declared.label}”没有这些填写项：{'、'.join(unknown)}。")
        return {name: _as_typed(name, value) for name, value in data.items()}, files

    def _list(self, *, as_json: bool) -> None:
        rows = [_described(declared) for _name, declared in sorted(ACTS.items())]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            way = "，".join(f"{source} → {target}" for source, target in row["moves"]) or "—"
            self.stdout.write(f"{row['name']}\t{row['label']}\t{way}\t{'、'.join(row['roles']) or '系统'}")


def _names_a_sealed_kind(ref: str) -> bool:
    """Whether a reference is of a kind that commands do not touch; acts on every kind of matter are told that there is none."""
    named = matters.named_by(ref)
    return named is not None and getattr(named[0], "sealed", False)


def _is_sealed(declared: Act) -> bool:
    return any(getattr(model, "sealed", False) for model in (declared.on, declared.creates))


def _as_typed(name: str, value: Any) -> Any:
    """A JSON value as a browser would send it: text, or a list of texts."""
    if isinstance(value, dict):
        raise CommandError(f"“{name}”须是文字、数字或列表。")
    if isinstance(value, list):
        return [_as_typed(name, item) for item in value]
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _described(declared: Act) -> dict[str, Any]:
    """An act as `act --list --json` prints it."""
    model = declared.on
    return {
        "name": declared.name,
        "label": declared.label,
        "on": model.__name__ if model._meta.abstract else matters.kind_of(model),
        "creates": matters.kind_of(declared.creates) if declared.creates else None,
        "moves": declared.moves(),
        "states": list(declared.sources() or ()),
        "roles": [role.value for role in declared.every_role()],
        "clauses": [clause.id for clause in declared.cites],
        "fields": [
            {
                "name": name,
                "label": str(field.label or name),
                "required": field.required,
                "type": getattr(field, "listed_as", type(field).__name__),
                "choices": _choices(field),
                "help": str(field.help_text),
            }
            for name, field in declared.asks.base_fields.items()
        ],
    }


def _choices(field: forms.Field) -> list[list[str]] | None:
    if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
        return None
    choices: Iterable[tuple[Any, Any]] = field.choices  # type: ignore[assignment]
    return [[str(value), str(label)] for value, label in choices]
