// java RevocationCheck.java ocsp|crl CA.der LEAF.der DATE-IN-MS: what PKIX says of the leaf at that date: `OK`,
// `REVOKED CERTIFICATE_HOLD 1763629200000`, or why it cannot say.
import java.io.FileInputStream;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

public class RevocationCheck {
  static X509Certificate read(String file) throws Exception {
    try (FileInputStream in = new FileInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  static String check(X509Certificate ca, X509Certificate leaf, Date at, boolean crl) throws Exception {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    EnumSet<PKIXRevocationChecker.Option> options = EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK);
    if (crl) options.add(PKIXRevocationChecker.Option.PREFER_CRLS);
    checker.setOptions(options);
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
    parameters.setDate(at);
    // The policy is critical and carries a qualifier, which PKIX refuses unless told that it is understood.
    parameters.setPolicyQualifiersRejected(false);
    parameters.addCertPathChecker(checker);
    CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
    try {
      validator.validate(path, parameters);
      return "OK";
    } catch (CertPathValidatorException refused) {
      if (refused.getCause() instanceof CertificateRevokedException) {
        CertificateRevokedException revoked = (CertificateRevokedException) refused.getCause();
        return "REVOKED " + revoked.getRevocationReason() + " " + revoked.getRevocationDate().getTime();
      }
      return refused.getReason() + " " + refused.getMessage();
    }
  }

  public static void main(String[] args) throws Exception {
    System.setProperty("com.sun.security.enableCRLDP", "true");
    Date at = new Date(Long.parseLong(args[3]));
    System.out.println(check(read(args[1]), read(args[2]), at, args[0].equals("crl")));
  }
}
