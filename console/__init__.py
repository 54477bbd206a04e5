"""What a person sees and does: commands, desk, window."""
