//! Broken inputs and such as mean harm: each is told with its place and counted, and its neighbours are read.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::workdir::{Ran, Workdir};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// A tar archive, without the cares of programs about names.
fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_cksum();
        out.extend(header.as_bytes());
        out.extend(*bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out
}

/// Lines of JSON with the ids `PREFIX0`, `PREFIX1`, …
fn lines(prefix: &str, count: usize) -> String {
    let line = |i: usize| {
        let noise = i * 7919 % 1009;
        format!("{{\"id\":\"{prefix}{i}\",\"text\":\"Acme took {noise} of {i} offers.\"}}\n")
    };
    (0..count).map(line).collect::<Vec<_>>().concat()
}

fn ids(ran: &Ran) -> Vec<String> {
    let own = |it: &serde_json::Value| it["id"].as_str().unwrap().to_owned();
    ran.json().iter().map(own).collect()
}

/// The lines about rejects.
fn rejects(ran: &Ran) -> Vec<&str> {
    ran.stderr
        .lines()
        .filter_map(|it| it.strip_prefix("rejected: "))
        .collect()
}

#[test]
fn err_all_of_it_in_one_folder_loses_no_neighbour() {
    let dir = Workdir::new();
    let good = |name: &str| dir.write(&format!("in/{name}"), lines(name, 1));
    let dump = lines("cut", 4000);
    let mut bomb = gzip(&vec![b' '; 40 << 20]);
    bomb.extend(gzip(b"\n"));
    let warc = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://w.example/1\r\n\
                Content-Length: 9999\r\n\r\nFirst.\r\n\r\nWARC/1.0\r\nWARC-Type: conversion\r\n\
                WARC-Target-URI: http://w.example/2\r\nContent-Length: 7\r\n\r\nSecond.\r\n\r\n";
    let packed = gzip(dump.as_bytes());
    let frame = zstd::encode_all(dump.as_bytes(), 1).unwrap();
    let deep = format!("{{\"text\":\"a\",\"x\":{}}}\n", "[".repeat(100_000));
    let deep_file = format!("{}\n", "[{\"a\":".repeat(100_000));
    for (name, bytes) in [
        ("b-cut.jsonl.gz", &packed[..packed.len() / 2]),
        ("c-cut.jsonl.zst", &frame[..frame.len() / 2]),
        ("d-bomb.txt.gz", &bomb),
        ("e-deep.jsonl", deep.as_bytes()),
        ("f-deep.json", deep_file.as_bytes()),
        ("g-nul.txt", b"Acme\0bought\0Widget"),
        ("h-wrong.warc", warc.as_bytes()),
        (
            "i-names.tar",
            &tar(&[("../../evil.txt", b"Evil."), ("a.txt", b"Good.")]),
        ),
        ("j-empty.txt", b""),
        ("k-bytes.jsonl", b"{\"text\":\"\xff\xfe\"}\n"),
    ] {
        dir.write(&format!("in/{name}"), bytes);
    }
    for name in [
        "a.jsonl", "b.jsonl", "d.jsonl", "f.jsonl", "h.jsonl", "z.jsonl",
    ] {
        good(name);
    }
    let ran = dir.run(&["articles", "in", "-v"]).ends_with(3);
    let found = ids(&ran);
    for id in [
        "a.jsonl0",
        "b.jsonl0",
        "d.jsonl0",
        "f.jsonl0",
        "h.jsonl0",
        "z.jsonl0",
        "http://w.example/1",
        "http://w.example/2",
        "i-names.tar!a.txt",
        "cut0",
        "cut100",
    ] {
        assert!(found.iter().any(|it| it == id), "{id} in {}", ran.stderr);
    }
    let told = rejects(&ran);
    for (place, reason) in [
        ("in/b-cut.jsonl.gz@", "the gzip stream is cut"),
        ("in/c-cut.jsonl.zst@", "the zstd stream is cut"),
        ("in/d-bomb.txt.gz@", "more than 250 times its size"),
        ("in/e-deep.jsonl:1", "broken JSON"),
        ("in/f-deep.json", ""),
        ("in/g-nul.txt", "NUL"),
        (
            "in/h-wrong.warc@0!http://w.example/1",
            "its length is told as 9999",
        ),
        ("in/i-names.tar@0!evil.txt", "leads out of the archive"),
        ("in/j-empty.txt", "no text"),
        ("in/k-bytes.jsonl:1", "UTF-8"),
    ] {
        assert!(
            told.iter()
                .any(|it| it.starts_with(place) && it.contains(reason)),
            "{place}: {reason} in {told:#?}"
        );
    }
    assert!(
        ran.stderr.contains(&format!(", {} rejected, ", told.len())),
        "{}",
        ran.stderr
    );
    assert!(!dir.path("evil.txt").exists() && !dir.path("in/evil.txt").exists());
}

#[test]
fn err_a_line_over_the_bound_is_passed_over() {
    let dir = Workdir::new();
    let mut bytes = b"{\"id\":\"long\",\"text\":\"".to_vec();
    bytes.resize(bytes.len() + (70 << 20), b'a');
    bytes.extend(b"\"}\n");
    bytes.extend(lines("good", 1).as_bytes());
    dir.write("a.jsonl", bytes);
    let ran = dir.run(&["articles", "a.jsonl"]).ends_with(3);
    assert_eq!(ids(&ran), ["good0"]);
    assert!(
        rejects(&ran)[0].starts_with("a.jsonl:1: 73400344 bytes in one line"),
        "{}",
        ran.stderr
    );
}

#[test]
fn ok_rejects_go_to_a_file_and_into_a_run() {
    let dir = Workdir::new();
    dir.write(
        "in/a.jsonl",
        "{broken\n{\"id\":\"one\",\"text\":\"One.\"}\n",
    );
    let expected = |text: &str| {
        let lines: Vec<serde_json::Value> = text
            .lines()
            .map(|it| serde_json::from_str(it).unwrap())
            .collect();
        assert_eq!(lines.len(), 1, "{text}");
        assert_eq!(lines[0]["place"], "in/a.jsonl:1");
        assert!(lines[0]["reason"].as_str().unwrap().contains("broken JSON"));
    };
    for command in ["articles", "mentions", "extract", "explain"] {
        dir.run(&[command, "in", "--rejects", "r.jsonl"])
            .ends_with(3);
        expected(&dir.read("r.jsonl"));
    }
    let args = ["run", "in", "-o", "out", "--rejects", "r2.jsonl"];
    dir.run(&args).ends_with(3);
    expected(&dir.read("r2.jsonl"));
    expected(&dir.read("out/rejects.jsonl"));
}

#[test]
fn err_the_first_reject_ends_it_where_that_is_asked() {
    let dir = Workdir::new();
    dir.write(
        "in/a.jsonl",
        "{\"id\":\"one\",\"text\":\"One.\"}\n{broken\n{\"id\":\"two\",\"text\":\"Two.\"}\n",
    );
    for command in ["articles", "mentions", "extract", "explain"] {
        let ran = dir
            .run(&[command, "in", "--on-error", "fail", "--rejects", "r.jsonl"])
            .ends_with(1);
        assert!(
            ran.stderr.contains("in/a.jsonl:2: broken JSON"),
            "{}",
            ran.stderr
        );
        assert!(dir.read("r.jsonl").contains("in/a.jsonl:2"), "{command}");
    }
    let ran = dir.run(&["articles", "in", "--on-error", "fail"]);
    assert_eq!(ids(&ran), ["one"]);
    dir.run(&["run", "in", "-o", "out", "--on-error", "fail"])
        .ends_with(1);
    assert!(!dir.path("out/deals.jsonl").exists());
}

#[cfg(unix)]
#[test]
fn err_loops_of_links_pipes_and_what_may_not_be_read() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = Workdir::new();
    dir.write("in/a.jsonl", lines("a", 1));
    dir.write("in/z.jsonl", lines("z", 1));
    dir.write("in/secret.jsonl", lines("secret", 1));
    symlink(dir.path("in"), dir.path("in/loop")).unwrap();
    symlink(dir.path("nowhere"), dir.path("in/lost")).unwrap();
    let secret = dir.path("in/secret.jsonl");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o000)).unwrap();
    // An administrator may read everything.
    let readable = std::fs::File::open(&secret).is_ok();
    let made = Command::new("mkfifo")
        .arg(dir.path("in/pipe"))
        .stdin(Stdio::null())
        .status();
    let pipe = made.is_ok_and(|it| it.success());
    let ran = dir.run(&["articles", "in"]).ends_with(3);
    let told = rejects(&ran);
    assert!(
        told.iter()
            .any(|it| it.starts_with("in/loop: a link that leads back")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|it| it.starts_with("in/lost: cannot be opened")),
        "{told:?}"
    );
    if pipe {
        assert!(
            told.contains(&"in/pipe: no file, but a pipe, socket or device"),
            "{told:?}"
        );
    }
    if readable {
        assert_eq!(ids(&ran), ["a0", "secret0", "z0"]);
    } else {
        assert!(
            told.iter()
                .any(|it| it.starts_with("in/secret.jsonl: cannot be opened")),
            "{told:?}"
        );
        assert_eq!(ids(&ran), ["a0", "z0"]);
    }
}

#[test]
fn err_archives_of_the_wild_end_without_a_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/warc");
    if !folder.exists() {
        eprintln!("skipped: no ../shared/data/warc beside the checkout");
        return;
    }
    let dir = Workdir::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let ran = dir.run(&["articles", path.to_str().unwrap()]);
        assert!(matches!(ran.code, Some(0 | 3)), "{name}: {}", ran.stderr);
        assert!(!ran.stderr.contains("panic"), "{name}: {}", ran.stderr);
        let told = rejects(&ran);
        let wanted: &[&str] = match name.as_str() {
            "resiliparse-clipped.warc.gz" => &["@18184: the gzip stream is cut"],
            "warcio-example-trunc.warc" => &["its length is told as 973 bytes"],
            "warcio-example-space-in-url.arc" => &["the archive ends in this record"],
            "warcio-bad.arc" => &[
                "@0: expected a number as the length of a record, found `-1`",
                "@134: expected a number as the length of a record, found `-1`",
                "@262: expected a number as the length of a record, found `abc`",
            ],
            _ => &[],
        };
        for reason in wanted {
            assert!(
                told.iter().any(|it| it.contains(reason)),
                "{name}: {told:?}"
            );
        }
        if name == "whirlwind.warc.wet.gz" {
            assert_eq!(ids(&ran), ["https://an.wikipedia.org/wiki/Escopete"]);
        }
        // Nothing but these is wrong with the framing of the others.
        if wanted.is_empty() {
            let framing = ["length", "record", "stream"];
            let wrong = told
                .iter()
                .find(|it| framing.iter().any(|word| it.contains(word)));
            assert_eq!(wrong, None, "{name}");
        }
    }
}
