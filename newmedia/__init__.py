"""政务新媒体运行管理制度: the county's new-media accounts. Nothing is enforced here yet."""
