"""The nouns of the room: people, plans, sessions, what counts, exams, certificates, years, who may take post."""

from __future__ import annotations

from training.models.certificate import Certificate as Certificate
from training.models.exam import Answer as Answer
from training.models.exam import Attempt as Attempt
from training.models.exam import Award as Award
from training.models.exam import Exam as Exam
from training.models.exam import ExamPart as ExamPart
from training.models.exam import ExtraTime as ExtraTime
from training.models.exam import Question as Question
from training.models.person import Posting as Posting
from training.models.person import Trainee as Trainee
from training.models.plan import Plan as Plan
from training.models.post import Cover as Cover
from training.models.post import GuardedGrant as GuardedGrant
from training.models.post import Rule as Rule
from training.models.score import Entry as Entry
from training.models.score import Mark as Mark
from training.models.score import Objection as Objection
from training.models.score import Sitting as Sitting
from training.models.session import Attendance as Attendance
from training.models.session import Credit as Credit
from training.models.session import Session as Session
from training.models.session import SessionFile as SessionFile
from training.models.year import Account as Account
from training.models.year import BarredList as BarredList
from training.models.year import Year as Year
