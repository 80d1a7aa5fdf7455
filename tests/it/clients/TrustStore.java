// Connects with pgjdbc, which verifies as this JVM does: TrustStore URL... Prints a line for each.

import java.sql.DriverManager;
import java.sql.SQLException;

public class TrustStore {
    public static void main(String[] urls) throws Exception {
        for (var url : urls) {
            System.out.println(connect(url));
        }
    }

    static String connect(String url) {
        var query = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        try (var session = DriverManager.getConnection(url);
                var rows = session.createStatement().executeQuery(query)) {
            rows.next();
            return "encrypted " + rows.getBoolean(1);
        } catch (SQLException error) {
            var message = error.getMessage();
            var isRoot = message.contains("PKIX path");
            var isName = message.contains("hostname") || message.contains("could not be verified");
            return isRoot ? "refused by its root" : isName ? "refused by its name" : message;
        }
    }
}
