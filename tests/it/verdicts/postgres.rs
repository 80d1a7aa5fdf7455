//! The same cases with a real PostgreSQL, where it starts with their certificates.
