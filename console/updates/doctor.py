"""What `warmline doctor` says about e-mail to customers: it connects and logs in for real, and sends nothing."""

from collections.abc import Iterator
from pathlib import Path

from console import secrets
from console.errors import SecretsError
from console.finding import Finding, Verdict
from console.settings_mail import Mail
from console.updates.smtp import Result, look
from console.updates.templates import BadTemplateError, read_own

_NAME = "e-mail"


def examine(mail: Mail) -> Iterator[Finding]:
    """The account, and the templates of the center's own."""
    if not mail.is_set:
        found = "no account is set: customers are not written to"
        yield Finding(Verdict.NOTE, _NAME, found, "set [mail] host and sender to let them be written to")
        return
    yield _account(mail)
    if mail.templates:
        yield from _templates(Path(mail.templates))


def _account(mail: Mail) -> Finding:
    host, port = mail.place
    where = f"{host} port {port}, {mail.security}"
    try:
        password = secrets.mail_password(mail.entry) if mail.username else ""
    except SecretsError as error:
        return Finding(Verdict.NOTE, _NAME, error.message, "unlock the keyring")
    attempt = look(mail, password)
    if attempt.result is Result.SENT:
        return Finding(
            Verdict.OK, _NAME, f"{where}, {f'as {mail.username}' if mail.username else 'without a login'}"
        )
    do = "until then messages wait, and are told to be late after a day"
    if attempt.result is Result.ACCOUNT:
        do = f"correct [mail], or give the password again; {do}"
    return Finding(Verdict.NOTE, _NAME, attempt.why, do)


def _templates(folder: Path) -> Iterator[Finding]:
    files = sorted(folder.glob("*/*.txt"))
    bad = 0
    for file in files:
        try:
            read_own(file)
        except BadTemplateError as error:
            bad += 1
            found = f"{file}, line {error.line}: {error.why}"
            yield Finding(Verdict.NOTE, "mail templates", found, "until then Warmline's own is used")
    if not bad:
        yield Finding(Verdict.OK, "mail templates", f"{len(files)} in {folder}")
