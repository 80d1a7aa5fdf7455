// What Java, its properties and pgjdbc read in the snippets: host, user, database, path, in hex.
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

public class Values {
    static void print(String... values) {
        System.out.println(Stream.of(values)
                .map(value -> HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(" ")));
    }

    static void url(String url, String user) {
        var values = org.postgresql.Driver.parseURL(url, new Properties());
        if (!values.getProperty("PGPORT").equals("6543")) throw new IllegalArgumentException(url);
        print(values.getProperty("PGHOST"), user == null ? values.getProperty("user") : user,
                values.getProperty("PGDBNAME"), values.getProperty("sslrootcert"));
    }

    static void jdbc(String file) throws Exception {
        url(Files.readString(Path.of(file)).trim(), null);
    }

    static Properties properties(String file) throws Exception {
        var properties = new Properties();
        // As Latin-1, which Java's own reader of a stream takes it for.
        try (var stream = Files.newInputStream(Path.of(file))) {
            properties.load(stream);
        }
        return properties;
    }

    static void spring(String file) throws Exception {
        var properties = properties(file);
        var user = properties.getProperty("spring.datasource.username");
        if (properties.toString().contains("${")) throw new IllegalArgumentException("Spring would look this up");
        url(properties.getProperty("spring.datasource.url"), user);
    }

    static void debezium(String file) throws Exception {
        var properties = properties(file);
        print(properties.getProperty("database.hostname"), properties.getProperty("database.user"),
                properties.getProperty("database.dbname"), properties.getProperty("database.sslrootcert"));
    }

    public static void main(String[] arguments) throws Exception {
        // CALLS
    }
}
