//! What to write, for each client, so that it connects with verify-full and the file. `docs/clients.md` shows these
//! very snippets, and the tests run them.

mod quote;

use crate::environment::Platform;
use crate::error::{Error, Result};
use crate::shell;

use quote::{connection_string, dot_net, javascript, percent, posix, python, rust};

/// Who connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Client {
    /// psql, called from a shell
    Psql,
    /// A URI for whatever uses libpq
    Uri,
    /// psycopg 3 for Python
    Psycopg,
    /// psycopg 2 for Python
    Psycopg2,
    /// asyncpg for Python
    Asyncpg,
    /// pg8000 for Python
    Pg8000,
    /// SQLAlchemy for Python
    Sqlalchemy,
    /// Django's settings
    Django,
    /// pg for Node
    NodePostgres,
    /// postgres for Node
    PostgresJs,
    /// A URL for pgjdbc
    Jdbc,
    /// Spring Boot's properties
    Spring,
    /// A connection string for Npgsql
    Npgsql,
    /// pgx for Go
    Pgx,
    /// lib/pq for Go
    LibPq,
    /// sqlx for Rust
    Sqlx,
    /// tokio-postgres for Rust, over native-tls
    TokioPostgresNativeTls,
    /// tokio-postgres for Rust, over rustls
    TokioPostgresRustls,
}

impl Client {
    /// The snippet for the file at `path`, an absolute one.
    ///
    /// # Errors
    /// A path with a line break, which would end a line of the snippet.
    pub fn snippet(self, path: &str, platform: Platform) -> Result<String> {
        if path.contains(['\n', '\r', '\0']) {
            return Err(Error::usage(
                format!("the path {path:?} contains a line break"),
                "choose a path without one; a snippet holds it in one line",
            ));
        }
        Ok(self.written(path, platform))
    }

    /// The name as `--client` takes it.
    pub fn name(self) -> String {
        use clap::ValueEnum as _;
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn written(self, path: &str, platform: Platform) -> String {
        match self {
            Self::Psql => psql(path, platform),
            Self::Uri => uri("postgresql", path),
            Self::Psycopg => format!("connection = psycopg.connect(\n{})", libpq_arguments(path)),
            Self::Psycopg2 => format!("connection = psycopg2.connect(\n{})", libpq_arguments(path)),
            Self::Asyncpg => {
                format!("connection = await asyncpg.connect(\n{})", context_arguments("ssl", path))
            }
            Self::Pg8000 => {
                format!("connection = pg8000.dbapi.connect(\n{})", context_arguments("ssl_context", path))
            }
            Self::Sqlalchemy => {
                format!("engine = sqlalchemy.create_engine(\n    \"{}\"\n)", uri("postgresql+psycopg", path))
            }
            Self::Django => django(path),
            Self::NodePostgres => format!("const client = new pg.Client({})", node_options(path)),
            Self::PostgresJs => format!("const sql = postgres({})", node_options(path)),
            Self::Jdbc => jdbc("user=YOUR_USER&", path),
            Self::Spring => {
                format!("spring.datasource.url={}\nspring.datasource.username=YOUR_USER", jdbc("", path))
            }
            Self::Npgsql => npgsql(path),
            Self::Pgx => format!("connection, err := pgx.Connect(ctx, \"{}\")", uri("postgresql", path)),
            Self::LibPq => format!("db, err := sql.Open(\"postgres\", \"{}\")", uri("postgresql", path)),
            Self::Sqlx => {
                format!(
                    "let pool = sqlx::PgPool::connect(\n    \"{}\",\n)\n.await?;",
                    uri("postgresql", path)
                )
            }
            Self::TokioPostgresNativeTls => tokio_postgres(NATIVE_TLS, path),
            Self::TokioPostgresRustls => tokio_postgres(RUSTLS, path),
        }
    }
}

fn psql(path: &str, platform: Platform) -> String {
    let target = format!(
        "host=YOUR_HOST port=5432 dbname=YOUR_DATABASE user=YOUR_USER sslmode=verify-full sslrootcert={}",
        connection_string(path)
    );
    match platform {
        Platform::Unix => format!("psql {}", posix(&target)),
        Platform::Windows => format!("psql '{}'", shell::powershell(&target)),
    }
}

fn uri(scheme: &str, path: &str) -> String {
    format!(
        "{scheme}://YOUR_USER@YOUR_HOST:5432/YOUR_DATABASE?sslmode=verify-full&sslrootcert={}",
        percent(path)
    )
}

fn jdbc(user: &str, path: &str) -> String {
    format!(
        "jdbc:postgresql://YOUR_HOST:5432/YOUR_DATABASE?{user}sslmode=verify-full&sslrootcert={}",
        percent(path)
    )
}

fn npgsql(path: &str) -> String {
    format!(
        "Host=YOUR_HOST;Port=5432;Database=YOUR_DATABASE;Username=YOUR_USER;SSL Mode=VerifyFull;Root Certificate={}",
        dot_net(path)
    )
}

/// The keywords of libpq as Python's arguments.
fn libpq_arguments(path: &str) -> String {
    format!(
        r#"    host="YOUR_HOST",
    port=5432,
    dbname="YOUR_DATABASE",
    user="YOUR_USER",
    sslmode="verify-full",
    sslrootcert={},
"#,
        python(path)
    )
}

/// The arguments of clients that take a context of Python's `ssl`, which checks chain and name by itself.
fn context_arguments(keyword: &str, path: &str) -> String {
    format!(
        r#"    host="YOUR_HOST",
    port=5432,
    database="YOUR_DATABASE",
    user="YOUR_USER",
    {keyword}=ssl.create_default_context(cafile={}),
"#,
        python(path)
    )
}

fn django(path: &str) -> String {
    format!(
        r#"DATABASES = {{
    "default": {{
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "YOUR_HOST",
        "PORT": "5432",
        "NAME": "YOUR_DATABASE",
        "USER": "YOUR_USER",
        "OPTIONS": {{
            "sslmode": "verify-full",
            "sslrootcert": {},
        }},
    }}
}}"#,
        python(path)
    )
}

/// Node checks chain and name of every TLS connection unless it is told not to.
fn node_options(path: &str) -> String {
    format!(
        "{{
  host: 'YOUR_HOST',
  port: 5432,
  database: 'YOUR_DATABASE',
  user: 'YOUR_USER',
  ssl: {{ ca: fs.readFileSync({}, 'utf8') }},
}}",
        javascript(path)
    )
}

/// Without the system's roots, so that the file decides.
const NATIVE_TLS: &str = "let mut builder = native_tls::TlsConnector::builder();
builder.disable_built_in_roots(true);
for certificate in native_tls::Certificate::stack_from_pem(&std::fs::read(PATH)?)? {
    builder.add_root_certificate(certificate);
}
let connector = postgres_native_tls::MakeTlsConnector::new(builder.build()?);";

const RUSTLS: &str = "let mut roots = rustls::RootCertStore::empty();
for certificate in rustls::pki_types::CertificateDer::pem_file_iter(PATH)? {
    roots.add(certificate?)?;
}
let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
let connector = tokio_postgres_rustls::MakeRustlsConnect::new(config);";

/// `require` is the highest mode that tokio-postgres knows; chain and name are the connector's to check.
fn tokio_postgres(connector: &str, path: &str) -> String {
    let connector = connector.replace("PATH", &rust(path));
    format!(
        "{connector}
let (client, connection) = tokio_postgres::connect(
    \"host=YOUR_HOST port=5432 dbname=YOUR_DATABASE user=YOUR_USER sslmode=require\",
    connector,
)
.await?;"
    )
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn no_snippet_has_a_line_break_of_the_path() {
        for client in Client::value_variants() {
            for path in ["/a\nb", "/a\rb", "/a\0b"] {
                assert!(client.snippet(path, Platform::Unix).is_err());
            }
        }
    }

    #[test]
    fn powershell_calls_psql_on_windows() {
        let snippet = Client::Psql.snippet(r"C:\Users\O'Brien\root.crt", Platform::Windows);
        let ending = r"sslrootcert=''C:\\Users\\O\''Brien\\root.crt'''";
        assert!(snippet.is_ok_and(|snippet| snippet.ends_with(ending)));
    }
}
