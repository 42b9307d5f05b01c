"""What every regulation of the portal stands on; see the table of floors in the README of the repository."""
