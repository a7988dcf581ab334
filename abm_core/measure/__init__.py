"""What accounts did and how much of it counts: roll-up, points, engagement, surges, stages."""
