package io.r2dbc.postgresql.client;

/** In place of r2dbc-postgresql's. */
public enum SSLMode {
    VERIFY_FULL
}
