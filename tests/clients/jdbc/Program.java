// pgjdbc with the URL of the file that is named.
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;

public class Program {
    public static void main(String[] arguments) throws Exception {
        var url = Files.readString(Path.of(arguments[0])).trim();
        try (var session = DriverManager.getConnection(url);
                var rows = session.createStatement().executeQuery(System.getenv("QUERY"))) {
            rows.next();
            System.out.println(rows.getString(1));
        }
    }
}
