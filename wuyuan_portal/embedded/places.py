"""The folders and operating-system accounts of embedded servers."""

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
#: The default folder of databases, files and mail.
VAR = Path(os.environ.get("VAR_ROOT") or PROJECT / "var").resolve()
#: The bytes that the kernel allows in the path of a Unix socket.
SOCKET_PATH_LIMIT = 107


class EmbeddedServerError(Exception):
    """An embedded server cannot be started; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """An operating-system user and group."""

    uid: int
    gid: int

    def run(self, *command: str | Path, cwd: Path | str = "/") -> subprocess.CompletedProcess[str]:
        """Run a command as this account with a clean environment and capture its output."""
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
    """The environment of a server: search path and locale, without PG… variables that would configure it."""
    return {"PATH": environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def own_account() -> Account:
    """The account of this process."""
    return Account(os.geteuid(), os.getegid())


def unprivileged_account(data: Path) -> Account:
    """The account for a server that refuses root: our own or, for root, the owner of its data, else nobody."""
    if os.geteuid() != 0:
        return own_account()
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def short_name(folder: Path) -> str:
    """A short unique name for `folder`, for a substitute elsewhere."""
    return "wuyuan-portal-" + hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def nearest_existing(folder: Path) -> Path:
    """`folder` itself, or the closest folder above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def make_folder(folder: Path, account: Account) -> Path:
    """Make `folder` for `account` alone; raises `EmbeddedServerError` if it belongs to somebody else."""
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
    """`folder`, or a short one under /tmp if the path of the socket would be too long for the kernel."""
    if len(os.fsencode(folder / socket_name)) <= SOCKET_PATH_LIMIT:
        return folder
    return make_folder(Path("/tmp") / f"{short_name(folder)}-{account.uid}", account)  # noqa: S108


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`, so that two simultaneous starts wait for each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def site_packages() -> Path:
    """The folder of the installed wheels, which contain the servers."""
    return Path(sysconfig.get_path("platlib"))


def copy_wheel_folders(names: tuple[str, ...], target: Path, account: Account) -> Path:
    """Copy folders of an installed wheel to `target`, for an account that cannot read the original."""
    if not target.exists():
        partial = target.with_name(target.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for name in names:
            shutil.copytree(site_packages() / name, partial / name, symlinks=True)
        for path in [partial, *partial.rglob("*")]:
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        partial.rename(target)
    return target
