"""What customers are written (R29, R30): templates, the message, the mail server, and the worker that sends."""
