//! Whole web archives, with what breaks them.

use std::io::Write;

use super::super::container::Container;
use super::super::{Input, Pages, SourceOptions, told};
use super::{Dialect, Web, dialect, kind};

fn events_of(name: &str, bytes: &[u8], dialect: Dialect) -> Vec<String> {
    let options = SourceOptions::default();
    let web = Web::new(Input::of_bytes(name, bytes), dialect);
    told(Container::new(
        Box::new(web),
        0,
        &options,
        Pages::built_in(),
    ))
}

fn events(bytes: &[u8]) -> Vec<String> {
    events_of("a.warc", bytes, Dialect::Warc)
}

/// A record whose length is told as `length`.
fn told_as(length: usize, kind: &str, media: &str, uri: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n\
         Content-Type: {media}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn record(kind: &str, media: &str, uri: &str, body: &[u8]) -> Vec<u8> {
    told_as(body.len(), kind, media, uri, body)
}

fn text(uri: &str, body: &str) -> Vec<u8> {
    record("conversion", "text/plain", uri, body.as_bytes())
}

fn response(uri: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let body = [head.replace('\n', "\r\n").as_bytes(), b"\r\n\r\n", body].concat();
    record("response", "application/http; msgtype=response", uri, &body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

const ONE: &str = "http://a.example/1: One.";
const TWO: &str = "http://a.example/2: Two.";

fn one() -> Vec<u8> {
    text("http://a.example/1", "One.")
}

fn two() -> Vec<u8> {
    text("http://a.example/2", "Two.")
}

#[test]
fn ok_what_gives_articles_and_what_is_passed_over() {
    let bytes = [
        record("warcinfo", "application/warc-fields", "", b"software: x"),
        record(
            "request",
            "application/http; msgtype=request",
            "http://a.example/0",
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        one(),
        response(
            "http://a.example/2",
            "HTTP/1.1 200 OK\nContent-Type: text/plain; charset=utf-8",
            b"Two.",
        ),
        response(
            "http://a.example/3",
            "HTTP/1.1 301 Moved\nLocation: /4\nContent-Type: text/plain",
            b"Gone.",
        ),
        response(
            "http://a.example/5",
            "HTTP/1.1 404 Not Found\nContent-Type: text/plain",
            b"Nothing.",
        ),
        response(
            "http://a.example/6.png",
            "HTTP/1.1 200 OK\nContent-Type: image/png",
            b"\x89PNG\0",
        ),
        response(
            "http://a.example/7",
            "HTTP/1.1 200 OK\nContent-Type: text/html",
            b"\x89PNG\0",
        ),
        response(
            "http://a.example/8",
            "HTTP/1.1 200 OK\nContent-Type: text/html",
            b" \r\n",
        ),
        response(
            "http://a.example/robots.txt",
            "HTTP/1.1 200 OK\nContent-Type: text/plain",
            b"Disallow: /",
        ),
        response(
            "http://a.example/map.xml",
            "HTTP/1.1 200 OK\nContent-Type: text/xml",
            b"<?xml version=\"1.0\"?><urlset/>",
        ),
        record(
            "resource",
            "application/json",
            "http://a.example/9",
            b"{\"id\":\"nine\",\"text\":\"Nine.\"}\n",
        ),
        record("metadata", "text/plain", "http://a.example/10", b"via: x"),
        record("resource", "text/dns", "dns:a.example", b"10.0.0.1"),
    ];
    let expected = [ONE, TWO, "nine: Nine."];
    assert_eq!(events(&bytes.concat()), expected);
    let members: Vec<Vec<u8>> = bytes.iter().map(|it| gzip(it)).collect();
    assert_eq!(events(&members.concat()), expected);
    let frames = bytes
        .iter()
        .map(|it| zstd::encode_all(it.as_slice(), 1).expect("memory"));
    assert_eq!(events(&frames.collect::<Vec<_>>().concat()), expected);
}

#[test]
fn ok_address_of_the_record_and_no_date_of_the_crawl() {
    let options = SourceOptions::default();
    let web = Web::new(Input::of_bytes("a.wet", &one()), Dialect::Warc);
    let mut source = Container::new(Box::new(web), 0, &options, Pages::built_in());
    let Some(super::super::Event::Article(article)) = super::super::Source::next_event(&mut source)
    else {
        panic!("an article");
    };
    assert_eq!(article.url.as_deref(), Some("http://a.example/1"));
    assert_eq!(article.published.text, None);
}

#[test]
fn ok_chunks_packed_bodies_and_odd_heads() {
    let two = b"Two.".as_slice();
    for (head, body) in [
        (
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nTransfer-Encoding: chunked",
            b"4\r\nTwo.\r\n0\r\n\r\n".as_slice(),
        ),
        (
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nTransfer-Encoding: chunked",
            two,
        ),
        (
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Encoding: gzip",
            &gzip(two),
        ),
        (
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Encoding: gzip",
            two,
        ),
        ("HTTP/2 200\nContent-Type: TEXT/PLAIN", two),
        (
            "HTTP/1.0 200\nBad header line\nContent-Type : text/plain",
            two,
        ),
    ] {
        let bytes = response("http://a.example/2", head, body);
        assert_eq!(events(&bytes), [TWO], "{head}");
    }
}

#[test]
fn err_no_response() {
    let bytes = [
        record(
            "response",
            "application/http",
            "http://a.example/0",
            b"<html>no head</html>",
        ),
        one(),
    ];
    assert_eq!(
        events(&bytes.concat()),
        [
            "! in/a.warc@0!http://a.example/0: expected a response of HTTP, found `<html>no head</html>`",
            ONE
        ]
    );
}

#[test]
fn err_length_told_too_short_or_too_long() {
    for length in [0, 2, 30, 3000, 400_000_000] {
        let broken = told_as(
            length,
            "conversion",
            "text/plain",
            "http://a.example/1",
            b"One.",
        );
        let bytes = [broken.clone(), two(), text("http://a.example/3", "Three.")].concat();
        let told = events(&bytes);
        assert!(
            told[0].starts_with("! in/a.warc@0!http://a.example/1: its length is told as"),
            "{told:#?}"
        );
        assert_eq!(
            told[1..],
            [ONE, TWO, "http://a.example/3: Three."],
            "{length}"
        );
        let told = events(&[gzip(&broken), gzip(&two())].concat());
        assert_eq!(told[1..], [ONE, TWO], "{length}: {told:#?}");
    }
    // In a record that nobody wants.
    for length in [0, 3000] {
        let broken = told_as(
            length,
            "request",
            "application/http",
            "http://a.example/1",
            b"GET /",
        );
        let told = events(&[broken, one(), two()].concat());
        assert_eq!(told[1..], [ONE, TWO], "{told:#?}");
    }
}

#[test]
fn ok_an_archive_in_a_record_is_no_wrong_length() {
    let inner = [one(), two()].concat();
    let bytes = [
        record(
            "resource",
            "application/warc",
            "http://a.example/x.warc",
            &inner,
        ),
        one(),
    ];
    assert_eq!(events(&bytes.concat()), [ONE]);
}

#[test]
fn err_no_length_no_head_and_rubbish() {
    let sound = two();
    let without = String::from_utf8(one())
        .expect("text")
        .replace("Content-Length: 4\r\n", "");
    let told = events(&[without.as_bytes(), &sound].concat());
    assert_eq!(
        told,
        [
            "! in/a.warc@0: a record without a length; reading goes on at the next record",
            TWO
        ]
    );
    let told = events(&[b"rubbish\n\0\xff\n".as_slice(), &sound].concat());
    assert_eq!(
        told,
        [
            "! in/a.warc@0: expected the start of a record, found `rubbish`; reading goes on at the next one",
            TWO
        ]
    );
    let told = events(&[b"WARC/1.0\r\nWARC-Type: response\r\n".as_slice(), &sound].concat());
    assert_eq!(
        told,
        [
            "! in/a.warc@0: a record that ends in its head; reading goes on at the next record",
            TWO
        ]
    );
    assert_eq!(events(b"\n\n"), ["! in/a.warc@0: no record"]);
}

#[test]
fn err_a_broken_member_loses_only_its_record() {
    let noise: Vec<String> = (0u64..20_000).map(|i| (i * i % 9973).to_string()).collect();
    let noise = noise.join(" ");
    let mut broken = gzip(&text("http://a.example/x", &noise));
    let middle = broken.len() / 2;
    for byte in &mut broken[middle..middle + 50] {
        *byte ^= 0x55;
    }
    let cut = broken[..middle].to_vec();
    for middle in [broken, cut] {
        let bytes = [gzip(&one()), middle, gzip(&two())].concat();
        let told = events(&bytes);
        assert_eq!(
            (told[0].as_str(), told[told.len() - 1].as_str()),
            (ONE, TWO)
        );
        let rejects: Vec<&String> = told.iter().filter(|it| it.starts_with('!')).collect();
        // What was unpacked before the break shows may be of another length, which is told too.
        assert!(
            rejects.len() <= 2 && rejects.iter().any(|it| it.contains("gzip stream")),
            "{rejects:?}"
        );
    }
}

#[test]
fn err_cut_anywhere() {
    let bytes = [one(), two()].concat();
    let first = one().len();
    for len in first..bytes.len() {
        let told = events(&bytes[..len]);
        assert_eq!(told[0], ONE);
        // What ends inside the second record is told, unless only its last line breaks are missing.
        let tail = &bytes[len..];
        let whole = tail.iter().all(u8::is_ascii_whitespace) && tail.len() <= 4;
        assert_eq!(
            told.iter().any(|it| it.starts_with('!')),
            !whole && len > first,
            "{len}: {told:?}"
        );
    }
}

#[test]
fn ok_arc_of_both_versions() {
    let first = |version: &str, names: &str| {
        let body = format!("{version} 0 Example\n{names}\n");
        format!(
            "filedesc://x.arc 0.0.0.0 20200102030405 text/plain {}\n{body}\n",
            body.len()
        )
    };
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nOne.";
    let one = format!(
        "http://a.example/1 10.0.0.1 20200102030405 text/plain {}\n{page}\n",
        page.len()
    );
    let two = "http://a.example/2 10.0.0.1 20200102030405 text/plain 200 x - 0 x.arc 4\nTwo.\n";
    let wrong = one.replace(&format!("plain {}", page.len()), "plain 9000");
    let bytes = format!(
        "{}{one}{two}",
        first(
            "1",
            "URL IP-address Archive-date Content-type Archive-length"
        )
    );
    assert_eq!(dialect(bytes.as_bytes()), Some(Dialect::Arc));
    assert_eq!(
        events_of("a.arc", bytes.as_bytes(), Dialect::Arc),
        [ONE, TWO]
    );
    let told = events_of("a.arc", format!("{wrong}{two}").as_bytes(), Dialect::Arc);
    assert!(told[0].contains("its length is told as 9000"), "{told:?}");
    assert_eq!(told[1..], [ONE, TWO]);
    let short = one.replace(&format!("plain {}", page.len()), "plain 10");
    let told = events_of("a.arc", format!("{short}{two}").as_bytes(), Dialect::Arc);
    assert_eq!(told[1..], [ONE, TWO], "{told:?}");
}

#[test]
fn ok_media_types() {
    for media in [
        "text/html",
        "application/ld+json",
        "application/rss+xml",
        "text/plain",
    ] {
        assert!(kind(Some(media)).is_some(), "{media}");
    }
    for media in [
        "text/css",
        "application/javascript",
        "image/svg+xml",
        "video/mp4",
    ] {
        assert_eq!(kind(Some(media)), None, "{media}");
    }
}

#[test]
fn err_any_change_of_a_byte_ends_without_a_panic() {
    let chunked = "HTTP/1.1 200 OK\nContent-Type: text/plain\nTransfer-Encoding: chunked\nContent-Encoding: br";
    let bytes = [
        one(),
        response("http://a.example/2", chunked, b"4\r\nTwo.\r\n0\r\n\r\n"),
    ]
    .concat();
    for at in 0..bytes.len() {
        for with in [0, b'\n', b'9', 0xff] {
            let mut bytes = bytes.clone();
            bytes[at] = with;
            assert!(events(&bytes).len() < 6);
        }
    }
}
