//! A root from the copy beside its manifest, through the one gate. Of the built-in manifest, the copies are in this program.

use crate::diagnostic::{Code, Diagnostic};
use crate::pins::gate::PinnedRoot;
use crate::pins::{Pin, Pins};

/// The root, if there is a copy.
///
/// # Errors
/// The copy is not the pinned certificate.
pub(super) fn bundled_root(pins: &Pins, pin: &Pin) -> Result<Option<PinnedRoot>, Diagnostic> {
    let Some(bytes) = pins.bundled(pin) else { return Ok(None) };
    PinnedRoot::admit(pin, bytes).map(Some).map_err(|_| {
        let message = format!("the copy of `{}` beside the manifest is not the pinned certificate", pin.id);
        Diagnostic::failure(Code::BadManifest, message, "do not use this copy of pgcerts or of the manifest")
    })
}

/// The failure where a copy is needed and there is none.
pub(super) fn no_copy(pin: &Pin) -> Diagnostic {
    Diagnostic::failure(
        Code::MissingRoot,
        format!("there is no file for the root `{}` beside the manifest", pin.id),
        "put its certificate there under the name that the manifest gives, or download it",
    )
}
