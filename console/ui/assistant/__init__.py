"""What is asked the first time: account, devices, a test call."""
