"""What a trainer sees: the queue of calls to review, and the replay of a case."""
