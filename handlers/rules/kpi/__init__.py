"""Figures: everything the office prints about itself in numbers, computed from histories. Pure. Each figure carries
what it was made of and can be followed down to references; no percentage of fewer than five; nobody is ranked."""
