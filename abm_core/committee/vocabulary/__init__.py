"""Words of titles and what they say, as data."""
