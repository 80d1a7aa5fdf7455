//! The settings of a login: who logs in, to which database, with which password, and which authentication is accepted.

use super::file_value::read_file;
use super::settings::ConninfoSettings;
use crate::diagnostic::Diagnostic;
use crate::libpq::channel_binding::ChannelBindingMode;
use crate::libpq::login_requirement::LoginRequirement;
use crate::libpq::require_auth::RequireAuth;
use crate::libpq::secret::Secret;

/// Who logs in, and to which database. libpq's defaults are the name of the system's user, and the role's own name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Login {
    /// `user`
    pub(crate) user: Option<String>,
    /// `dbname`
    pub(crate) database: Option<String>,
    /// `password`, unless it is empty.
    pub(crate) password: Option<Secret>,
    /// `passfile`, unless it is the default one.
    pub(crate) passfile: Option<String>,
    /// `require_auth` and `channel_binding`
    pub(crate) requirement: LoginRequirement,
    /// `requirepeer`: the user who must run the server behind a Unix socket.
    pub(crate) required_peer: Option<String>,
}

impl Login {
    /// Reads the settings.
    ///
    /// # Errors
    /// libpq's, for a value of `channel_binding` or `require_auth` that it refuses.
    pub(super) fn from_settings(settings: &ConninfoSettings) -> Result<Self, Diagnostic> {
        let value = |key| settings.filled(key).map(str::to_owned);
        Ok(Self {
            user: value("user"),
            database: value("dbname"),
            password: value("password").map(Secret::from),
            passfile: settings.filled("passfile").map(|file| read_file("passfile", file)).transpose()?,
            requirement: requirement(settings)?,
            required_peer: value("requirepeer"),
        })
    }
}

fn requirement(settings: &ConninfoSettings) -> Result<LoginRequirement, Diagnostic> {
    let channel_binding = settings.get("channel_binding").map(ChannelBindingMode::read).transpose();
    let require_auth = RequireAuth::read(settings.get("require_auth").unwrap_or_default());
    Ok(LoginRequirement {
        channel_binding: channel_binding
            .map_err(|text| Diagnostic::usage(text, "the values are `disable`, `prefer` and `require`"))?
            .unwrap_or_default(),
        require_auth: require_auth.map_err(|text| {
            let fix = "the methods are `password`, `md5`, `gss`, `sspi`, `scram-sha-256`, `oauth` and `none`, each with `!` to exclude it";
            Diagnostic::usage(text, fix)
        })?,
    })
}
