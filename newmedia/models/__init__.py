"""The nouns of the room: accounts, the people who keep them, their filings and posts, what is counted and checked of them."""

from __future__ import annotations

from newmedia.models.account import Account as Account
from newmedia.models.account import Assignment as Assignment
from newmedia.models.circular import Circular as Circular
from newmedia.models.circular import CircularCopy as CircularCopy
from newmedia.models.evidence import Evidence as Evidence
from newmedia.models.evidence import EvidencePackage as EvidencePackage
from newmedia.models.evidence import PoliceReport as PoliceReport
from newmedia.models.evidence import Screenshot as Screenshot
from newmedia.models.exchange import Exchange as Exchange
from newmedia.models.filing import Filing as Filing
from newmedia.models.filing import FilingCopy as FilingCopy
from newmedia.models.incident import Incident as Incident
from newmedia.models.incident import Shift as Shift
from newmedia.models.lists import Source as Source
from newmedia.models.lists import Term as Term
from newmedia.models.message import Message as Message
from newmedia.models.message import PetitionDelivery as PetitionDelivery
from newmedia.models.message import PetitionLetter as PetitionLetter
from newmedia.models.message import Written as Written
from newmedia.models.monthly import MonthCheck as MonthCheck
from newmedia.models.post import Finding as Finding
from newmedia.models.post import Mending as Mending
from newmedia.models.post import Post as Post
from newmedia.models.post import PostReview as PostReview
from newmedia.models.provider import Provider as Provider
from newmedia.models.provider import ProviderPerson as ProviderPerson
from newmedia.models.security import Declaration as Declaration
from newmedia.models.security import PasswordTask as PasswordTask
from newmedia.models.watch import Watch as Watch
