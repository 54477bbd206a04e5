"""Why a TLS server's certificate was not believed, in words. Pure.

pjsip checks the chain with OpenSSL, and the name itself: subjectAltName (DNS, IP, sip URI), else the subject's CN,
against the host that was dialled (RFC 5922 section 7.2, but no wildcards).
"""

import time
from datetime import UTC, datetime

import msgspec

from telephony.party import clean

FORMAT, PURPOSE, REVOKED = 8, 16, 128
ISSUER, UNTRUSTED, VALIDITY, WEAK = 1, 2, 4, 512
IDENTITY = 1 << 30
"""Bits of pjsip's pj_ssl_cert_verify_flag_t."""
_MAX_NAME = 80
_MAX_NAMES = 3


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What the server showed. ``status`` is the sum of the bits above; times in seconds since 1970."""

    status: int
    subject: str
    issuer: str
    names: tuple[str, ...]
    begins: int
    ends: int


def why(certificate: Certificate, host: str) -> str:
    """Say what is wrong with it, the most serious first."""
    status = certificate.status
    if status & VALIDITY:
        return _dates(certificate, host)
    if status & (ISSUER | UNTRUSTED):
        issuer = clean(certificate.issuer, _MAX_NAME) or "an unknown authority"
        return f"The certificate of {host} was issued by “{issuer}”, which this computer does not trust."
    if status & IDENTITY:
        names = [clean(name, _MAX_NAME) for name in certificate.names or (certificate.subject,)]
        told = ", ".join(name for name in names[:_MAX_NAMES] if name) or "nobody"
        return f"The certificate is for {told}, not for {host}."
    if status & REVOKED:
        return f"The certificate of {host} was revoked."
    if status & (FORMAT | PURPOSE | WEAK):
        return f"The certificate of {host} is not fit for a server: wrong purpose, damaged, or weakly signed."
    return f"The certificate of {host} cannot be verified."


def _dates(certificate: Certificate, host: str) -> str:
    """OpenSSL has compared already; the dates are read as local time by pjsip, so a few hours off."""
    begins, ends = certificate.begins, certificate.ends
    if time.time() < (begins + ends) / 2:
        return (
            f"The certificate of {host} is not valid before {_day(begins)}. Is this computer's clock right?"
        )
    return f"The certificate of {host} has expired on {_day(ends)}."


def _day(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return "an unknown day"
