"""`manage.py backup FOLDER [--keep N]`, `backup --verify SET [--identity FILE]`, `backup --new-identity FILE`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.backups.progress import on_the_terminal
from foundation.backups.refused import Refused
from foundation.backups.restoring import prove
from foundation.backups.sealing import new_identity
from foundation.backups.sets import opened
from foundation.backups.taking import CHECK, Taken, take


class Command(BaseCommand):
    """Make a set, verify one, or make a pair of keys."""

    help = "把数据库和全部文件备份为一份加密、核对过的备份；已经存过的文件不再重复存。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="备份目录")
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="只保留最新的 N 份（默认全部保留）"
        )
        parser.add_argument("--verify", type=Path, metavar="SET", help="核对一份备份（备份目录/sets/日期）")
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="与 --verify 同用：用私钥解开全部内容核对"
        )
        parser.add_argument(
            "--new-identity", type=Path, metavar="FILE", help="生成一对密钥：私钥写入文件，打印公钥"
        )

    def handle(
        self,
        *args: Any,
        folder: Path | None,
        keep: int,
        verify: Path | None,
        identity: Path | None,
        new_identity: Path | None,
        **options: Any,
    ) -> None:
        try:
            if new_identity is not None:
                self._new_identity(new_identity)
            elif verify is not None:
                self._verify(verify.resolve(), identity)
            elif folder is None:
                raise CommandError("请给出备份目录：manage.py backup 目录")
            elif keep < 0:
                raise CommandError("--keep 至少为 1。")
            else:
                with on_the_terminal() as progress:
                    taken = take(folder.resolve(), timezone.now(), progress, keep)
                self._tell(taken)
        except Refused as refused:
            raise CommandError(str(refused)) from None

    def _new_identity(self, path: Path) -> None:
        public = new_identity(path)
        self.stdout.write(f"BACKUP_RECIPIENTS={public}")
        self.stderr.write(f"私钥在 {path}：请移到别处保管，不要留在这台服务器上，也不要与备份放在一起。")

    def _verify(self, path: Path, identity: Path | None) -> None:
        with on_the_terminal() as progress:
            if identity is None:
                found = opened(path)
                found.check_parts()
                found.check_packs(progress(CHECK, sum(pack.size for pack in found.packs)))
                if not found.sealed:
                    raise Refused("备份的封签不对：它不是本系统做的，或者被改动过。")
            else:
                prove(path, identity, progress)
        self.stdout.write(f"{path.name} 完好{'' if identity else '（没有私钥，只核对了校验和与封签）'}")

    def _tell(self, taken: Taken) -> None:
        files = taken.manifest["files"]
        number, size = (sum(of[what] for of in files.values()) for what in ("number", "bytes"))
        self.stdout.write(
            f"{taken.made.path}\n数据库 {sum(taken.manifest['rows'].values())} 行；文件 {number} 个 {size} 字节，"
            f"其中新存 {taken.added} 个 {taken.added_bytes} 字节；已核对"
        )
        if taken.thinned:
            self.stdout.write(f"删去旧备份 {len(taken.thinned)} 份、不再需要的备份对象 {taken.removed} 个")
        for what, said in (
            ("gone", "备份时被清除"),
            ("damaged", "内容与摘要不符"),
            ("missing", "有记录而没有文件"),
        ):
            for name in taken.manifest[what][:20]:
                self.stderr.write(f"{said}：{name}")
            if len(taken.manifest[what]) > 20:
                self.stderr.write(f"{said}：共 {len(taken.manifest[what])} 个")
