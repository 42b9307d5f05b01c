"""The public pages: the document and its list; the platform with its heads and guides."""
