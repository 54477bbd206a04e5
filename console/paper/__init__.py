"""What is printed: live data as a page that a browser and a printer understand."""
