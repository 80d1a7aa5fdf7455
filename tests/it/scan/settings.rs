//! Connection settings: every way to write one is found, and what only looks like one is not.

use super::kit::ScanTree;

/// File, text, and the setting in it: line, mode, roots.
const SETTINGS: [(&str, &str, (u64, &str, &str)); 59] = [
    (".env", "A=b\nPGSSLMODE=disable\n", (2, "disable", "")),
    (".env.prod", "export PGSSLMODE=\"require\"\n", (1, "require", "")),
    ("url.env", "DATABASE_URL='postgresql://u:p@h/d?sslmode=prefer'\n", (1, "prefer", "")),
    ("root.env", "PGSSLMODE=verify-full\nPGSSLROOTCERT=/a b/root.crt\n", (1, "verify-full", "/a b/root.crt")),
    ("a.yaml", "db:\n  sslmode: disable\n", (2, "disable", "")),
    ("b.yml", "db: {host: h, sslmode: \"allow\"}\n", (1, "allow", "")),
    ("env.yaml", "env:\n- name: PGSSLMODE\n  value: require\n", (2, "require", "")),
    ("back.yaml", "env:\n- value: 'prefer'\n  name: PGSSLMODE\n", (3, "prefer", "")),
    ("compose.yaml", "services:\n  a:\n    environment:\n      - PGSSLMODE=disable\n", (4, "disable", "")),
    ("dsn.yaml", "url: host=h user=u sslmode=disable\n", (1, "disable", "")),
    ("app.properties", "spring.datasource.url=jdbc:postgresql://h/d?sslmode=require\n", (1, "require", "")),
    ("q.properties", "quarkus.reactive.ssl-mode=allow\n", (1, "allow", "")),
    ("a.json", "{\"db\": {\"sslmode\": \"require\"}}\n", (1, "require", "")),
    ("task.json", "[{\"name\": \"PGSSLMODE\", \"value\": \"disable\"}]\n", (1, "disable", "")),
    ("net.json", "{\"Db\": \"Host=h;SSL Mode=Prefer;Password=x\"}\n", (1, "prefer", "")),
    ("esc.json", "{\"raw\": \"{\\\"sslmode\\\": \\\"disable\\\"}\"}\n", (1, "disable", "")),
    ("a.toml", "[db]\nsslmode = \"prefer\"\n", (2, "prefer", "")),
    ("odbc.ini", "[pg]\nSSLmode = disable\n", (2, "disable", "")),
    ("pg_service.conf", "[a]\nhost=h\nsslmode=require\nsslrootcert=/r/x.crt\n", (3, "require", "/r/x.crt")),
    (".pg_service.conf", "[a]\nsslmode=allow\n", (2, "allow", "")),
    ("main.tf", "env = { PGSSLMODE = \"disable\" }\n", (1, "disable", "")),
    ("run.sh", "PGSSLMODE=require psql -c 'select 1'\n", (1, "require", "")),
    ("psql.sh", "psql \"host=h sslmode=disable\"\n", (1, "disable", "")),
    ("default.sh", ": \"${PGSSLMODE:-prefer}\"\n", (1, "prefer", "")),
    ("set.fish", "set -gx PGSSLMODE disable\n", (1, "disable", "")),
    ("set.ps1", "$env:PGSSLMODE = \"require\"\n", (1, "require", "")),
    ("set.bat", "set PGSSLMODE=allow\r\n", (1, "allow", "")),
    ("script", "#!/bin/sh\nexport PGSSLMODE=disable\n", (2, "disable", "")),
    ("Dockerfile", "FROM x\nENV PGSSLMODE=require\n", (2, "require", "")),
    ("Dockerfile.old", "FROM x\nENV PGSSLMODE disable\n", (2, "disable", "")),
    ("app.service", "[Service]\nEnvironment=\"PGSSLMODE=disable\"\n", (2, "disable", "")),
    ("A.java", "p.setProperty(\"sslmode\", \"require\");\n", (1, "require", "")),
    ("B.java", "ds.setSslMode(\"disable\");\n", (1, "disable", "")),
    ("C.cs", "b.SslMode = SslMode.Require;\n", (1, "require", "")),
    ("a.py", "connect(host=h, sslmode='require')\n", (1, "require", "")),
    ("b.py", "O = {'sslmode': 'prefer'}\n", (1, "prefer", "")),
    ("a.rb", "{ :sslmode => \"allow\" }\n", (1, "allow", "")),
    ("a.php", "$d = 'pgsql:host=h;sslmode=disable';\n", (1, "disable", "")),
    ("a.go", "s := fmt.Sprintf(\"host=%s sslmode=disable\", h)\n", (1, "disable", "")),
    ("a.rs", "o.ssl_mode(PgSslMode::Prefer)\n", (1, "prefer", "")),
    ("a.xml", "<property name=\"sslmode\" value=\"require\"/>\n", (1, "require", "")),
    ("b.kt", "p[\"sslmode\"] = \"require\"\n", (1, "require", "")),
    ("c.py", "os.environ['PGSSLMODE'] = 'disable'\n", (1, "disable", "")),
    ("b.go", "s := `host=h\nsslmode=prefer`\n", (2, "prefer", "")),
    ("run.yaml", "- run: PGSSLMODE=disable ./x\n", (1, "disable", "")),
    ("runs.yaml", "- run: |\n    PGSSLMODE=allow psql\n", (2, "allow", "")),
    ("sudo.sh", "sudo -u x PGSSLMODE=disable psql\n", (1, "disable", "")),
    ("then.sh", "if true; then PGSSLMODE=disable psql; fi\n", (1, "disable", "")),
    ("kube.sh", "kubectl set env deploy/x PGSSLMODE=disable\n", (1, "disable", "")),
    ("flag.sh", "app --sslmode=disable\n", (1, "disable", "")),
    ("words.sh", "app --sslmode prefer\n", (1, "prefer", "")),
    ("bare.sh", "psql sslmode=require\n", (1, "require", "")),
    ("csh.sh", "setenv PGSSLMODE allow\n", (1, "allow", "")),
    ("Dockerfile.run", "FROM x\nRUN PGSSLMODE=disable psql\n", (2, "disable", "")),
    ("set.cmd", "setx PGSSLMODE disable\r\n", (1, "disable", "")),
    ("escaped.properties", "u=jdbc\\:postgresql\\://h/x?sslmode\\=disable\n", (1, "disable", "")),
    ("or.js", "const m = process.env.PGSSLMODE || \"disable\";\n", (1, "disable", "")),
    ("or.rb", "ENV[\"PGSSLMODE\"] ||= \"prefer\"\n", (1, "prefer", "")),
    ("fdw.sql", "CREATE SERVER s OPTIONS (host 'h', sslmode 'disable');\n", (1, "disable", "")),
];

/// Text that names a setting and is none.
const OTHERS: [(&str, &str); 35] = [
    ("README.md", "Set sslmode=require or `sslmode: disable`.\n"),
    ("notes.txt", "sslmode=disable\n"),
    ("psql.1", ".TH PSQL 1\nsslmode=disable\n"),
    ("a.html", "<p>sslmode=disable</p>\n"),
    ("a.env", "#PGSSLMODE=disable\n # PGSSLMODE=allow\n"),
    ("b.env", "PGSSLMODE=\nPGSSLMODE=bogus\nPGSSLMODE=$MODE\n"),
    ("a.yaml", "# sslmode: disable\na: b # sslmode: disable\nsslmode: {{ .Values.mode }}\n"),
    ("b.yaml", "help: Use sslmode=require to encrypt\nsslmode: disable or require\n"),
    ("d.yaml", "about: |\n  PGSSLMODE=disable turns it off\n"),
    ("c.yaml", "- name: PGSSLMODE\n  valueFrom: {secretKeyRef: {name: a}}\n"),
    (
        "a.py",
        "\"\"\"Says sslmode=disable.\n\nsslmode=allow\n\"\"\"\nif sslmode == \"disable\":\n    raise E(\"sslmode=disable is bad\")\n",
    ),
    ("b.py", "f(sslmode=mode)\nf(sslmode=require)\nsslmode: str\nhelp='sslmode: disable, allow'\n"),
    ("c.py", "assert c.sslmode, \"require\"\nMODES = [\"disable\", \"allow\"]\n"),
    (
        "A.java",
        "/** sslmode=disable */\n// sslmode=\"disable\"\n/*\n sslmode=\"disable\"\n*/\ncase \"sslmode\":\n",
    ),
    ("a.ts", "type T = { sslmode: 'disable' | 'require' }\nconst sslmode = require('./mode')\n"),
    ("b.ts", "new https.Agent({ rejectUnauthorized: false })\n"),
    ("a.go", "// sslmode=disable\nif c.sslmode != \"disable\" {\n"),
    ("a.sh", "if [ \"$PGSSLMODE\" = disable ]; then\necho \"use sslmode=verify-full\"\n"),
    ("b.sh", "case $sslmode in disable) ;; esac\n"),
    ("a.json", "{\"properties\": {\"sslmode\": {\"enum\": [\"disable\"]}}}\n"),
    ("mssql.json", "{\"Db\": \"Server=h;Encrypt=true;TrustServerCertificate=true\"}\n"),
    ("mysql.json", "{\"Db\": \"jdbc:mysql://h/d?sslMode=DISABLED\"}\n"),
    ("my.cnf", "ssl_mode=REQUIRED\n"),
    ("nginx.conf", "ssl_certificate /etc/x.pem;\nproxy_ssl_verify off;\n"),
    ("apache.conf", "SSLCertificateKeyFile /etc/x.key\n"),
    (
        "in.py",
        "if \"sslmode=disable\" in dsn or dsn == 'sslmode=allow':\n    assertIn(\"sslmode=disable\", dsn)\n",
    ),
    ("doc.py", "'''\nsslmode='disable'\n'''\n"),
    (
        "has.go",
        "if strings.Contains(dsn, \"sslmode=disable\") {\ncase \"sslmode=disable\":\nt.Run(\"sslmode=disable\", f)\n",
    ),
    ("replace.js", "dsn.replace(\"sslmode=disable\", x); /* sslmode: 'disable'\nsslmode: 'disable' */\n"),
    ("grep.sh", "grep -q \"sslmode=disable\" f\n"),
    ("block.sql", "SELECT 1; /* sslmode 'disable'\nsslmode 'disable' */\n"),
    ("mid.xml", "<a/><!-- sslmode=\"disable\"\nsslmode=\"disable\" -->\n"),
    ("test.sh", "if [ \"$PGSSLMODE\" = \"disable\" ]; then echo x; fi\n"),
    ("a.sql", "-- sslmode=disable\nSELECT 1;\n"),
    ("a.xml", "<!-- sslmode=\"disable\" -->\n<!--\nsslmode=\"disable\"\n-->\n"),
];

#[test]
fn every_form_of_a_setting_is_found_in_its_line() {
    let tree = ScanTree::new();
    for (number, (name, text, _)) in SETTINGS.iter().enumerate() {
        tree.write(&format!("{number:02}/{name}"), text);
    }
    let found = tree.settings();
    for (number, (name, text, (line, mode, root))) in SETTINGS.iter().enumerate() {
        let path = format!("{number:02}/{name}");
        let own: Vec<_> = found.iter().filter(|setting| setting.0 == path).collect();
        let expected = (path.clone(), *line, (*mode).to_owned(), (*root).to_owned());
        assert_eq!(own, [&expected], "{text}");
    }
    assert_eq!(found.len(), SETTINGS.len());
}

/// Editors of Windows begin a text so.
#[test]
fn a_byte_order_mark_hides_nothing() {
    let tree = ScanTree::new();
    let mut expected = Vec::new();
    for (number, (name, text, (line, mode, root))) in SETTINGS.iter().enumerate() {
        let path = format!("{number:02}/{name}");
        // Where `#!` is not at the beginning, it is none.
        if !text.starts_with("#!") {
            tree.write(&path, format!("\u{feff}{text}"));
            expected.push((path, *line, (*mode).to_owned(), (*root).to_owned()));
        }
    }
    assert_eq!(tree.settings(), expected);
}

#[test]
fn more_settings_than_are_read_are_said() {
    for (number, is_complete) in [(1000, true), (1001, false)] {
        let tree = ScanTree::new();
        tree.write("lines.conf", "sslmode=verify-full\n".repeat(number));
        tree.write("line.js", "x={sslmode:'verify-full'},".repeat(number));
        let json = tree.scan(&["--json"]).exits(0).json();
        let left = json["left_out"].as_array().expect("a list");
        let left: Vec<_> =
            left.iter().map(|one| (super::kit::path(one), super::kit::text(&one["why"]))).collect();
        let many = ["line.js", "lines.conf"].map(|path| (path.to_owned(), "many-settings".to_owned()));
        assert_eq!(left, if is_complete { Vec::new() } else { many.to_vec() });
        assert_eq!(json["complete"], is_complete);
        assert_eq!(tree.settings().len(), 2000);
    }
}

#[test]
fn what_only_names_a_setting_is_none() {
    let tree = ScanTree::new();
    for (number, (name, text)) in OTHERS.iter().enumerate() {
        tree.write(&format!("{number:02}/{name}"), text);
    }
    assert_eq!(tree.found(), []);
    tree.scan(&[]).exits(0);
}

/// Each mode in one file, and the worst that is said of it.
#[test]
fn weak_modes_are_findings_of_their_severity() {
    let cases = [
        ("postgres://h/d?sslmode=disable", "error weak-sslmode"),
        ("postgres://localhost/d?sslmode=disable", "info weak-sslmode"),
        ("postgres://h/d?sslmode=allow", "warning weak-sslmode"),
        ("postgres://h/d?sslmode=prefer", "warning weak-sslmode"),
        ("postgres://h/d?sslmode=require", "warning weak-sslmode"),
        ("postgres://h/d?sslmode=require&sslrootcert=${R}", ""),
        ("jdbc:postgresql://h/d?sslmode=require&sslrootcert=${R}", "warning weak-sslmode"),
        ("postgres://h/d?sslmode=verify-ca", ""),
        ("postgres://h/d?sslmode=verify-full", ""),
        ("postgres://h/d?sslmode=require&sslrootcert=system", "error weak-sslmode"),
        ("postgres://h/d?sslmode=no-verify", "error no-verification"),
        ("jdbc:postgresql://h/d?sslfactory=org.postgresql.ssl.NonValidatingFactory", "error no-verification"),
        ("Host=h;Trust Server Certificate=true", "error no-verification"),
        ("new pg.Client({ ssl: { rejectUnauthorized: false } })", "error no-verification"),
    ];
    let tree = ScanTree::new();
    for (number, (text, _)) in cases.iter().enumerate() {
        let code = if text.starts_with("new ") { (*text).to_owned() } else { format!("const a = `{text}`") };
        tree.write(&format!("{number:02}.js"), code + "\n");
    }
    let json = tree.scan(&["--json"]).exits(1).json();
    let said = |number: usize| {
        let item =
            super::kit::items(&json).iter().find(|item| super::kit::path(item) == format!("{number:02}.js"));
        let findings = item.and_then(|item| item["findings"].as_array().cloned()).unwrap_or_default();
        let all = findings
            .iter()
            .map(|one| format!("{} {}", super::kit::text(&one["severity"]), super::kit::text(&one["code"])));
        all.collect::<Vec<_>>().join(", ")
    };
    for (number, (text, expected)) in cases.iter().enumerate() {
        assert_eq!(said(number), *expected, "{text}");
    }
}

#[test]
fn roots_that_are_named_are_looked_for() {
    let tree = ScanTree::new();
    tree.write("certs/bad.crt", "<html>");
    tree.write("certs/bad/root.crt", "<html>");
    tree.write("gone.env", "PGSSLMODE=verify-full\nPGSSLROOTCERT=/nowhere/root.crt\n");
    tree.write("near.env", "PGSSLMODE=verify-full\nPGSSLROOTCERT=certs/bad/root.crt\n");
    tree.write("there.env", "PGSSLMODE=verify-full\nPGSSLROOTCERT=certs/bad.crt\n");
    tree.write("pod.yaml", "apiVersion: v1\nenv:\n- name: PGSSLROOTCERT\n  value: /nowhere/root.crt\n");
    let found: Vec<(String, String)> =
        tree.found().into_iter().map(|(path, _, codes)| (path, codes.join(" "))).collect();
    let expected = [
        ("certs/bad/root.crt", "not-pem"),
        ("gone.env", "missing-file"),
        ("near.env", "unsound-store"),
        ("pod.yaml", ""),
        ("there.env", ""),
    ];
    assert_eq!(found, expected.map(|(path, codes)| (path.to_owned(), codes.to_owned())));
}

#[cfg(unix)]
#[test]
fn keys_that_libpq_refuses_are_found_and_no_others() {
    use std::os::unix::fs::PermissionsExt as _;

    let authority = crate::support::authority::Authority::new("Own Root");
    let certificate = authority.server(&["u"]).certificate;
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n";
    let tree = ScanTree::new();
    for (folder, mode) in [("open", 0o644), ("closed", 0o600)] {
        tree.write(&format!("{folder}/postgresql.crt"), &certificate);
        let path = tree.write(&format!("{folder}/postgresql.key"), key);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
    }
    for name in ["alone/postgresql.key", "tls.key", "named.key"] {
        let path = tree.write(name, key);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666)).expect("a mode");
    }
    tree.write("a.env", "PGSSLKEY=named.key\n");
    assert_eq!(open_keys(&tree), ["named.key", "open/postgresql.key"]);
}

/// The client keys that are found, all with the same finding.
#[cfg(unix)]
fn open_keys(tree: &ScanTree) -> Vec<String> {
    let keys = tree.found().into_iter().filter(|(_, kind, _)| kind == "client-key");
    keys.map(|(path, _, codes)| {
        assert_eq!(codes, ["client-certificate"], "{path}");
        path
    })
    .collect()
}

/// pgjdbc takes no other form before 42.7.9. libpq reads it too.
#[cfg(unix)]
#[test]
fn keys_in_der_are_as_keys_in_pem() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;

    let Some(openssl) = crate::support::tools::need("keys_in_der_are_as_keys_in_pem", "openssl") else {
        return;
    };
    let tree = ScanTree::new();
    let certificate = crate::support::authority::Authority::new("Own Root").server(&["u"]).certificate;
    let ec = ["genpkey", "-quiet", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let made = Command::new(&openssl).args(ec).arg("-out").arg(tree.write("key.pem", "")).status();
    assert!(made.expect("openssl").success());
    let forms: [(&str, &[&str]); 5] = [
        ("plain", &["pkcs8", "-topk8", "-nocrypt"]),
        ("traditional", &["ec"]),
        ("sealed", &["pkcs8", "-topk8", "-passout", "pass:x", "-iter", "1"]),
        ("old", &["pkcs8", "-topk8", "-passout", "pass:x", "-v1", "PBE-SHA1-3DES"]),
        (
            "oldest",
            &[
                "pkcs8",
                "-topk8",
                "-passout",
                "pass:x",
                "-v1",
                "PBE-MD5-DES",
                "-provider",
                "legacy",
                "-provider",
                "default",
            ],
        ),
    ];
    let mut expected = Vec::new();
    for (form, arguments) in forms {
        for (mode, is_found) in [(0o644, true), (0o600, false)] {
            let folder = format!("{form}-{mode:o}");
            tree.write(&format!("{folder}/postgresql.crt"), &certificate);
            tree.write(&format!("{folder}/a.env"), "PGSSLKEY=named.der\n");
            for name in ["named.der", "other.pk8", "postgresql.key", "postgresql.pk8"] {
                let path = tree.write(&format!("{folder}/{name}"), "");
                let made = Command::new(&openssl)
                    .args(arguments)
                    .args(["-outform", "DER", "-in"])
                    .arg(tree.path("key.pem"))
                    .arg("-out")
                    .arg(&path)
                    .output();
                assert!(made.expect("openssl").status.success(), "{form}");
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
                if is_found && name != "other.pk8" {
                    expected.push(format!("{folder}/{name}"));
                }
            }
        }
    }
    expected.sort();
    assert_eq!(open_keys(&tree), expected);
}

#[test]
fn long_lines_and_many_settings_take_no_time() {
    let tree = ScanTree::new();
    tree.write("a.js", "x={sslmode:'disable',y:\"# \"},".repeat(140_000));
    tree.write("b.env", "\" # \\\"".repeat(125_000) + "PGSSLMODE=disable\n");
    tree.write("c.conf", "sslmode=verify-full\nsslrootcert=/x/y.crt\n".repeat(50_000));
    tree.write("d.yaml", "a: |\n b: |\n  c: |\n".repeat(25_000) + "sslmode: x\n");
    let start = std::time::Instant::now();
    tree.scan(&["--json"]).exits(1);
    // Quadratic work takes many minutes. Other tests run beside this one.
    assert!(start.elapsed() < std::time::Duration::from_mins(1), "{:?}", start.elapsed());
}
