"""The cleaned copy of a file, which goes public in its place: what a reader sees of it, and nothing else."""

from foundation.files.cleaning.copying import Cleaned, clean
from foundation.files.cleaning.refusal import NotCleanable

__all__ = ["Cleaned", "NotCleanable", "clean"]
