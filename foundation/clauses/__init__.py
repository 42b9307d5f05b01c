"""The register of clauses: what the regulations bind the portal to, and where each clause is enforced."""

from __future__ import annotations

from foundation.clauses.register import REGISTER, Citation, Clause, Status, UnknownClause, article_text, cite

__all__ = ["REGISTER", "Citation", "Clause", "Status", "UnknownClause", "article_text", "cite"]
