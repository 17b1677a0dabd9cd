import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Calendar;
import java.util.List;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceDictionary;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAppearanceStream;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureOptions;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Signs and fills in PDFs with Apache PDFBox 2. Each argument is a step, its parts parted by tabs:
 * "field IN OUT KEYS NAME" signs in an empty field, "box IN OUT KEYS NAME PAGE LEFT BOTTOM RIGHT
 * TOP" in one of its own with an image in it, "fill IN OUT NAME TEXT" fills a text field in. The
 * password of the keys is "x".
 */
public class PdfBoxSigner {
    public static void main(String[] steps) throws Exception {
        for (String step : steps) {
            String[] part = step.split("\t");
            try (PDDocument document = PDDocument.load(new File(part[1]));
                    OutputStream out = new FileOutputStream(part[2])) {
                switch (part[0]) {
                    case "field" -> sign(document, out, part[3], existing(document, part[4]), null);
                    case "box" -> sign(document, out, part[3], new PDSignature(), part);
                    case "fill" -> fill(document, out, part[3], part[4]);
                    default -> throw new IllegalArgumentException(part[0]);
                }
            }
        }
    }

    private static PDSignature existing(PDDocument document, String name) throws IOException {
        PDField field = document.getDocumentCatalog().getAcroForm(null).getField(name);
        PDSignature signature = new PDSignature();
        ((PDSignatureField) field).getCOSObject().setItem(COSName.V, signature);
        return signature;
    }

    private static void sign(
            PDDocument document, OutputStream out, String keys, PDSignature signature, String[] box)
            throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(keys)) {
            store.load(in, "x".toCharArray());
        }
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, "x".toCharArray());
        X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
        signature.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
        signature.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
        signature.setSignDate(Calendar.getInstance());
        SignatureOptions options = new SignatureOptions();
        if (box != null) {
            options.setPage(Integer.parseInt(box[5]));
            options.setVisualSignature(new ByteArrayInputStream(template(document, box)));
        }
        document.addSignature(signature, content -> cms(content, key, certificate), options);
        document.saveIncremental(out);
        options.close();
    }

    private static byte[] cms(InputStream content, PrivateKey key, X509Certificate certificate)
            throws IOException {
        try {
            CMSSignedDataGenerator made = new CMSSignedDataGenerator();
            made.addCertificates(new JcaCertStore(List.of(certificate)));
            made.addSignerInfoGenerator(
                    new JcaSignerInfoGeneratorBuilder(
                                    new JcaDigestCalculatorProviderBuilder().build())
                            .build(
                                    new JcaContentSignerBuilder("SHA256WithRSA").build(key),
                                    certificate));
            return made.generate(new CMSProcessableByteArray(content.readAllBytes()), false)
                    .getEncoded();
        } catch (Exception error) {
            throw new IOException(error);
        }
    }

    /** A document of one page that holds what the signature is to look like. */
    private static byte[] template(PDDocument document, String[] part) throws IOException {
        float[] edge = new float[4];
        for (int i = 0; i < 4; i++) {
            edge[i] = Float.parseFloat(part[6 + i]);
        }
        PDRectangle box = new PDRectangle(edge[0], edge[1], edge[2] - edge[0], edge[3] - edge[1]);
        int number = Integer.parseInt(part[5]);
        try (PDDocument made = new PDDocument()) {
            PDPage page = new PDPage(document.getPage(number).getMediaBox());
            made.addPage(page);
            PDAcroForm form = new PDAcroForm(made);
            made.getDocumentCatalog().setAcroForm(form);
            PDSignatureField field = new PDSignatureField(form);
            field.setPartialName(part[4]);
            PDAnnotationWidget widget = field.getWidgets().get(0);
            form.setSignaturesExist(true);
            form.setAppendOnly(true);
            form.getCOSObject().setDirect(true);
            form.getFields().add(field);
            widget.setRectangle(box);
            widget.setPrinted(true);
            widget.setPage(page);
            PDFormXObject shape = new PDFormXObject(new PDStream(made));
            shape.setResources(new PDResources());
            shape.setFormType(1);
            shape.setBBox(new PDRectangle(box.getWidth(), box.getHeight()));
            PDAppearanceDictionary looks = new PDAppearanceDictionary();
            looks.getCOSObject().setDirect(true);
            PDAppearanceStream look = new PDAppearanceStream(shape.getCOSObject());
            looks.setNormalAppearance(look);
            widget.setAppearance(looks);
            BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
            image.createGraphics().fillRect(2, 2, 16, 6);
            try (PDPageContentStream pen = new PDPageContentStream(made, look)) {
                pen.drawImage(
                        LosslessFactory.createFromImage(made, image),
                        0, 0, box.getWidth(), box.getHeight());
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            made.save(out);
            return out.toByteArray();
        }
    }

    private static void fill(PDDocument document, OutputStream out, String name, String text)
            throws IOException {
        PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
        PDField field = form.getField(name);
        field.setValue(text);
        PDAnnotationWidget widget = field.getWidgets().get(0);
        // PDFBox writes what is marked, and finds it only on a marked way down from the catalogue.
        List.of(
                        document.getDocumentCatalog().getCOSObject(),
                        form.getCOSObject(),
                        widget.getCOSObject(),
                        widget.getAppearance().getCOSObject(),
                        widget.getNormalAppearanceStream().getCOSObject())
                .forEach(each -> each.setNeedToBeUpdated(true));
        ((COSArray) form.getCOSObject().getDictionaryObject(COSName.FIELDS))
                .setNeedToBeUpdated(true);
        document.saveIncremental(out);
    }
}
