//! How far a job is, on a terminal: bytes, articles and deals, speeds, and the time that is left.

use std::io::IsTerminal;
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::source::size;

/// A bar on standard error; none where that is no terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
}

/// Where the size of the inputs is not known there is no end to tell.
const WITHOUT_END: &str = "{spinner} {bytes} {binary_bytes_per_sec}, {msg}";
const WITH_END: &str =
    "{bar:24} {bytes} of {total_bytes}, {binary_bytes_per_sec}, {msg}, {eta} left";

impl Progress {
    /// Begins to show how far the reading of these inputs is.
    pub(super) fn new(inputs: &[String], is_wanted: bool) -> Self {
        let is_shown = is_wanted && std::io::stderr().is_terminal();
        let target = if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target).with_style(style(WITHOUT_END));
        if is_shown {
            bar.enable_steady_tick(Duration::from_millis(200));
            let (bar, inputs) = (bar.clone(), inputs.to_vec());
            // Folders may be large: nobody waits for their size.
            thread::spawn(move || {
                if let Some(size) = size(&inputs) {
                    bar.set_length(size);
                    bar.set_style(style(WITH_END));
                }
            });
        }
        Self {
            bar,
            started: Instant::now(),
        }
    }

    /// Shows how far it is.
    pub(super) fn at(&self, bytes: u64, articles: u64, deals: Option<u64>) {
        if self.bar.is_hidden() {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64().max(1e-3);
        // For people only.
        #[allow(clippy::cast_precision_loss)]
        let with_speed = |count: u64, what| {
            format!(
                "{} {what} ({:.0}/s)",
                HumanCount(count),
                count as f64 / seconds
            )
        };
        let mut message = with_speed(articles, "articles");
        if let Some(deals) = deals {
            message += ", ";
            message += &with_speed(deals, "deals");
        }
        self.bar.set_message(message);
        self.bar.set_position(bytes);
    }

    /// Prints a line on standard error, above the bar.
    pub(super) fn line(&self, text: &str) {
        self.bar.suspend(|| eprintln!("{text}"));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ok_the_templates_are_sound() {
        for template in [WITHOUT_END, WITH_END] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
