"""A console that attaches, takes a call and waits to be killed: SOCKET, then the command that is to start it again."""

import sys
import time
from pathlib import Path

from telephony.commands import Answer
from telephony.events import CallAnswered, CallRang
from tests.engines import Client, new_id

client = Client(Path(sys.argv[1]))
client.attach(console=tuple(sys.argv[2:]))
client.play("ring")
client.send(Answer(id=new_id(), call=client.event(CallRang).event.call))
client.event(CallAnswered)
print("in a call", flush=True)
time.sleep(60)
