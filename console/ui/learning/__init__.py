"""Learning: one's own, the team's, trends, and who bears how much."""
