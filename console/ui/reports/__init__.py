"""Reports: charts painted by us, the page that shows them, and the same as a PDF."""
