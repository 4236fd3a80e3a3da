"""YAML file -> `Policy`, and the JSON Schema that editors use. Every problem at once, no value in any message."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from safeharbor.errors import PolicyError
from safeharbor.policy.models import Policy
from safeharbor.policy.streams import CommitsRule, LandingRule

_SCHEMA_TITLE = "safeharbor policy"


class _Loader(yaml.SafeLoader):
    """Safe YAML in which a key written twice is an error, and a bare `no` or `on` is still a word."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            line = node.value[index][0].start_mark.line + 1
            message = f"policy line {line}: a key is written twice in one mapping"
            raise PolicyError(message, hint="keep one of the two rules; a later one would silently win")
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_policy(path: Path) -> Policy:
    """Read a policy; relative paths in it are taken from the policy's own folder.

    Raises PolicyError for a missing file, broken YAML, or any field that does not fit, all at once.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except FileNotFoundError:
        message = "the policy file does not exist"
        raise PolicyError(message, hint="draft one with `safeharbor init DATA --out policy.yaml`") from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"the policy file cannot be read ({type(error).__name__})"
        raise PolicyError(message, hint="check its permissions; it must be UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "unknown place"
        message = f"the policy is not valid YAML at {where}"
        raise PolicyError(message, hint="quote text that holds ': ', '#', '[' or '{'") from None
    if not isinstance(raw, dict):
        message = "the policy is empty or not a mapping"
        raise PolicyError(message, hint="draft one with `safeharbor init DATA --out policy.yaml`")
    try:
        policy = Policy.model_validate(raw)
    except ValidationError as error:
        lines = [
            f"  {'.'.join(str(part) for part in problem['loc']) or 'policy'}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        message = "the policy does not fit its schema:\n" + "\n".join(lines)
        raise PolicyError(message, hint="`configs/policy.schema.json` lists every field; editors read it") from None
    return _resolved(policy, path.resolve().parent)


def _resolved(policy: Policy, folder: Path) -> Policy:
    def absolute(path: Path | None) -> Path | None:
        return None if path is None else Path(os.path.normpath(folder / path.expanduser()))

    tables = {
        name: table.model_copy(
            update={"source": table.source.model_copy(update={"path": _source(table.source.path, folder)})}
        )
        for name, table in policy.tables.items()
    }
    vault = policy.vault.model_copy(
        update={
            "path": absolute(policy.vault.path),
            "key_file": absolute(policy.vault.key_file),
            "key": _key(policy.vault.key, folder),
        }
    )
    mirror = policy.mirror.model_copy(update={"path": absolute(policy.mirror.path)})
    oidc = policy.oidc and policy.oidc.model_copy(update={"jwks": _source(policy.oidc.jwks, folder)})
    stream = policy.stream and policy.stream.model_copy(
        update={
            end: rule.model_copy(update={"path": absolute(rule.path)})
            for end, rule in (("source", policy.stream.source), ("mirror", policy.stream.mirror))
            if isinstance(rule, LandingRule | CommitsRule)
        }
    )
    changed = {"tables": tables, "vault": vault, "oidc": oidc, "mirror": mirror, "stream": stream}
    return policy.model_copy(update=changed)


def _key(source: str | None, folder: Path) -> str | None:
    """Return a key's source with its file, where it names one, taken from `folder`."""
    before = {"file": ":", "kms": "@"}.get((source or "").partition(":")[0])
    if source is None or before is None:
        return source
    head, _, path = source.partition(before)
    return f"{head}{before}{os.path.normpath(folder / Path(path).expanduser())}"


def _source(path: str, folder: Path) -> str:
    return path if "://" in path else os.path.normpath(folder / Path(path).expanduser())


def schema_text() -> str:
    """Return the policy's JSON Schema (2020-12), as published in `configs/policy.schema.json`."""
    schema = Policy.model_json_schema()
    return (
        json.dumps(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": _SCHEMA_TITLE}, indent=2
        )
        + "\n"
    )
