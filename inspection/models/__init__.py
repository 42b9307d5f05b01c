"""The nouns of the room: inspections, their parts and findings, deployments, urgings, the self-check."""

from __future__ import annotations

from inspection.models.deployment import Deployment as Deployment
from inspection.models.deployment import Task as Task
from inspection.models.deployment import TaskFile as TaskFile
from inspection.models.deployment import Urging as Urging
from inspection.models.finding import Finding as Finding
from inspection.models.finding import FindingFile as FindingFile
from inspection.models.inspection import Inspection as Inspection
from inspection.models.inspection import Inspector as Inspector
from inspection.models.letter import Paper as Paper
from inspection.models.letter import PaperDelivery as PaperDelivery
from inspection.models.part import Part as Part
from inspection.models.selfcheck import Link as Link
from inspection.models.selfcheck import LinkUse as LinkUse
from inspection.models.selfcheck import SelfCheck as SelfCheck
from inspection.models.selfcheck import Shortfall as Shortfall
