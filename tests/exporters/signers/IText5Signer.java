import com.itextpdf.text.Image;
import com.itextpdf.text.Rectangle;
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfSignatureAppearance;
import com.itextpdf.text.pdf.PdfStamper;
import com.itextpdf.text.pdf.security.BouncyCastleDigest;
import com.itextpdf.text.pdf.security.MakeSignature;
import com.itextpdf.text.pdf.security.PrivateKeySignature;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Signs PDFs with iText 5, which the signing tools of Vietnamese offices are built on. Each
 * argument is a step as PdfBoxSigner takes it: "field IN OUT KEYS NAME" or "box IN OUT KEYS NAME
 * PAGE LEFT BOTTOM RIGHT TOP". The signature is an image, as of a hand or a seal.
 */
public class IText5Signer {
    public static void main(String[] steps) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        for (String step : steps) {
            String[] part = step.split("\t");
            try (OutputStream out = new FileOutputStream(part[2])) {
                sign(part, out);
            }
        }
    }

    private static void sign(String[] part, OutputStream out) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(part[3])) {
            store.load(in, "x".toCharArray());
        }
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, "x".toCharArray());
        Certificate[] chain = store.getCertificateChain(alias);
        PdfStamper stamper =
                PdfStamper.createSignature(new PdfReader(part[1]), out, '\0', null, true);
        PdfSignatureAppearance look = stamper.getSignatureAppearance();
        if (part[0].equals("field")) {
            look.setVisibleSignature(part[4]);
        } else {
            float[] edge = new float[4];
            for (int i = 0; i < 4; i++) {
                edge[i] = Float.parseFloat(part[6 + i]);
            }
            Rectangle box = new Rectangle(edge[0], edge[1], edge[2], edge[3]);
            look.setVisibleSignature(box, Integer.parseInt(part[5]) + 1, part[4]);
        }
        look.setRenderingMode(PdfSignatureAppearance.RenderingMode.GRAPHIC);
        look.setSignatureGraphic(Image.getInstance(20, 10, 3, 8, new byte[600]));
        MakeSignature.signDetached(
                look, new BouncyCastleDigest(), new PrivateKeySignature(key, "SHA-256", "BC"),
                chain, null, null, null, 0, MakeSignature.CryptoStandard.CMS);
    }
}
