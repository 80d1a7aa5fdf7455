// Connects with pgjdbc, which verifies as this JVM does: TrustStore.java URL.

import java.sql.DriverManager;
import java.sql.SQLException;

public class TrustStore {
    public static void main(String[] arguments) throws Exception {
        var query = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
        try (var session = DriverManager.getConnection(arguments[0]);
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
