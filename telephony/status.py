"""SIP status codes as short sentences for a person (RFC 3261 section 21 and the IANA registry).

English source text, which the window translates. The reason phrase that came with a code is not used:
it may be anyone's text, and PBXs put their own jargon in it.
"""

_SENTENCES = {
    0: "No answer from the network",
    200: "Answered",
    202: "Accepted",
    300: "Reachable in several places",
    301: "Moved to another address",
    302: "Diverted to another address",
    305: "Reachable only through a proxy",
    400: "The request was not understood",
    401: "Sign-in needed",
    402: "Payment needed",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible there",
    406: "Not acceptable there",
    407: "Sign-in needed",
    408: "No answer in time",
    410: "No longer there",
    413: "The request was too long",
    414: "The address was too long",
    415: "Kind of call not supported",
    416: "Kind of address not supported",
    420: "A feature is not supported",
    421: "A feature is missing on our side",
    422: "Session timer too short",
    423: "Registration time too short",
    433: "Anonymous calls are not taken",
    480: "Not available right now",
    481: "The call no longer exists",
    482: "The call goes round in a loop",
    483: "The call went through too many hands",
    484: "The number is incomplete",
    485: "The number is ambiguous",
    486: "Busy",
    487: "Cancelled",
    488: "No common way to talk (codec or encryption)",
    489: "Kind of notice not supported",
    491: "Both sides changed the call at once",
    493: "The message could not be read",
    494: "A security agreement is needed",
    500: "Fault at the other side's server",
    501: "Not supported by the other side's server",
    502: "The other side's server got no good answer",
    503: "The other side's server is out of service",
    504: "The other side's server got no answer in time",
    505: "SIP version not supported",
    513: "The message was too large",
    580: "The network cannot grant the call's conditions",
    600: "Busy everywhere",
    603: "Declined",
    604: "Does not exist anywhere",
    606: "No common way to talk (codec or encryption)",
    607: "Unwanted call",
    608: "Rejected by a call filter",
}

_CLASSES = {
    1: "Under way",
    2: "Done",
    3: "Diverted",
    4: "The call was not possible",
    5: "Fault at the other side's server",
    6: "Refused everywhere",
}


def sentence(code: int) -> str:
    """Say what a SIP status means: "Declined". 0 is no answer at all; any other number is said too."""
    found = _SENTENCES.get(code)
    return found if found is not None else _CLASSES.get(code // 100, "Unknown answer")


def with_code(code: int) -> str:
    """Say what a SIP status means and which it was: "Declined (603)"; without a number if there was none."""
    return f"{sentence(code)} ({code})" if code else sentence(code)
