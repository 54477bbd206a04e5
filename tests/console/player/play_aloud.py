"""A process that plays a tone by the real player, for test_loudspeaker.py: ``play_aloud.py DEVICE SPEED``.

It prints a line for whatever the player tells, and ends when its standard input does.
"""

import sys
import threading
from collections.abc import Mapping
from uuid import UUID

import numpy as np
from PySide6.QtCore import QCoreApplication, QTimer

from console.player.player import Player
from console.replay.deck import RATE, Stereo
from console.replay.line import CaseLine, Sound, Stretch, Track
from console.replay.shape import Shape
from console.replay.sources import Played, Tuning
from console.ui.invented import NOW
from store.recording import Recording

ONE, SECONDS, HERTZ = UUID(int=1), 600.0, 440.0


class Tone:
    """A reel of one tone."""

    def read(self, begin: int, count: int) -> Stereo:
        at = np.arange(begin, begin + count) / RATE
        made = (0.3 * np.sin(2 * np.pi * HERTZ * at)).astype(np.float32)
        return np.stack([made, np.zeros_like(made)], axis=1)

    def close(self) -> None:
        pass


class Tones:
    """Sources of it."""

    def reel(self, _: Recording) -> Tone:
        return Tone()

    def shape(self, _: Recording) -> Shape:
        return Shape(b"", b"")


class Teller:
    """Prints."""

    def player_opened(self, _: int, shapes: Mapping[UUID, Shape], found: Mapping[UUID, Sound]) -> None:
        print("opened", len(shapes), len(found), flush=True)

    def player_stands(self, _: int, at: float, *, playing: bool, problem: str) -> None:
        print("stands", f"{at:.2f}", playing, problem or "-", flush=True)

    def player_moved(self, _: int, played: Played) -> None:
        print("moved", f"{played.at:.2f}", flush=True)

    def player_heard(self, _: int, begin: float, end: float) -> None:
        print("heard", f"{begin:.2f}", f"{end:.2f}", flush=True)


def main() -> None:
    app = QCoreApplication(sys.argv)
    player = Player(Tones())
    player.listen(Teller())
    track = Track(
        recording=ONE, call=ONE, leg=ONE, person="maya", customer_from=0.0, begin=0.0, seconds=SECONDS
    )
    line = CaseLine(ticket=ONE, stretches=(Stretch(at=0.0, began=NOW, seconds=SECONDS),), tracks=(track,))
    player.tune(Tuning(device=sys.argv[1], speed=float(sys.argv[2])))
    player.open(1, line, {ONE: Recording(id=ONE, person="maya", started_at=NOW, seconds=SECONDS)}, 0.0)
    player.tune(Tuning(device=sys.argv[1], speed=float(sys.argv[2])))
    player.play(on=True)
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    look = QTimer()
    look.timeout.connect(lambda: app.quit() if ended.is_set() else None)
    look.start(20)
    app.exec()
    player.end()


main()
