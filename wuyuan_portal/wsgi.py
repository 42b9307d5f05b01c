"""The WSGI application that granian serves."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from wuyuan_portal.starting import require_fit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuyuan_portal.settings")

application = get_wsgi_application()
require_fit()
if settings.TRUSTED_PROXIES:
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.TRUSTED_PROXIES)
