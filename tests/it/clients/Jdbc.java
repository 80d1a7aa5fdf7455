// Counts the certificates in FILE as Java reads them, then connects with pgjdbc under verify-full.
//
// Jdbc.java FILE PORT; without PORT it only counts.

import java.io.FileInputStream;
import java.security.cert.CertificateFactory;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

public class Jdbc {
    public static void main(String[] arguments) throws Exception {
        try (var file = new FileInputStream(arguments[0])) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(file);
            System.out.println("certificates " + certificates.size());
        }
        if (arguments.length > 1) {
            System.out.println(ask(arguments[0], arguments[1]));
        }
    }

    private static String ask(String file, String port) {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", file);
        var url = "jdbc:postgresql://localhost:" + port + "/postgres";
        var query = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        try (var session = DriverManager.getConnection(url, properties);
                var rows = session.createStatement().executeQuery(query)) {
            rows.next();
            return "encrypted " + rows.getBoolean(1);
        } catch (SQLException error) {
            return "refused " + error.getMessage().contains("PKIX path");
        }
    }
}
