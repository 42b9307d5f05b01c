"""The WSGI application that granian serves."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from foundation.pages.keeping import kept_first
from wuyuan_portal.proxies import behind
from wuyuan_portal.starting import require_fit, settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuyuan_portal.settings")

application = kept_first(get_wsgi_application())
require_fit()
if settings.TRUSTED_PROXIES:
    application = behind(application, settings.TRUSTED_PROXIES)
settle()
