"""The public pages of the room: accounts and what they publish, surveys and interviews."""
