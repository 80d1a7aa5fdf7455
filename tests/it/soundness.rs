//! Chains and revocation lists of every kind that OpenSSL decides by a rule of its own, generated from a seed: the library
//! says what OpenSSL says. `PGCERTS_CHAINS` is how many, `PGCERTS_CHAINS_SEED` the first one's seed, and
//! `PGCERTS_CHAINS_KIND` the one kind to generate.

mod addresses;
mod chain;
mod compared;
mod constraints;
mod extensions;
mod lists;
mod live;
mod mutated;
mod oddities;
mod oracle;
mod paths;
mod pkits;
mod signed;
mod tally;
mod tree;
mod uses;
mod values;
