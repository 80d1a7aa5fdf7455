//! `pgcerts install` where nothing goes wrong.

use crate::support::authority::{Authority, manifest, write_manifest};
use crate::support::user::User;

#[test]
fn a_manifest_of_ones_own_is_installed_from_beside_it() {
    let user = User::new();
    let authority = Authority::new("Test Root");
    let pins = write_manifest(
        user.home(),
        &manifest(&[authority.pin("test-root", &[])]),
        &[("test-root.crt", authority.der())],
    );
    let json =
        user.run(["install", "--offline", "--json", "--pins", pins.to_str().expect("UTF-8")]).exits(0).json();
    assert_eq!(json["action"], "create");
    assert_eq!(crate::support::certificates(&user.root_crt()), [authority.der()]);
}
