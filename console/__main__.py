"""`python -m console` is `warmline`."""

from console.cli import main

main()
