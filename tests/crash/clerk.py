"""A clerk in a process of its own: registers what arrives and asks for amendments, and tells of each act once it is done."""

from __future__ import annotations

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuyuan_portal.settings")
django.setup()

from django.db import Error, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from applications.models import Application  # noqa: E402
from foundation.agencies.actors import Actor  # noqa: E402
from foundation.agencies.models import Staff  # noqa: E402
from foundation.casework.acts import perform  # noqa: E402
from foundation.casework.ledger import through  # noqa: E402
from foundation.casework.refusals import Invalid, Refused  # noqa: E402

STEPS = {
    "received": ("applications.register", {}),
    "handling": ("applications.request_amendment", {"items": "请写明是哪一条道路。", "span": "10"}),
}


def work() -> None:
    """One act on each application that waits for one."""
    for application in Application.objects.filter(state__in=STEPS).select_related("agency"):
        name, data = STEPS[application.state]
        clerk = Staff.objects.get(username=f"{application.agency.code}-applications_clerk")
        try:
            done = perform(name, on=application.ref, actor=Actor.of(clerk), at=timezone.now(), data=data)
        except (Invalid, Refused):
            continue
        line = done.line
        print(line.matter_kind, line.matter_id, line.sequence, line.hash, flush=True)  # noqa: T201


if __name__ == "__main__":
    with through("command"):
        while True:
            try:
                work()
            except Error:
                connection.close()
            time.sleep(0.2)
