"""Packages: what is archived as a BagIt bag (RFC 8493) that is read, and proved, without the portal. No database is read here.

    given = Package(number=…, sender=…, made_on=…, units=[Archived(…), …], register=pdf)   # contents.py
    fingerprint = write_folder(given, folder)              # a bag as a folder, whole or not at all
    for chunk in zip_chunks(given): …                      # the same bag as a ZIP, made while it is read
    outside = seal(given, target, to=recipients)           # that ZIP, encrypted to age recipients (pyrage)
    faults = verify(folder)                                # changed, missing, additional; empty where all is as it was

Equal input makes equal bytes. A member is opened once, while the bag is made, and read by pieces; one whose bytes are not those
of its digest raises `Damaged`, and no bag is made. What is wrong with the description raises `Unfit` before anything is opened.
Both say in Chinese (`message`) what is wrong and what helps.
"""

from __future__ import annotations

from archive.packages.contents import (
    Archived,
    ClockRecord,
    DisclosureStatus,
    Entry,
    LedgerRecord,
    Member,
    NoticeRecord,
    Opening,
    Package,
    Records,
    SecurityChange,
    SignatureRecord,
    Sort,
)
from archive.packages.layout import Unfit
from archive.packages.sealing import Outside, seal
from archive.packages.verifying import Fault, Observed, verify
from archive.packages.writing import Damaged, write_folder, zip_chunks

__all__ = [
    "Archived",
    "ClockRecord",
    "Damaged",
    "DisclosureStatus",
    "Entry",
    "Fault",
    "LedgerRecord",
    "Member",
    "NoticeRecord",
    "Observed",
    "Opening",
    "Outside",
    "Package",
    "Records",
    "SecurityChange",
    "SignatureRecord",
    "Sort",
    "Unfit",
    "seal",
    "verify",
    "write_folder",
    "zip_chunks",
]
