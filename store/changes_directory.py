"""Changes of people, departments and levels, one edit at a time (R22)."""

from store.change import Change
from store.directory import Directory


class EditDirectory(Change, frozen=True, kw_only=True):
    """What an editor made of the directory that they began with.

    Only what differs between ``base`` and ``directory`` is changed, so that two may edit different people at once;
    where both have set one field it is ``Rejected("conflict")``. States stay what the consoles said.
    """

    base: Directory
    directory: Directory
