"""`python -m telephony.engine`: what is imported first, and then the engine."""

import sys

from telephony.sources_unread import leave_sources_unread

leave_sources_unread()

from telephony.engine.process import main  # noqa: E402 - with all that it imports

main(sys.argv[1:])
