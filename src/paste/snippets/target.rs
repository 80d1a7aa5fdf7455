//! Connection strings and URLs.

use crate::libpq::environment::Platform;
use crate::paste::quote;

/// The command for the system's own shell, PowerShell on Windows.
pub(super) fn psql(path: &str, platform: Platform) -> String {
    let target = format!(
        "host=YOUR_HOST port=5432 dbname=YOUR_DATABASE user=YOUR_USER sslmode=verify-full sslrootcert={}",
        quote::connection_string(path)
    );
    match platform {
        Platform::Unix => format!("psql {}", quote::posix(&target)),
        Platform::Windows => format!("psql {}", quote::powershell(&target)),
    }
}

pub(super) fn uri(scheme: &str, path: &str) -> String {
    let path = quote::percent(path);
    format!("{scheme}://YOUR_USER@YOUR_HOST:5432/YOUR_DATABASE?sslmode=verify-full&sslrootcert={path}")
}

pub(super) fn jdbc(user: &str, path: &str) -> String {
    let path = quote::percent(path);
    format!("jdbc:postgresql://YOUR_HOST:5432/YOUR_DATABASE?{user}sslmode=verify-full&sslrootcert={path}")
}

/// Characters that are special in Java's properties and in Spring's placeholders are percent-encoded in the URL.
pub(super) fn spring(path: &str) -> String {
    format!("spring.datasource.url={}\nspring.datasource.username=YOUR_USER", jdbc("", path))
}

pub(super) fn npgsql(path: &str) -> String {
    format!(
        "Host=YOUR_HOST;Port=5432;Database=YOUR_DATABASE;Username=YOUR_USER;\
         SSL Mode=VerifyFull;Root Certificate={}",
        quote::dot_net(path)
    )
}
