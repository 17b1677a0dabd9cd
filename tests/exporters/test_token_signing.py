"""Signed with keys that never leave a token, as offices do: a PKCS#11 library of its own."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from asn1crypto import pem, x509

from exporters.check_code import CheckCode
from exporters.pdf import places, render_pdf
from exporters.signatures import read_roots
from exporters.signed_pdf import check_paper, compare_paper
from tests.exporters.pades import sign
from tests.exporters.sample_document import annexed_report
from tests.judges import find_judge

LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
)
CODE = CheckCode("F02", "1.0.0", "91", "2024-07", "3f2a9c0177ab12cd" * 4)
PIN = "123456"
KEYS = ("leader", "organisation")


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A token with the keys of leader and organisation; their certificates lie beside it."""
    utility = find_judge("softhsm2-util")
    folder = tmp_path_factory.mktemp("token")
    (folder / "objects").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'objects'}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(config))
        run(utility, "--init-token", "--free", "--label", "office", "--pin", PIN, "--so-pin", PIN)
        authority(folder)
        for number, name in enumerate(KEYS, 1):
            certify(folder, name)
            key = ("--import", folder / f"{name}.p8", "--id", f"{number:02}", "--label", name)
            run(utility, *key, "--token", "office", "--pin", PIN)
        yield folder


def run(program: Path, *arguments: str | Path) -> None:
    command: list[str | Path] = [program, *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def openssl(folder: Path, *arguments: str) -> None:
    command: list[str | Path] = [find_judge("openssl"), *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)


def authority(folder: Path) -> None:
    openssl(
        folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
        "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem",
        "-addext", "keyUsage=keyCertSign,cRLSign",
    )  # fmt: skip


def certify(folder: Path, name: str) -> None:
    openssl(
        folder, "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}",
        "-keyout", f"{name}.key", "-out", f"{name}.csr",
    )  # fmt: skip
    (folder / "use").write_text("keyUsage=digitalSignature,nonRepudiation\n")
    openssl(
        folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
        "-CAcreateserial", "-days", "30", "-extfile", "use", "-out", f"{name}.pem",
    )  # fmt: skip
    openssl(folder, "pkcs8", "-topk8", "-nocrypt", "-in", f"{name}.key", "-out", f"{name}.p8")


def certificate(file: Path) -> x509.Certificate:
    return x509.Certificate.load(pem.unarmor(file.read_bytes())[2])


def library() -> str:
    found = next((name for name in LIBRARIES if Path(name).exists()), "")
    if not found:
        pytest.skip("libsofthsm2.so is not where Debian and Fedora put it")
    return found


def test_a_token_signs_in_our_fields_for_leader_and_organisation(token: Path) -> None:
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed (extra 'token')")
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    report = annexed_report()
    exported = render_pdf(report, profile="o-ky", code=CODE)
    signed = exported
    criteria = TokenCriteria(label="office")
    with open_pkcs11_session(library(), token_criteria=criteria, user_pin=PIN) as session:
        for name, field in zip(KEYS, ("ky_lanh_dao", "ky_co_quan"), strict=True):
            signer = PKCS11Signer(
                session,
                key_label=name,
                signing_cert=certificate(token / f"{name}.pem"),
                other_certs_to_pull=(),
            )
            signed = sign(signed, signer, field)
    verdict = check_paper("signed.pdf", signed, read_roots([(token / "ca.pem").read_bytes()]))
    assert verdict.problems == ()
    assert [each.signer for each in verdict.signatures] == list(KEYS)
    assert {each.trust for each in verdict.signatures} == {"chain valid"}
    assert compare_paper("signed.pdf", signed, exported, places(report)) == ()
