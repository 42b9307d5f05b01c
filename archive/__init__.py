"""The archive: 政务公开资料归档管理制度 (AR)."""
