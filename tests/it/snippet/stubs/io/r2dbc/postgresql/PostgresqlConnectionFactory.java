package io.r2dbc.postgresql;

/** In place of r2dbc-postgresql's. */
public class PostgresqlConnectionFactory {
    public PostgresqlConnectionFactory(PostgresqlConnectionConfiguration configuration) {}
}
