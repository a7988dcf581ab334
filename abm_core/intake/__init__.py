"""Files to rows: reading, mapping, typing, identity and loading."""
