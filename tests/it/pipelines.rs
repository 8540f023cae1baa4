//! The recipes for pipelines: those for the shell run as they stand on the page. Those in Python run with the Python package.

use std::path::Path;
use std::process::Command;

use crate::workdir::Workdir;

#[test]
fn ok_every_recipe_for_the_shell_runs() {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(base.join("docs/PIPELINES.md")).unwrap();
    let dir = Workdir::new();
    std::os::unix::fs::symlink(base.join("samples"), dir.path("samples")).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_dealsift")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let recipes = page.split("```sh\n").skip(1);
    let recipes: Vec<&str> = recipes.map(|it| it.split("```").next().unwrap()).collect();
    assert_eq!(recipes.len(), 2, "{recipes:?}");
    for recipe in recipes {
        let ran = Command::new("sh")
            .args(["-e", "-c", recipe])
            .current_dir(dir.path("."))
            .env("PATH", format!("{}:{path}", program.display()))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{recipe}\n{told}");
        assert!(told.is_empty(), "{recipe}\n{told}");
    }
    assert!(std::fs::metadata(dir.path("firm.jsonl")).unwrap().len() > 1000);
    assert!(dir.path("deals/deals.csv").is_file());
}
