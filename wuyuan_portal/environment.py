"""Reading settings from the environment, without Django."""

from __future__ import annotations

import base64
import binascii
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class BadSetting(Exception):
    """An environment variable is missing or invalid; the message names it and its form."""


def text(name: str, default: str = "", environ: Mapping[str, str] = os.environ) -> str:
    """The variable without surrounding blanks, or `default` if it is unset or blank."""
    return environ.get(name, "").strip() or default


def flag(name: str, default: bool = False, environ: Mapping[str, str] = os.environ) -> bool:
    """A boolean. Raises `BadSetting` for other words, so that a typing error never switches a protection off."""
    if name not in environ:
        return default
    value = environ[name].strip().lower()
    if value not in TRUE | FALSE:
        raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")
    return value in TRUE


def number(name: str, default: int, environ: Mapping[str, str] = os.environ) -> int:
    """A whole number. Raises `BadSetting` for anything else."""
    value = text(name, str(default), environ)
    if not value.isdecimal():
        raise BadSetting(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "", environ: Mapping[str, str] = os.environ) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default, environ).split(",") if word.strip()]


def stored_key(name: str, path: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The variable or, if it is unset, a random key that the first start stores in `path`."""
    if value := text(name, environ=environ):
        return value
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as made:
            made.write(base64.urlsafe_b64encode(os.urandom(32)).decode())
            made.flush()
            # Of several processes that start at once, one makes it for all.
            with suppress(FileExistsError):
                os.link(made.name, path)
    return path.read_text().strip()


def fernet_keys(name: str, value: str) -> list[str]:
    """Keys separated by commas. Raises `BadSetting` without any, or if one is not url-safe base64 of 32 bytes."""
    keys = [key.strip() for key in value.split(",") if key.strip()]
    try:
        right = bool(keys) and all(len(base64.urlsafe_b64decode(key)) == 32 for key in keys)
    except (binascii.Error, ValueError):
        right = False
    if not right:
        raise BadSetting(f"{name} must be keys of 32 bytes in url-safe base64, separated by commas.")
    return keys


def database(url: str) -> dict[str, Any]:
    """Django's database settings for ``postgres://user:password@host:port/name?sslmode=require``.

    The host may be a percent-encoded socket folder. ``pooled=1`` says that a pool of connections stands between, which gives
    every transaction another one: nothing is left on a connection then. Raises `BadSetting` for another scheme, a missing
    name, or another word for ``pooled``.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise BadSetting("DATABASE_URL must look like postgres://user:password@host:5432/name.")
    options = dict(parse_qsl(parts.query))
    pooled = flag("pooled", environ=options)
    options.pop("pooled", None)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(_port(parts, "DATABASE_URL") or "")),
        # Django's word for it; prepared statements are left on a connection just so (foundation.database.Written).
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "OPTIONS": options,
    }


def email(url: str) -> dict[str, Any]:
    """Django's e-mail settings for ``smtp://user:password@host:587``, ``smtps://…:465`` or ``file:///folder``.

    ``smtp`` upgrades to TLS if there is a password. Raises `BadSetting` for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": parts.path,
        }
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadSetting(
            "EMAIL_URL must look like smtp://user:password@host:587, smtps://… or file:///folder."
        )
    inside_tls = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": _port(parts, "EMAIL_URL") or (465 if inside_tls else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": inside_tls,
        "EMAIL_USE_TLS": bool(parts.password) and not inside_tls,
        "EMAIL_TIMEOUT": 20,
    }


#: What the portal asks of a server of buckets, and of each root of files.
_SERVER = ("FILES_S3_URL", "FILES_S3_ACCESS_KEY", "FILES_S3_SECRET_KEY")
_ROOTS = {"public": "FILES_S3_PUBLIC", "internal": "FILES_S3_INTERNAL", "personal": "FILES_S3_PERSONAL"}
_FURTHER = ("FILES_S3_REGION", "FILES_S3_ADDRESSING")
_BUCKET = re.compile(r"([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)")


def buckets(*, production: bool, environ: Mapping[str, str] = os.environ) -> dict[str, dict[str, str]]:
    """The bucket of each root of files, as its storage wants it; nothing where none is configured.

    Raises `BadSetting` where only half of it is set, where two roots overlap, and in production where files would travel open.
    """
    needed = (*_SERVER, *_ROOTS.values())
    given = {name: value for name in (*needed, *_FURTHER) if (value := text(name, environ=environ))}
    if not given:
        return {}
    if missing := [name for name in needed if name not in given]:
        raise BadSetting(
            f"{', '.join(given)}: set, but not {', '.join(missing)}. Files lie in buckets, all three roots, or in folders."
        )
    addressing = given.get("FILES_S3_ADDRESSING", "path")
    if addressing not in {"path", "virtual"}:
        raise BadSetting("FILES_S3_ADDRESSING must be path or virtual.")
    found = {root: _bucket(name, given[name]) for root, name in _ROOTS.items()}
    _require_apart([f"{bucket}/{prefix}".rstrip("/") + "/" for bucket, prefix in found.values()])
    server = {
        "endpoint": _server_of_buckets(given["FILES_S3_URL"], production),
        "region": given.get("FILES_S3_REGION", "us-east-1"),
        "access_key": given["FILES_S3_ACCESS_KEY"],
        "secret_key": given["FILES_S3_SECRET_KEY"],
        "addressing": addressing,
    }
    return {root: {**server, "bucket": bucket, "prefix": prefix} for root, (bucket, prefix) in found.items()}


def _bucket(name: str, value: str) -> tuple[str, str]:
    matched = _BUCKET.fullmatch(value)
    if matched is None:
        raise BadSetting(f"{name} must be the name of a bucket, or bucket/prefix, not {value!r}.")
    return matched[1], matched[2].lstrip("/")


def _require_apart(places: list[str]) -> None:
    """The daily check erases personal files that no row names: what belongs to another root must not lie among them."""
    if any(a.startswith(b) for i, a in enumerate(places) for j, b in enumerate(places) if i != j):
        raise BadSetting(f"{', '.join(_ROOTS.values())} must lie apart, none of them within another.")


def _server_of_buckets(url: str, production: bool) -> str:
    """The address; in production `http` only to this machine or to a name without a dot, which is of a network of its own."""
    parts = urlsplit(url)
    _port(parts, "FILES_S3_URL")
    host = parts.hostname or ""
    plain = parts.username is None and parts.path in {"", "/"} and not parts.query and not parts.fragment
    if parts.scheme not in {"http", "https"} or not host or not plain:
        raise BadSetting(
            "FILES_S3_URL must look like https://host:9000; the keys have variables of their own."
        )
    near = host in {"127.0.0.1", "::1"} or not set(host) & {".", ":"}
    if production and parts.scheme == "http" and not near:
        raise BadSetting(
            "FILES_S3_URL must begin with https:// where DEBUG is off: internal files travel on it."
        )
    return url.rstrip("/")


def _port(parts: SplitResult, name: str) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise BadSetting(f"The port in {name} must be a number.") from None
