"""The county's new-media accounts, filed with three offices, from proposal to closing (政务新媒体运行管理制度)."""
