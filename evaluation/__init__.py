"""The yearly evaluation of the agencies' openness by the public, from plan to what was put right (政务公开工作社会评议制度)."""
