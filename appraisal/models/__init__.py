"""The nouns of the room: schemes and indicators, a year's appraisal, units' cases, routine checks, rectifications, papers."""

from __future__ import annotations

from appraisal.models.case import Case as Case
from appraisal.models.case import CaseFile as CaseFile
from appraisal.models.case import CountedRow as CountedRow
from appraisal.models.case import Mark as Mark
from appraisal.models.case import Standing as Standing
from appraisal.models.check import Check as Check
from appraisal.models.check import Draw as Draw
from appraisal.models.dispute import Dispute as Dispute
from appraisal.models.letter import Paper as Paper
from appraisal.models.letter import PaperDelivery as PaperDelivery
from appraisal.models.rectification import Rectification as Rectification
from appraisal.models.scheme import Indicator as Indicator
from appraisal.models.scheme import Scheme as Scheme
from appraisal.models.year import Appraisal as Appraisal
