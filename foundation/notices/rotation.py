"""Making the fingerprints of addresses anew, should their key ever be another one."""

from __future__ import annotations

from django.db import transaction

from foundation.notices.contacts import address_key
from foundation.notices.models import Contact, Dispatch, Question
from foundation.privacy.keys import Unreadable, fingerprint
from foundation.privacy.rotation import Found


def remake_fingerprints(check: bool) -> Found:
    """Read the address of one message at a time, with its row locked, and mark the message and its contact anew.

    A contact has no address of its own, and lives no longer than the messages to it.
    """
    found = Found()
    kept = Dispatch.objects.exclude(address="").order_by("pk").values_list("pk", flat=True)
    for pk in kept.iterator():
        with transaction.atomic():
            try:
                letter = Dispatch.objects.select_for_update(of=("self",)).get(pk=pk)
            except Unreadable:
                continue  # the step of its table names the column
            key = fingerprint(letter.address, "dispatch")
            old = letter.contact is not None and letter.contact.address_key != address_key(letter.address)
            if letter.address_key == key and not old:
                continue
            found.old += 1
            if not check:
                Dispatch.objects.filter(pk=pk).update(address_key=key)
                _remark(letter)
    return found


def _remark(letter: Dispatch) -> None:
    """Give the contact of a message its fingerprint, or make it one with the contact that has it already."""
    contact, key = letter.contact, address_key(letter.address)
    if contact is None or contact.address_key == key:
        return
    same = Contact.objects.filter(channel=contact.channel, address_key=key).first()
    if same is None:
        Contact.objects.filter(pk=contact.pk).update(address_key=key)
        return
    Question.objects.filter(contact=contact).update(contact=same)
    Dispatch.objects.filter(contact=contact).update(contact=same)
    if contact.confirmed_at is not None and same.confirmed_at is None:
        Contact.objects.filter(pk=same.pk).update(confirmed_at=contact.confirmed_at)
    contact.delete()
