"""What a console's desk is made of: terms from the settings, a policy to begin with, the floor's files.

Only :mod:`console.bootstrap` uses it, once the window has been painted.
"""

from pathlib import Path

import msgspec

import resources
from console import account, directory_file
from console.desk.terms import MonitorCodes, QueueCodes, ReviewTerms, Terms
from console.policy_file import read_policy
from console.settings import Settings
from console.settings_recording_policy import to_desk
from store.customer import Customer
from store.directory import Directory
from store.policy import Policy


def terms_of(settings: Settings, uri: str, floor_key: bytes | None) -> Terms:
    """What the desk goes by; ``uri`` is the account's own."""
    user = uri.removeprefix("sips:").removeprefix("sip:").partition("@")[0]
    host, port = account.host_and_port(settings.sip.registrar.removeprefix("sip:").partition(";")[0])
    calls, states, queue = settings.calls, settings.states, settings.queue
    return Terms(
        country=settings.floor.country,
        host=host,
        port=port or None,
        own=tuple(dict.fromkeys(u for u in (settings.person.extension, user) if u)),
        floor_key=floor_key,
        ring_seconds=settings.floor.ring_seconds,
        notify_seconds=settings.floor.notify_seconds,
        auto_answer=calls.auto_answer,
        auto_answer_seconds=calls.auto_answer_seconds,
        emergency=calls.emergency,
        echo=calls.echo,
        marks=tuple(sorted(calls.marks.items())),
        failed_lines=tuple(sorted(calls.failed_lines.items())),
        reasons=states.reasons,
        wrapup_seconds=states.wrapup_seconds,
        wrapup_more_seconds=states.wrapup_more_seconds,
        missed_is_away=states.ring_no_answer == "not_ready",
        no_answer_seconds=states.no_answer_seconds,
        queue=QueueCodes(login=queue.login, logout=queue.logout, pause=queue.pause, unpause=queue.unpause),
        monitor=MonitorCodes(**msgspec.structs.asdict(settings.monitor)),
        review=ReviewTerms(sight=settings.review.trainers_see, due_days=settings.review.due_days),
        recording=to_desk(settings.recording),
    )


def template() -> Policy:
    """The policy that a new one can begin with."""
    return read_policy(resources.path("policy/standard.toml"))


def floor_data(settings: Settings) -> tuple[Directory | None, tuple[Customer, ...]]:
    """The files that the settings name; without one the store's own directory stands."""
    if not (settings.floor.directory or settings.floor.customers):
        return None, ()
    directory = customers = None
    if settings.floor.directory:
        directory = directory_file.read_directory(Path(settings.floor.directory))
    if settings.floor.customers:
        customers = directory_file.read_customers(Path(settings.floor.customers))
    return directory, customers or ()
