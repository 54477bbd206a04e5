"""A console that sends what is due in the store of ``argv[1]`` by the server on port ``argv[2]``; killed by a test."""

import sys

from store.open import open_book
from tests.console.updates.floor import Post

if __name__ == "__main__":
    book = open_book(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    Post(book, int(sys.argv[2])).turn()
    print("done", flush=True)
