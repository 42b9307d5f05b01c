"""The Celery application; its schedule is `CELERY_BEAT_SCHEDULE` in the settings."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuyuan_portal.settings")

app = Celery("wuyuan_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def start_embedded_broker(**_: Any) -> None:
    """Start the embedded broker unless another is named."""
    from wuyuan_portal.embedded.broker import broker

    if app.conf.broker_url == broker.url:
        broker.start()
