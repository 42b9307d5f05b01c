"""Everything that can be done with an annual report, in the order in which it happens."""

from annual_report.acts import compiling, importing, publishing, signing

__all__ = ["compiling", "importing", "publishing", "signing"]
