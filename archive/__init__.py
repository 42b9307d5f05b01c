"""政务公开资料归档管理制度: the archive. Nothing is enforced here yet."""
