"""The nouns of accountability."""

from __future__ import annotations

from accountability.models.appeal import Appeal
from accountability.models.case import Case
from accountability.models.correction import Correction
from accountability.models.member import ROLES_OF, Evidence, Member, Reading, ReportReading, Statement
from accountability.models.paper import Paper, PaperDelivery
from accountability.models.report import Report

__all__ = [
    "ROLES_OF",
    "Appeal",
    "Case",
    "Correction",
    "Evidence",
    "Member",
    "Paper",
    "PaperDelivery",
    "Reading",
    "Report",
    "ReportReading",
    "Statement",
]
