"""The nouns of the room: the round, those who evaluate and their sheets, a unit's result, what people suggested, complaints."""

from __future__ import annotations

from evaluation.models.complaint import Complaint as Complaint
from evaluation.models.result import ResultDelivery as ResultDelivery
from evaluation.models.result import ResultLetter as ResultLetter
from evaluation.models.result import UnitResult as UnitResult
from evaluation.models.round import Round as Round
from evaluation.models.round import Unit as Unit
from evaluation.models.suggestion import Suggestion as Suggestion
from evaluation.models.supervisor import Conflict as Conflict
from evaluation.models.supervisor import ScoreSheet as ScoreSheet
from evaluation.models.supervisor import Supervisor as Supervisor
