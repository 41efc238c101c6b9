//! Documents that trip readers: after the manner of the JSON test suites, and some TOML.

/// Texts around a value that no request holds.
const VALUES: [&str; 62] = [
    "1e400",
    "-1e400",
    "-0",
    "0.0",
    "-0.0",
    "1E+2",
    "1e-400",
    "00",
    "01",
    "-",
    "+1",
    ".5",
    "5.",
    "0x10",
    "1_000",
    "NaN",
    "Infinity",
    "-Infinity",
    "9007199254740992",
    "-9007199254740992",
    "18446744073709551616",
    "123456789012345678901234567890123456789012345678901234567890",
    "0.1e",
    "1e",
    "1e+",
    "2.e3",
    "--1",
    "1 2",
    "true",
    "false",
    "null",
    "True",
    "nul",
    "undefined",
    "\"\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\ud800x\"",
    "\"\\u00\"",
    "\"\\x\"",
    "\"\\u0000\"",
    "\"\t\"",
    "\"\n\"",
    "\"a",
    "'a'",
    "\"\\\"",
    "\"\u{feff}\"",
    "\"\u{202e}\"",
    "\"\u{10ffff}\"",
    "[]",
    "[[]]",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[",
    "]",
    "{}",
    "{\"a\":1,}",
    "{a:1}",
    "{\"a\" 1}",
    "{1:1}",
    "/* c */ 1",
];

/// Whole texts.
const TEXTS: [&str; 34] = [
    "",
    " ",
    "\n",
    "{",
    "}",
    "{}",
    "[]",
    "null",
    "\"\"",
    "0",
    "{}{}",
    "{} x",
    "{}\0",
    "\0",
    "{\"",
    "\u{feff}{}",
    "\u{feff}",
    "// c\n{}",
    "{/* c */}",
    "#",
    "{\"a\":1,\"a\":2}",
    "{\"tick\":{\"member\":\"m-1\",\"member\":\"m-2\"}}",
    "{\"tick\":{\"member\":\"m-1\"},\"tick\":{\"member\":\"m-1\"}}",
    "{\"tick\":null}",
    "\"tick\"",
    "{\"\":\"\"}",
    "a = 1e400",
    "a = nan",
    "a = 1979-05-27",
    "a.b = 1\na.b.c = 2",
    "[a]\n[a]",
    "a = '''",
    "a = \"\\uD800\"",
    "zone = \"../../etc/passwd\"",
];

fn owned(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

/// All of them, by name.
pub(crate) fn documents() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    for value in VALUES {
        let place = "{\"tick\":{\"member\":$}}".replace('$', value);
        all.push((format!("member {value}"), owned(&place)));
        let quote = "{\"member\":\"m-1\",\"cart\":{\"lines\":[],\"offset_points\":$}}";
        all.push((format!("points {value}"), owned(&quote.replace('$', value))));
    }
    for text in TEXTS {
        all.push((format!("text {text:?}"), owned(text)));
    }
    for bytes in [
        &b"\xff"[..],
        b"{\"a\":\"\xff\"}",
        b"{\"a\":\"\xed\xa0\x80\"}",
        b"\xfe\xff\0{\0}",
        b"{\0}\0",
        b"\xc0\x80",
        b"{\"tick\":{\"member\":\"m-1\xe4\xbc\"}}",
    ] {
        all.push((format!("bytes {bytes:?}"), bytes.to_vec()));
    }
    for (name, open, close) in [("lists", "[", "]"), ("objects", "{\"a\":", "}")] {
        for depth in [100, 129, 10_000, 100_000] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            all.push((format!("{depth} {name}"), owned(&nested)));
            let inner = format!("{{\"tick\":{nested}}}");
            all.push((format!("{depth} {name} inside"), owned(&inner)));
            all.push((format!("{depth} {name} open"), owned(&open.repeat(depth))));
            let toml = format!("a = {}", nested.replace("\"a\":", "a = "));
            all.push((format!("{depth} {name} in TOML"), owned(&toml)));
        }
    }
    all.extend(large());
    all
}

/// Documents that are large in one way each, within what a body may be.
fn large() -> Vec<(String, Vec<u8>)> {
    let fields: String = (0..90_000).map(|n| format!("\"{n:05}\":1,")).collect();
    let items = "1,".repeat(450_000);
    let key = "k".repeat(300_000);
    let lines: String = (0..100_000).map(|n| format!("a{n:05}=1\n")).collect();
    let tables: String = (0..60_000).map(|n| format!("[a.b{n:05}]\n")).collect();
    let dots = format!("{} = 1", "a.".repeat(100_000) + "a");
    vec![
        (
            "many fields".into(),
            format!("{{{fields}\"x\":1}}").into_bytes(),
        ),
        (
            "many items".into(),
            format!("{{\"x\":[{items}1]}}").into_bytes(),
        ),
        (
            "many items below a long name".into(),
            format!("{{\"{key}\":[{}1]}}", "1,".repeat(300_000)).into_bytes(),
        ),
        (
            "a long name".into(),
            format!("{{\"{key}\":1}}").into_bytes(),
        ),
        (
            "a long text".into(),
            format!("{{\"tick\":{{\"member\":\"{key}\"}}}}").into_bytes(),
        ),
        ("many lines of TOML".into(), lines.into_bytes()),
        ("many tables of TOML".into(), tables.into_bytes()),
        ("a long path in TOML".into(), dots.into_bytes()),
        ("spaces".into(), vec![b' '; 1_000_000]),
        ("line breaks".into(), vec![b'\n'; 1_000_000]),
        (
            "a large number".into(),
            [b"{\"a\":1".as_slice(), &[b'0'; 500_000], b"}"].concat(),
        ),
    ]
}
