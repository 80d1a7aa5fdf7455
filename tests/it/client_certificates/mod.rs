//! The client's own certificate and `--auth`: a real PostgreSQL that asks for certificates, and three versions of libpq
//! beside `check`.

mod auth;
mod kit;
mod libpq;
mod report;
mod status;
mod table;
