"""The public doors of this room: filing, tracking, the page for those who are consulted."""
