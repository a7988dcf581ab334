"""Invented data to try the workbench with: seeded, with documented planted effects."""
