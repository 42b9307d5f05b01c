"""监督检查: deployed work, the nightly self-check, inspections, orders to correct, closing checks (PD-1, PD-2, PD-11, SR-13)."""
