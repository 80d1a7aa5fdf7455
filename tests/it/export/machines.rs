//! The forms for machines, images and Java: cloud-init, a builder of images, keytool and OpenSSL.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{installed, own_root, printed, python};
use crate::support::pem;
use crate::support::tools::{need, need_that, test_tools};
use crate::support::user::{Answer, User, answer};

/// Runs cloud-init's own module, with /etc in another place.
const WRITE_FILES: &str = "
import logging, sys
from cloudinit import util
from cloudinit.config import cc_write_files
from types import SimpleNamespace
config = util.load_yaml(open(sys.argv[1]).read())
cloud = SimpleNamespace(distro=SimpleNamespace(default_owner='root:root'))
cc_write_files.handle('write_files', config, cloud, logging.getLogger(), [])
";

const SCHEMA: &str = "
import sys
from cloudinit.config.schema import handle_schema_args
from types import SimpleNamespace
handle_schema_args('schema', SimpleNamespace(config_file=sys.argv[1], docs=None, system=False, annotate=False))
";

#[test]
fn cloud_init_takes_the_user_data_and_writes_the_file() {
    let test = "the user data of cloud-init";
    if !need_that(test, "cloud-init", test_tools("cloud-init/usr/lib").is_dir()) {
        return;
    }
    let user = User::new();
    let data = user.path("user-data");
    std::fs::write(&data, printed(&user, "cloud-init", &[])).expect("a file");
    let valid = python(SCHEMA, &[&data]);
    assert!(valid.stdout.contains("Valid"), "{valid:?}");
    let etc = user.path("etc");
    std::fs::create_dir(&etc).expect("a folder");
    for name in ["passwd", "group"] {
        std::fs::copy(Path::new("/etc").join(name), etc.join(name)).expect("a copy");
    }
    let Some(unshare) = need(test, "unshare") else { return };
    let script = format!("mount --bind {} /etc && exec \"$@\"", etc.display());
    let modules = [test_tools("exports"), test_tools("cloud-init/usr/lib/python3/dist-packages")];
    let mut command = Command::new(unshare);
    command.env("PYTHONPATH", std::env::join_paths(modules).expect("folders"));
    command.args(["--mount", "--map-root-user", "sh", "-ec", &script, "sh"]);
    command.arg(test_tools("python/bin/python")).args(["-c", WRITE_FILES]).arg(&data);
    answer(&mut command).exits(0);
    let written = etc.join("postgresql-roots/root.crt");
    assert_eq!(std::fs::read_to_string(&written).expect("the file"), installed(&user));
    let mode = std::fs::metadata(&written).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
}

/// A root folder with a shell and the two programs that the lines call.
fn small_system(root: &Path) {
    for program in ["dash", "mkdir", "chmod"] {
        let Some(path) = need("an image", program) else { return };
        let needed = answer(Command::new("ldd").arg(&path)).exits(0).stdout;
        let libraries = needed.split_whitespace().filter(|word| word.starts_with('/'));
        for file in libraries.map(PathBuf::from).chain([Path::new("/bin").join(program)]) {
            let copy = root.join(file.strip_prefix("/").expect("a path from the root"));
            std::fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
            std::fs::copy(&file, &copy).expect("a copy");
        }
    }
    symlink("dash", root.join("bin/sh")).expect("a link");
}

/// buildah with all that it keeps below the user's home.
fn buildah(user: &User, arguments: &[&str]) -> Answer {
    let Some(program) = need("an image", "buildah") else { panic!("no buildah") };
    let mut command = user.command(program);
    let [images, state] = ["images", "state"].map(|name| user.path(name));
    command.args(["--storage-driver", "vfs", "--root"]).arg(images).arg("--runroot").arg(state);
    answer(command.current_dir(user.home()).args(arguments)).exits(0)
}

#[test]
fn a_builder_of_images_runs_the_lines_however_many_roots_there_are() {
    if need("an image", "buildah").is_none() {
        return;
    }
    let user = User::new();
    small_system(&user.path("system"));
    // More than one command of a shell can hold: as many as AWS has.
    let many: String = (0..114).map(|number| pem("CERTIFICATE", &own_root(number, 1200))).collect();
    std::fs::write(user.path("many.pem"), &many).expect("a file");
    let lines = printed(&user, "dockerfile", &["--from", "many.pem"]);
    std::fs::write(user.path("Dockerfile"), format!("FROM scratch\nCOPY system /\n{lines}")).expect("a file");
    buildah(&user, &["build", "--quiet", "--isolation", "chroot", "--tag", "test", "."]);
    let container = buildah(&user, &["from", "test"]).stdout;
    let root = buildah(&user, &["mount", container.trim()]).stdout;
    let file = Path::new(root.trim()).join("etc/postgresql-roots/root.crt");
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), many);
    assert_eq!(std::fs::metadata(&file).expect("the file").permissions().mode() & 0o777, 0o644);
    let format = "{{.OCIv1.Config.Env}}";
    let variables = buildah(&user, &["inspect", "--format", format, container.trim()]).stdout;
    assert!(variables.contains("PGSSLROOTCERT=/etc/postgresql-roots/root.crt"), "{variables}");
    buildah(&user, &["rm", container.trim()]);
}

/// A line of `keytool -list` for each root, by its alias.
fn listed(user: &User, name: &str) -> Vec<(String, String)> {
    let Some(keytool) = need("stores for Java", "keytool") else { return Vec::new() };
    let mut command = Command::new(keytool);
    command.args(["-J-Duser.language=en", "-list", "-storepass", "changeit", "-keystore"]);
    let text = answer(command.arg(user.path(name))).exits(0).stdout;
    let lines: Vec<&str> = text.lines().collect();
    let entries = lines.windows(2).filter(|pair| pair[0].contains("trustedCertEntry"));
    let mut listed: Vec<(String, String)> = entries
        .map(|pair| {
            let alias = pair[0].split(',').next().expect("an alias");
            let digits = pair[1].rsplit(' ').next().expect("a fingerprint");
            (alias.to_owned(), digits.replace(':', "").to_lowercase())
        })
        .collect();
    listed.sort();
    listed
}

#[test]
fn java_and_openssl_read_the_stores_for_java() {
    let user = User::in_memory();
    let certificates = user.run(["export", "--json"]).exits(0).json()["certificates"].clone();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let mut expected: Vec<(String, String)> = certificates
        .as_array()
        .expect("roots")
        .iter()
        .map(|root| (format!("pgcerts-{}", text(&root["id"])), text(&root["sha256"])))
        .collect();
    expected.sort();
    for form in ["pkcs12", "jks"] {
        user.run(["export", "--format", form, "--output", form]).exits(0);
        let mut command = user.pgcerts();
        let piped = command.args(["export", "--format", form]).output().expect("a run").stdout;
        assert_eq!(std::fs::read(user.path(form)).expect("the store"), piped, "{form}");
        assert_eq!(listed(&user, form), expected, "{form}");
        let again = user.run(["export", "--format", "pem", "--from", form]).exits(0).stdout;
        assert_eq!(again, printed(&user, "pem", &[]), "{form}");
    }
    let Some(openssl) = need("PKCS#12", "openssl") else { return };
    let mut command = Command::new(openssl);
    command.args(["pkcs12", "-nokeys", "-in", "pkcs12", "-passin", "pass:"]).current_dir(user.home());
    let text = answer(&mut command).exits(0).stdout;
    assert_eq!(text.matches("BEGIN CERTIFICATE").count(), expected.len());
}
