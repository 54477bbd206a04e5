"""Rehearsals opened from a console that runs: each is a process of its own, ended by its own handle."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

from console.desk.rehearsing import ScenarioRow
from console.places import Places
from telephony.launch import environment

_STOP_MS = 8_000
_INTERRUPTED = 130
_LAST_WORDS = 500


class RehearsalProcess(QObject):
    """Implements :class:`console.desk.rehearsing.Rehearse`. One at a time."""

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places
        self._process: QProcess | None = None

    def scenarios(self) -> tuple[ScenarioRow, ...]:
        """Read once."""
        from console.rehearsal.scenario import shipped  # noqa: PLC0415 - reads and checks fifteen files

        return tuple(
            ScenarioRow(key=r.key, title=r.title, about=" ".join(r.about.split()), reason=r.right.reason)
            for r in shipped()
        )

    @property
    def pid(self) -> int:
        """Of the process that runs; 0 without one."""
        return int(self._process.processId()) if self._process is not None else 0

    def start(self, scenario: str, seed: int | None, ended: Callable[[str], None]) -> None:
        """See :class:`console.desk.rehearsing.Rehearse`."""
        words = ["-P", "-m", "console", "rehearse", scenario, *self._places.arguments]
        words += ["--seed", str(seed)] if seed is not None else []
        process = self._process = QProcess(self)
        around = QProcessEnvironment()
        for name, value in environment().items():
            around.insert(name, value)
        process.setProcessEnvironment(around)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)

        def over(code: int, status: QProcess.ExitStatus) -> None:
            said = bytes(process.readAllStandardError().data()).decode(errors="replace").strip()
            process.deleteLater()
            self._process = None
            fine = status is QProcess.ExitStatus.NormalExit and code in {0, _INTERRUPTED}
            ended("" if fine else said[-_LAST_WORDS:] or f"The rehearsal has ended with code {code}.")

        def failed(error: QProcess.ProcessError) -> None:
            if error is QProcess.ProcessError.FailedToStart:  # else it finishes as well
                process.deleteLater()
                self._process = None
                ended(f"The rehearsal cannot be started: {process.errorString()}.")

        process.finished.connect(over)
        process.errorOccurred.connect(failed)
        process.start(sys.executable, words)

    def stop(self) -> None:
        """Ask it to end; it takes its floor and its engine with it."""
        if self._process is not None:
            self._process.terminate()

    def close(self) -> None:
        """The console ends: so does its rehearsal, by force if it must be."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect()
        process.errorOccurred.disconnect()
        process.terminate()
        if not process.waitForFinished(_STOP_MS):
            process.kill()
            process.waitForFinished(_STOP_MS)
