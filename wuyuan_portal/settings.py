"""Settings of the portal, read from the environment; `.env.example` lists the variables.

Without any variable the portal runs for development: DEBUG on, embedded database and broker, mail into files.
With `SECRET_KEY` set, or `DEBUG=0`, it is production, and refuses to start half configured.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from wuyuan_portal import environment, rooms
from wuyuan_portal.embedded.broker import broker
from wuyuan_portal.embedded.places import VAR
from wuyuan_portal.environment import flag, number, text, words

BASE_DIR = Path(__file__).resolve().parents[1]

# --- Development or production ---
SECRET_KEY = text("SECRET_KEY")
DEBUG = flag("DEBUG", default=not SECRET_KEY)
PRODUCTION = not DEBUG

if DEBUG and not SECRET_KEY:
    SECRET_KEY = "for development on one machine only"  # noqa: S105
#: Former secret keys, the newest first: what was signed or derived under them still counts.
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
if PRODUCTION:
    for needed in ("SECRET_KEY", "DATABASE_URL", "PERSONAL_DATA_KEYS", "PERSONAL_DATA_FINGERPRINT_KEY"):
        if not text(needed):
            raise ImproperlyConfigured(f"{needed} must be set where DEBUG is off.")

_keys = environment.stored_key("PERSONAL_DATA_KEYS", VAR / "keys" / "personal-data")
#: The keys for the encryption of personal data, the newest first; see `foundation/privacy`.
PERSONAL_DATA_KEYS = environment.fernet_keys("PERSONAL_DATA_KEYS", _keys)
#: The key of fingerprints, by which applications of one person are found; it must never change.
PERSONAL_DATA_FINGERPRINT_KEY = environment.stored_key(
    "PERSONAL_DATA_FINGERPRINT_KEY", VAR / "keys" / "fingerprints"
)

#: The key that signs the seals over the ledger; the worker alone needs it.
SEAL_KEY = text("SEAL_KEY") if PRODUCTION else environment.stored_key("SEAL_KEY", VAR / "keys" / "seals")
#: Further public keys, in hexadecimal digits, with which seals may have been signed: those of former keys.
SEAL_PUBLIC_KEYS = words("SEAL_PUBLIC_KEYS")
#: To whom each seal is sent.
SEAL_MAIL_TO = words("SEAL_MAIL_TO")

ALLOWED_HOSTS = words("ALLOWED_HOSTS", default="127.0.0.1,localhost,[::1]" if DEBUG else text("SITE_DOMAIN"))
#: Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are trusted.
TRUSTED_PROXIES = words("TRUSTED_PROXIES")

# --- The site's own particulars, for META tags and footer ---
SITE_NAME = text("SITE_NAME", "五原县政府信息公开")
SITE_DOMAIN = text("SITE_DOMAIN")
SITE_ID_CODE = text("SITE_ID_CODE")
SITE_ORGANISER = text("SITE_ORGANISER", "五原县人民政府")
SITE_CONTACT = text("SITE_CONTACT")
SITE_ICP = text("SITE_ICP")
SITE_POLICE = text("SITE_POLICE")
SITE_CONAC_URL = text("SITE_CONAC_URL")
SITE_REPORT_URL = text("SITE_REPORT_URL")
#: Where the court takes suits, as the page of an answered application tells it: address, telephone.
SITE_COURT = text("SITE_COURT")
#: Whom to tell of a weakness: a `mailto:` or `https:` address, published as security.txt.
SITE_SECURITY_CONTACT = text("SITE_SECURITY_CONTACT")
#: The address before paths in mail, without a closing slash.
SITE_URL = text("SITE_URL", f"https://{SITE_DOMAIN}" if SITE_DOMAIN else "")

# --- Rooms and pages ---
ROOMS = [*rooms.APPS, "wuyuan_portal"]
INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",
    "simple_history",
    "pgtrigger",
    "axes",
    "csp",
    "django_prose_editor",  # the files of its editor, which the desk loads when somebody asks for it
    *ROOMS,
]

ROOT_URLCONF = "wuyuan_portal.urls"
WSGI_APPLICATION = "wuyuan_portal.wsgi.application"
AUTH_USER_MODEL = "agencies.Staff"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Public pages are the same for everyone: nothing here may touch session, user or messages unless a view of the desk
# does, or a shared cache could no longer serve them (tests/test_settings.py holds this).
MIDDLEWARE = [
    "foundation.pages.keeping.kept_pages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wuyuan_portal.middleware.in_words",
    "wuyuan_portal.middleware.stated_headers",
    "wuyuan_portal.elder.elder_pages",
    "wuyuan_portal.policy.Policy",
    "wuyuan_portal.middleware.session_at_the_desk_only",
    "wuyuan_portal.middleware.through_its_door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

#: Whether acts and sweeps may be dated otherwise than now: for demonstration, simulation and tests alone.
SIMULATED_TIME = DEBUG

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wuyuan_portal.context.site",
            ],
            "libraries": {
                "desk": "foundation.casework.tags",
                "pages": "foundation.pages.tags",
                "texts": "foundation.texts.tags",
            },
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["wuyuan_portal.formats"]

# --- Database ---
DATABASE_URL = text("DATABASE_URL")
_EMBEDDED = {
    "ENGINE": "wuyuan_portal.embedded",
    "NAME": "portal",
    "EMBEDDED": "postgres",
    "USER": text("DATABASE_ROLE"),
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **(environment.database(DATABASE_URL) if DATABASE_URL else _EMBEDDED),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}

# --- Files ---
#: A folder with the deployment's licensed fonts of official documents: xiaobiaosong, fangsong, kaiti, heiti.
PAPER_FONTS = text("PAPER_FONTS")
PUBLIC_FILES_ROOT = Path(text("PUBLIC_FILES_ROOT", str(VAR / "files" / "public")))
INTERNAL_FILES_ROOT = Path(text("INTERNAL_FILES_ROOT", str(VAR / "files" / "internal")))
PERSONAL_FILES_ROOT = Path(text("PERSONAL_FILES_ROOT", str(VAR / "files" / "personal")))
#: The archive's second copies: always a folder, best on another disk than the files themselves (AR-3(1)).
ARCHIVE_FILES_ROOT = Path(text("ARCHIVE_FILES_ROOT", str(VAR / "files" / "archive")))
_buckets = environment.buckets(production=PRODUCTION)
#: The storage of each root: its bucket, or else its folder.
FILE_STORAGES: dict[str, Any] = {
    root: {"BACKEND": "foundation.files.buckets.Bucket", "OPTIONS": _buckets[root]}
    if _buckets
    else {"BACKEND": "foundation.files.folders.Folder", "OPTIONS": {"setting": f"{root.upper()}_FILES_ROOT"}}
    for root in ("public", "internal", "personal")
} | {"archive": {"BACKEND": "foundation.files.folders.Folder", "OPTIONS": {"setting": "ARCHIVE_FILES_ROOT"}}}
#: The years for which an applicant's particulars are kept after the end of the application and its remedies.
APPLICATION_RETENTION_YEARS = number("APPLICATION_RETENTION_YEARS", 10)
#: The months for which it is kept who logged in, looked at what and took away what; six at least.
ACCESSES_KEPT_MONTHS = number("ACCESSES_KEPT_MONTHS", 12)
#: NM-8 and NM-13: the county's text names no number of working days in which a changed account is filed anew, and for which the
#: notice of one that closes stands.
NEWMEDIA_REFILE_DAYS = number("NEWMEDIA_REFILE_DAYS", 5)
NEWMEDIA_NOTICE_DAYS = number("NEWMEDIA_NOTICE_DAYS", 15)
#: TR-5: the minutes of one 学时, and the day from which nobody untrained takes a role of a disclosure office, where the county
#: states no other on the desk.
TRAINING_HOUR_MINUTES = number("TRAINING_HOUR_MINUTES", 45)
TRAINING_GATE_FROM = text("TRAINING_GATE_FROM", "2027-01-01")
#: Archival codes after the number of the fonds (DA/T 13-2022), which the county archive may want in another shape: of an item by
#: itself, of a volume; an item in a volume adds its number. And the years after which electronic records are handed over.
ARCHIVE_ITEM_CODE = text("ARCHIVE_ITEM_CODE", "{category}·{year}·{term}·{heading}-{number:04d}")
ARCHIVE_VOLUME_CODE = text("ARCHIVE_VOLUME_CODE", "{category}·{heading}·{year}·{term}-{number:04d}")
ARCHIVE_TRANSFER_YEARS = number("ARCHIVE_TRANSFER_YEARS", 5)
UPLOAD_MAX_BYTES = number("UPLOAD_MAX_BYTES", 50 * 1024 * 1024)
#: A sound or film: five minutes of film for phones. What nginx lets through at once is a little more (deploy/nginx.conf).
MEDIA_MAX_BYTES = number("MEDIA_MAX_BYTES", UPLOAD_MAX_BYTES)
#: All files of one form together, those kept from an earlier sending included: what nginx lets through at once.
FORM_MAX_BYTES = max(UPLOAD_MAX_BYTES, MEDIA_MAX_BYTES) + 10 * 1024 * 1024
# Above the limits of all fields, so that the forms can refuse with a sentence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
# Files of a sender who has not paid are not taken in (foundation/visitors/uploads.py).
FILE_UPLOAD_HANDLERS = [
    "foundation.visitors.uploads.Gate",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
#: The bytes of files that visitors of one network may hand in within a day.
VISITOR_BYTES_PER_DAY = number("VISITOR_BYTES_PER_DAY", 500 * 1024 * 1024)
#: Whether the self-check asks other servers for the links of public texts (inspection/asking.py).
CHECK_OUTSIDE_LINKS = flag("CHECK_OUTSIDE_LINKS", default=PRODUCTION)
#: Whether files are looked into by helper processes with bounds of their own (foundation/files/outside.py).
INSPECT_OUTSIDE = flag("INSPECT_OUTSIDE", default=True)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "wuyuan_portal.stylesheets.OneRequest"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
        # nginx reads them, too.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
    **FILE_STORAGES,
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

#: The public keys (age) to which backups are encrypted; who restores holds the secret one (docs/operating.md).
BACKUP_RECIPIENTS = words("BACKUP_RECIPIENTS")
#: The public keys (age) of the discipline commission, to which the bags of its archived cases are encrypted (AC-3).
ARCHIVE_SEALED_RECIPIENTS = words("ARCHIVE_SEALED_RECIPIENTS")
#: The public keys (age) of the county archive, to which what is handed over is encrypted.
ARCHIVE_RECIPIENTS = words("ARCHIVE_RECIPIENTS")

# --- Mail and SMS ---
_mail = environment.email(text("EMAIL_URL", (VAR / "mail").as_uri()))
EMAIL_BACKEND = text("EMAIL_BACKEND", _mail["EMAIL_BACKEND"])
globals().update({name: value for name, value in _mail.items() if name != "EMAIL_BACKEND"})
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", f"noreply@{SITE_DOMAIN or 'localhost'}")
SMS_BACKEND = text("SMS_BACKEND", "foundation.notices.sms.FileBackend")
SMS_FILE_PATH = Path(text("SMS_FILE_PATH", str(VAR / "sms")))

#: What a monitor shows to read /metrics; blank: nobody reads them.
METRICS_TOKEN = text("METRICS_TOKEN")

# --- Login and sessions ---
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "foundation.casework.sessions.Accounts",
]
LOGIN_URL = "/desk/login/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "foundation.casework.passwords.OwnWordsValidator"},
]
if DEBUG:
    # The password of the demonstration is in the README; full hashing for fifty people takes half a minute.
    PASSWORD_HASHERS = ["wuyuan_portal.hashing.BriefHasher"]
#: Whether those who sign, review or administer need a second factor (foundation/casework/second_factor.py).
SECOND_FACTOR_REQUIRED = flag("SECOND_FACTOR_REQUIRED", default=PRODUCTION)
# django-axes keeps who logged in from where, and what failed; who waits is decided by foundation/casework/tries.py.
AXES_LOCK_OUT_AT_FAILURE = False
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True

#: A name that no account has may be a password, typed in the wrong place: it is not kept.
AXES_USERNAME_CALLABLE = "foundation.casework.tries.name_of_account"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password", "next"]

#: The database knows digests of the keys alone.
SESSION_ENGINE = "foundation.casework.sessions"
# Half an hour without a request logs out, and so does closing the browser. The cookie goes to the desk alone.
SESSION_COOKIE_AGE = number("SESSION_IDLE_SECONDS", 30 * 60)
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_PATH = "/desk/"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION

# --- Headers ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "media-src": [SELF],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the container's own health check, inside the machine
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 365 * 24 * 3600) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION

# --- Worker and schedule ---
# Every periodic task finds its work in PostgreSQL and may run twice: a lost message costs a minute.
CELERY_BROKER_URL = text("REDIS_URL", broker.url)
# Tries at the public doors and solved challenges are counted for all processes together, under a prefix of their own.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        # A socket has another scheme in Celery's addresses than in its client's.
        "LOCATION": CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1),
        "KEY_PREFIX": "cache",
        "OPTIONS": {
            "socket_connect_timeout": 1,
            "socket_timeout": 1,
            "serializer": "wuyuan_portal.caching.PlainSerializer",
        },
    }
}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 5,
    "socket_timeout": 30,
    "max_retries": 1,  # a clerk's click does not wait for a broker that is away
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 10 * 60
CELERY_TASK_TIME_LIMIT = 11 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = text("BEAT_SCHEDULE_FILE", str(VAR / "beat-schedule"))
CELERY_BEAT_SCHEDULE = {task.name: task.beat() for room in rooms.rooms() for task in room.schedule}

# --- Logging ---
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "wuyuan_portal.log.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.utils.autoreload": {"level": "WARNING"},
        "axes": {"level": "ERROR"},  # its lines name users and addresses; the attempts are in its own table
        # What reads and makes files quotes them: a rare character of a name, an address of a picture, the value of a tag.
        **{name: {"level": "CRITICAL"} for name in ("weasyprint", "fontTools", "pypdf", "PIL")},
    },
}
