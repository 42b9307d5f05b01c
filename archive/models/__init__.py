"""The nouns of the archive: the table of scope, items with their parts, volumes, and what is done with them in keeping."""

from __future__ import annotations

from archive.models.disposal import Disposal as Disposal
from archive.models.disposal import DisposalPerson as DisposalPerson
from archive.models.disposal import DisposalRow as DisposalRow
from archive.models.disposal import DisposalSignature as DisposalSignature
from archive.models.disposal import Hold as Hold
from archive.models.filing import FilingList as FilingList
from archive.models.filing import FilingYear as FilingYear
from archive.models.item import Detection as Detection
from archive.models.item import Item as Item
from archive.models.item import Kept as Kept
from archive.models.item import Member as Member
from archive.models.item import SealedDetection as SealedDetection
from archive.models.item import SealedItem as SealedItem
from archive.models.item import SealedMember as SealedMember
from archive.models.keeping import Damage as Damage
from archive.models.keeping import FixityRun as FixityRun
from archive.models.loan import Loan as Loan
from archive.models.material import Material as Material
from archive.models.material import Original as Original
from archive.models.paper import Paper as Paper
from archive.models.quarter import QuarterCheck as QuarterCheck
from archive.models.quarter import QuarterFinding as QuarterFinding
from archive.models.scope import Fonds as Fonds
from archive.models.scope import Scope as Scope
from archive.models.scope import ScopeRow as ScopeRow
from archive.models.transfer import Transfer as Transfer
from archive.models.transfer import TransferRow as TransferRow
from archive.models.volume import Volume as Volume
from archive.models.volume import VolumeNote as VolumeNote
