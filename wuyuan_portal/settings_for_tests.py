"""The settings of the tests: a database server of their own, quick password hashes, mail in memory.

Each run of pytest has its own database name, so that several may run at once on one machine.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Development's rules for the environment; the test runner itself turns DEBUG off.
os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("PERSONAL_DATA_KEYS", "dGVzdHMgb25seTogbm9ib2R5J3MgcGVyc29uYWwga2U=")
os.environ.setdefault("PERSONAL_DATA_FINGERPRINT_KEY", "tests only")

from wuyuan_portal.settings import *  # noqa: F403
from wuyuan_portal.settings import DATABASES, LOGGING, STORAGES

RUN = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()

_database = DATABASES["default"]
if "EMBEDDED" in _database:
    _database["EMBEDDED"] = "postgres-test"
_database["CONN_MAX_AGE"] = 0
# Tests that commit empty the tables afterwards; the portal's own connections may not (foundation/database.py).
_database["OPTIONS"] = {**_database.get("OPTIONS", {}), "options": "-c wuyuan.may_truncate=on"}
_database["TEST"] = {"NAME": f"test_portal_{RUN}"}

# Each worker has its own, as it has its own database: upkeep erases the files that no row of its database names.
_files = (
    Path(tempfile.gettempdir())
    / f"wuyuan-portal-tests-{RUN}"
    / os.environ.get("PYTEST_XDIST_WORKER", "alone")
)
PUBLIC_FILES_ROOT = _files / "public"
INTERNAL_FILES_ROOT = _files / "internal"
PERSONAL_FILES_ROOT = _files / "personal"
ARCHIVE_FILES_ROOT = _files / "archive"
SMS_FILE_PATH = _files / "sms"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
AXES_ENABLED = False
CELERY_BROKER_URL = "memory://"
INSPECT_OUTSIDE = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING["root"]["level"] = "ERROR"
LOGGING["loggers"]["django"]["level"] = "ERROR"
