import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Has veraPDF judge every file named on the command line as PDF/A-3a and as PDF/UA-1. One line per
 * file and standard: path, standard, checks made, checks failed, then the rules that failed.
 */
public class Conformance {
    private static final String[] STANDARDS = {"3a", "ua1"};

    public static void main(String[] files) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (String standard : STANDARDS) {
                out.println(String.join("\t", file, standard, judge(file, standard)));
            }
        }
    }

    private static String judge(String file, String standard) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.fromString(standard);
        try (InputStream stream = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour)) {
            ValidationResult result =
                    Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
            TreeMap<String, Integer> failed = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() != TestAssertion.Status.PASSED) {
                    String rule = assertion.getRuleId().getClause() + "-"
                            + assertion.getRuleId().getTestNumber();
                    failed.merge(rule + " " + assertion.getMessage(), 1, Integer::sum);
                }
            }
            int count = failed.values().stream().mapToInt(Integer::intValue).sum();
            String verdict = result.isCompliant() ? "" : String.join(" | ", failed.keySet());
            return result.getTotalAssertions() + "\t" + count + "\t"
                    + (result.isCompliant() || count > 0 ? verdict : "not compliant, no rule named");
        }
    }
}
