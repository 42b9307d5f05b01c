"""What the acts of the room ask, and the forms of citizens."""
