"""What only the receiving side of an escalation sees."""
