"""A case to take along: audio, time line, hashes; and whether such a folder or ZIP is still as it was written."""
