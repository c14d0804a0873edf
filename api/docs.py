"""The OpenAPI description as a list of operations that a page can show without a script from elsewhere."""

from __future__ import annotations

from typing import Any

__all__ = ["operations"]


def operations(described: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Operations by their first tag, in the order of the description.

    Parameters
    ----------
    described : dict
        An OpenAPI 3.1 document.

    Returns
    -------
    list of tuple of str and list of dict
        Each with method, path, summary, description, parameters, an example address, and the statuses of its answers.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            groups.setdefault((operation.get("tags") or ["Other"])[0], []).append(_operation(method, path, operation))
    return list(groups.items())


def _operation(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [_parameter(parameter) for parameter in operation.get("parameters", ())]
    # What needs a parameter has no address that could be followed as it stands.
    followed = (
        method == "get"
        and "{" not in path
        and not any(each.get("required") for each in operation.get("parameters", ()))
    )
    answers = (f"{status} {answer.get('description', '')}" for status, answer in operation["responses"].items())
    return {
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": parameters,
        "example": operation.get("x-example", path) if followed or "x-example" in operation else "",
        "answers": " · ".join(answers),
    }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter.get("schema", {})
    examples = [parameter.get("example"), *schema.get("examples", ()), schema.get("default")]
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "type": _type(schema),
        "about": parameter.get("description", schema.get("description", "")),
        "example": next((example for example in examples if example not in (None, "")), None),
    }


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"]) or "empty"
    if "anyOf" in schema:
        return " | ".join(map(_type, schema["anyOf"]))
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}, may be repeated"
    return str(schema.get("type", ""))
