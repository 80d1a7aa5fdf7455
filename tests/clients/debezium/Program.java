// Debezium's connection with the connector's properties of the file that is named. Kafka is not needed for it.
import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

public class Program {
    public static void main(String[] arguments) throws Exception {
        var properties = new Properties();
        try (var file = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(file);
        }
        var config = new PostgresConnectorConfig(Configuration.from(properties));
        try (var connection = new PostgresConnection(config.getJdbcConfig(), "pgcerts")) {
            String answer = connection.queryAndMap(System.getenv("QUERY"), rows -> {
                rows.next();
                return rows.getString(1);
            });
            System.out.println(answer);
        }
    }
}
