"""What a PBX tells beyond telephony: who waits in its queues. Only `warmline clock` holds the login for that."""
