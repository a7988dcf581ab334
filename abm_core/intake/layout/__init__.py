"""Which column holds which field, and which entity a file holds."""
