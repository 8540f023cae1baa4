//! The order of the stages, and which crates stand where: read from the source, so that it cannot drift.

use std::path::{Path, PathBuf};

/// A stage may use those before it.
const STAGES: [&str; 7] = [
    "source", "text", "mention", "frame", "deal", "table", "sink",
];
/// These serve all stages and use none.
const SERVANTS: [&str; 3] = ["error", "span", "grammar"];
/// These may see all, and no stage sees them.
const TOP: [&str; 4] = ["pipeline", "check", "cli", "explain"];
/// Where a crate may stand: modules, or parts of them.
const CRATES: [(&str, &[&str]); 8] = [
    ("polars", &["table", "sink", "source/columnar"]),
    ("polars_arrow", &["sink", "source/columnar"]),
    ("polars_arrow_format", &["source/columnar"]),
    ("polars_buffer", &["source/columnar"]),
    ("polars_parquet", &["table", "sink", "source/columnar"]),
    ("polars_parquet_format", &["source/columnar"]),
    ("nom", &["mention", "frame", "grammar"]),
    ("clap", &["cli", "main"]),
];
/// Lines of a file, tests at its foot not counted.
const LONGEST: usize = 600;

/// A file of `src` with what stands in it that is no comment.
struct Source {
    name: String,
    /// The module right below the crate.
    module: String,
    code: Vec<String>,
}

fn sources() -> Vec<Source> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![base.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    let read = |path: PathBuf| {
        let name = path
            .strip_prefix(&base)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text
            .lines()
            .map(|it| it.split("//").next().unwrap_or("").to_owned());
        Source {
            module: name
                .split('/')
                .next()
                .unwrap()
                .trim_end_matches(".rs")
                .to_owned(),
            code: lines.collect(),
            name,
        }
    };
    files.into_iter().map(read).collect()
}

/// What stands behind `prefix` up to the end of the word, at each place where it begins a path.
fn words_behind<'a>(line: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(prefix).filter_map(move |(at, _)| {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':')) {
            return None;
        }
        let rest = &line[at + prefix.len()..];
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        Some(&rest[..end])
    })
}

fn may_use(module: &str, other: &str) -> bool {
    let stage = |name: &str| STAGES.iter().position(|it| *it == name);
    if module == other || TOP.contains(&module) || matches!(module, "lib" | "main") {
        return true;
    }
    match (stage(module), stage(other)) {
        (Some(from), Some(to)) => to < from,
        (Some(_), None) => SERVANTS.contains(&other),
        (None, _) => SERVANTS.contains(&module) && SERVANTS.contains(&other),
    }
}

#[test]
fn ok_a_stage_uses_only_stages_before_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in source.code.iter().enumerate() {
            for other in words_behind(line, "crate::").filter(|it| !it.is_empty()) {
                let macros = other == "names" && line.contains("names!");
                if !macros && !may_use(&source.module, other) {
                    wrong.push(format!("src/{}:{} uses {other}", source.name, number + 1));
                }
            }
            assert!(
                !line.contains("use crate::{"),
                "src/{}: one line for each module",
                source.name
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ok_every_module_has_its_place() {
    for source in sources() {
        let module = source.module.as_str();
        let known = STAGES.contains(&module) || SERVANTS.contains(&module) || TOP.contains(&module);
        assert!(
            known || matches!(module, "lib" | "main"),
            "src/{}",
            source.name
        );
    }
}

#[test]
fn ok_crates_stand_where_they_belong() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, modules) in CRATES {
            let path = format!("{name}::");
            let used = source
                .code
                .iter()
                .any(|line| words_behind(line, &path).next().is_some());
            let is_in = |place: &&str| {
                let below = source.name.strip_prefix(*place);
                below.is_some_and(|rest| rest.starts_with(['/', '.']))
            };
            if used && !modules.iter().any(is_in) {
                wrong.push(format!("src/{} uses {name}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ok_no_file_is_too_long() {
    let mut wrong = Vec::new();
    for source in sources() {
        let tests = source
            .code
            .iter()
            .position(|line| line.starts_with("#[cfg(test)]"));
        let lines = tests.unwrap_or(source.code.len());
        if lines > LONGEST {
            wrong.push(format!("src/{}: {lines} lines", source.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn err_the_check_sees_what_is_wrong() {
    assert!(may_use("deal", "mention") && may_use("sink", "grammar") && may_use("cli", "deal"));
    assert!(
        !may_use("mention", "deal") && !may_use("grammar", "mention") && !may_use("sink", "cli")
    );
    let line = "use crate::deal::Deal; pub(crate) x; some_crate::y; crate::text::z";
    assert_eq!(
        words_behind(line, "crate::").collect::<Vec<_>>(),
        ["deal", "text"]
    );
}
