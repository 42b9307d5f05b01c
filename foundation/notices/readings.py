"""Whether messages leave the house."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from foundation.condition.readings import Reading, reading
from foundation.notices.models import Dispatch, State

#: A message that has waited so long does not leave by itself.
WAITS = timedelta(hours=1)


@reading("messages_into_files", "Channels, of mail and SMS, whose messages are written into files.")
def into_files(at: datetime) -> Reading:
    """How many channels have no gateway; in production nobody reads those files."""
    channels = {
        "电子邮件": settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"),
        "短信": settings.SMS_BACKEND == "foundation.notices.sms.FileBackend",
    }
    missing = [name for name, into_a_file in channels.items() if into_a_file]
    wrong = f"{'和'.join(missing)}没有接通，只写进文件，收件人收不到。请设置 EMAIL_URL、SMS_BACKEND。"
    return Reading(len(missing), wrong if missing and settings.PRODUCTION else "")


@reading("messages_waiting", "Messages that have waited for more than an hour.")
def waiting(at: datetime) -> Reading:
    """How many messages do not leave."""
    number = Dispatch.objects.filter(state=State.PENDING, created_at__lt=at - WAITS).count()
    return Reading(number, f"有 {number} 条消息一小时以上没有发出，请检查邮件和短信网关。" if number else "")


@reading("messages_given_up", "Messages that were given up.")
def given_up(at: datetime) -> Reading:
    """How many messages were given up; the matters that hang on one say so themselves."""
    return Reading(Dispatch.objects.filter(state=State.FAILED).count())
