"""The rooms on which every regulation of the portal stands."""
