"""Sign PDFs as a PAdES tool would, with pyHanko and certificates made on the spot."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import cms, keys, x509
from cryptography import x509 as made
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

_BEGUN = datetime(2024, 1, 1, tzinfo=UTC)
# pyHanko leaves these without types.
_DICTIONARY: Any = generic.DictionaryObject
_NUMBER: Any = generic.NumberObject
_STORE: Any = SimpleCertificateStore
LEADER = "Nguyễn Văn An"
ORGANISATION = "Ủy ban nhân dân tỉnh An Giang"


class Authority:
    """A certificate authority that exists for one test."""

    def __init__(self, name: str = "Cơ quan chứng thực thử") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        self._certificate = self._issue(self._name, self._key.public_key(), is_authority=True)
        self.root = self._certificate.public_bytes(serialization.Encoding.DER)
        self.root_pem = self._certificate.public_bytes(serialization.Encoding.PEM)

    def signer(self, name: str, *organisations: str, days: int = 3650) -> signers.SimpleSigner:
        """Make a key and a certificate for one signer, of one organisation or more."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._issue(_named(name, *organisations), key.public_key(), days=days)
        store = _STORE()
        store.register(_loaded(self._certificate))
        private = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return signers.SimpleSigner(
            signing_cert=_loaded(certificate),
            signing_key=keys.PrivateKeyInfo.load(private),
            cert_registry=store,
        )

    def _issue(
        self,
        subject: made.Name,
        key: ec.EllipticCurvePublicKey,
        *,
        is_authority: bool = False,
        days: int = 3650,
    ) -> made.Certificate:
        usage = made.KeyUsage(
            digital_signature=not is_authority,
            content_commitment=not is_authority,
            key_cert_sign=is_authority,
            crl_sign=is_authority,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        issuer = self._key.public_key()
        builder = (
            made.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(made.random_serial_number())
            .not_valid_before(_BEGUN)
            .not_valid_after(_BEGUN + timedelta(days=days))
            .add_extension(usage, critical=True)
            .add_extension(made.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(made.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                made.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False
            )
        )
        return builder.sign(self._key, hashes.SHA256())


def sign(
    pdf: bytes,
    signer: signers.Signer,
    field: str,
    *,
    box: Sequence[int] | None = None,
    page: int = 0,
) -> bytes:
    """Sign in an empty field of the file, or in a new one at ``box`` (points from below)."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if box is not None:
        spec = fields.SigFieldSpec(field, on_page=page, box=(box[0], box[1], box[2], box[3]))
        fields.append_signature_field(writer, spec)
    meta = signers.PdfSignatureMetadata(
        field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    out = io.BytesIO()
    pdf_signer = signers.PdfSigner(meta, signer=signer)
    pdf_signer.sign_pdf(writer, output=out, in_place=False, existing_fields_only=box is None)
    return out.getvalue()


def _revision(pdf: bytes) -> Any:  # noqa: ANN401 - pyHanko's writers have no types
    return IncrementalPdfFileWriter(io.BytesIO(pdf))


def add_page(pdf: bytes) -> bytes:
    """Put an empty page at the end as one more revision."""
    writer = _revision(pdf)
    writer.insert_page(
        _DICTIONARY(
            {
                pdf_name("/Type"): pdf_name("/Page"),
                pdf_name("/MediaBox"): generic.ArrayObject(map(_NUMBER, (0, 0, 595, 842))),
                pdf_name("/Resources"): _DICTIONARY(),
            }
        )
    )
    return _written(writer)


def fill_in(pdf: bytes, values: dict[str, str]) -> bytes:
    """Write texts into prepared fields as one more revision, as the registry does."""
    writer = _revision(pdf)
    form = writer.root["/AcroForm"]
    for reference in form.raw_get("/Fields"):
        field = reference.get_object()
        if str(field.get("/T")) in values:
            field["/V"] = generic.TextStringObject(values[str(field["/T"])])
            writer.mark_update(reference)
    return _written(writer)


def lay_over(pdf: bytes, page: int, box: Sequence[int], kind: str = "/FreeText") -> bytes:
    """Lay a white sheet over a part of a page as one more revision."""
    writer = _revision(pdf)
    left, bottom, right, top = box
    look = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject(
                map(_NUMBER, (0, 0, right - left, top - bottom))
            ),
        },
        stream_data=f"1 1 1 rg 0 0 {right - left} {top - bottom} re f".encode(),
    )
    annotation = _DICTIONARY(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name(kind),
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): generic.TextStringObject("che"),
            pdf_name("/F"): _NUMBER(4),
            pdf_name("/Rect"): generic.ArrayObject(map(_NUMBER, box)),
            pdf_name("/AP"): _DICTIONARY({pdf_name("/N"): writer.add_object(look)}),
        }
    )
    target, _ = writer.find_page_for_modification(page)
    listed = target.get_object().get("/Annots", generic.ArrayObject())
    target.get_object()["/Annots"] = generic.ArrayObject(
        [*(listed.raw_get(i) for i in range(len(listed))), writer.add_object(annotation)]
    )
    writer.update_container(target.get_object())
    return _written(writer)


def redraw_signature(pdf: bytes, field: str, box: Sequence[int]) -> bytes:
    """Give a signature that is there another place, as one more revision."""
    writer = _revision(pdf)
    for reference in writer.root["/AcroForm"].raw_get("/Fields"):
        found = reference.get_object()
        if str(found.get("/T")) == field:
            found["/Rect"] = generic.ArrayObject(map(_NUMBER, box))
            writer.mark_update(reference)
    return _written(writer)


def replace_content(pdf: bytes, page: int, content: bytes) -> bytes:
    """Draw something else on a page, as one more revision."""
    writer = _revision(pdf)
    target, _ = writer.find_page_for_modification(page)
    stream = generic.StreamObject(stream_data=content)
    target.get_object()["/Contents"] = writer.add_object(stream)
    writer.update_container(target.get_object())
    return _written(writer)


def run_at_opening(pdf: bytes, script: str) -> bytes:
    """Have a script run when the file is opened, as one more revision."""
    writer = _revision(pdf)
    action = {
        pdf_name("/S"): pdf_name("/JavaScript"),
        pdf_name("/JS"): generic.TextStringObject(script),
    }
    writer.root["/OpenAction"] = writer.add_object(_DICTIONARY(action))
    writer.update_root()
    return _written(writer)


def hide_in_gap(pdf: bytes, hidden: bytes) -> bytes:
    """Put something between the two parts that the last signature covers, beside the signature."""
    start, end = _gap(pdf)
    container = cms.ContentInfo.load(bytes.fromhex(pdf[start + 1 : end - 1].decode())).dump()
    return _with_gap(pdf, b"<%b>%b" % (container.hex().encode(), hidden))


def without_certificates(pdf: bytes) -> bytes:
    """Take every certificate out of the last signature: nothing tells any more who signed."""
    start, end = _gap(pdf)
    container = cms.ContentInfo.load(bytes.fromhex(pdf[start + 1 : end - 1].decode()))
    container["content"]["certificates"] = []
    return _with_gap(pdf, b"<%b>" % container.dump(force=True).hex().encode())


def with_byte_range(pdf: bytes, numbers: bytes) -> bytes:
    """Let the last signature say that it covers something else."""
    start = pdf.rindex(b"/ByteRange [") + len(b"/ByteRange ")
    end = pdf.index(b"]", start) + 1
    return pdf[:start] + numbers.ljust(end - start) + pdf[end:]


def _gap(pdf: bytes) -> tuple[int, int]:
    listed = pdf[pdf.rindex(b"/ByteRange [") :].partition(b"]")[0].split(b"[")[1].split()
    return int(listed[1]), int(listed[2])


def _with_gap(pdf: bytes, content: bytes) -> bytes:
    start, end = _gap(pdf)
    return pdf[:start] + content.ljust(end - start) + pdf[end:]


def field_names(pdf: bytes) -> list[str]:
    """Give the names of the form's fields."""
    form = PdfFileReader(io.BytesIO(pdf)).root.get("/AcroForm", {})
    return [str(field.get_object()["/T"]) for field in form.get("/Fields", ())]


def _written(writer: Any) -> bytes:  # noqa: ANN401 - as above
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _named(name: str, *organisations: str) -> made.Name:
    listed = organisations or (ORGANISATION,)
    attributes = [
        made.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
        *(made.NameAttribute(NameOID.ORGANIZATION_NAME, each) for each in listed),
        made.NameAttribute(NameOID.COMMON_NAME, name),
    ]
    return made.Name(attributes)


def _loaded(certificate: made.Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
