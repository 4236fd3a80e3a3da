"""AWS KMS as the guard of the master key: the key lies wrapped in a file, and only KMS unwraps it.

A stolen file opens nothing without leave to use the KMS key, each use stands in CloudTrail, and taking the leave away
closes the vault. The wrapped key is bound to its use by an encryption context.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Final

from safeharbor.errors import MissingExtraError, VaultError
from safeharbor.vault.keys import KEY_BYTES, MasterKey
from safeharbor.vault.private_files import read_private, write_once

if TYPE_CHECKING:
    from pathlib import Path

_FILE_HEADER: Final = "safeharbor-kms-key-1:"
_CONTEXT: Final = {"safeharbor": "master-key"}
_CONNECT_SECONDS: Final = 5
_READ_SECONDS: Final = 10


class AwsKms:
    """A master key wrapped under one KMS key, in a file. Credentials and region: as the AWS tools find them."""

    def __init__(self, key: str, file: Path) -> None:
        """Take the KMS key (id, ARN or `alias/NAME`) and the file of the wrapped key."""
        try:
            import boto3  # noqa: PLC0415 - only its users need it
            import botocore.config  # type: ignore[import-untyped]  # noqa: PLC0415
            import botocore.exceptions  # type: ignore[import-untyped]  # noqa: PLC0415
        except ImportError:
            message = "a key under AWS KMS needs the library boto3"
            raise MissingExtraError(message, hint="pip install 'safeharbor-deid[aws]'") from None
        self._key = key
        self._file = file
        self._refused = botocore.exceptions.ClientError
        self._failed = botocore.exceptions.BotoCoreError
        settings = botocore.config.Config(
            connect_timeout=_CONNECT_SECONDS, read_timeout=_READ_SECONDS, retries={"mode": "standard"}
        )
        try:
            # a session of its own: the default one keeps credentials it once found
            self._client = boto3.session.Session().client("kms", config=settings)
        except (self._failed, ValueError) as error:
            raise self._unusable(type(error).__name__) from None

    def master_key(self, *, create: bool = False) -> MasterKey:
        """Return the key, unwrapped by KMS; with `create`, let KMS make one where there is no file. Raises VaultError.

        KMS is told which key must unwrap: a file that someone wrapped under a key of theirs is refused.
        """
        what = f"the wrapped key {self._file}"
        if create and not self._file.exists():
            made = self._call("generate_data_key", KeySpec="AES_256")
            write_once(self._file, _FILE_HEADER + base64.b64encode(made["CiphertextBlob"]).decode() + "\n", what)
        secret = self._call("decrypt", CiphertextBlob=_wrapped(read_private(self._file, what), what))["Plaintext"]
        if len(secret) != KEY_BYTES:
            message = f"{what} does not hold a key of {KEY_BYTES} bytes"
            raise VaultError(message, hint="restore the file that `safeharbor vault init` made")
        return MasterKey.unwrapped(secret)

    def _call(self, method: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3 has no types
        try:
            answer: dict[str, Any] = getattr(self._client, method)(
                KeyId=self._key, EncryptionContext=_CONTEXT, **arguments
            )
        except self._refused as error:
            raise self._unusable(str(error.response.get("Error", {}).get("Code", "refused"))) from None
        except self._failed as error:
            raise self._unusable(type(error).__name__) from None
        return answer

    def _unusable(self, code: str) -> VaultError:
        return VaultError(
            f"AWS KMS does not give the master key under {self._key} ({code})",
            hint="check credentials, region, the key's policy (kms:Decrypt; kms:GenerateDataKey to make one) and state",
        )


def _wrapped(text: str, what: str) -> bytes:
    try:
        if text.startswith(_FILE_HEADER):
            return base64.b64decode(text.removeprefix(_FILE_HEADER).strip().encode(), validate=True)
    except (binascii.Error, ValueError):
        pass
    message = f"{what} is not one that safeharbor wrote"
    raise VaultError(message, hint="point kms:KEY@FILE at the file that `safeharbor vault init` made")
