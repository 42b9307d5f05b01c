"""What rooms say of their matters to whoever keeps records: when one has ended, how and for how long it is kept."""
