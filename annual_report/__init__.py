"""条例49, 50 and PD-9: the annual report, from the cases to the leader's signature."""
