"""What is remembered: records and rules are pure, `book.py` is the port, `memory.py` and `sql/` keep it."""
