// pgjdbc: connects to each server that a line of the file names: host, port, root certificates.
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

public class Program {
    public static void main(String[] arguments) throws Exception {
        for (var line : Files.readAllLines(Path.of(arguments[0]))) {
            var words = line.split(" ");
            var url = "jdbc:postgresql://%s:%s/d?user=u&sslmode=verify-full&connectTimeout=20&sslrootcert=%s"
                    .formatted(words[0], words[1], words[2]);
            try (var session = DriverManager.getConnection(url)) {
                System.out.println(line + " connected");
            } catch (SQLException error) {
                System.out.println(line + " " + error.getMessage() + " " + error.getCause());
            }
        }
    }
}
