//! Every disguise in which certificates were met, and what looks like one and is none.

use std::fmt::Write as _;

use crate::support::pem;

/// Certificates in some form.
pub(super) struct Disguised {
    name: &'static str,
    certificates: usize,
    bytes: Vec<u8>,
    is_binary: bool,
}

/// A store with them in it.
pub(super) struct PlacedStore {
    pub(super) name: String,
    /// How many certificates a person would find.
    pub(super) certificates: usize,
    pub(super) bytes: Vec<u8>,
}

impl Disguised {
    pub(super) fn new(name: &'static str, certificates: usize, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name, certificates, bytes: bytes.into(), is_binary: false }
    }

    pub(super) fn binary(name: &'static str, certificates: usize, bytes: Vec<u8>) -> Self {
        Self { is_binary: true, ..Self::new(name, certificates, bytes) }
    }

    pub(super) fn lines_of_base64(bytes: &[u8]) -> String {
        let text = pem("X", bytes);
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('-')).collect();
        lines.join("\n") + "\n"
    }
}

fn base64(bytes: impl AsRef<[u8]>) -> String {
    Disguised::lines_of_base64(bytes.as_ref()).replace('\n', "")
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// A line in front of each line.
fn prefixed(text: &str, prefix: &str) -> String {
    text.lines().fold(String::new(), |all, line| all + prefix + line + "\n")
}

fn numbered(text: &str) -> String {
    text.lines().zip(1..).fold(String::new(), |all, (line, number)| all + &format!("{number:>6}  {line}\n"))
}

fn found_by_grep(text: &str) -> String {
    text.lines().zip(1..).fold(String::new(), |all, (line, number)| all + &format!("{number}:{line}\n"))
}

fn script(text: &str) -> String {
    text.lines().fold(String::new(), |all, line| all + &format!("echo '{line}' >> roots.pem\n"))
}

/// A page with a number in front of each line, each in a cell.
fn table(text: &str) -> String {
    let row =
        |(line, number): (&str, i32)| format!("<tr><td>{number}</td><td class=\"code\">{line}</td></tr>\n");
    text.lines().zip(1..).map(row).collect()
}

fn hex(bytes: &[u8], between: &str) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(between)
}

fn wrapped_hex(bytes: &[u8]) -> String {
    bytes.chunks(30).fold(String::new(), |all, line| all + &hex(line, "") + "\n")
}

fn dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (number, line) in bytes.chunks(16).enumerate() {
        let pairs: Vec<String> = line.chunks(2).map(|pair| hex(pair, "")).collect();
        let shown: String =
            line.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '.' }).collect();
        let _ = writeln!(text, "{:08x}: {:<40}  {shown}", number * 16, pairs.join(" "));
    }
    text
}

fn canonical_dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (number, line) in bytes.chunks(16).enumerate() {
        let halves: Vec<String> = line.chunks(8).map(|half| hex(half, " ")).collect();
        let _ = writeln!(text, "{:08x}  {:<49} |................|", number * 16, halves.join("  "));
    }
    text
}

pub(super) fn disguises(hidden: &[Vec<u8>]) -> Vec<Disguised> {
    let blocks: Vec<String> = hidden.iter().map(|der| pem("CERTIFICATE", der)).collect();
    let both = blocks.concat();
    let mut all = inexact_armor(&both);
    all.extend(in_strings(&both));
    all.extend(in_markup(&both, &base64(&hidden[0])));
    all.extend(in_other_digits(hidden, &both));
    all.extend(binary(hidden, &both));
    all
}

fn inexact_armor(both: &str) -> Vec<Disguised> {
    let begin = |new: &str| both.replace("-----BEGIN CERTIFICATE-----", new);
    let end = |new: &str| both.replace("-----END CERTIFICATE-----", new);
    let bare = both.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n") + "\n";
    let case = |name, text: String| Disguised::new(name, 2, text);
    vec![
        case("a name behind BEGIN", begin("-----BEGIN CERTIFICATE----- (Own CA)")),
        case("a word behind BEGIN", begin("-----BEGIN CERTIFICATE----- OwnCA")),
        case("a word before BEGIN", begin("ca: -----BEGIN CERTIFICATE-----")),
        case("a colon behind BEGIN", begin("-----BEGIN CERTIFICATE-----:")),
        case("no BEGIN", begin("")),
        case("BEGIN in lower case", begin("-----begin certificate-----")),
        case("two blanks in BEGIN", begin("-----BEGIN  CERTIFICATE-----")),
        case("four dashes in BEGIN", begin("----BEGIN CERTIFICATE----")),
        case("three dashes in BEGIN", begin("---BEGIN CERTIFICATE---")),
        case("six dashes before BEGIN", begin("------BEGIN CERTIFICATE-----")),
        case("a blank between dashes", begin("- ----BEGIN CERTIFICATE-----")),
        case("a blank before the label", begin("----- BEGIN CERTIFICATE -----")),
        case("dashes of a word processor", begin("\u{2014}\u{2013}BEGIN CERTIFICATE\u{2014}\u{2013}")),
        case("equals signs for dashes", begin("=====BEGIN CERTIFICATE=====")),
        case("another label", both.replace("CERTIFICATE", "CA CERTIFICATE")),
        case("the label of a chain", both.replace("CERTIFICATE", "CERTIFICATE CHAIN")),
        case("the label of PKCS#7 around DER", both.replace("CERTIFICATE", "PKCS7")),
        case("no armor", bare.clone()),
        case("no armor, and a blank line", bare.replacen("==\n", "==\n\n", 1)),
        case("indented", prefixed(both, "    ")),
        case("indented by a tab", prefixed(both, "\t")),
        case("quoted in a mail", prefixed(both, "> ")),
        case("quoted twice in a mail", prefixed(both, ">> ")),
        case("in a table", prefixed(both, "| ")),
        case("added in a diff", prefixed(both, "+")),
        case("with line numbers", numbered(both)),
        case("found by grep", found_by_grep(both)),
        case("written by a script", script(both)),
        case("joined in Basic", prefixed(both, "\"").replace('\n', "\" & _\n")),
        case("with colors of a terminal", prefixed(both, "\u{1b}[1;32m").replace('\n', "\u{1b}[0m\n")),
        case("with vertical tabs", both.replace('\n', "\u{b}\n").replace("-----BEGIN", "\u{b}-----BEGIN")),
        case("in a log", prefixed(both, "2026-11-28T10:00:00Z ca: ")),
        case("END with a word before it", format!("x{}", end("x -----END CERTIFICATE-----"))),
        case("backslashes at line ends", both.replace('\n', "\\\n")),
        case("a no-break space before BEGIN", begin("\u{a0}-----BEGIN CERTIFICATE-----")),
        case("a zero-width space before BEGIN", begin("\u{200b}-----BEGIN CERTIFICATE-----")),
        case(
            "soft line breaks of a mail",
            begin("x=\n-----BEGIN CERTIFICATE-----").replace("==\n", "=3D=3D\n"),
        ),
    ]
}

fn in_strings(both: &str) -> Vec<Disguised> {
    let escaped = both.replace('\n', "\\n");
    let quoted = prefixed(both, "\"").replace('\n', "\\n\"\n");
    let case = |name, text: String| Disguised::new(name, 2, text);
    vec![
        case("newlines written out", escaped.clone()),
        case("carriage returns and newlines written out", both.replace('\n', "\\r\\n")),
        case("a JSON string", format!("{{\"ca\": \"{escaped}\"}}\n")),
        case(
            "a JSON string with escaped slashes",
            format!("{{\"ca\":\"{}\"}}\n", escaped.replace('/', "\\/")),
        ),
        case(
            "a JSON string with numbered characters",
            format!(
                "{{\"ca\":\"{}\"}}\n",
                escaped.replace('=', "\\u003d").replace('+', "\\u002B").replace("\\n", "\\u000a")
            ),
        ),
        case(
            "a JSON string in a string",
            format!("\"{{\\\"ca\\\": \\\"{}\\\"}}\"\n", both.replace('\n', "\\\\n")),
        ),
        case("JSON strings in a list", format!("[{}]\n", prefixed(both, "\"").replace('\n', "\",\n"))),
        case("strings in source code", quoted),
        case("strings joined by plus signs", prefixed(both, "\"").replace('\n', "\\n\" +\n")),
        case("an environment file", format!("CA=\"{escaped}\"\n")),
        case("a block of YAML", format!("data:\n  ca.crt: |\n{}", prefixed(both, "    "))),
        case("a folded string of YAML", format!("ca: \"{}\"\n", both.replace('\n', "\\n\\\n  "))),
        case(
            "percent-encoding",
            both.replace('+', "%2B")
                .replace('/', "%2F")
                .replace('=', "%3D")
                .replace(' ', "%20")
                .replace('\n', "%0A")
                + "\n",
        ),
        case("a comment of C", format!("/*\n{}*/\n", prefixed(both, " * "))),
    ]
}

fn in_markup(both: &str, base64: &str) -> Vec<Disguised> {
    let case = |name, text: String| Disguised::new(name, 2, text);
    vec![
        case("line breaks of HTML", both.replace('\n', "<br>\n")),
        case("line breaks of HTML on one line", both.replace('\n', "<br/>")),
        case("a table of HTML", table(both)),
        case(
            "paragraphs of HTML",
            both.lines().fold(String::new(), |all, line| all + "<p>" + line + "</p>\n"),
        ),
        case(
            "a page around PEM",
            format!(
                "<!DOCTYPE html>\n<html><body><pre>{}</pre></body></html>\n",
                both.replace('\n', "&#10;")
            ),
        ),
        case(
            "characters of HTML by name",
            both.replace('/', "&sol;")
                .replace('+', "&plus;")
                .replace('=', "&equals;")
                .replace("-----BEGIN", "<b>-----BEGIN"),
        ),
        Disguised::new(
            "XML of SAML",
            1,
            format!(
                "<md:KeyDescriptor>\n<ds:X509Certificate>{base64}</ds:X509Certificate>\n</md:KeyDescriptor>\n"
            ),
        ),
    ]
}

fn in_other_digits(hidden: &[Vec<u8>], both: &str) -> Vec<Disguised> {
    let one = |name, text: String| Disguised::new(name, 1, text);
    let case = |name, text: String| Disguised::new(name, 2, text);
    let whole = base64(both);
    let url = base64(&hidden[0]).replace('+', "-").replace('/', "_").replace('=', "");
    vec![
        one("one line of base64", base64(&hidden[0]) + "\n"),
        one("a list of keys", format!("{{\"keys\":[{{\"x5c\":[\"{}\"]}}]}}\n", base64(&hidden[0]))),
        one("base64 for addresses", url + "\n"),
        case("base64 of both in DER", base64(hidden.concat()) + "\n"),
        case("base64 of PEM", whole.clone() + "\n"),
        case("base64 of PEM in lines", Disguised::lines_of_base64(both.as_bytes())),
        case("base64 of PEM with a comment", base64(format!("# our roots\n{both}")) + "\n"),
        case("base64 of base64 of PEM", base64(&whole) + "\n"),
        case("a Secret", format!("apiVersion: v1\nkind: Secret\ndata:\n  ca.crt: {whole}\n")),
        case("a Secret in JSON", format!("{{\"kind\":\"Secret\",\"data\":{{\"ca.crt\":\"{whole}\"}}}}\n")),
        case("hex of PEM", hex(both.as_bytes(), "") + "\n"),
        one("hex", hex(&hidden[0], "") + "\n"),
        one("hex in capitals", hex(&hidden[0], "").to_uppercase() + "\n"),
        one("hex in lines", wrapped_hex(&hidden[0])),
        one("hex with colons", hex(&hidden[0], ":") + "\n"),
        one("hex with blanks", hex(&hidden[0], " ") + "\n"),
        one("bytes of source code", format!("{{ 0x{} }};\n", hex(&hidden[0], ", 0x"))),
        one("escapes of source code", format!("\"\\x{}\"\n", hex(&hidden[0], "\\x"))),
        one("bytea", format!("\\x{}\n", hex(&hidden[0], ""))),
        one("a hex dump", dump(&hidden[0])),
        one("a hex dump of C", canonical_dump(&hidden[0])),
    ]
}

fn binary(hidden: &[Vec<u8>], both: &str) -> Vec<Disguised> {
    let twice = |der: &[Vec<u8>]| pem("CERTIFICATE", &der.concat());
    vec![
        Disguised::new("two certificates in one block", 2, twice(hidden)),
        Disguised::binary("DER", 1, hidden[0].clone()),
        Disguised::binary("DER twice", 2, hidden.concat()),
        Disguised::binary("UTF-16", 2, wide(both, u16::to_le_bytes)),
        Disguised::binary("UTF-16 with a mark", 2, wide(&format!("\u{feff}{both}"), u16::to_le_bytes)),
        Disguised::binary(
            "UTF-16 of the other byte order",
            2,
            wide(&format!("\u{feff}{both}"), u16::to_be_bytes),
        ),
        Disguised::binary("UTF-32", 2, both.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()),
        Disguised::binary("carriage returns alone", 2, both.replace('\n', "\r").into_bytes()),
        Disguised::binary("a NUL before BEGIN", 2, both.replace("-----BEGIN", "\0-----BEGIN").into_bytes()),
        Disguised::binary("JKS", 2, jks(hidden)),
    ]
}

/// A Java keystore of trusted certificates, with any digest.
fn jks(hidden: &[Vec<u8>]) -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).expect("small").to_be_bytes();
    let mut bytes =
        [b"\xfe\xed\xfe\xed".to_vec(), number(2).to_vec(), number(hidden.len()).to_vec()].concat();
    for (alias, der) in hidden.iter().enumerate() {
        let alias = u8::try_from(alias).expect("few") + b'a';
        bytes.extend(number(2).iter().chain(&[0, 1, alias]).chain(&[0; 8]).chain(b"\0\x05X.509"));
        bytes.extend(number(der.len()).iter().chain(der));
    }
    bytes.extend([7; 20]);
    bytes
}

/// The stores with this disguise alone, before, behind and between good PEM, with both line ends.
pub(super) fn placed(disguised: &Disguised, first: &str, second: &str) -> Vec<PlacedStore> {
    let mut stores = Vec::new();
    for ends in ["\n", "\r\n"] {
        if disguised.is_binary && ends == "\r\n" {
            continue;
        }
        let adapt = |text: &str| text.replace('\n', ends).into_bytes();
        let own = match std::str::from_utf8(&disguised.bytes) {
            Ok(text) if !disguised.is_binary => adapt(text),
            _ => disguised.bytes.clone(),
        };
        let (first, second) = (adapt(first), adapt(second));
        let places: [(&str, Vec<&[u8]>); 4] = [
            ("alone", vec![&own]),
            ("before", vec![&own, b"\n", &first]),
            ("behind", vec![&first, &own]),
            ("between", vec![&first, &own, b"\n", &second]),
        ];
        stores.extend(places.into_iter().map(|(place, parts)| {
            PlacedStore {
                name: format!("{} {place} with {ends:?}", disguised.name),
                certificates: disguised.certificates
                    + parts
                        .iter()
                        .filter(|part| part.starts_with(b"-----BEGIN CERTIFICATE-----") && ***part != own[..])
                        .count(),
                bytes: parts.concat(),
            }
        }));
    }
    stores
}

/// Text that hides no certificate, or one on purpose.
pub(super) fn harmless(hidden: &str) -> Vec<(&'static str, String)> {
    let body = hidden.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n");
    let noise = Disguised::lines_of_base64(
        &(0..900u32).map(|n| (n * 7919 % 251).to_le_bytes()[0]).collect::<Vec<_>>(),
    );
    vec![
        ("a commented block", prefixed(hidden, "# ")),
        ("a commented block without blanks", prefixed(hidden, "#")),
        ("an indented comment", prefixed(hidden, "   # ")),
        ("a commented BEGIN alone", format!("# {hidden}")),
        ("commented base64", prefixed(&body, "# ")),
        ("words", "MIT and MICROSOFT, MINISTRY of MIME; see -----BEGIN CERTIFICATE----- in the manual".into()),
        ("base64 of something else", noise.clone()),
        ("base64 in one line", noise.replace('\n', "")),
        ("a public key of ssh", format!("ssh-rsa {} me@host", noise.replace('\n', ""))),
        ("a hash", "sha256 3082038e30820276a0030201020210033af1e6a711a9a0bb2864b11d09fae5".into()),
        ("a dump of a key", "    Modulus:\n        00:bb:37:cd:34:dc:7b:6b:c9:b2:68:90:ad:4a:75:\n        30:82:01:0a:02:82:01:01".into()),
        ("a page", "<!DOCTYPE html>\n<html><body>roots</body></html>".into()),
        ("a tag and an entity", "<b>a &amp; b</b> 100%20".into()),
        ("a path", r"C:\new\roots\u0041".into()),
        ("names", "subject=CN = DigiCert Global Root G2\nissuer=CN = DigiCert Global Root G2\nBag Attributes\n    friendlyName: root".into()),
        ("a request", pem("CERTIFICATE REQUEST", &[0x30, 0])),
    ]
}
