// Connects with pgjdbc, which verifies as this JVM does: TrustStore.java HOST PORT.

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

public class TrustStore {
    public static void main(String[] arguments) throws Exception {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        var url = "jdbc:postgresql://" + arguments[0] + ":" + arguments[1] + "/postgres";
        var query = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        try (var session = DriverManager.getConnection(url, properties);
                var rows = session.createStatement().executeQuery(query)) {
            rows.next();
            System.out.println("encrypted " + rows.getBoolean(1));
        } catch (SQLException error) {
            var message = error.getMessage();
            var isRoot = message.contains("PKIX path");
            var isName = message.contains("hostname") || message.contains("could not be verified");
            System.out.println(isRoot ? "refused by its root" : isName ? "refused by its name" : message);
        }
    }
}
