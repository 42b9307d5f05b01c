"""The portal as production runs it – nginx where it is at hand, granian, a broker – and what their logs and stores hold."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import altcha
import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection

from tests.applicants import FILING, mistyped
from tests.crash.portal import free_port
from wuyuan_portal.embedded.broker import Broker
from wuyuan_portal.embedded.places import PROJECT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
HOST = "portal.example"
#: How long a program may take to answer.
PATIENCE = 40.0


class Servers:
    """The programs, their folder, and who asks them."""

    def __init__(self, tmp: Path) -> None:
        self.tmp = tmp
        self.web, self.front = free_port(), free_port()
        self.broker = Broker("broker", var=tmp)
        self.cookies: dict[str, str] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """All of them, until the end of the block."""
        static = self.tmp / "static"
        static.mkdir()
        names = [name for finder in get_finders() for name, _storage in finder.list([])]
        (static / "staticfiles.json").write_text(
            json.dumps({"version": "1.1", "hash": "", "paths": {name: name for name in names}})
        )
        self.broker.start()
        with self._started(
            "granian", [sys.executable, "-m", "wuyuan_portal.server", *self._options()], self.web
        ):
            try:
                if NGINX is None:
                    self.front = self.web
                    yield
                else:
                    with self._started("nginx", self._nginx(), self.front):
                        yield
            finally:
                self.stored = self._stored()
                self.broker.stop()

    def _options(self) -> list[str]:
        return ["--port", str(self.web), "--workers", "1", "--blocking-threads", "2", "--log-level", "debug"]

    @contextmanager
    def _started(self, name: str, command: list[str], port: int) -> Iterator[None]:
        with (self.tmp / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=PROJECT, env=self._environ(), stdout=log, stderr=log)
        try:
            until = time.monotonic() + PATIENCE
            while not self._answers(port):
                told = (self.tmp / f"{name}.log").read_text(errors="replace")[-2000:]
                assert process.poll() is None, told
                assert time.monotonic() < until, told
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()

    def _answers(self, port: int) -> bool:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            asked.request("GET", "/healthz", headers={"Host": HOST})
            return asked.getresponse().status < 500
        except OSError:
            return False

    def _environ(self) -> dict[str, str]:
        database = connection.settings_dict
        where = (
            f"{quote(database['HOST'], safe='')}:{database['PORT']}" if database["PORT"] else database["HOST"]
        )
        who = quote(database["USER"]) + (
            f":{quote(database['PASSWORD'])}" if database.get("PASSWORD") else ""
        )
        mine = {
            "DEBUG": "0", "LOG_LEVEL": "DEBUG", "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": f"postgres://{who}@{where}/{database['NAME']}",
            "PERSONAL_DATA_KEYS": settings.PERSONAL_DATA_KEYS[0],
            "PERSONAL_DATA_FINGERPRINT_KEY": settings.PERSONAL_DATA_FINGERPRINT_KEY,
            "REDIS_URL": self.broker.url, "ALLOWED_HOSTS": HOST, "SITE_DOMAIN": HOST, "TRUSTED_PROXIES": "127.0.0.1",
            "STATIC_ROOT": str(self.tmp / "static"), "VAR_ROOT": str(self.tmp), "TMPDIR": str(self.tmp / "temporary"),
            "PUBLIC_FILES_ROOT": str(settings.PUBLIC_FILES_ROOT), "INTERNAL_FILES_ROOT": str(settings.INTERNAL_FILES_ROOT),
            "PERSONAL_FILES_ROOT": str(settings.PERSONAL_FILES_ROOT), "SECOND_FACTOR_REQUIRED": "0",
        }  # fmt: skip
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ
        }
        return kept | mine

    def _nginx(self) -> list[str]:
        """Our configuration, with the ports and folders of this test and without TLS."""
        given = (PROJECT / "deploy" / "nginx.conf").read_text()
        for old, new in (
            (r"pid \S+;", f"pid {self.tmp}/nginx.pid;" + ("user root;" if os.geteuid() == 0 else "")),
            (r"worker_processes auto;", "worker_processes 1;"),
            (r"listen 80 default_server;", f"listen 127.0.0.1:{free_port()};"),
            (r"listen 443 ssl default_server;", f"listen 127.0.0.1:{self.front};"),
            (r"http2 on;|ssl_\w+ [^;]+;", ""),
            (r"/var/cache/nginx/pages", str(self.tmp / "pages")),
            (r"server web:8000;", f"server 127.0.0.1:{self.web};"),
            (r"include mime.types;", self._temporary()),
            (r"rate=30r/m", "rate=600r/m"),
        ):
            given, times = re.subn(old, new, given)
            assert times, f"nginx.conf has no longer {old}"
        (self.tmp / "nginx.conf").write_text(given)
        return [str(NGINX), "-c", str(self.tmp / "nginx.conf"), "-p", str(self.tmp), "-g", "daemon off;"]

    def _temporary(self) -> str:
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        return "".join(f"{kind}_temp_path {self.tmp}/nginx-{kind};" for kind in kinds)

    def _stored(self) -> bytes:
        """What the broker holds: queues, counters, solved challenges."""
        held = redis.Redis(unix_socket_path=str(self.broker.socket))
        found: list[Any] = []
        for key in held.scan_iter():
            kind = held.type(key)
            value = (
                held.get(key) if kind == b"string" else held.lrange(key, 0, -1) if kind == b"list" else b""
            )
            found += [key, value]
        return repr(found).encode() + b"\n".join(value for value in found if isinstance(value, bytes))

    # What is asked of them

    def ask(
        self, path: str, form: dict[str, str] | None = None, body: bytes = b"", kind: str = "", **told: str
    ) -> tuple[int, str]:
        """Send a request, with the cookies that came before; the status and the page."""
        sent = urlencode(form).encode() if form is not None else body
        head = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            **{k.replace("_", "-"): v for k, v in told.items()},
        }
        if self.cookies:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if sent:
            head["Content-Type"] = kind or "application/x-www-form-urlencoded"
        asked = http.client.HTTPConnection("127.0.0.1", self.front, timeout=PATIENCE)
        asked.request("POST" if sent else "GET", path, sent or None, head)
        answer = asked.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode(errors="replace")

    def play(self, words: dict[str, str], number: str) -> None:
        """What a citizen and a clerk ask in a day, with the words where they belong and where they do not."""
        query, code = quote(words["query"]), words["code"]
        beside = {
            "Referer": f"https://{HOST}/apply/track/?number={number}&code={code}&q={query}",
            "User_Agent": f"Browser of {words['email']}",
        }
        for path in (
            f"/documents/?q={query}", f"/nowhere/?q={query}", f"/apply/track/?number={number}&code={code}",
            f"/apply/consultation/{words['link']}/", f"/reminders/{words['confirming token']}/", f"/replies/?q={query}",
        ):  # fmt: skip
            assert self.ask(path, **beside)[0] in (200, 404), path
        self._log_in(words)
        assert self.ask("/apply/track/", {"number": number, "code": mistyped(code)})[0] == 422
        assert self.ask("/apply/track/", {"number": number, "code": code}, **beside)[0] == 303
        assert words["amended"] in self.ask("/apply/track/", **beside)[1]
        assert self._file(words, "证件.exe", b"MZ\x90\x00" * 64 + words["refused file"].encode())[0] == 422
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE casework_ledgerline RENAME TO away")
            try:
                assert self._file(words, "", b"")[0] == 500
            finally:
                cursor.execute("ALTER TABLE away RENAME TO casework_ledgerline")

    def _log_in(self, words: dict[str, str]) -> None:
        """A wrong password, then the desk with a session that is open."""
        page = self.ask("/desk/login/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, page
        wrong = {"csrfmiddlewaretoken": token[1], "username": "rfbsc-drafter", "password": words["password"]}
        self.ask("/desk/login/", wrong, Referer=f"https://{HOST}/desk/login/")
        self.ask(
            "/desk/login/",
            wrong | {"username": words["password for a name"]},
            Referer=f"https://{HOST}/desk/login/",
        )
        self.cookies["sessionid"] = words["session"]
        self.ask(f"/desk/applications/application/?q={quote(words['query'])}")
        del self.cookies["sessionid"]

    def _file(self, words: dict[str, str], name: str, content: bytes) -> tuple[int, str]:
        """The public form, with a solved challenge and a file."""
        page = self.ask("/apply/")[1]
        hidden = {}
        for field in ("token", "opened"):
            found = re.search(rf'name="{field}"\s+value="([^"]*)"', page)
            assert found, page[:2000]
            hidden[field] = found[1]
        given = json.loads(self.ask("/apply/challenge/")[1])
        solution = altcha.solve_challenge(
            given["challenge"], given["salt"], given["algorithm"], given["maxNumber"]
        )
        assert solution is not None
        proof = {key: given[key] for key in ("algorithm", "challenge", "salt", "signature")} | {
            "number": solution.number
        }
        fields = FILING | hidden | {
            "agency": "rfbsc", "do": "send", "twice": "1", "altcha": base64.b64encode(json.dumps(proof).encode()).decode(),
            "name": words["name"], "identity_number": words["identity"], "phone": words["phone"], "email": words["email"],
            "address": words["address"], "wanted": words["wanted"], "help_needed": words["help needed"],
        }  # fmt: skip
        parts = [
            f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        if name:
            head = f'Content-Disposition: form-data; name="proof"; filename="{name}"\r\n\r\n'
            parts.append(head.encode() + content + b"\r\n")
        body = b"".join(b"--planted\r\n" + part for part in parts) + b"--planted--\r\n"
        return self.ask("/apply/", body=body, kind="multipart/form-data; boundary=planted")
