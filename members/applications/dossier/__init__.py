"""Everything that an applicant gave and was told: as one PDF to read, as one archive to keep.

Nothing of it is the secretariat's own: no notes, no names of staff, no finding before a decision.
"""

from members.applications.dossier.archive import archive
from members.applications.dossier.paper import pdf

__all__ = ["archive", "pdf"]
