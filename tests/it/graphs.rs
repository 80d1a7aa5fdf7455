//! Random graphs of authorities that sign each other, and of defects, and others at the edge of a rule, which chance
//! does not meet: what OpenSSL makes of them, and whether `check` makes the same of them. `PGCERTS_GRAPHS` is how many, `PGCERTS_GRAPHS_SEED` the first one's seed,
//! and `PGCERTS_GRAPHS_FOLDER` keeps their files.
#![cfg(unix)]

mod compared;
mod defect;
mod edges;
mod graph;
mod openssl;
pub(crate) mod random;
