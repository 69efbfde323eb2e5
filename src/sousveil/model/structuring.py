"""YAML text or plain values to frozen values: unknown fields refused, every failure reported."""

from __future__ import annotations

import re
from enum import Enum
from types import GenericAlias
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

import cattrs
import yaml
from cattrs.gen import make_dict_structure_fn

from sousveil.errors import BadInput, InvalidData

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_KEY_TAGS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:merge"}
_FAST_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP = re.compile(r"\.(\w+)|\[(\d+|'[^']*')\]")


def structure(text: str, kind: type[T], *, where: str, is_bundled: bool = False) -> T:
    """Read YAML as a value of an attrs class.

    Args:
        text: the YAML.
        kind: the class; its fields are the only keys allowed.
        where: the file's name, for messages.
        is_bundled: the file is one of ours, and may be read by libyaml: ten times as fast, but
            a text nested 100,000 deep would end the process.

    Raises:
        BadInput: the text is not YAML.
        InvalidData: it is, but not of this form; all failures are listed as
            ``line:column reason``. A class with a ``problems()`` method is asked too.
    """
    next_step = f"correct {where}"
    try:
        root, problems, data = _read(text, is_bundled=is_bundled)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}:{mark.line + 1}:{mark.column + 1}" if mark else where
        reason = getattr(error, "problem", None) or f"not YAML ({error})"
        raise BadInput(
            f"not readable as YAML: {reason}", where=place, next_step=next_step
        ) from error
    if not isinstance(root, yaml.MappingNode):
        raise BadInput("not a list of fields with their values", where=where, next_step=next_step)
    if problems:
        raise InvalidData(problems, where=where, next_step=next_step)
    try:
        value = _CONVERTER.structure(data, kind)
    except (cattrs.BaseValidationError, cattrs.StructureHandlerNotFoundError) as error:
        written = yaml.compose(text, Loader=yaml.SafeLoader)
        messages = [_with_line(message, written) for message in cattrs.transform_error(error)]
        raise InvalidData(messages, where=where, next_step=next_step) from error
    check: Callable[[], list[str]] | None = getattr(value, "problems", None)
    if check is not None and (problems := check()):
        raise InvalidData(problems, where=where, next_step=next_step)
    return value


def structure_record(record: object, kind: type[T]) -> T:
    """Make a value of an attrs class of plain values, such as JSON gives, as strictly as of YAML.

    Raises:
        InvalidData: it is not of this form; each failure names its field. Where the record
            is from, the caller knows.
    """
    try:
        return _CONVERTER.structure(record, kind)
    except (cattrs.BaseValidationError, cattrs.StructureHandlerNotFoundError) as error:
        messages = [_with_field(message) for message in cattrs.transform_error(error)]
        raise InvalidData(messages, where="", next_step="correct the record") from error


def _read(text: str, *, is_bundled: bool) -> tuple[yaml.Node | None, list[str], Any]:
    """Return the node of a document, what is wrong with its keys, and its plain values."""
    if is_bundled:
        try:
            return _read_with(_FAST_LOADER, text)
        except yaml.YAMLError:
            pass  # what is wrong, the other loader says in the words that all our messages have
    return _read_with(yaml.SafeLoader, text)


def _read_with(loader_class: type[Any], text: str) -> tuple[yaml.Node | None, list[str], Any]:
    loader = loader_class(text)
    root = loader.get_single_node()
    if root is None:
        return None, [], None
    # Before the values are made, since that writes merged keys (<<) into the nodes.
    problems = list(_key_problems(root))
    return root, problems, loader.construct_document(root)


def _with_field(message: str) -> str:
    reason, _, path = message.rpartition(" @ $")
    field = path.lstrip(".")
    return f"{field}: {reason}" if reason and field else reason or message


def _key_problems(root: yaml.Node) -> Iterator[str]:
    """Find keys that are no text, and keys that stand twice, of which YAML would keep the last."""
    todo, done = [root], set()
    while todo:
        node = todo.pop()
        if id(node) in done or not isinstance(node, yaml.CollectionNode):
            continue
        done.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            todo.extend(node.value)
            continue
        seen: set[str] = set()
        for key, value in node.value:
            todo.append(value)
            place = f"{key.start_mark.line + 1}:{key.start_mark.column + 1}"
            if key.tag not in _KEY_TAGS:
                yield f"{place} the key {key.value!r} is not text: put it in quotes"
            elif key.value in seen:
                yield f"{place} {key.value}: stands twice"
            seen.add(str(key.value))


def _with_line(message: str, root: yaml.Node | None) -> str:
    """Put the line and column of the value in front of cattrs' message about it."""
    reason, _, path = message.rpartition(" @ $")
    if not reason:
        return message
    node = root
    for key, index in _STEP.findall(path):
        child = _child(node, key or index.strip("'"))
        if child is None:
            break
        node = child
    if node is None:
        return message
    mark = node.start_mark
    return f"{mark.line + 1}:{mark.column + 1} {path.lstrip('.') or 'document'}: {reason}"


def _child(node: yaml.Node | None, step: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value  # type: ignore[no-any-return]  # PyYAML's stubs leave it open
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        return node.value[int(step)]  # type: ignore[no-any-return]
    return None


def _accept(value: Any, kind: type) -> Any:
    """Accept a scalar only as what it is: YAML's ``yes`` is no string and ``"1"`` no number."""
    if issubclass(kind, Enum):
        return kind(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} is not of type {kind.__name__}")
    return value


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _list_hook(kind: Any, converter: cattrs.BaseConverter) -> Callable[[Any, Any], Any]:
    """Make a tuple of a list alone: the letters of a text are no list."""
    items: Any = GenericAlias(list, get_args(kind)[:1])
    structure_items = converter.get_structure_hook(items)

    def accept(value: Any, _: Any) -> Any:
        if type(value) is not list:
            raise TypeError(f"{value!r} is not a list")
        return tuple(structure_items(value, items))

    return accept


def _fields_hook(kind: Any, converter: cattrs.BaseConverter) -> Callable[[Any, Any], Any]:
    """Make a value of an attrs class of a mapping alone, every key of it a field."""
    structure_fields = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
    )

    def accept(value: Any, _: Any) -> Any:
        if type(value) is not dict:
            raise TypeError(f"{value!r} is not a mapping")
        return structure_fields(value, kind)

    return accept


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for scalar_type in (str, int, float, bool):
        converter.register_structure_hook(scalar_type, _accept)
    converter.register_structure_hook_factory(_is_tuple, _list_hook)
    converter.register_structure_hook_factory(
        lambda kind: hasattr(kind, "__attrs_attrs__"), _fields_hook
    )
    scalar = str | int | float
    converter.register_structure_hook(scalar, _scalar)
    converter.register_structure_hook(scalar | None, _scalar)
    return converter


def _scalar(value: Any, _: Any) -> Any:
    if value is not None and type(value) not in {str, int, float}:
        raise TypeError(f"{value!r} is neither text nor a number")
    return value


_CONVERTER = _make_converter()
