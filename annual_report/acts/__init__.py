"""Every act on an annual report, in the order in which they happen."""

from annual_report.acts import compiling, importing, publishing, signing

__all__ = ["compiling", "importing", "publishing", "signing"]
