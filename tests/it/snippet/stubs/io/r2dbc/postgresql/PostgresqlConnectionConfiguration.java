package io.r2dbc.postgresql;

/** In place of r2dbc-postgresql's: keeps what it is given. */
public class PostgresqlConnectionConfiguration {
    public final String[] values = new String[4];

    public static Builder builder() {
        return new Builder();
    }

    public static class Builder {
        private final PostgresqlConnectionConfiguration built = new PostgresqlConnectionConfiguration();

        private Builder keep(int place, String value) {
            built.values[place] = value;
            return this;
        }

        public Builder host(String host) {
            return keep(0, host);
        }

        public Builder port(int port) {
            if (port != 6543) throw new IllegalArgumentException("port");
            return this;
        }

        public Builder username(String username) {
            return keep(1, username);
        }

        public Builder database(String database) {
            return keep(2, database);
        }

        public Builder sslMode(io.r2dbc.postgresql.client.SSLMode mode) {
            return this;
        }

        public Builder sslRootCert(String path) {
            return keep(3, path);
        }

        public PostgresqlConnectionConfiguration build() {
            return built;
        }
    }
}
