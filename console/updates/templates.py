"""Templates of what customers are written, by occasion and language (R29).

A template is a text file: ``Subject: …``, an empty line, the body. It is Jinja2, of which it may use little: names,
``if``, ``for`` over a given list, and a few filters. So it ends soon and stays small by its very form, whoever wrote
it, and nothing is called from it. What is filled in comes from strangers: it is data, never a template, and without
control characters. The text is plain, so nothing is escaped.

    for a customer of pt-BR:  own pt-BR → built-in pt-BR → own pt → built-in pt → own en → built-in en

A template of the center's own that cannot be used is told by file and line, and the next one in this row is used.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import SandboxedEnvironment

import resources
from console.updates.text import languages, plain

LONGEST_SOURCE = 16_000
"""Characters of a template."""
LONGEST_TEXT = 30_000
"""Characters of what comes of it."""
_DEEPEST = 2
"""Loops in loops."""
_MOST = 1000
"""A number that stands in a template: of a filter that pads or repeats."""
_FILTERS = frozenset(
    {
        "capitalize",
        "default",
        "first",
        "join",
        "last",
        "length",
        "lower",
        "title",
        "trim",
        "truncate",
        "upper",
    }
)
_NODES: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.CondExpr,
    nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat,
)  # fmt: skip

NAMES = (
    "center", "company", "customer", "department", "number", "owner", "promised", "subject", "survey", "target",
    "token",
)  # fmt: skip
"""What a template may use: :mod:`console.updates.values` says what each is."""
Values = Mapping[str, str | tuple[str, ...]]
"""A text by name."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A message in words. ``problems`` are sentences about templates that could not be used."""

    subject: str
    body: str
    language: str
    problems: tuple[str, ...] = ()


class BadTemplateError(Exception):
    """Why a template cannot be used: its line, and a sentence."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


def render(occasion: str, language: str, values: Values, own: Path | None = None) -> Written:
    """The message for that occasion in the customer's language. The built-in English one is always there."""
    problems: list[str] = []
    clean = {name: _clean(value) for name, value in values.items()}
    for tag in languages(language):
        for folder in (own, resources.path("updates")):
            file = folder / tag / f"{occasion}.txt" if folder is not None else None
            if file is None or not file.is_file():
                continue
            try:
                subject, body = fill(_read(file), clean)
            except BadTemplateError as bad:
                if folder is not own:
                    raise RuntimeError(f"{file}: line {bad.line}: {bad.why}") from bad
                problems.append(f"{file}, line {bad.line}: {bad.why}")
            else:
                return Written(subject=subject, body=body, language=tag, problems=tuple(problems))
    raise RuntimeError(f"there is no built-in template for {occasion!r}")


def language_of(occasion: str, language: str, own: Path | None = None) -> str:
    """The language that the message for that occasion will be in: the customer's, or the nearest there is."""
    return next(
        tag
        for tag in languages(language)
        if any(
            f is not None and (f / tag / f"{occasion}.txt").is_file()
            for f in (own, resources.path("updates"))
        )
    )


def read_own(file: Path) -> None:
    """Look one over as far as that goes without a case; BadTemplateError says what is wrong."""
    fill(_read(file), dict.fromkeys(NAMES, "x"))


def fill(source: str, values: Values) -> tuple[str, str]:
    """Subject and body. BadTemplateError says in which line of ``source`` what is wrong."""
    head, _, rest = source.partition("\n")
    name, colon, subject = head.partition(":")
    if name.strip().lower() != "subject" or not colon or not subject.strip():
        raise BadTemplateError(1, "the first line must be “Subject: ” and the subject.")
    title = " ".join(_filled(subject.strip(), values, 0).split())
    body = re.sub(r"\n{3,}", "\n\n", _filled(rest, values, 1)).strip()  # what a condition left out
    if not title or not body:
        raise BadTemplateError(1 if not title else 2, "nothing is left of it when it is filled in.")
    return title, body + "\n"


def _filled(source: str, values: Values, before: int) -> str:
    """``before`` lines of the file stand above ``source``."""
    environment = SandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.clear()
    try:
        tree = environment.parse(source)
        _check(tree, 0)
        made: list[str] = []
        size = 0
        for piece in environment.from_string(tree).generate(dict(values)):
            size += len(piece)
            if size > LONGEST_TEXT:
                raise BadTemplateError(before + 1, f"it becomes longer than {LONGEST_TEXT} characters.")
            made.append(piece)
    except BadTemplateError as bad:
        raise BadTemplateError(before + bad.line, bad.why) from bad
    except TemplateSyntaxError as error:
        raise BadTemplateError(before + error.lineno, _sentence(error)) from error
    except UndefinedError as error:
        raise BadTemplateError(before + _line_of(error), _sentence(error)) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise BadTemplateError(before + _line_of(error), _sentence(error)) from error
    return "".join(made)


def _sentence(error: Exception) -> str:
    return f"{str(error).rstrip('.')}."


def _line_of(error: BaseException) -> int:
    """Jinja rewrites the traceback so that it speaks of the template."""
    step, line = error.__traceback__, 1
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def _check(node: nodes.Node, depth: int) -> None:
    """Only what is bounded by its form."""
    if not isinstance(node, _NODES):
        what = type(node).__name__.lower()
        raise BadTemplateError(node.lineno or 1, f"“{what}” cannot be used in a template of a message.")
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        allowed = ", ".join(sorted(_FILTERS))
        raise BadTemplateError(node.lineno, f"there is no filter “{node.name}” here; there are: {allowed}.")
    if isinstance(node, nodes.Const) and isinstance(node.value, int | float) and abs(node.value) > _MOST:
        raise BadTemplateError(node.lineno, f"the number {node.value} is too large.")
    if isinstance(node, nodes.For):
        depth += 1
        if not isinstance(node.iter, nodes.Name) or node.recursive or depth > _DEEPEST:
            raise BadTemplateError(node.lineno, "a loop goes over one of the given lists, two deep at most.")
    for child in node.iter_child_nodes():
        _check(child, depth)


def _read(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            text = stream.read(4 * LONGEST_SOURCE + 1).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise BadTemplateError(1, f"it cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadTemplateError(1, f"it is not UTF-8 text (byte {error.start}).") from error
    if len(text) > LONGEST_SOURCE:
        raise BadTemplateError(1, f"it is longer than {LONGEST_SOURCE} characters.")
    return text


def _clean(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    return plain(value)
