"""The interpretation of policy documents, drafted, signed and published with them (政务公开政策解读回应制度)."""
