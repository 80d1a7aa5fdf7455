// pgjdbc with what Java reads from the properties of the file that is named. Spring itself is not at hand.
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Properties;

public class Program {
    public static void main(String[] arguments) throws Exception {
        var properties = new Properties();
        try (var file = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(file);
        }
        var url = properties.getProperty("spring.datasource.url");
        var user = properties.getProperty("spring.datasource.username");
        try (var session = DriverManager.getConnection(url, user, null);
                var rows = session.createStatement().executeQuery(System.getenv("QUERY"))) {
            rows.next();
            System.out.println(rows.getString(1));
        }
    }
}
