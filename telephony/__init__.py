"""What a call is, and the softphone that makes it. Knows neither the store nor the console."""
