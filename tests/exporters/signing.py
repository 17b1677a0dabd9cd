"""Sign PDFs as an office would, with poppler's own code over NSS and two throw-away certificates.

It shares no code with what wrote the file. Leader and organisation sign one after the other.
"""

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.judges import find_judge


class Signed(NamedTuple):
    """A signature that poppler found: whose, in its words whether valid, of the whole file."""

    signer: str
    verdict: str
    whole: bool


class Notary:
    """Keys of a leader and an organisation under a test authority, in a store of their own."""

    def __init__(self, folder: Path) -> None:
        """Make the keys; skips or fails the test where a judge is not installed."""
        self._folder = folder
        self._store = f"sql:{folder / 'nss'}"
        (folder / "nss").mkdir()
        self._run("certutil", "-N", "-d", self._store, "--empty-password")
        self._authority()
        for name in ("leader", "organisation"):
            self._certify(name)
        self._run("certutil", "-A", "-d", self._store, "-n", "ca", "-t", "C,C,C", "-i", "ca.pem")

    def sign(self, pdf: bytes, nick: str, field: str = "") -> bytes:
        """Sign in an empty field of the file, or in a field of the tool's own making."""
        file, signed = self._folder / "in.pdf", self._folder / "out.pdf"
        file.write_bytes(pdf)
        signed.unlink(missing_ok=True)
        # poppler knows the PAdES form of a signature for fields that are there only.
        where = ("-etsi", "-sign", field) if field else ("-add-signature",)
        self._pdfsig("-nick", nick, *where, file, signed)
        return signed.read_bytes()

    def signatures(self, pdf: bytes) -> list[Signed]:
        """Give what poppler says of every signature."""
        file = self._folder / "asked.pdf"
        file.write_bytes(pdf)
        told = self._pdfsig("-no-ocsp", file)
        return [
            _signed(part) for part in re.split(r"^Signature #\d+", told, flags=re.MULTILINE)[1:]
        ]

    def _authority(self) -> None:
        self._run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
            "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem",
            "-addext", "keyUsage=keyCertSign,cRLSign",
        )  # fmt: skip

    def _certify(self, name: str) -> None:
        self._run(
            "openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr",
        )  # fmt: skip
        (self._folder / "use").write_text("keyUsage=digitalSignature,nonRepudiation\n")
        self._run(
            "openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "30", "-extfile", "use", "-out", f"{name}.pem",
        )  # fmt: skip
        self._run(
            "openssl", "pkcs12", "-export", "-inkey", f"{name}.key", "-in", f"{name}.pem",
            "-name", name, "-passout", "pass:x", "-out", f"{name}.p12",
        )  # fmt: skip
        self._run("pk12util", "-i", f"{name}.p12", "-d", self._store, "-W", "x", "-K", "")

    def _pdfsig(self, *arguments: str | Path) -> str:
        return self._run("pdfsig", "-nssdir", self._store, *arguments)

    def _run(self, program: str, *arguments: str | Path) -> str:
        command = [find_judge(program), *arguments]
        done = subprocess.run(
            command, cwd=self._folder, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
        return done.stdout.decode()


def _signed(told: str) -> Signed:
    signer = re.search(r"Signer Certificate Common Name: (.+)", told)
    verdict = re.search(r"Signature Validation: (.+)", told)
    assert signer is not None, told
    assert verdict is not None, told
    return Signed(signer[1].strip(), verdict[1].strip(), "Not total document" not in told)
