"""The Celery application; its schedule is `CELERY_BEAT_SCHEDULE` in the settings."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, Task
from celery.signals import beat_init, worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuyuan_portal.settings")


class ScheduledTask(Task):  # type: ignore[misc]
    """A task, whose acts came in through the schedule's door."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from foundation.casework.ledger import through

        with through("schedule"):
            return super().__call__(*args, **kwargs)


app = Celery("wuyuan_portal", task_cls=ScheduledTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def start_embedded_broker(**_: Any) -> None:
    """Start the embedded broker unless another is named."""
    from wuyuan_portal.embedded.broker import broker

    if app.conf.broker_url == broker.url:
        broker.start()


@worker_init.connect
@beat_init.connect
def refuse_other_keys(**_: Any) -> None:
    """Start neither worker nor beat with keys that do not read the data."""
    from wuyuan_portal.starting import require_fit

    try:
        require_fit()
    except Exception as unfit:  # a signal swallows exceptions: the process has to end
        raise SystemExit(str(unfit)) from unfit


@worker_process_init.connect
def settle_down(**_: Any) -> None:
    """Settle down once everything is loaded."""
    from wuyuan_portal.starting import settle

    settle()
