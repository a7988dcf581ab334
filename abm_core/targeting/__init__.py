"""Who should we pursue: profiles, scores, tiers, what-ifs and the target list."""
