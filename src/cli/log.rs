//! What is told on standard error: lines for people, or a JSON object a line for machines; and the numbers of a job as a
//! file, JSON or the text form of Prometheus.

use std::fmt::Write;
use std::path::Path;

use clap::ValueEnum;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};

/// The form of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people
    #[default]
    Text,
    /// A JSON object a line
    Json,
}

impl LogFormat {
    /// A line: as it stands for people, `event` and its fields for machines.
    pub(super) fn line(self, text: &str, level: &str, event: &str, fields: Value) -> String {
        match self {
            Self::Text => text.to_owned(),
            Self::Json => {
                let mut line = Map::new();
                line.insert("time".into(), Timestamp::now().to_string().into());
                line.insert("level".into(), level.into());
                line.insert("event".into(), event.into());
                if let Value::Object(fields) = fields {
                    line.extend(fields);
                }
                Value::Object(line).to_string()
            }
        }
    }

    /// Prints a line where no bar can be in its way.
    pub(super) fn tell(self, text: &str, level: &str, event: &str, fields: Value) {
        eprintln!("{}", self.line(text, level, event, fields));
    }

    /// A warning, for `tell` or a bar to print.
    pub(super) fn warning(self, message: &str) -> String {
        let fields = json!({ "message": message });
        self.line(&format!("warning: {message}"), "warning", "warning", fields)
    }

    /// Tells which files a command has written.
    pub(super) fn written(self, files: usize, folder: &Path) {
        let folder = folder.display().to_string();
        let text = format!("{files} files in {folder}");
        let fields = json!({ "files": files, "folder": folder });
        self.tell(&text, "info", "written", fields);
    }

    /// What ended the program.
    pub fn failed(self, error: &Error) {
        let text = format!("dealsift: {error}");
        self.tell(
            &text,
            "error",
            "failed",
            json!({ "message": error.to_string() }),
        );
    }
}

/// Writes the numbers of a job: for Prometheus where the name ends in `.prom`, else JSON.
pub(super) fn write_stats(path: &Path, numbers: &Map<String, Value>) -> Result<()> {
    let is_prometheus = path.extension().is_some_and(|it| it == "prom");
    let text = if is_prometheus {
        prometheus(numbers)
    } else {
        format!("{:#}\n", Value::Object(numbers.clone()))
    };
    std::fs::write(path, text).map_err(|error| Error::io_at(path, error))
}

/// Each number as a gauge; texts are labels of one that is always 1.
fn prometheus(numbers: &Map<String, Value>) -> String {
    let mut text = String::new();
    let labels: Vec<_> = numbers
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", json!(value.as_str()?))))
        .collect();
    let mut gauge = |name: &str, labels: &str, value: &str| {
        let _ = writeln!(text, "# TYPE dealsift_{name} gauge");
        let _ = writeln!(text, "dealsift_{name}{labels} {value}");
    };
    gauge("build_info", &format!("{{{}}}", labels.join(",")), "1");
    for (name, value) in numbers {
        match value {
            Value::Number(number) => gauge(name, "", &number.to_string()),
            Value::Bool(flag) => gauge(name, "", if *flag { "1" } else { "0" }),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_lines_for_people_and_for_machines() {
        let line = |format: LogFormat| format.line("it says", "warning", "said", json!({"n": 1}));
        assert_eq!(line(LogFormat::Text), "it says");
        let json: Value = serde_json::from_str(&line(LogFormat::Json)).expect("JSON");
        assert_eq!(
            (&json["level"], &json["event"], &json["n"]),
            (&json!("warning"), &json!("said"), &json!(1))
        );
        assert!(json["time"].as_str().is_some_and(|it| it.ends_with('Z')));
    }

    #[test]
    fn ok_prometheus_has_a_type_and_a_line_for_each_number() {
        let numbers = json!({"version": "1\"2", "articles": 7, "seconds": 0.5, "stopped": false});
        let text = prometheus(numbers.as_object().expect("an object"));
        assert_eq!(
            text,
            "# TYPE dealsift_build_info gauge\ndealsift_build_info{version=\"1\\\"2\"} 1\n\
             # TYPE dealsift_articles gauge\ndealsift_articles 7\n\
             # TYPE dealsift_seconds gauge\ndealsift_seconds 0.5\n\
             # TYPE dealsift_stopped gauge\ndealsift_stopped 0\n"
        );
    }
}
