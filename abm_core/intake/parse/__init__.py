"""Cells to values: dates, numbers, domains, names, closed vocabularies."""
