//! `sessions`: a real PostgreSQL with sessions of every kind, and servers that no PostgreSQL is.

mod counts;
mod hostile;
mod kit;
mod login;
mod sampling;
