//! The walk for analysts: every command in it runs, and prints what it shows.

use std::path::Path;

use crate::workdir::Workdir;

/// The commands of the page in order, each with what is shown below it.
fn steps(page: &str) -> Vec<(String, Option<String>)> {
    let mut steps: Vec<(String, Option<String>)> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        match line {
            "```sh" => {
                let commands = lines.by_ref().take_while(|it| *it != "```");
                steps.extend(commands.map(|it| (it.to_owned(), None)));
            }
            "```text" => {
                let shown: Vec<_> = lines.by_ref().take_while(|it| *it != "```").collect();
                steps.last_mut().unwrap().1 = Some(shown.join("\n"));
            }
            _ => {}
        }
    }
    steps
}

/// Words of a command line; those in quotes hold together.
fn words(command: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (n, part) in command.split('"').enumerate() {
        if n % 2 == 1 {
            words.push(part);
        } else {
            words.extend(part.split_whitespace());
        }
    }
    words
}

#[test]
fn ok_every_command_of_the_walk_runs() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(base.join("docs/ANALYST.md")).unwrap();
    let dir = Workdir::new();
    for name in ["samples", "docs"] {
        std::os::unix::fs::symlink(base.join(name), dir.path(name)).unwrap();
    }
    let steps = steps(&page);
    assert!(steps.len() >= 10);
    for (command, shown) in steps {
        let words = words(&command);
        assert_eq!(words[0], "dealsift", "{command}");
        let ran = dir.run(&words[1..]);
        assert_eq!(ran.code, Some(0), "{command}\n{}", ran.stderr);
        if let Some(shown) = shown {
            let printed = ran.text().replace("\r\n", "\n");
            assert_eq!(printed.trim_end(), shown, "{command}");
        }
    }
}
