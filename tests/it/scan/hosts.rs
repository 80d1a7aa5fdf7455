//! Which server a setting is for: plaintext is information on the same machine alone.

use super::kit::{ScanTree, items, path, text};

/// Keys and values of one connection, in their order.
type Entries = [(&'static str, String)];

/// A form of a file: its name, whether its keys are variables, and its text.
type Form = (&'static str, bool, fn(&Entries) -> String);

fn join(entries: &Entries, between: &str, form: fn(&str, &str) -> String) -> String {
    entries.iter().map(|(key, value)| form(key, value)).collect::<Vec<_>>().join(between)
}

const FORMS: [Form; 19] = [
    ("pg_service.conf", false, |all| format!("[app]\n{}\n", join(all, "\n", |k, v| format!("{k}={v}")))),
    ("a.toml", false, |all| format!("[app]\n{}\n", join(all, "\n", |k, v| format!("{k} = \"{v}\"")))),
    ("a.yaml", false, |all| format!("db:\n  {}\n", join(all, "\n  ", |k, v| format!("{k}: {v}")))),
    ("list.yaml", false, |all| format!("db:\n- {}\n", join(all, "\n  ", |k, v| format!("{k}: \"{v}\"")))),
    ("flow.yaml", false, |all| format!("db: {{{}}}\n", join(all, ", ", |k, v| format!("{k}: '{v}'")))),
    ("pod.yaml", true, |all| {
        format!("env:\n{}\n", join(all, "\n", |k, v| format!("- name: {k}\n  value: {v}")))
    }),
    ("compose.yaml", true, |all| {
        format!("  environment:\n{}", join(all, "", |k, v| format!("    - {k}={v}\n")))
    }),
    (".env", true, |all| join(all, "\n", |k, v| format!("{k}={v}"))),
    ("a.sh", true, |all| join(all, "\n", |k, v| format!("export {k}=\"{v}\""))),
    ("a.service", true, |all| {
        format!("[Service]\n{}", join(all, "\n", |k, v| format!("Environment={k}={v}")))
    }),
    ("Dockerfile", true, |all| format!("FROM x\n{}", join(all, "\n", |k, v| format!("ENV {k}={v}")))),
    ("a.json", false, |all| {
        format!("{{\n  {}\n}}\n", join(all, ",\n  ", |k, v| format!("\"{k}\": \"{v}\"")))
    }),
    ("one.json", false, |all| format!("[{{{}}}]\n", join(all, ",", |k, v| format!("\"{k}\":\"{v}\"")))),
    ("a.py", false, |all| {
        format!("c = connect(\n    {},\n)\n", join(all, ",\n    ", |k, v| format!("{k}=\"{v}\"")))
    }),
    ("b.py", false, |all| format!("c = connect({})\n", join(all, ",\n    ", |k, v| format!("{k}='{v}'")))),
    ("c.py", false, |all| format!("c = connect({})\n", join(all, ", ", |k, v| format!("{k}='{v}'")))),
    ("a.js", false, |all| format!("new Pool({{ {} }})\n", join(all, ", ", |k, v| format!("{k}: '{v}'")))),
    ("dsn.py", false, |all| format!("c = connect(\"{}\")\n", join(all, " ", |k, v| format!("{k}={v}")))),
    ("url.py", false, |all| {
        format!("c = \"postgres://u:p@/x?{}\"\n", join(all, "&", |k, v| format!("{k}={v}")))
    }),
];

/// Hosts and addresses, what is said of `disable`, and the server that is shown.
type Server = (&'static [(&'static str, &'static str)], &'static str, &'static str);

const SERVERS: [Server; 14] = [
    (&[("host", "localhost")], "info", "localhost"),
    (&[("host", "127.0.0.1")], "info", "127.0.0.1"),
    (&[("host", "::1")], "info", "::1"),
    (&[("host", "/var/run/postgresql")], "info", "/var/run/postgresql"),
    (&[("hostaddr", "127.0.0.1")], "info", "127.0.0.1"),
    (&[("host", "db.example.com")], "error", "db.example.com"),
    (&[("hostaddr", "10.1.2.3")], "error", "10.1.2.3"),
    (&[("host", "localhost.example.com")], "error", "localhost.example.com"),
    (&[("host", "localhost"), ("hostaddr", "10.1.2.3")], "error", ""),
    (&[("host", "db.example.com"), ("hostaddr", "127.0.0.1")], "error", ""),
    (&[("host", "localhost,db.example.com")], "error", ""),
    (&[("host", "/tmp,db.example.com")], "error", ""),
    (&[("host", "$SERVER")], "error", ""),
    (&[], "error", ""),
];

fn named(is_variable: bool, key: &str) -> &'static str {
    const KEYS: [(&str, &str); 6] = [
        ("host", "PGHOST"),
        ("hostaddr", "PGHOSTADDR"),
        ("sslmode", "PGSSLMODE"),
        ("port", "PGPORT"),
        ("user", "PGUSER"),
        ("dbname", "PGDATABASE"),
    ];
    let (name, variable) = KEYS.iter().find(|(name, _)| *name == key).expect("a key");
    if is_variable { variable } else { name }
}

/// What is said of each file: severity and server.
fn said(tree: &ScanTree) -> std::collections::BTreeMap<String, (String, String)> {
    let json = tree.scan(&["--json"]).json();
    let shown = |item: &serde_json::Value| {
        let finding = item["findings"].as_array().expect("findings").iter();
        let severity = finding.map(|finding| text(&finding["severity"])).collect::<Vec<_>>().join(" ");
        (path(item), (severity, text(&item["settings"][0]["host"])))
    };
    items(&json).iter().map(shown).collect()
}

#[test]
fn plaintext_is_information_only_where_the_same_text_names_this_machine() {
    let tree = ScanTree::new();
    let mut expected = Vec::new();
    for (name, is_variable, form) in FORMS {
        for (number, (servers, severity, host)) in SERVERS.into_iter().enumerate() {
            for (order, is_first) in [("before", true), ("behind", false)] {
                for distance in [0, 3] {
                    let key = |(key, value): (&str, &str)| (named(is_variable, key), value.to_owned());
                    let mode = [key(("sslmode", "disable"))];
                    let between = [("port", "5432"), ("user", "app"), ("dbname", "x")].map(key);
                    let servers: Vec<_> = servers.iter().copied().map(key).collect();
                    let between = &between[..distance];
                    let all = if is_first {
                        [&servers, between, &mode].concat()
                    } else {
                        [&mode, between, &servers].concat()
                    };
                    let file = format!("{number}-{order}-{distance}/{name}");
                    // What another line or argument says, a third one may change.
                    let is_one_text = matches!(name, "dsn.py" | "url.py");
                    let (severity, host) = if is_one_text { (severity, host) } else { ("error", "") };
                    tree.write(&file, form(&all));
                    expected.push((file, severity, host));
                }
            }
        }
    }
    let said = said(&tree);
    for (file, severity, host) in expected {
        let content = std::fs::read_to_string(tree.path(&file)).expect("it");
        assert_eq!(said.get(&file), Some(&(severity.to_owned(), host.to_owned())), "{file}:\n{content}");
    }
}

/// Each names this machine and is, or may be, for another one.
const OTHERS: [(&str, &str); 68] = [
    ("a.service", "[Service]\nEnvironment=PGHOST=localhost PGSSLMODE=disable\nEnvironmentFile=/a.env\n"),
    ("a.go", "a := A{Host: \"localhost\", SSLMode: \"disable\"}\n\na.Host = b\n"),
    ("a.rb", "{host: \"localhost\", sslmode: \"disable\"}.merge(a)\n"),
    ("a.py", "a = \"\"\"\nhost=localhost sslmode=disable\nhostaddr=10.1.2.3\n\"\"\"\n"),
    ("a.yaml", "a: >-\n  host=localhost sslmode=disable\n  hostaddr=10.1.2.3\n"),
    ("a.sh", "A=postgres://localhost/x?sslmode=disable\\\n\\&host=db.a\n"),
    ("a.env", "A=\"host=localhost service=a sslmode=disable\"\n"),
    ("a.env", "A=postgres://localhost/x?service=a&sslmode=disable\n"),
    ("a.py", "def a(host='localhost', sslmode='disable'):\n    b()\n"),
    ("a.py", "def a(\n    host='localhost',\n    sslmode='disable',\n):\n    b()\n"),
    ("a.py", "host = 'localhost'\nsslmode = 'disable'\n\nhost = a()\n"),
    ("a.js", "class A { b({ host = 'localhost', sslmode = 'disable' }) {} }\n"),
    ("a.js", "function a(b, { host: 'localhost', sslmode: 'disable' }) {}\n"),
    ("a.env", "{{ if a }}\nPGHOST=localhost\n{{ end }}\nPGSSLMODE=disable\n"),
    ("a.yaml", "db:\n  {{- if a }}\n  host: localhost\n  {{- end }}\n  sslmode: disable\n"),
    ("a.yaml", "db:\n  {% if a %}\n  host: localhost\n  {% endif %}\n  sslmode: disable\n"),
    ("a.sh", "if a; then\nexport PGHOST=localhost\nfi\nexport PGSSLMODE=disable\n"),
    ("Dockerfile", "FROM a\nENV PGHOST=localhost\nFROM b\nENV PGSSLMODE=disable\n"),
    ("a.yaml", "a: &a\n  host: localhost\n  sslmode: disable\n\nb:\n  <<: *a\n  host: db.a\n"),
    ("a.ini", "[DEFAULT]\nhost=localhost\nsslmode=disable\n\n[b]\nhost=db.a\n"),
    ("a.py", "a('sslmode=disable host=localhost'\n  '.db.a')\n"),
    ("a.py", "a('host=db.a '\n  'sslmode=disable host=localhost')\n"),
    ("a.go", "a := `host=localhost sslmode=disable\nhostaddr=10.1.2.3`\n"),
    ("a.env", "A=jdbc:postgresql://localhost/x?sslmode=disable&socketFactory=a.B\n"),
    ("run.yaml", "- run: PGHOST=localhost\n- run: PGSSLMODE=disable\n"),
    ("a.sh", "cat > a <<EOF\nPGHOST=localhost\nEOF\nPGSSLMODE=disable\n"),
    ("a.sh", "sudo env PGHOST=localhost\nsudo env PGSSLMODE=disable psql\n"),
    ("pg_service.conf", "[a]\nhost=localhost\n[b]\nsslmode=disable\n"),
    ("a.yaml", "db:\n- host: localhost\n- sslmode: disable\n"),
    ("a.yaml", "db:\n  host: localhost\n  ssl:\n    sslmode: disable\n"),
    ("a.yaml", "a:\n  host: localhost\nb:\n  sslmode: disable\n"),
    ("a.yaml", "a:\n  host: db.a\nb:\n  host: localhost\n  sslmode: disable\n"),
    ("a.yaml", "a:\n  host: localhost\n\nb:\n  sslmode: disable\n"),
    ("a.yaml", "db:\n  host: localhost\n    .db.a\n  sslmode: disable\n"),
    ("a.yaml", "db:\n  host: localhost\n  service: a\n  sslmode: disable\n"),
    ("a.yaml", "a: {host: localhost}\nb: {sslmode: disable}\n"),
    ("a.yaml", "url: postgres:///x?sslmode=disable\nhost: localhost\n"),
    (
        "pod.yaml",
        "- name: A\n  value: localhost\n- name: PGHOST\n  valueFrom: {a: b}\n- name: PGSSLMODE\n  value: disable\n",
    ),
    ("pod.yaml", "- name: PGHOST\n  value: localhost\nb:\n- name: PGSSLMODE\n  value: disable\n"),
    ("c.yaml", "a:\n  env:\n    PGHOST: localhost\nb:\n  env:\n    PGSSLMODE: disable\n"),
    (
        "s.yaml",
        "kind: Secret\ndata:\n  PGHOST: bG9jYWxob3N0\n  PGSSLMODE: ZGlzYWJsZQ==\n  DB: cG9zdGdyZXM6Ly91OnBAZGIuYS94\n",
    ),
    (
        "s.yaml",
        "kind: Secret\ndata:\n  PGHOST: bG9jYWxob3N0LGRiLmE=\n  HOST: bG9jYWxob3N0\n  PGSSLMODE: ZGlzYWJsZQ==\n",
    ),
    ("a.env", "PGHOST=localhost\nPGSSLMODE=disable\nDATABASE_URL=postgres://u:p@db.a/x\n"),
    ("a.env", "PGHOST=localhost\nPGSSLMODE=disable\n\nDATABASE_URL=postgres://u:p@db.a/x\n"),
    ("a.env", "PGHOST=localhost\nPGSSLMODE=disable\n\nPGHOST=db.a\n"),
    ("a.env", "PGHOST=localhost\nPGSSLMODE=disable\nPGSERVICE=a\n"),
    ("a.env", "PGHOST=localhost\nPGSSLMODE=disable\nOTHER=postgres:\\/\\/db.a\n"),
    ("a.env", "REDIS_HOST=localhost\nPGSSLMODE=disable\n"),
    ("a.env", "PGHOST=localhost\nDB_SSLMODE=disable\n"),
    ("a.env", "PGPASSWORD=\"a\nPGHOST=localhost\n\"\nPGSSLMODE=disable\n"),
    ("a.properties", "a=b\\\nhost=localhost\nsslmode=disable\n"),
    ("a.sh", "export PGHOST=localhost\nexport PGSSLMODE=disable\npsql -h db.a\n"),
    ("a.sh", "export PGHOST=localhost\nexport PGSSLMODE=disable\npsql \"$DATABASE_URL\"\n"),
    ("a.sh", "export PGHOST=localhost\nexport PGSSLMODE=disable\n. ./server.sh\n"),
    ("a.py", "a(host='localhost')\nb(dsn, sslmode='disable')\n"),
    ("a.py", "a(host=localhost, sslmode='disable')\n"),
    ("a.py", "a(host='localhost' if b else c, sslmode='disable')\n"),
    ("a.py", "a(host='localhost'\n  '.db.a', sslmode='disable')\n"),
    ("a.py", "a(host='localhost', b=c(sslmode='disable'))\n"),
    ("a.py", "a('host=localhost')\na('sslmode=disable')\n"),
    ("a.py", "a('host=localhost', sslmode='disable')\n"),
    ("a.py", "a(b=')', host='localhost'); c(sslmode='disable')\n"),
    ("a.js", "a({ host: 'localhost', ...b, sslmode: 'disable' })\n"),
    ("a.js", "a({ host: b.c || 'localhost', sslmode: 'disable' })\n"),
    ("a.js", "a({ host: 'localhost' + b, sslmode: 'disable' })\n"),
    ("a.js", "a({ connectionString: b, host: 'localhost', sslmode: 'disable' })\n"),
    ("a.json", "{\"a\": {\n\"host\": \"localhost\"\n}, \"b\": {\n\"sslmode\": \"disable\"\n}}\n"),
    ("a.json", "{\"a\": \"{\", \"b\": {\"host\": \"localhost\", \"c\": \"}{\"}, \"sslmode\": \"disable\"}\n"),
];

#[test]
fn no_other_machine_is_taken_for_this_one() {
    let tree = ScanTree::new();
    for (number, (name, content)) in OTHERS.iter().enumerate() {
        tree.write(&format!("{number}/{name}"), content);
    }
    let said = said(&tree);
    for (number, (name, content)) in OTHERS.iter().enumerate() {
        let own = said.get(&format!("{number}/{name}"));
        assert_eq!(own, Some(&("error".to_owned(), String::new())), "{name}:\n{content}");
    }
}

#[test]
fn no_password_is_shown_as_a_server() {
    let tree = ScanTree::new();
    let passwords = [
        "host=S3cr3t",
        "a host=S3cr3t",
        "a,host=S3cr3t",
        "a;host=S3cr3t",
        "a&host=S3cr3t",
        "a'host=S3cr3t",
        "a\"host=S3cr3t",
    ];
    for (form, (name, is_variable, written)) in FORMS.into_iter().enumerate() {
        for (number, password) in passwords.into_iter().enumerate() {
            for host in [None, Some("localhost"), Some("db.a")] {
                let key = if is_variable { "PGPASSWORD" } else { "password" };
                let mode = (named(is_variable, "sslmode"), "disable".to_owned());
                let host = host.map(|host| (named(is_variable, "host"), host.to_owned()));
                let mut all: Vec<_> = [mode, (key, password.to_owned())].into_iter().chain(host).collect();
                for turn in 0..all.len() {
                    tree.write(&format!("{form}-{number}-{turn}-{}/{name}", all.len()), written(&all));
                    all.rotate_left(1);
                }
            }
        }
    }
    for form in [&["--json"][..], &["-v"], &["--format", "csv"]] {
        let answer = tree.scan(form).exits(1);
        assert!(!answer.stdout.contains("S3cr3t"), "{form:?}");
    }
}

/// The documentation of libpq: "sslmode is ignored for Unix domain socket communication."
#[test]
fn no_mode_matters_on_a_unix_socket() {
    let modes = ["disable", "allow", "prefer", "require", "verify-full"];
    for (host, expected) in [
        ("/tmp", ["info", "info", "info", "info", ""]),
        ("localhost", ["info", "warning", "warning", "warning", ""]),
    ] {
        let tree = ScanTree::new();
        for mode in modes {
            tree.write(&format!("{mode}.env"), format!("DSN=\"host={host} sslmode={mode}\"\n"));
        }
        let said = said(&tree);
        assert_eq!(modes.map(|mode| said[&format!("{mode}.env")].0.as_str()), expected, "{host}");
    }
}
