"""The place Learning: reviews to acknowledge, trainings due, rehearsals."""
